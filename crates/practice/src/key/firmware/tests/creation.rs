use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, UnparsedPublicKey};
use ctap::StatusCode;
use webauthn::cbor::Value;

use super::{
    super::Touch,
    Factory, Rig, factory,
    platform::{Asking, CLIENT_DATA_HASH, CM, Creation, GA, MC, RP, algorithms, subcommand, token},
};

/// Flags: user present, user verified, attested data, extension data.
const UP_AT: u8 = 0x41;
const UP_UV_AT: u8 = 0x45;

fn options(name: &str, value: bool) -> Value {
    [(name, Value::from(value))].into_iter().collect()
}

#[test]
fn a_credential_attests_itself_with_what_it_signs() {
    // CTAP 2.1 §6.1.2, WebAuthn L3 §6.1 and §8.2.
    let mut rig = Rig::fresh();
    let made = Creation::new(RP, b"u").send(&mut rig).unwrap();
    assert_eq!((made.format.as_str(), made.flags()), ("packed", UP_AT));
    assert_eq!(made.auth_data[..32], super::super::crypto::sha256(RP.as_bytes()));
    assert_eq!(&made.auth_data[37..53], b"practice aaguid!");
    let (key, extensions) = made.key_and_extensions();
    assert_eq!(extensions, None);
    assert_eq!(made.statement.get("alg").unwrap().as_i64(), Some(-7));
    let coordinate = |label: i64| key.get(label).unwrap().as_bytes().unwrap();
    let point = [&[4], coordinate(-2), coordinate(-3)].concat();
    let signed = [made.auth_data.as_slice(), &CLIENT_DATA_HASH].concat();
    let signature = made.statement.get("sig").unwrap().as_bytes().unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(&signed, signature).unwrap();
    assert_eq!(rig.board.touches_asked, 1);
}

#[test]
fn the_first_algorithm_known_is_taken_and_all_are_checked() {
    // CTAP 2.1 §6.1.2 step 3.
    let mut rig = Rig::fresh();
    let with = |numbers: &[i64]| Creation::new(RP, b"u").with(4, algorithms(numbers));
    let made = with(&[-257, -8, -7]).send(&mut rig).unwrap();
    let (key, _) = made.key_and_extensions();
    assert_eq!(key.get(3).unwrap().as_i64(), Some(-8));
    let public = key.get(-2).unwrap().as_bytes().unwrap();
    let signed = [made.auth_data.as_slice(), &CLIENT_DATA_HASH].concat();
    let signature = made.statement.get("sig").unwrap().as_bytes().unwrap();
    UnparsedPublicKey::new(&ED25519, public).verify(&signed, signature).unwrap();

    let refused = |creation: Creation, rig: &mut Rig| creation.send(rig).unwrap_err();
    assert_eq!(refused(with(&[-257, -37]), &mut rig), StatusCode::UnsupportedAlgorithm);
    assert_eq!(refused(with(&[]), &mut rig), StatusCode::UnsupportedAlgorithm);
    let broken = Value::Array(vec![
        [("alg", Value::from(-7)), ("type", "public-key".into())].into_iter().collect(),
        [("alg", Value::from(-8))].into_iter().collect(),
    ]);
    let broken = Creation::new(RP, b"u").with(4, broken);
    assert_eq!(refused(broken, &mut rig), StatusCode::MissingParameter);
    let foreign: Value = [("alg", Value::from(-7)), ("type", "other".into())].into_iter().collect();
    let foreign = Creation::new(RP, b"u").with(4, Value::Array(vec![foreign]));
    assert_eq!(refused(foreign, &mut rig), StatusCode::UnsupportedAlgorithm);
}

