//! Findings in words, each with its codes and its place in the standard. The codes are for the
//! ticket, and must never be the only words.

use serde_json::Value;
use webauthn::{Check, Finding, Outcome, Reason};

use super::plain;

/// One finding on a line of its own.
pub(super) fn finding(finding: &Finding) -> String {
    let alone = finding.evidence.contains_key("alone");
    let weight = match finding.outcome {
        Outcome::Pass => "ok",
        Outcome::Fail => "WRONG",
        Outcome::Warn => "odd",
        Outcome::Unknown => "unknown",
        // What one profile refuses, another one of the person's allows.
        Outcome::Skipped if alone => "does not decide",
        Outcome::Skipped => "not compared",
    };
    let check = finding.check.as_str();
    let place = place(finding);
    match finding.reason {
        Some(reason) => {
            let (words, code) = (self::reason(reason), reason.as_str());
            format!("  {weight}: {words} ({check}, {code}; {}{place})\n", finding.spec)
        }
        None => format!("  {weight}: {check} ({}{place})\n", finding.spec),
    }
}

/// Whether it did not simply pass. A whole profile says nothing that its rules do not, unless the
/// profile itself is not clear.
pub(super) fn says_something(finding: &Finding) -> bool {
    let unclear = finding.reason == Some(Reason::PolicyUnknown);
    let speaks = match finding.outcome {
        Outcome::Fail | Outcome::Warn | Outcome::Unknown => true,
        Outcome::Skipped => finding.reason.is_some(),
        Outcome::Pass => false,
    };
    speaks && (finding.check != Check::PolicyProfile || unclear)
}

/// Where in the policy it stands, for a finding on a policy.
fn place(finding: &Finding) -> String {
    let text = |value: &Value| value.as_str().map(plain);
    let Some(path) = finding.evidence.get("path").and_then(text) else { return String::new() };
    let profile = finding.evidence.get("profile").and_then(|profile| {
        profile.get("name").and_then(text).or_else(|| profile.get("id").and_then(text))
    });
    profile.map_or_else(|| format!(", {path}"), |name| format!(", {path} of profile {name}"))
}

pub(super) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::ClientDataMalformed => "the client data cannot be read as they should be",
        Reason::ClientDataType => "the client data are not those of a registration",
        Reason::ChallengeMismatch => "the challenge is another",
        Reason::OriginMismatch => "the origin is another",
        Reason::CrossOrigin => "it was made inside another site's page",
        Reason::RpIdMismatch => "the key made it for another RP ID",
        Reason::UserNotPresent => "the key says that nobody touched it",
        Reason::UserNotVerified => "the key says that nobody was verified, though that is required",
        Reason::FlagsReserved => "the key sets a flag that has no meaning yet",
        Reason::BackupFlagsInconsistent => "the key says backed up and not able to be",
        Reason::AttestedDataMissing => "the key's answer names no credential",
        Reason::AuthenticatorDataMalformed => "the key's answer breaks off or makes no sense",
        Reason::TrailingBytes => "there are bytes too many",
        Reason::CborMalformed => "the answer is not CBOR",
        Reason::CborNotCanonical => "the answer is CBOR, but not in the form that keys should use",
        Reason::CborDuplicateKey => "the answer names the same thing twice",
        Reason::CredentialIdTooLong => "the credential ID has more than 1,023 bytes",
        Reason::CredentialIdTooShort => "the credential ID is shorter than it should be",
        Reason::CredentialIdMismatch => "the credential ID is another than the key's",
        Reason::PublicKeyMalformed => "the public key is malformed",
        Reason::PublicKeyNotOnCurve => "the public key is no point of its curve",
        Reason::PublicKeyPrivatePart => "the public key comes with its private part",
        Reason::AlgorithmNotRequested => "the key used an algorithm that was not asked for",
        Reason::AlgorithmUnsupported => "this version cannot verify the algorithm",
        Reason::AlgorithmWeak => "the signature is of a kind that is no longer worth much",
        Reason::FormatUnsupported => "this version cannot verify this kind of attestation",
        Reason::StatementMalformed => "the attestation statement is malformed",
        Reason::StatementAlgorithmMismatch => "the statement's algorithm does not fit its key",
        Reason::StatementSignatureInvalid => "the attestation signature does not hold",
        Reason::CertificateMalformed => "the attestation certificate cannot be read",
        Reason::CertificateRequirements => "the attestation certificate lacks what it has to have",
        Reason::CertificateExpired => "a certificate has expired",
        Reason::CertificateNotYetValid => "a certificate is not valid yet",
        Reason::CertificateAaguidMismatch => "the attestation certificate is of another model",
        Reason::CertificateAaguidMissing => "the attestation certificate names no model",
        Reason::ChainUntrusted => "the certificates lead to no root that was given",
        Reason::ChainBroken => "one certificate was not issued by the next",
        Reason::CredentialKeyMismatch => "the certificate is of another key than the credential",
        Reason::AaguidNotZero => "a U2F key has no model, and this one names one",
        Reason::AaguidUnproved => "no attestation proves the model",
        Reason::TpmStructure => "the TPM's parts do not fit together",
        Reason::TpmNameMismatch => "the TPM certified something else",
        Reason::TpmCertificate => "the TPM's certificate breaks its rules",
        Reason::TpmVendorUnknown => "no TPM vendor is known by that name",
        Reason::KeyDescription => "the Android key's description does not fit",
        Reason::NonceMismatch => "Apple's nonce is another",
        Reason::SafetynetResponse => "SafetyNet's answer does not hold",
        Reason::NoneWithStatement => "it says that it has no attestation, and has one",
        Reason::MethodDisabled => "passkeys are switched off for the organisation",
        Reason::UserNotInScope => "the person is not among those who may register one",
        Reason::UserExcluded => "the person is among those who may not register one",
        Reason::SelfServiceOff => "people may not register keys themselves",
        Reason::AaguidNotAllowed => "the model is not on the organisation's list",
        Reason::AaguidBlocked => "the model is on the organisation's list of blocked ones",
        Reason::PasskeyTypeNotAllowed => "this type of passkey is not allowed",
        Reason::AttestationRequired => "the organisation wants the model proved",
        Reason::KeyRequirements => {
            "the key keeps no discoverable credentials, or cannot verify who holds it"
        }
        Reason::AaguidUnknown => "the key does not say its model",
        Reason::ScopeUnknown => "who the person is, or their groups, was not given",
        Reason::PolicyUnknown => "the policy says something that this version does not know",
        Reason::MetadataMissing => "the metadata do not know the model",
        Reason::MetadataStale => "the metadata are out of date",
        Reason::MetadataSignature => "the signature of the metadata does not hold",
        Reason::MetadataRevoked => "the model's certification was revoked",
        Reason::MetadataCompromised => "keys of this model are known to be compromised",
        Reason::MetadataUpdateAvailable => "there is newer firmware for this model",
        Reason::MetadataRetired => "its maker has retired this model",
        Reason::MetadataRequirements => "the metadata do not show what is demanded",
        Reason::ExpectationMissing => "there was nothing to compare it with",
    }
}
