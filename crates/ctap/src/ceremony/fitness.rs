//! Whether a key can do what is asked, and how the person will be verified, decided from its getInfo
//! alone. It must never need a PIN or a touch to find out.

use crate::{
    AuthenticatorInfo, Enforcement, OptionState, PinUvAuthProtocol,
    ceremony::{
        RegistrationRequest, ResidentKeyRequirement, Unusable, UserVerificationRequirement,
    },
    command::CredentialProtectionPolicy,
};

/// How a key comes to verify the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verification {
    /// Not at all.
    None,
    /// By its own means, within makeCredential (CTAP 2.0).
    InCommand,
    /// By its own means, for a token.
    UvToken,
    /// By PIN, for a token.
    Pin,
    /// A PIN has to be set first.
    SetPin,
    /// It should, and cannot.
    Impossible,
}

/// What a makeCredential already said about verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Nothing yet: the options and getInfo decide.
    AsAsked,
    /// The key wants it (CTAP2_ERR_PUAT_REQUIRED).
    ByKey,
}

/// Whether the key's own verification may still be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BuiltIn {
    Open,
    Blocked,
}

/// Why this key cannot serve this request, where that shows before any PIN or touch.
pub(crate) fn unfit(info: &AuthenticatorInfo, request: &RegistrationRequest) -> Option<Unusable> {
    if !info.is_ctap2() {
        return Some(Unusable::NotCtap2);
    }
    if request.resident_key == ResidentKeyRequirement::Required && !info.has("rk") {
        return Some(Unusable::NoDiscoverableCredentials);
    }
    let common = info.algorithms.iter().any(|one| request.algorithms.contains(one));
    if !info.algorithms.is_empty() && !common {
        return Some(Unusable::NoCommonAlgorithm);
    }
    if let Some(asked) = request.cred_protect
        && asked.enforcement == Enforcement::Required
        && asked.policy != CredentialProtectionPolicy::UserVerificationOptional
        && !info.supports_extension("credProtect")
    {
        return Some(Unusable::NoCredProtect);
    }
    let way = verification(info, request, Demand::AsAsked, BuiltIn::Open);
    (way == Verification::Impossible).then_some(Unusable::NoUserVerification)
}

/// Whether the credential will be asked for as discoverable.
pub(crate) fn discoverable(info: &AuthenticatorInfo, request: &RegistrationRequest) -> bool {
    match request.resident_key {
        ResidentKeyRequirement::Required => true,
        // CTAP 2.1 §6.4, remainingDiscoverableCredentials: at zero, platforms "SHOULD create
        // non-discoverable credentials if possible".
        ResidentKeyRequirement::Preferred => {
            info.has("rk") && info.remaining_discoverable_credentials != Some(0)
        }
        ResidentKeyRequirement::Discouraged => false,
    }
}

/// How the person is verified (CTAP 2.1 §6.1.1, platform actions).
pub(crate) fn verification(
    info: &AuthenticatorInfo,
    request: &RegistrationRequest,
    demand: Demand,
    built_in: BuiltIn,
) -> Verification {
    let uv = info.has("uv") && built_in == BuiltIn::Open;
    // noMcGaPermissionsWithClientPin: this key takes its PIN for management only.
    let pin_serves = !info.has("noMcGaPermissionsWithClientPin")
        && PinUvAuthProtocol::preferred(&info.pin_uv_auth_protocols).is_some();
    let pin = if pin_serves { info.option("clientPin") } else { OptionState::Absent };
    let configured = info.has("uv") || pin == OptionState::On;

    let key_insists = info.has("alwaysUv")
        || (configured && (discoverable(info, request) || !info.has("makeCredUvNotRqd")));
    let wanted = match request.user_verification {
        UserVerificationRequirement::Required => true,
        // As long as it works: a preference does not fail with a finger that was not recognised.
        UserVerificationRequirement::Preferred => uv || pin == OptionState::On || key_insists,
        UserVerificationRequirement::Discouraged => key_insists,
    };
    if !(wanted || demand == Demand::ByKey) {
        return Verification::None;
    }
    let tokens = info.has("pinUvAuthToken")
        && PinUvAuthProtocol::preferred(&info.pin_uv_auth_protocols).is_some();
    match pin {
        _ if uv && tokens => Verification::UvToken,
        _ if uv => Verification::InCommand,
        OptionState::On => Verification::Pin,
        OptionState::Off => Verification::SetPin,
        OptionState::Absent => Verification::Impossible,
    }
}
