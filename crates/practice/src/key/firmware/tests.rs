//! A board and a platform for the tests, and the rules that all commands share.

mod assertions;
mod config;
mod creation;
mod management;
mod pin;
mod platform;
mod properties;

use std::{collections::VecDeque, time::Duration};

use ctap::StatusCode;
use webauthn::cbor::{Value, decode};

use super::{
    Attestation, Board, BoardError, Factory, Firmware, PinPreset, RESET_WINDOW, TOUCH_TIMEOUT,
    Touch, crypto::sha256,
};

/// A board whose clock stands still unless told, whose entropy is a counter, and whose person does
/// what is scripted, or touches.
#[derive(Default)]
pub(super) struct TestBoard {
    pub(super) now: Duration,
    pub(super) drawn: u64,
    pub(super) script: VecDeque<Touch>,
    pub(super) touches_asked: usize,
    /// Everything ever stored.
    pub(super) images: Vec<Vec<u8>>,
    /// Stores that still succeed before the power goes.
    pub(super) stores_left: Option<usize>,
}

impl Board for TestBoard {
    fn now(&self) -> Duration {
        self.now
    }

    fn random(&mut self, out: &mut [u8]) -> Result<(), BoardError> {
        for chunk in out.chunks_mut(32) {
            self.drawn += 1;
            chunk.copy_from_slice(&sha256(&self.drawn.to_be_bytes())[..chunk.len()]);
        }
        Ok(())
    }

    fn touch(&mut self, patience: Duration) -> Touch {
        self.touches_asked += 1;
        let touch = self.script.pop_front().unwrap_or(Touch::Given);
        if touch == Touch::Missing {
            self.now += patience;
        }
        touch
    }

    fn store(&mut self, image: &[u8]) -> Result<(), BoardError> {
        if let Some(left) = &mut self.stores_left {
            *left = left.checked_sub(1).ok_or(BoardError)?;
        }
        self.images.push(image.to_vec());
        Ok(())
    }
}

pub(super) fn factory() -> Factory {
    Factory {
        aaguid: *b"practice aaguid!",
        attestation: Attestation::SelfSigned,
        max_resident_keys: 3,
        min_pin_length: 4,
        pin: None,
    }
}

pub(super) fn preset(pin: &str) -> PinPreset {
    PinPreset { pin: pin.to_owned().into(), retries: 8, force_change: false }
}

/// A key on its board.
pub(super) struct Rig {
    pub(super) board: TestBoard,
    pub(super) firmware: Firmware,
}

impl Rig {
    pub(super) fn new(factory: Factory) -> Self {
        let mut board = TestBoard::default();
        let firmware = Firmware::manufacture(factory, &mut board).unwrap();
        Self { board, firmware }
    }

    pub(super) fn fresh() -> Self {
        Self::new(factory())
    }

    pub(super) fn with_pin(pin: &str) -> Self {
        Self::new(Factory { pin: Some(preset(pin)), ..factory() })
    }

    pub(super) fn raw(&mut self, request: &[u8]) -> (StatusCode, Vec<u8>) {
        let response = self.firmware.process(request, &mut self.board);
        (StatusCode::from(response[0]), response[1..].to_vec())
    }

    /// The status, and the response map where there is one.
    pub(super) fn send(&mut self, command: u8, parameters: &Value) -> Result<Value, StatusCode> {
        let encoded = webauthn::cbor::encode(parameters);
        self.send_raw(&[&[command], encoded.as_slice()].concat())
    }

    pub(super) fn send_raw(&mut self, request: &[u8]) -> Result<Value, StatusCode> {
        match self.raw(request) {
            (StatusCode::Success, body) if body.is_empty() => Ok(Value::Null),
            (StatusCode::Success, body) => {
                let decoded = decode(&body).unwrap();
                assert!(decoded.deviations.is_empty(), "responses are canonical");
                Ok(decoded.value)
            }
            (status, body) => {
                assert!(body.is_empty(), "errors carry nothing");
                Err(status)
            }
        }
    }

    pub(super) fn info(&mut self) -> Value {
        self.send_raw(&[0x04]).unwrap()
    }

    pub(super) fn power_cycle(&mut self) {
        self.firmware.power_cycle(&mut self.board).unwrap();
    }

    /// Takes the power away and starts from what was stored last.
    pub(super) fn reload(&mut self) {
        self.board.stores_left = None;
        let image = self.board.images.last().unwrap().clone();
        self.firmware = Firmware::power_up(&image, &mut self.board).unwrap();
    }
}

pub(super) fn map<const N: usize>(entries: [(i64, Value); N]) -> Value {
    entries.into_iter().collect()
}

pub(super) fn option(info: &Value, id: &str) -> Option<bool> {
    info.get(0x04).unwrap().get(id).and_then(Value::as_bool)
}

