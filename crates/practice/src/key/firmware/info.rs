//! authenticatorGetInfo (CTAP 2.1 §6.4, with members of 2.2 and 2.3). It must never promise what
//! the commands do not keep.

use webauthn::cbor::Value;

use super::{
    Firmware, MAX_MESSAGE,
    config::{MAX_RP_IDS, SUBCOMMANDS},
    credential::{Algorithm, ID_LENGTH},
    pin_uv::Protocol,
    state::MAX_PIN_BYTES,
};

/// Ids in one `excludeList` or `allowList`: `maxCredentialCountInList`.
pub(super) const MAX_LIST: usize = 8;
const FIRMWARE_VERSION: u32 = 1;

impl Firmware {
    pub(super) fn info(&self) -> Value {
        let state = &self.state;
        let options = [
            ("rk", true),
            ("up", true),
            ("plat", false),
            ("alwaysUv", state.always_uv),
            ("credMgmt", true),
            ("authnrCfg", true),
            ("clientPin", state.pin.is_some()),
            ("pinUvAuthToken", true),
            ("setMinPINLength", true),
            ("makeCredUvNotRqd", !state.always_uv),
        ];
        [
            (0x01, texts(&["FIDO_2_0", "FIDO_2_1"])),
            (0x02, texts(&["credProtect", "hmac-secret", "minPinLength"])),
            (0x03, Value::from(state.made.aaguid)),
            (0x04, options.into_iter().map(|(id, value)| (id, Value::from(value))).collect()),
            (0x05, number(MAX_MESSAGE)),
            (0x06, numbers(&Protocol::NUMBERS)),
            (0x07, number(MAX_LIST)),
            (0x08, number(ID_LENGTH)),
            (0x09, texts(&["usb"])),
            (0x0A, Value::Array(Algorithm::ALL.into_iter().map(parameters).collect())),
            (0x0C, Value::from(state.force_pin_change)),
            (0x0D, Value::from(state.min_pin_length)),
            (0x0E, Value::from(FIRMWARE_VERSION)),
            (0x10, number(MAX_RP_IDS)),
            (0x14, number(state.slots_left())),
            (0x16, texts(&["packed"])),
            (0x18, Value::from(false)),
            (0x1A, texts(&["usb"])),
            (0x1D, Value::from(MAX_PIN_BYTES)),
            (0x1F, numbers(&SUBCOMMANDS)),
        ]
        .into_iter()
        .collect()
    }
}

/// A `PublicKeyCredentialParameters`.
fn parameters(algorithm: Algorithm) -> Value {
    [("alg", Value::from(algorithm.cose())), ("type", Value::from("public-key"))]
        .into_iter()
        .collect()
}

fn texts(texts: &[&str]) -> Value {
    Value::Array(texts.iter().map(|text| Value::from(*text)).collect())
}

fn numbers(numbers: &[u8]) -> Value {
    Value::Array(numbers.iter().map(|number| Value::from(*number)).collect())
}

fn number(number: usize) -> Value {
    Value::from(u64::try_from(number).unwrap_or(u64::MAX))
}
