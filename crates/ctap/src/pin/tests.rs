use webauthn::cbor::{Value, encode};
use zeroize::Zeroizing;

use super::{AuthenticatorInfo, Pin, PinError, PinRejection, PinRules};

fn pin(text: &str) -> Result<Pin, PinError> {
    Pin::new(Zeroizing::new(text.as_bytes().to_vec()))
}

const RULES: PinRules = PinRules { min_code_points: 4, max_code_points: 8, complexity: false };

#[test]
fn length_counts_code_points_after_normalisation() {
    // CTAP 2.1 §6.5.1: code points, in Normalization Form C. "é" typed as e + U+0301 is one.
    let typed = pin("cafe\u{301}").unwrap();
    assert_eq!(typed.code_points(), 4);
    assert_eq!(*typed.hash(), *pin("café").unwrap().hash());
    assert_eq!(RULES.judge(&typed), Ok(()));
}

#[test]
fn bytes_are_bounded_whatever_the_code_points() {
    assert!(pin(&"a".repeat(63)).is_ok());
    assert_eq!(pin(&"a".repeat(64)).err(), Some(PinError::TooManyBytes));
    assert_eq!(pin(&"🔑".repeat(16)).err(), Some(PinError::TooManyBytes));
}

#[test]
fn what_is_no_pin_says_why() {
    assert_eq!(pin("").err(), Some(PinError::Empty));
    assert_eq!(pin("1234\0").err(), Some(PinError::EndsInZero));
    assert_eq!(Pin::new(Zeroizing::new(vec![0xFF])).err(), Some(PinError::NotUtf8));
}

#[test]
fn a_new_pin_is_judged_by_the_keys_own_rules() {
    assert_eq!(RULES.judge(&pin("123").unwrap()), Err(PinRejection::TooShort { min: 4 }));
    assert_eq!(RULES.judge(&pin("123456789").unwrap()), Err(PinRejection::TooLong { max: 8 }));
    assert_eq!(RULES.judge(&pin("🔑🔑🔑🔑").unwrap()), Ok(()));
}

#[test]
fn debug_shows_nothing() {
    assert_eq!(format!("{:?}", pin("123456").unwrap()), "Pin(..)");
}

#[test]
fn the_hash_is_the_left_half_of_sha_256() {
    // SHA-256("1234") = 03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4
    let expected = 0x03ac_6742_16f3_e15c_761e_e1a5_e255_f067_u128.to_be_bytes();
    assert_eq!(*pin("1234").unwrap().hash(), expected);
}

#[test]
fn whatever_lengths_a_key_claims_some_pin_keeps_its_rules() {
    // CTAP 2.1 §6.5.1: at least 4 code points, at most 63 bytes.
    for (min, max) in [(0, 0), (63, 8), (200, 200), (4, u64::MAX)] {
        let members = [
            (1, Value::from(vec![Value::from("FIDO_2_3")])),
            (3, Value::from([0u8; 16])),
            (0x0D, Value::from(min)),
            (0x1D, Value::from(max)),
        ];
        let info = AuthenticatorInfo::parse(&encode(&members.into_iter().collect())).unwrap();
        let rules = PinRules::of(&info);
        assert!((4..=63).contains(&rules.min_code_points), "{rules:?}");
        assert_eq!(rules.judge(&pin(&"a".repeat(rules.min_code_points)).unwrap()), Ok(()));
    }
}
