use webauthn::cbor::{Value, encode};

use super::{AuthenticatorInfo, InfoError, OptionState};

fn with(members: Vec<(i64, Value)>) -> Vec<u8> {
    let required =
        vec![(1, Value::from(vec![Value::from("FIDO_2_3")])), (3, Value::from([7u8; 16]))];
    encode(&required.into_iter().chain(members).collect())
}

#[test]
fn absent_members_have_the_standards_defaults() {
    let info = AuthenticatorInfo::parse(&with(vec![])).unwrap();
    assert_eq!((info.max_msg_size, info.min_pin_length, info.max_pin_length), (1024, 4, 63));
    assert_eq!(info.option("ep"), OptionState::Absent);
    assert!(info.unread.is_empty());
}

#[test]
fn unknown_and_ill_typed_members_are_kept_and_cost_nothing_else() {
    let odd = vec![(0x05, Value::from("large")), (0x0D, Value::from(8)), (0x99, Value::from(true))];
    let info = AuthenticatorInfo::parse(&with(odd)).unwrap();
    assert_eq!(info.min_pin_length, 8);
    assert_eq!(info.max_msg_size, 1024);
    let kept: Vec<_> = info.unread.iter().map(|(key, _)| key.as_u64().unwrap()).collect();
    assert_eq!(kept, [0x05, 0x99]);
}

#[test]
fn fido_2_3_without_2_2_has_authenticator_selection() {
    assert!(AuthenticatorInfo::parse(&with(vec![])).unwrap().has_selection());
    let old: Value = [
        (1, Value::from(vec![Value::from("FIDO_2_0"), Value::from("FIDO_2_1_PRE")])),
        (3, Value::from([0u8; 16])),
    ]
    .into_iter()
    .collect();
    assert!(!AuthenticatorInfo::parse(&encode(&old)).unwrap().has_selection());
}

#[test]
fn the_required_members_are_required() {
    let no_aaguid: Value = [(1, Value::Array(vec![]))].into_iter().collect();
    assert_eq!(AuthenticatorInfo::parse(&encode(&no_aaguid)), Err(InfoError::Missing(3)));
    assert_eq!(AuthenticatorInfo::parse(&[0x80]), Err(InfoError::NotAMap));
    assert!(matches!(AuthenticatorInfo::parse(&[]), Err(InfoError::Cbor(_))));
}

#[test]
fn a_claim_of_four_billion_items_is_only_the_bytes_that_came() {
    assert!(AuthenticatorInfo::parse(&[0xBA, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]).is_err());
}