#[test]
fn info_says_what_ctap_2_1_wants_of_a_key_with_a_pin_and_slots() {
    let mut rig = Rig::fresh();
    let info = rig.info();
    let texts = |key: i64| -> Vec<String> {
        let items = info.get(key).unwrap().as_array().unwrap();
        items.iter().map(|item| item.as_text().unwrap().to_owned()).collect()
    };
    assert_eq!(texts(0x01), ["FIDO_2_0", "FIDO_2_1"]);
    assert_eq!(texts(0x02), ["credProtect", "hmac-secret", "minPinLength"]);
    assert_eq!(info.get(0x03).unwrap().as_bytes(), Some(b"practice aaguid!".as_slice()));
    for (id, expected) in [
        ("rk", Some(true)),
        ("up", Some(true)),
        ("clientPin", Some(false)),
        ("pinUvAuthToken", Some(true)),
        ("makeCredUvNotRqd", Some(true)),
        ("credMgmt", Some(true)),
        ("authnrCfg", Some(true)),
        ("setMinPINLength", Some(true)),
        ("alwaysUv", Some(false)),
        ("uv", None),
        ("ep", None),
        ("bioEnroll", None),
        ("largeBlobs", None),
    ] {
        assert_eq!(option(&info, id), expected, "{id}");
    }
    assert_eq!(info.get(0x06).unwrap(), &Value::Array(vec![2.into(), 1.into()]));
    assert_eq!(info.get(0x0C).unwrap().as_bool(), Some(false));
    assert_eq!(info.get(0x0D).unwrap().as_u64(), Some(4));
    assert_eq!(info.get(0x14).unwrap().as_u64(), Some(3));
}

#[test]
fn a_request_that_is_no_command_is_refused_by_name() {
    let mut rig = Rig::fresh();
    assert_eq!(rig.send_raw(&[]), Err(StatusCode::InvalidLength));
    assert_eq!(rig.send_raw(&[0x40]), Err(StatusCode::InvalidCommand));
    assert_eq!(rig.send_raw(&[0x04, 0xA0]), Err(StatusCode::InvalidLength));
    assert_eq!(rig.send_raw(&[0x01]), Err(StatusCode::MissingParameter));
    assert_eq!(rig.send_raw(&[0x01, 0x80]), Err(StatusCode::CborUnexpectedType));
    assert_eq!(rig.send_raw(&[0x01, 0xA1]), Err(StatusCode::InvalidCbor));
    assert_eq!(rig.send_raw(&vec![0x01; 1537]), Err(StatusCode::RequestTooLarge));
}

#[test]
fn cbor_that_is_not_canonical_is_refused() {
    // CTAP 2.1 §8: shortest heads, sorted keys, no indefinite lengths, no tags; four levels.
    let mut rig = Rig::fresh();
    for parameters in [
        [0xA1, 0x18, 0x02, 0x01].as_slice(),
        &[0xA2, 0x02, 0x01, 0x01, 0x01],
        &[0xBF, 0x02, 0x01, 0xFF],
        &[0xA1, 0x02, 0xC0, 0x01],
        &[0xA1, 0x02, 0xF9, 0x3C, 0x00],
        &[0xA1, 0x02, 0x81, 0x81, 0x81, 0x81, 0x01],
        &[0xA1, 0x02, 0x01, 0x00],
    ] {
        let request = [&[0x06], parameters].concat();
        assert_eq!(rig.send_raw(&request), Err(StatusCode::InvalidCbor), "{parameters:02x?}");
    }
    // Four levels are read: the wrong type is what is wrong then.
    let request = [0x06, 0xA1, 0x02, 0x81, 0x81, 0x81, 0x01];
    assert_eq!(rig.send_raw(&request), Err(StatusCode::CborUnexpectedType));
}

#[test]
fn selection_answers_what_the_person_did() {
    // CTAP 2.1 §6.9.
    let mut rig = Rig::fresh();
    for (touch, expected) in [
        (Touch::Given, Ok(Value::Null)),
        (Touch::Declined, Err(StatusCode::OperationDenied)),
        (Touch::Missing, Err(StatusCode::UserActionTimeout)),
        (Touch::Cancelled, Err(StatusCode::KeepaliveCancel)),
    ] {
        rig.board.script.push_back(touch);
        assert_eq!(rig.send_raw(&[0x0B]), expected);
    }
    assert_eq!(rig.board.now, TOUCH_TIMEOUT);
}

#[test]
fn a_reset_needs_a_touch_within_ten_seconds_of_power_up() {
    // CTAP 2.1 §6.6.
    let mut rig = Rig::with_pin("1234");
    rig.board.now = RESET_WINDOW + Duration::from_millis(1);
    assert_eq!(rig.send_raw(&[0x07]), Err(StatusCode::NotAllowed));
    rig.power_cycle();
    rig.board.script.push_back(Touch::Declined);
    assert_eq!(rig.send_raw(&[0x07]), Err(StatusCode::OperationDenied));
    let info = rig.info();
    assert_eq!(option(&info, "clientPin"), Some(true));
    assert_eq!(rig.send_raw(&[0x07]), Ok(Value::Null));
    let info = rig.info();
    assert_eq!(option(&info, "clientPin"), Some(false));
}

#[test]
fn an_image_that_was_changed_or_cut_off_is_never_taken() {
    let rig = Rig::with_pin("1234");
    let image = rig.board.images.last().unwrap();
    for end in 0..image.len() {
        assert!(Firmware::power_up(&image[..end], &mut TestBoard::default()).is_err());
    }
    for at in 0..image.len() {
        let mut changed = image.clone();
        changed[at] ^= 1;
        assert!(Firmware::power_up(&changed, &mut TestBoard::default()).is_err());
    }
}