#[test]
fn what_is_missing_or_of_another_type_is_named_so() {
    let mut rig = Rig::fresh();
    for key in [1, 2, 3, 4] {
        let creation = Creation::new(RP, b"u").without(key);
        assert_eq!(creation.send(&mut rig).unwrap_err(), StatusCode::MissingParameter, "{key}");
        let creation = Creation::new(RP, b"u").with(key, true);
        assert_eq!(creation.send(&mut rig).unwrap_err(), StatusCode::CborUnexpectedType, "{key}");
    }
    let short = Creation::new(RP, b"u").with(1, [0; 31]);
    assert_eq!(short.send(&mut rig).unwrap_err(), StatusCode::InvalidLength);
    let long = Creation::new(RP, &[0; 65]);
    assert_eq!(long.send(&mut rig).unwrap_err(), StatusCode::InvalidLength);
    assert_eq!(rig.board.touches_asked, 0);
}

#[test]
fn a_zero_length_pin_uv_auth_param_only_asks_for_a_touch() {
    // CTAP 2.1 §6.1.2 step 1.
    let ask =
        |rig: &mut Rig| Creation::new(RP, b"u").with(8, Vec::<u8>::new()).send(rig).unwrap_err();
    let mut rig = Rig::fresh();
    assert_eq!(ask(&mut rig), StatusCode::PinNotSet);
    assert_eq!(rig.board.touches_asked, 1);
    let mut rig = Rig::with_pin("1234");
    assert_eq!(ask(&mut rig), StatusCode::PinInvalid);
    rig.board.script.push_back(Touch::Cancelled);
    assert_eq!(ask(&mut rig), StatusCode::KeepaliveCancel);
}

#[test]
fn options_that_this_key_cannot_do_are_refused() {
    // CTAP 2.1 §6.1.2 steps 5 and 9.
    let mut rig = Rig::fresh();
    let refused = |creation: Creation, rig: &mut Rig| creation.send(rig).unwrap_err();
    let creation = || Creation::new(RP, b"u");
    assert_eq!(
        refused(creation().with(7, options("uv", true)), &mut rig),
        StatusCode::InvalidOption
    );
    assert_eq!(
        refused(creation().with(7, options("up", false)), &mut rig),
        StatusCode::InvalidOption
    );
    assert_eq!(refused(creation().with(10, 1), &mut rig), StatusCode::InvalidParameter);
    assert!(creation().with(7, options("unheardOf", true)).send(&mut rig).is_ok());
}

#[test]
fn with_a_pin_set_a_discoverable_credential_needs_a_token() {
    // CTAP 2.1 §6.1.2 steps 7, 10 and 11 (makeCredUvNotRqd).
    let mut rig = Rig::with_pin("1234");
    let made = Creation::new(RP, b"u").send(&mut rig).unwrap();
    assert_eq!(made.flags(), UP_AT);
    let discoverable = Creation::new(RP, b"u").rk();
    assert_eq!(discoverable.send(&mut rig).unwrap_err(), StatusCode::PuatRequired);
    let given = token(&mut rig, "1234", MC, Some(RP));
    let made = discoverable.authorized(&given).send(&mut rig).unwrap();
    assert_eq!(made.flags(), UP_UV_AT);
}

#[test]
fn a_token_is_good_for_its_rp_its_permission_and_one_touch() {
    // CTAP 2.1 §6.1.2 steps 11 and 14.
    let mut rig = Rig::with_pin("1234");
    let refused = Some(StatusCode::PinAuthInvalid);
    let creation = || Creation::new(RP, b"u").rk();
    let other_rp = token(&mut rig, "1234", MC, Some("example.org"));
    assert_eq!(creation().authorized(&other_rp).send(&mut rig).err(), refused);
    let other_use = token(&mut rig, "1234", GA, Some(RP));
    assert_eq!(creation().authorized(&other_use).send(&mut rig).err(), refused);
    let right = token(&mut rig, "1234", MC, Some(RP));
    let forged = creation().authorized(&right).with(8, [0; 32]);
    assert_eq!(forged.send(&mut rig).err(), refused);
    let other_protocol = creation().authorized(&right).with(9, 1);
    assert_eq!(other_protocol.send(&mut rig).err(), refused);
    let no_protocol = creation().authorized(&right).without(9);
    assert_eq!(no_protocol.send(&mut rig).err(), Some(StatusCode::MissingParameter));
    let unknown_protocol = creation().authorized(&right).with(9, 3);
    assert_eq!(unknown_protocol.send(&mut rig).err(), Some(StatusCode::InvalidParameter));
    assert_eq!(rig.board.touches_asked, 0);
    assert!(creation().authorized(&right).send(&mut rig).is_ok());
    assert_eq!(creation().authorized(&right).send(&mut rig).err(), refused);
}

