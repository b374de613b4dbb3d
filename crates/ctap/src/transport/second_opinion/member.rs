//! What two clients are compared by: the members of getInfo, and the tries left. A value here must
//! never carry more than its client read, and never less.

use std::collections::BTreeMap;

use crate::Inspection;

/// A member of getInfo (CTAP 2.3 §6.4), or a count of tries (§6.5.5.2, §6.5.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the standard's")]
pub enum Member {
    Versions,
    Extensions,
    Aaguid,
    Options,
    MaxMsgSize,
    PinUvAuthProtocols,
    MaxCredentialCountInList,
    MaxCredentialIdLength,
    Transports,
    Algorithms,
    MaxSerializedLargeBlobArray,
    ForcePinChange,
    MinPinLength,
    FirmwareVersion,
    MaxCredBlobLength,
    MaxRpidsForSetMinPinLength,
    PreferredPlatformUvAttempts,
    UvModality,
    Certifications,
    RemainingDiscoverableCredentials,
    VendorPrototypeConfigCommands,
    AttestationFormats,
    UvCountSinceLastPinEntry,
    LongTouchForReset,
    EncIdentifier,
    TransportsForReset,
    PinComplexityPolicy,
    PinComplexityPolicyUrl,
    MaxPinLength,
    EncCredStoreState,
    AuthenticatorConfigCommands,
    PinRetries,
    UvRetries,
}

/// Each with its number in getInfo and the standard's name.
const NAMES: [(Member, Option<u8>, &str); 33] = [
    (Member::Versions, Some(0x01), "versions"),
    (Member::Extensions, Some(0x02), "extensions"),
    (Member::Aaguid, Some(0x03), "aaguid"),
    (Member::Options, Some(0x04), "options"),
    (Member::MaxMsgSize, Some(0x05), "maxMsgSize"),
    (Member::PinUvAuthProtocols, Some(0x06), "pinUvAuthProtocols"),
    (Member::MaxCredentialCountInList, Some(0x07), "maxCredentialCountInList"),
    (Member::MaxCredentialIdLength, Some(0x08), "maxCredentialIdLength"),
    (Member::Transports, Some(0x09), "transports"),
    (Member::Algorithms, Some(0x0A), "algorithms"),
    (Member::MaxSerializedLargeBlobArray, Some(0x0B), "maxSerializedLargeBlobArray"),
    (Member::ForcePinChange, Some(0x0C), "forcePINChange"),
    (Member::MinPinLength, Some(0x0D), "minPINLength"),
    (Member::FirmwareVersion, Some(0x0E), "firmwareVersion"),
    (Member::MaxCredBlobLength, Some(0x0F), "maxCredBlobLength"),
    (Member::MaxRpidsForSetMinPinLength, Some(0x10), "maxRPIDsForSetMinPINLength"),
    (Member::PreferredPlatformUvAttempts, Some(0x11), "preferredPlatformUvAttempts"),
    (Member::UvModality, Some(0x12), "uvModality"),
    (Member::Certifications, Some(0x13), "certifications"),
    (Member::RemainingDiscoverableCredentials, Some(0x14), "remainingDiscoverableCredentials"),
    (Member::VendorPrototypeConfigCommands, Some(0x15), "vendorPrototypeConfigCommands"),
    (Member::AttestationFormats, Some(0x16), "attestationFormats"),
    (Member::UvCountSinceLastPinEntry, Some(0x17), "uvCountSinceLastPinEntry"),
    (Member::LongTouchForReset, Some(0x18), "longTouchForReset"),
    (Member::EncIdentifier, Some(0x19), "encIdentifier"),
    (Member::TransportsForReset, Some(0x1A), "transportsForReset"),
    (Member::PinComplexityPolicy, Some(0x1B), "pinComplexityPolicy"),
    (Member::PinComplexityPolicyUrl, Some(0x1C), "pinComplexityPolicyURL"),
    (Member::MaxPinLength, Some(0x1D), "maxPINLength"),
    (Member::EncCredStoreState, Some(0x1E), "encCredStoreState"),
    (Member::AuthenticatorConfigCommands, Some(0x1F), "authenticatorConfigCommands"),
    (Member::PinRetries, None, "pinRetries"),
    (Member::UvRetries, None, "uvRetries"),
];

impl Member {
    /// All of them, in the order of their numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(member, _, _)| *member)
    }

    /// The member of this name.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, _, own)| *own == name).map(|(member, _, _)| *member)
    }

    /// The standard's name.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(member, _, _)| *member == self).map_or("", |(_, _, name)| *name)
    }

    /// Its number in getInfo; `None` for the tries, which are asked for by themselves.
    pub fn number(self) -> Option<u8> {
        NAMES.iter().find(|(member, _, _)| *member == self).and_then(|(_, number, _)| *number)
    }
}

