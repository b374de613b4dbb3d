//! The members of getInfo one by one. A member of the wrong type must never cost its neighbours, nor
//! an odd item of a list the others.

use webauthn::cbor::Value;

use super::{AuthenticatorInfo, InfoError};

/// `minPINLength` above this cannot be met by any PIN; a key that claims it is not believed.
const GREATEST_MIN_PIN_LENGTH: usize = 63;

pub(super) fn info(entries: Vec<(Value, Value)>) -> Result<AuthenticatorInfo, InfoError> {
    let mut info = empty();
    let (mut has_versions, mut has_aaguid) = (false, false);
    for (key, value) in entries {
        let number = key.as_u64();
        let mut odd = Vec::new();
        if member(&mut info, number, &value, &mut odd).is_none() {
            info.unread.push((key, value));
            continue;
        }
        if !odd.is_empty() {
            info.unread.push((key, Value::Array(odd)));
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

/// Reads one member; `None` where it has no name here or is not of its type. Items of a list that are not
/// of theirs are left in `odd`.
fn member(
    info: &mut AuthenticatorInfo,
    number: Option<u64>,
    value: &Value,
    odd: &mut Vec<Value>,
) -> Option<()> {
    match number? {
        0x01 => info.versions = texts(value, odd)?,
        0x02 => info.extensions = texts(value, odd)?,
        0x03 => info.aaguid = value.as_bytes()?.try_into().ok()?,
        0x04 => info.options = named(value, odd, Value::as_bool)?,
        0x05 => info.max_msg_size = length(value)?,
        0x06 => info.pin_uv_auth_protocols = numbers(value, odd)?,
        0x07 => info.max_credential_count_in_list = Some(length(value)?),
        0x08 => info.max_credential_id_length = Some(length(value)?),
        0x09 => info.transports = texts(value, odd)?,
        0x0A => info.algorithms = algorithms(value, odd)?,
        0x0B => info.max_serialized_large_blob_array = Some(value.as_u64()?),
        0x0C => info.force_pin_change = value.as_bool()?,
        0x0D => info.min_pin_length = length(value)?.min(GREATEST_MIN_PIN_LENGTH),
        0x0E => info.firmware_version = Some(value.as_u64()?),
        0x0F => info.max_cred_blob_length = Some(value.as_u64()?),
        0x10 => info.max_rpids_for_set_min_pin_length = Some(value.as_u64()?),
        0x11 => info.preferred_platform_uv_attempts = Some(value.as_u64()?),
        0x12 => info.uv_modality = Some(value.as_u64()?),
        0x13 => info.certifications = named(value, odd, Value::as_u64)?,
        0x14 => info.remaining_discoverable_credentials = Some(value.as_u64()?),
        0x15 => info.vendor_prototype_config_commands = numbers(value, odd)?,
        0x16 => info.attestation_formats = texts(value, odd)?,
        0x17 => info.uv_count_since_last_pin_entry = Some(value.as_u64()?),
        0x18 => info.long_touch_for_reset = Some(value.as_bool()?),
        0x19 => info.enc_identifier = Some(value.as_bytes()?.to_vec()),
        0x1A => info.transports_for_reset = texts(value, odd)?,
        0x1B => info.pin_complexity_policy = Some(value.as_bool()?),
        0x1C => info.pin_complexity_policy_url = Some(value.as_bytes()?.to_vec()),
        0x1D => info.max_pin_length = length(value)?,
        0x1E => info.enc_cred_store_state = Some(value.as_bytes()?.to_vec()),
        0x1F => info.authenticator_config_commands = numbers(value, odd)?,
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

fn texts(value: &Value, odd: &mut Vec<Value>) -> Option<Vec<String>> {
    items(value, odd, |text| text.as_text().map(str::to_owned))
}

fn numbers(value: &Value, odd: &mut Vec<Value>) -> Option<Vec<u64>> {
    items(value, odd, Value::as_u64)
}

/// PublicKeyCredentialParameters whose type is not `public-key` are not ours to offer.
fn algorithms(value: &Value, odd: &mut Vec<Value>) -> Option<Vec<i64>> {
    let offered = |entry: &Value| {
        let algorithm = entry.get("alg")?.as_i64()?;
        let is_ours = entry.get("type").and_then(Value::as_text) == Some("public-key");
        Some(is_ours.then_some(algorithm))
    };
    Some(items(value, odd, offered)?.into_iter().flatten().collect())
}

fn items<T>(
    value: &Value,
    odd: &mut Vec<Value>,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<Vec<T>> {
    let mut kept = Vec::new();
    for item in value.as_array()? {
        match read(item) {
            Some(item) => kept.push(item),
            None => odd.push(item.clone()),
        }
    }
    Some(kept)
}

fn named<T>(
    value: &Value,
    odd: &mut Vec<Value>,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    let mut kept = Vec::new();
    for (name, value) in value.as_map()? {
        match name.as_text().zip(read(value)) {
            Some((name, value)) => kept.push((name.to_owned(), value)),
            None => odd.push(Value::Map(vec![(name.clone(), value.clone())])),
        }
    }
    Some(kept)
}