#[test]
fn an_excluded_credential_is_told_after_a_touch() {
    // CTAP 2.1 §6.1.2 step 12: whatever came of waiting.
    let mut rig = Rig::fresh();
    let known = Creation::new(RP, b"u").send(&mut rig).unwrap().id();
    let resident = Creation::new(RP, b"r").rk().send(&mut rig).unwrap().id();
    for (touch, id) in [(Touch::Given, known.clone()), (Touch::Missing, resident)] {
        rig.board.script.push_back(touch);
        let creation = Creation::new(RP, b"u").exclude(&[vec![1; 64], id]);
        assert_eq!(creation.send(&mut rig).unwrap_err(), StatusCode::CredentialExcluded);
    }
    assert_eq!(rig.board.touches_asked, 4);
    // Of another RP it is not known.
    assert!(Creation::new("example.org", b"u").exclude(&[known]).send(&mut rig).is_ok());
    let many = vec![vec![0; 64]; 9];
    let creation = Creation::new(RP, b"u").exclude(&many);
    assert_eq!(creation.send(&mut rig).unwrap_err(), StatusCode::LimitExceeded);
}

#[test]
fn a_credential_that_wants_verification_hides_in_an_exclude_list_without_it() {
    // CTAP 2.1 §6.1.2 step 12 and §12.1.
    let mut rig = Rig::with_pin("1234");
    let guarded = Creation::new(RP, b"u").extension("credProtect", 3).send(&mut rig).unwrap();
    let (_, outputs) = guarded.key_and_extensions();
    assert_eq!(outputs.unwrap().get("credProtect").unwrap().as_u64(), Some(3));
    let creation = || Creation::new(RP, b"u").exclude(&[guarded.id()]);
    assert!(creation().send(&mut rig).is_ok());
    let given = token(&mut rig, "1234", MC, Some(RP));
    let refused = creation().authorized(&given).send(&mut rig).unwrap_err();
    assert_eq!(refused, StatusCode::CredentialExcluded);
    let wrong = Creation::new(RP, b"u").extension("credProtect", 4);
    assert_eq!(wrong.send(&mut rig).unwrap_err(), StatusCode::InvalidOption);
}

#[test]
fn without_a_touch_nothing_is_made() {
    // CTAP 2.1 §6.1.2 step 14.
    let mut rig = Rig::fresh();
    for (touch, status) in [
        (Touch::Declined, StatusCode::OperationDenied),
        (Touch::Missing, StatusCode::UserActionTimeout),
        (Touch::Cancelled, StatusCode::KeepaliveCancel),
    ] {
        rig.board.script.push_back(touch);
        assert_eq!(Creation::new(RP, b"u").rk().send(&mut rig).unwrap_err(), status);
    }
    assert_eq!(rig.info().get(0x14).unwrap().as_u64(), Some(3));
}

