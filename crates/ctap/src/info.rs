//! What a key says of itself: authenticatorGetInfo (CTAP 2.1 §6.4, members to CTAP 2.3). It must
//! never refuse a whole answer for one odd member: what it cannot read it keeps and names.

use webauthn::cbor::{DecodeError, Value, decode};

mod read;
#[cfg(test)]
mod tests;

/// The parsed response of authenticatorGetInfo. Lengths are bytes unless said otherwise; an absent
/// member has the standard's default, or `None` where the standard has none.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthenticatorInfo {
    /// 0x01, such as `FIDO_2_1`.
    pub versions: Vec<String>,
    /// 0x02.
    pub extensions: Vec<String>,
    /// 0x03, 16 bytes, big-endian as in authenticator data.
    pub aaguid: [u8; 16],
    /// 0x04: option IDs and their values, in the key's order. Absence means something: see
    /// [`AuthenticatorInfo::option`].
    pub options: Vec<(String, bool)>,
    /// 0x05, default 1024.
    pub max_msg_size: usize,
    /// 0x06, in the key's order of preference. Empty where absent.
    pub pin_uv_auth_protocols: Vec<u64>,
    /// 0x07.
    pub max_credential_count_in_list: Option<usize>,
    /// 0x08.
    pub max_credential_id_length: Option<usize>,
    /// 0x09.
    pub transports: Vec<String>,
    /// 0x0A: COSE algorithm identifiers of public-key credentials, in the key's order.
    pub algorithms: Vec<i64>,
    /// 0x0B.
    pub max_serialized_large_blob_array: Option<u64>,
    /// 0x0C.
    pub force_pin_change: bool,
    /// 0x0D, in code points, default 4.
    pub min_pin_length: usize,
    /// 0x0E.
    pub firmware_version: Option<u64>,
    /// 0x0F.
    pub max_cred_blob_length: Option<u64>,
    /// 0x10.
    pub max_rpids_for_set_min_pin_length: Option<u64>,
    /// 0x11.
    pub preferred_platform_uv_attempts: Option<u64>,
    /// 0x12, the FIDO registry's user verification methods as bits.
    pub uv_modality: Option<u64>,
    /// 0x13: names and levels.
    pub certifications: Vec<(String, u64)>,
    /// 0x14: an estimate of how many more discoverable credentials fit.
    pub remaining_discoverable_credentials: Option<u64>,
    /// 0x15.
    pub vendor_prototype_config_commands: Vec<u64>,
    /// 0x16.
    pub attestation_formats: Vec<String>,
    /// 0x17.
    pub uv_count_since_last_pin_entry: Option<u64>,
    /// 0x18.
    pub long_touch_for_reset: Option<bool>,
    /// 0x19.
    pub enc_identifier: Option<Vec<u8>>,
    /// 0x1A.
    pub transports_for_reset: Vec<String>,
    /// 0x1B.
    pub pin_complexity_policy: Option<bool>,
    /// 0x1C, a UTF-8 URL.
    pub pin_complexity_policy_url: Option<Vec<u8>>,
    /// 0x1D, in code points, default 63.
    pub max_pin_length: usize,
    /// 0x1E.
    pub enc_cred_store_state: Option<Vec<u8>>,
    /// 0x1F.
    pub authenticator_config_commands: Vec<u64>,
    /// Members without a name here, and those whose value is not of the standard's type, as sent. Of a
    /// member that is a list or map the items that are not, alone, in a list.
    pub unread: Vec<(Value, Value)>,
}

/// Why a response is no getInfo at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InfoError {
    /// The bytes are not CBOR.
    #[error("the getInfo response is not CBOR")]
    Cbor(#[from] DecodeError),
    /// It is not a map.
    #[error("the getInfo response is not a map")]
    NotAMap,
    /// `versions` and `aaguid` are required (CTAP 2.1 §6.4).
    #[error("the getInfo response lacks the required member {0:#04x}")]
    Missing(u8),
}

/// An option ID and what it means when the key lists it (CTAP 2.1 §6.4, table of option IDs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionState {
    /// Listed as true: supported, and where it needs configuration, configured.
    On,
    /// Listed as false: supported but off or not configured (`clientPin`: no PIN set).
    Off,
    /// Not listed.
    Absent,
}

impl AuthenticatorInfo {
    /// Reads the CBOR that follows the status byte.
    ///
    /// # Errors
    /// It is not a CBOR map with the two required members.
    pub fn parse(bytes: &[u8]) -> Result<Self, InfoError> {
        let Value::Map(entries) = decode(bytes)?.value else { return Err(InfoError::NotAMap) };
        read::info(entries)
    }

    /// How the key lists an option. Defaults of the standard are the caller's business, because
    /// absence is not always false: `up` is then true.
    pub fn option(&self, id: &str) -> OptionState {
        match self.options.iter().find(|(name, _)| name == id) {
            Some((_, true)) => OptionState::On,
            Some((_, false)) => OptionState::Off,
            None => OptionState::Absent,
        }
    }

    /// Whether an option is listed as true.
    pub fn has(&self, id: &str) -> bool {
        self.option(id) == OptionState::On
    }

    /// Whether an extension is listed.
    pub fn supports_extension(&self, name: &str) -> bool {
        self.extensions.iter().any(|one| one == name)
    }

    /// Whether authenticatorSelection exists: mandatory from CTAP 2.1 on. A key may report a later
    /// version without the ones before it.
    pub fn has_selection(&self) -> bool {
        const BEFORE: [&str; 3] = ["FIDO_2_0", "FIDO_2_1_PRE", "U2F_V2"];
        self.versions
            .iter()
            .any(|version| version.starts_with("FIDO_2_") && !BEFORE.contains(&version.as_str()))
    }

    /// Whether it speaks CTAP2 at all.
    pub fn is_ctap2(&self) -> bool {
        self.versions.iter().any(|version| version.starts_with("FIDO_2_"))
    }
}
