//! One key as JSON, in the names that other programs rely on. Members are added, never renamed.

use ctap::{
    AuthenticatorInfo, AuthenticatorTransport, InspectError, Inspection, OptionState,
    transport::{Access, DeviceDescription, nfc::PcscUnavailable},
};
use practice::key::{PRACTICE, PRACTICE_AAGUID};
use serde_json::{Map, Value, json};
use webauthn::Aaguid;

use super::collect::{Seen, What, access};

pub(super) fn key(seen: &Seen) -> Value {
    let DeviceDescription {
        id, transport, name, manufacturer, vendor_id, product_id, serial, ..
    } = &seen.device;
    let mut members = members(json!({
        "id": id.as_str(),
        "transport": transport_word(*transport),
        "name": name,
        "manufacturer": manufacturer,
        "vendor_id": vendor_id,
        "product_id": product_id,
        "serial": serial,
        "practice": id.as_str() == PRACTICE,
        "access": match access(seen) {
            Access::Openable => "open",
            Access::Denied => "no-right",
            Access::Busy => "busy",
        },
    }));
    let (inspection, error) = match &seen.what {
        What::NotOpened => (None, None),
        What::Told(inspection) => (Some(inspection.as_ref()), None),
        What::Silent(error) => (None, Some((silence(error), error.to_string()))),
        What::Unopened(error) => (None, Some(("practice-key", error.to_string()))),
    };
    members.extend(inspected(inspection));
    let (error, message) = error.unzip();
    members.insert("error".into(), json!(error));
    members.insert("message".into(), json!(message));
    Value::Object(members)
}

/// What it says of itself; every member is there in any case, null where it is not known.
fn inspected(inspection: Option<&Inspection>) -> Map<String, Value> {
    let info = inspection.map(|inspection| &inspection.info);
    let of = |read: fn(&AuthenticatorInfo) -> Value| info.map_or(Value::Null, read);
    members(json!({
        "aaguid": info.map(|info| Aaguid(info.aaguid).to_string()),
        "model": info.and_then(model),
        "versions": of(|info| json!(info.versions)),
        "extensions": of(|info| json!(info.extensions)),
        "options": of(|info| {
            Value::Object(info.options.iter().map(|(id, on)| (id.clone(), json!(on))).collect())
        }),
        "algorithms": of(|info| json!(info.algorithms)),
        "transports": of(|info| json!(info.transports)),
        "firmware_version": of(|info| json!(info.firmware_version)),
        "pin": inspection.map_or(Value::Null, pin),
        "uv": inspection.map_or(Value::Null, uv),
        "slots_left": of(|info| json!(info.remaining_discoverable_credentials)),
    }))
}

fn pin(inspection: &Inspection) -> Value {
    let info = &inspection.info;
    let set = match info.option("clientPin") {
        OptionState::On => true,
        OptionState::Off => false,
        OptionState::Absent => return Value::Null,
    };
    json!({
        "set": set,
        "retries": inspection.pin_retries,
        "needs_power_cycle": inspection.needs_power_cycle,
        "must_change": info.force_pin_change,
        "min_length": info.min_pin_length,
        "max_length": info.max_pin_length,
    })
}

fn uv(inspection: &Inspection) -> Value {
    let configured = match inspection.info.option("uv") {
        OptionState::On => true,
        OptionState::Off => false,
        OptionState::Absent => return Value::Null,
    };
    json!({ "configured": configured, "retries": inspection.uv_retries })
}

/// Models are named from metadata, which is not there yet; our own we know.
pub(crate) fn model(info: &AuthenticatorInfo) -> Option<&'static str> {
    (info.aaguid == PRACTICE_AAGUID).then_some("Touchstone practice key")
}

fn transport_word(transport: AuthenticatorTransport) -> &'static str {
    match transport {
        AuthenticatorTransport::Usb => "usb",
        AuthenticatorTransport::Nfc => "nfc",
        AuthenticatorTransport::SmartCard => "smart-card",
        AuthenticatorTransport::Internal => "internal",
    }
}

pub(super) fn pcsc(why: &PcscUnavailable) -> &'static str {
    match why {
        PcscUnavailable::NotRunning => "not-running",
        PcscUnavailable::Denied => "no-right",
        PcscUnavailable::Failed(_) => "failed",
    }
}

fn silence(error: &InspectError) -> &'static str {
    match error {
        InspectError::NotCtap2 => "not-ctap2",
        InspectError::Status(_) => "refused-by-key",
        InspectError::Transport(_) => "no-answer",
        InspectError::Response(_) | InspectError::Info(_) => "malformed-answer",
    }
}

fn members(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(members) => members,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}