#[test]
fn the_same_account_is_overwritten_and_a_full_key_says_so_after_the_touch() {
    // CTAP 2.1 §6.1.2 step 17.
    let mut rig = Rig::fresh();
    let first = Creation::new(RP, b"0").rk().send(&mut rig).unwrap().id();
    for user in [b"0", b"1", b"2"] {
        assert!(Creation::new(RP, user).rk().send(&mut rig).is_ok());
    }
    assert_eq!(rig.info().get(0x14).unwrap().as_u64(), Some(0));
    let full = Creation::new(RP, b"3").rk();
    assert_eq!(full.send(&mut rig).unwrap_err(), StatusCode::KeyStoreFull);
    assert_eq!(rig.board.touches_asked, 5);
    assert!(Creation::new(RP, b"1").rk().send(&mut rig).is_ok());
    assert!(Creation::new(RP, b"3").send(&mut rig).is_ok());
    // What was overwritten is gone.
    let asked = Asking::new(RP).allow(&[first]).send(&mut rig);
    assert_eq!(asked.unwrap_err(), StatusCode::NoCredentials);
}

#[test]
fn a_key_made_full_is_full() {
    let mut rig = Rig::new(Factory { max_resident_keys: 0, ..factory() });
    assert_eq!(rig.info().get(0x14).unwrap().as_u64(), Some(0));
    let refused = Creation::new(RP, b"u").rk().send(&mut rig).unwrap_err();
    assert_eq!(refused, StatusCode::KeyStoreFull);
}

#[test]
fn extensions_answer_what_was_asked_and_known() {
    // CTAP 2.1 §12.
    let mut rig = Rig::fresh();
    let asked: Value = [
        ("hmac-secret", Value::from(true)),
        ("minPinLength", true.into()),
        ("credBlob", [1].into()),
    ]
    .into_iter()
    .collect();
    let made = Creation::new(RP, b"u").with(6, asked.clone()).send(&mut rig).unwrap();
    let (_, outputs) = made.key_and_extensions();
    let outputs = outputs.unwrap();
    assert_eq!(outputs.as_map().unwrap().len(), 1);
    assert_eq!(outputs.get("hmac-secret").unwrap().as_bool(), Some(true));
    // §12.4: minPinLength for RP IDs that were named.
    let named = [(2, Value::Array(vec![RP.into()]))].into_iter().collect();
    assert_eq!(subcommand(&mut rig, 0x0D, 3, Some(named), None), Ok(Value::Null));
    let made = Creation::new(RP, b"u").with(6, asked).send(&mut rig).unwrap();
    let (_, outputs) = made.key_and_extensions();
    assert_eq!(outputs.unwrap().get("minPinLength").unwrap().as_u64(), Some(4));
}

#[test]
fn a_platform_that_prefers_no_attestation_gets_none() {
    // CTAP 2.2 §6.1.2, attestationFormatsPreference.
    let mut rig = Rig::fresh();
    let none = Creation::new(RP, b"u").with(11, Value::Array(vec!["none".into()]));
    let made = none.send(&mut rig).unwrap();
    assert_eq!(made.format, "none");
    assert_eq!(made.statement, Value::Map(Vec::new()));
    let both = Value::Array(vec!["none".into(), "packed".into()]);
    assert_eq!(Creation::new(RP, b"u").with(11, both).send(&mut rig).unwrap().format, "packed");
}

#[test]
fn names_are_cut_at_a_character() {
    // CTAP 2.1 §6.1: at least 64 bytes of a name are kept.
    let mut rig = Rig::with_pin("1234");
    let user = [("id", Value::from([1])), ("name", "é".repeat(40).into())];
    let user: Value = user.into_iter().collect();
    let given = token(&mut rig, "1234", MC | CM, Some(RP));
    Creation::new(RP, b"u").with(3, user).rk().authorized(&given).send(&mut rig).unwrap();
    let given = token(&mut rig, "1234", CM, None);
    let hash = super::super::crypto::sha256(RP.as_bytes());
    let parameters = [(1, Value::from(hash))].into_iter().collect();
    let listed = subcommand(&mut rig, 0x0A, 4, Some(parameters), Some(&given)).unwrap();
    let name = listed.get(6).unwrap().get("name").unwrap().as_text().unwrap();
    assert_eq!(name, "é".repeat(32));
}
