//! The models of practice keys: names and AAGUIDs, as a vendor's data sheet would give them. None may
//! have an AAGUID that a real model has.

#[cfg(test)]
mod tests;

use entra_policy::PasskeyType;
use webauthn::Aaguid;

use crate::key::PRACTICE_AAGUID;

/// A model of practice key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name for people.
    pub name: &'static str,
    /// Its AAGUID.
    pub aaguid: Aaguid,
    /// How it can be reached (WebAuthn L3 §5.8.4).
    pub transports: &'static [&'static str],
    /// How it verifies its user.
    pub user_verification: UserVerification,
    /// What the drawing shows.
    pub form: Form,
}

/// How a model verifies its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerification {
    /// By PIN.
    Pin,
    /// By PIN, and drawn with a sensor: the practice firmware reads no finger.
    PinAndFingerprint,
}

/// How a model looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A key that sticks out of its port.
    Stick,
    /// One that hardly does.
    Nano,
    /// One with a sensor.
    Bio,
}

/// Practice key C: allowed by the practice organisation.
pub const PRACTICE_KEY_C: Model = Model {
    name: "Practice key C",
    aaguid: numbered(0x05),
    transports: &["usb", "nfc"],
    user_verification: UserVerification::Pin,
    form: Form::Stick,
};

/// Practice key Bio: allowed too.
pub const PRACTICE_KEY_BIO: Model = Model {
    name: "Practice key Bio",
    aaguid: numbered(0x06),
    transports: &["usb"],
    user_verification: UserVerification::PinAndFingerprint,
    form: Form::Bio,
};

/// Practice key N: not on the practice organisation's list.
pub const PRACTICE_KEY_N: Model = Model {
    name: "Practice key N",
    aaguid: numbered(0x09),
    transports: &["usb"],
    user_verification: UserVerification::Pin,
    form: Form::Nano,
};

/// What a practice key is unless another model is asked for.
pub const PRACTICE_KEY: Model = Model {
    name: "Practice key",
    aaguid: Aaguid(PRACTICE_AAGUID),
    transports: &["usb"],
    user_verification: UserVerification::Pin,
    form: Form::Stick,
};

/// A password manager, which no drawer holds: the page of sign-in methods plays it.
pub const PRACTICE_PROVIDER: Model = Model {
    name: "Practice password manager",
    aaguid: numbered(0x0B),
    transports: &["internal", "hybrid"],
    user_verification: UserVerification::Pin,
    form: Form::Stick,
};

/// Those that the practice organisation's policy lists at first.
pub const LISTED: [Model; 2] = [PRACTICE_KEY_C, PRACTICE_KEY_BIO];

/// All keys.
pub const MODELS: [Model; 4] = [PRACTICE_KEY_C, PRACTICE_KEY_BIO, PRACTICE_KEY_N, PRACTICE_KEY];

/// Whether it is a practice key; the practice password manager is none.
pub fn is_security_key(aaguid: Aaguid) -> bool {
    MODELS.iter().any(|model| model.aaguid == aaguid)
}

/// The model with this AAGUID.
pub fn find(aaguid: Aaguid) -> Option<&'static Model> {
    MODELS.iter().chain([&PRACTICE_PROVIDER]).find(|model| model.aaguid == aaguid)
}

/// What a model makes; the practice organisation's models are keys, but for its provider.
pub fn what_it_makes(model: Aaguid) -> Option<PasskeyType> {
    if model == PRACTICE_PROVIDER.aaguid {
        return Some(PasskeyType::Synced);
    }
    let known = enrollment::readiness::what_it_makes(model);
    known.or_else(|| find(model).map(|_| PasskeyType::DeviceBound))
}

/// 70726163-7469-6365-4b45-5900000000NN: "practiceKEY" and a number.
const fn numbered(number: u8) -> Aaguid {
    Aaguid([0x70, 0x72, 0x61, 0x63, 0x74, 0x69, 0x63, 0x65, 0x4B, 0x45, 0x59, 0, 0, 0, 0, number])
}
