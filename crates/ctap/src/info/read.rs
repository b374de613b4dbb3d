//! The members of getInfo one by one. A member of the wrong type must never cost its neighbours.

use webauthn::cbor::Value;

use super::{AuthenticatorInfo, InfoError};

/// `minPINLength` above this cannot be met by any PIN; a key that claims it is not believed.
const GREATEST_MIN_PIN_LENGTH: usize = 63;

pub(super) fn info(entries: Vec<(Value, Value)>) -> Result<AuthenticatorInfo, InfoError> {
    let mut info = empty();
    let (mut has_versions, mut has_aaguid) = (false, false);
    for (key, value) in entries {
        let number = key.as_u64();
        if member(&mut info, number, &value).is_none() {
            info.unread.push((key, value));
            continue;
        }
        has_versions |= number == Some(0x01);
        has_aaguid |= number == Some(0x03);
    }
    if !has_versions {
        return Err(InfoError::Missing(0x01));
    }
    if !has_aaguid {
        return Err(InfoError::Missing(0x03));
    }
    Ok(info)
}

/// Reads one member; `None` where it has no name here or is not of its type.
fn member(info: &mut AuthenticatorInfo, number: Option<u64>, value: &Value) -> Option<()> {
    match number? {
        0x01 => info.versions = texts(value)?,
        0x02 => info.extensions = texts(value)?,
        0x03 => info.aaguid = value.as_bytes()?.try_into().ok()?,
        0x04 => info.options = named(value, Value::as_bool)?,
        0x05 => info.max_msg_size = length(value)?,
        0x06 => info.pin_uv_auth_protocols = numbers(value)?,
        0x07 => info.max_credential_count_in_list = Some(length(value)?),
        0x08 => info.max_credential_id_length = Some(length(value)?),
        0x09 => info.transports = texts(value)?,
        0x0A => info.algorithms = algorithms(value)?,
        0x0B => info.max_serialized_large_blob_array = Some(value.as_u64()?),
        0x0C => info.force_pin_change = value.as_bool()?,
        0x0D => info.min_pin_length = length(value)?.min(GREATEST_MIN_PIN_LENGTH),
        0x0E => info.firmware_version = Some(value.as_u64()?),
        0x0F => info.max_cred_blob_length = Some(value.as_u64()?),
        0x10 => info.max_rpids_for_set_min_pin_length = Some(value.as_u64()?),
        0x11 => info.preferred_platform_uv_attempts = Some(value.as_u64()?),
        0x12 => info.uv_modality = Some(value.as_u64()?),
        0x13 => info.certifications = named(value, Value::as_u64)?,
        0x14 => info.remaining_discoverable_credentials = Some(value.as_u64()?),
        0x15 => info.vendor_prototype_config_commands = numbers(value)?,
        0x16 => info.attestation_formats = texts(value)?,
        0x17 => info.uv_count_since_last_pin_entry = Some(value.as_u64()?),
        0x18 => info.long_touch_for_reset = Some(value.as_bool()?),
        0x19 => info.enc_identifier = Some(value.as_bytes()?.to_vec()),
        0x1A => info.transports_for_reset = texts(value)?,
        0x1B => info.pin_complexity_policy = Some(value.as_bool()?),
        0x1C => info.pin_complexity_policy_url = Some(value.as_bytes()?.to_vec()),
        0x1D => info.max_pin_length = length(value)?,
        0x1E => info.enc_cred_store_state = Some(value.as_bytes()?.to_vec()),
        0x1F => info.authenticator_config_commands = numbers(value)?,
        _ => return None,
    }
    Some(())
}

fn empty() -> AuthenticatorInfo {
    AuthenticatorInfo {
        versions: Vec::new(),
        extensions: Vec::new(),
        aaguid: [0; 16],
        options: Vec::new(),
        max_msg_size: 1024,
        pin_uv_auth_protocols: Vec::new(),
        max_credential_count_in_list: None,
        max_credential_id_length: None,
        transports: Vec::new(),
        algorithms: Vec::new(),
        max_serialized_large_blob_array: None,
        force_pin_change: false,
        min_pin_length: 4,
        firmware_version: None,
        max_cred_blob_length: None,
        max_rpids_for_set_min_pin_length: None,
        preferred_platform_uv_attempts: None,
        uv_modality: None,
        certifications: Vec::new(),
        remaining_discoverable_credentials: None,
        vendor_prototype_config_commands: Vec::new(),
        attestation_formats: Vec::new(),
        uv_count_since_last_pin_entry: None,
        long_touch_for_reset: None,
        enc_identifier: None,
        transports_for_reset: Vec::new(),
        pin_complexity_policy: None,
        pin_complexity_policy_url: None,
        max_pin_length: 63,
        enc_cred_store_state: None,
        authenticator_config_commands: Vec::new(),
        unread: Vec::new(),
    }
}

fn length(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_text().map(str::to_owned)).collect()
}

fn numbers(value: &Value) -> Option<Vec<u64>> {
    value.as_array()?.iter().map(Value::as_u64).collect()
}

fn named<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<(String, T)>> {
    value
        .as_map()?
        .iter()
        .map(|(key, value)| Some((key.as_text()?.to_owned(), read(value)?)))
        .collect()
}

/// PublicKeyCredentialParameters whose type is not `public-key` are not ours to offer.
fn algorithms(value: &Value) -> Option<Vec<i64>> {
    let mut algorithms = Vec::new();
    for entry in value.as_array()? {
        let algorithm = entry.get("alg")?.as_i64()?;
        if entry.get("type").and_then(Value::as_text) == Some("public-key") {
            algorithms.push(algorithm);
        }
    }
    Some(algorithms)
}
