use ctap::StatusCode;
use webauthn::cbor::Value;

use super::{
    Rig, map, option,
    platform::{ACFG, CM, Session, Token, subcommand, token},
};

fn configure(
    rig: &mut Rig,
    number: u8,
    parameters: Option<Value>,
    token: Option<&Token>,
) -> Result<Value, StatusCode> {
    subcommand(rig, 0x0D, number, parameters, token)
}

#[test]
fn the_minimum_pin_length_goes_up_only() {
    // CTAP 2.1 §6.11.4.
    let mut rig = Rig::fresh();
    let least = |length: i32| Some(map([(1, length.into())]));
    assert_eq!(configure(&mut rig, 3, least(6), None), Ok(Value::Null));
    let violation = Err(StatusCode::PinPolicyViolation);
    assert_eq!(configure(&mut rig, 3, least(5), None), violation);
    assert_eq!(configure(&mut rig, 3, least(64), None), Err(StatusCode::InvalidParameter));
    let forced = Some(map([(3, true.into())]));
    assert_eq!(configure(&mut rig, 3, forced, None), Err(StatusCode::PinNotSet));
    let session = Session::open(&mut rig, 2);
    assert_eq!(session.set_pin(&mut rig, "12345"), violation);
    assert_eq!(session.set_pin(&mut rig, "123456"), Ok(Value::Null));
    assert_eq!(rig.send_raw(&[0x07]), Ok(Value::Null));
    assert_eq!(rig.info().get(0x0D).unwrap().as_u64(), Some(4));
}

#[test]
fn a_pin_that_became_too_short_must_be_changed() {
    // CTAP 2.1 §6.11.4: forcePINChange when PINCodePointLength is below the new minimum.
    let mut rig = Rig::with_pin("12345");
    let given = token(&mut rig, "12345", ACFG, None);
    let enough = Some(map([(1, 5.into())]));
    assert_eq!(configure(&mut rig, 3, enough, Some(&given)), Ok(Value::Null));
    assert_eq!(rig.info().get(0x0C).unwrap().as_bool(), Some(false));
    let more = Some(map([(1, 6.into())]));
    assert_eq!(configure(&mut rig, 3, more.clone(), Some(&given)), Ok(Value::Null));
    assert_eq!(rig.info().get(0x0C).unwrap().as_bool(), Some(true));
    let spent = configure(&mut rig, 3, more, Some(&given));
    assert_eq!(spent, Err(StatusCode::PinAuthInvalid));
    rig.reload();
    assert_eq!(rig.info().get(0x0C).unwrap().as_bool(), Some(true));
}

#[test]
fn with_a_pin_set_config_needs_its_own_permission() {
    // CTAP 2.1 §6.11.
    let mut rig = Rig::with_pin("1234");
    assert_eq!(configure(&mut rig, 2, None, None), Err(StatusCode::PuatRequired));
    let other = token(&mut rig, "1234", CM, None);
    assert_eq!(configure(&mut rig, 2, None, Some(&other)), Err(StatusCode::PinAuthInvalid));
    let given = token(&mut rig, "1234", ACFG, None);
    assert_eq!(configure(&mut rig, 2, None, Some(&given)), Ok(Value::Null));
    let info = rig.info();
    assert_eq!(option(&info, "alwaysUv"), Some(true));
    assert_eq!(configure(&mut rig, 2, None, Some(&given)), Ok(Value::Null));
    let info = rig.info();
    assert_eq!(option(&info, "alwaysUv"), Some(false));
    for number in [1, 4, 0xFF] {
        let refused = configure(&mut rig, number, None, Some(&given));
        assert_eq!(refused, Err(StatusCode::InvalidParameter));
    }
}

#[test]
fn only_so_many_rps_may_learn_the_minimum() {
    // CTAP 2.1 §6.11.4, maxRPIDsForSetMinPINLength.
    let mut rig = Rig::fresh();
    let most = rig.info().get(0x10).unwrap().as_u64().unwrap();
    let named = |count: u64| {
        let names = (0..count).map(|number| Value::from(format!("{number}.example")));
        Some(map([(2, Value::Array(names.collect()))]))
    };
    assert_eq!(configure(&mut rig, 3, named(most), None), Ok(Value::Null));
    assert_eq!(configure(&mut rig, 3, named(most + 1), None), Err(StatusCode::KeyStoreFull));
    let wrong = Some(map([(2, Value::Array(vec![1.into()]))]));
    assert_eq!(configure(&mut rig, 3, wrong, None), Err(StatusCode::CborUnexpectedType));
}