/// A value as a client read it. Lists whose order means nothing are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A boolean.
    Flag(bool),
    /// A number, or a COSE algorithm.
    Number(i128),
    /// Byte string.
    Bytes(Vec<u8>),
    /// Numbers, in the key's order of preference where there is one.
    Numbers(Vec<i128>),
    /// Texts.
    Texts(Vec<String>),
    /// Names with numbers; of options, 0 and 1.
    Named(Vec<(String, i128)>),
}

impl Answer {
    pub(super) fn number(number: impl TryInto<i128>) -> Option<Self> {
        number.try_into().ok().map(Self::Number)
    }

    /// Numbers whose order is the key's preference.
    pub(super) fn preferred<N: TryInto<i128>>(numbers: impl IntoIterator<Item = N>) -> Self {
        Self::Numbers(numbers.into_iter().filter_map(|number| number.try_into().ok()).collect())
    }

    pub(super) fn numbers<N: TryInto<i128>>(numbers: impl IntoIterator<Item = N>) -> Self {
        let mut numbers: Vec<i128> =
            numbers.into_iter().filter_map(|number| number.try_into().ok()).collect();
        numbers.sort_unstable();
        Self::Numbers(numbers)
    }

    pub(super) fn texts(texts: impl IntoIterator<Item = String>) -> Self {
        let mut texts: Vec<String> = texts.into_iter().collect();
        texts.sort_unstable();
        Self::Texts(texts)
    }

    pub(super) fn named<N: Into<i128>>(pairs: impl IntoIterator<Item = (String, N)>) -> Self {
        let mut pairs: Vec<(String, i128)> =
            pairs.into_iter().map(|(name, number)| (name, number.into())).collect();
        pairs.sort_unstable();
        Self::Named(pairs)
    }
}

/// Our own reading in the same terms. Members of which the standard has a default are always there.
pub fn answers(inspection: &Inspection) -> BTreeMap<Member, Answer> {
    let info = &inspection.info;
    let number = |number: Option<u64>| number.and_then(Answer::number);
    let length = |length: Option<usize>| length.and_then(Answer::number);
    let texts = |texts: &[String]| Some(Answer::texts(texts.iter().cloned()));
    let flag = |flag: Option<bool>| flag.map(Answer::Flag);
    let bytes = |bytes: &Option<Vec<u8>>| bytes.clone().map(Answer::Bytes);
    let answer = |member| match member {
        Member::Versions => texts(&info.versions),
        Member::Extensions => texts(&info.extensions),
        Member::Aaguid => Some(Answer::Bytes(info.aaguid.to_vec())),
        Member::Options => Some(Answer::named(info.options.iter().cloned())),
        Member::MaxMsgSize => length(Some(info.max_msg_size)),
        Member::PinUvAuthProtocols => {
            Some(Answer::preferred(info.pin_uv_auth_protocols.iter().copied()))
        }
        Member::MaxCredentialCountInList => length(info.max_credential_count_in_list),
        Member::MaxCredentialIdLength => length(info.max_credential_id_length),
        Member::Transports => texts(&info.transports),
        Member::Algorithms => Some(Answer::preferred(info.algorithms.iter().copied())),
        Member::MaxSerializedLargeBlobArray => number(info.max_serialized_large_blob_array),
        Member::ForcePinChange => flag(Some(info.force_pin_change)),
        Member::MinPinLength => length(Some(info.min_pin_length)),
        Member::FirmwareVersion => number(info.firmware_version),
        Member::MaxCredBlobLength => number(info.max_cred_blob_length),
        Member::MaxRpidsForSetMinPinLength => number(info.max_rpids_for_set_min_pin_length),
        Member::PreferredPlatformUvAttempts => number(info.preferred_platform_uv_attempts),
        Member::UvModality => number(info.uv_modality),
        Member::Certifications => Some(Answer::named(info.certifications.iter().cloned())),
        Member::RemainingDiscoverableCredentials => number(info.remaining_discoverable_credentials),
        Member::VendorPrototypeConfigCommands => {
            Some(Answer::numbers(info.vendor_prototype_config_commands.iter().copied()))
        }
        Member::AttestationFormats => texts(&info.attestation_formats),
        Member::UvCountSinceLastPinEntry => number(info.uv_count_since_last_pin_entry),
        Member::LongTouchForReset => flag(info.long_touch_for_reset),
        Member::EncIdentifier => bytes(&info.enc_identifier),
        Member::TransportsForReset => texts(&info.transports_for_reset),
        Member::PinComplexityPolicy => flag(info.pin_complexity_policy),
        Member::PinComplexityPolicyUrl => bytes(&info.pin_complexity_policy_url),
        Member::MaxPinLength => length(Some(info.max_pin_length)),
        Member::EncCredStoreState => bytes(&info.enc_cred_store_state),
        Member::AuthenticatorConfigCommands => {
            Some(Answer::numbers(info.authenticator_config_commands.iter().copied()))
        }
        Member::PinRetries => inspection.pin_retries.and_then(Answer::number),
        Member::UvRetries => inspection.uv_retries.and_then(Answer::number),
    };
    Member::all().filter_map(|member| Some((member, answer(member)?))).collect()
}
