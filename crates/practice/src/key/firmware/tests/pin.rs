use std::time::Duration;

use ctap::StatusCode;
use webauthn::cbor::Value;

use super::{
    super::PinPreset,
    Factory, Rig, factory, map, option,
    platform::{CM, Creation, GA, MC, RP, Session, padded, token},
    preset,
};

fn retries(rig: &mut Rig) -> (u64, bool) {
    let response = rig.send(0x06, &map([(2, 1.into())])).unwrap();
    (response.get(3).unwrap().as_u64().unwrap(), response.get(4).unwrap().as_bool().unwrap())
}

#[test]
fn a_pin_set_over_either_protocol_gives_tokens_over_either() {
    // CTAP 2.1 §6.5.5.5, §6.5.5.7.
    for set_over in [1, 2] {
        let mut rig = Rig::fresh();
        let session = Session::open(&mut rig, set_over);
        assert_eq!(session.set_pin(&mut rig, "1234"), Ok(Value::Null));
        let info = rig.info();
        assert_eq!(option(&info, "clientPin"), Some(true));
        for asked_over in [1, 2] {
            let session = Session::open(&mut rig, asked_over);
            let token = session.token_for(&mut rig, "1234", MC, Some(RP)).unwrap();
            let made = Creation::new(RP, b"u").authorized(&token).send(&mut rig).unwrap();
            assert_eq!(made.flags(), 0x45);
            let legacy = session.pin_token(&mut rig, "1234").unwrap();
            let made = Creation::new(RP, b"u").authorized(&legacy).send(&mut rig).unwrap();
            assert_eq!(made.flags(), 0x45);
        }
    }
}

#[test]
fn a_pin_is_set_once_and_changed_after() {
    // CTAP 2.1 §6.5.5.5: PIN_AUTH_INVALID when one is set; §6.5.5.6: PIN_NOT_SET when none is.
    let mut rig = Rig::fresh();
    let session = Session::open(&mut rig, 2);
    assert_eq!(session.change_pin(&mut rig, "1234", "5678"), Err(StatusCode::PinNotSet));
    assert!(session.pin_token(&mut rig, "1234").is_err_and(|e| e == StatusCode::PinNotSet));
    assert_eq!(session.set_pin(&mut rig, "1234"), Ok(Value::Null));
    assert_eq!(session.set_pin(&mut rig, "1234"), Err(StatusCode::PinAuthInvalid));
    assert_eq!(session.change_pin(&mut rig, "1234", "5678"), Ok(Value::Null));
    assert!(session.pin_token(&mut rig, "5678").is_ok());
    assert!(session.pin_token(&mut rig, "1234").is_err_and(|e| e == StatusCode::PinInvalid));
}

#[test]
fn a_new_pin_keeps_the_rules_of_length() {
    // CTAP 2.1 §6.5.1: code points at least, UTF-8 bytes at most; §6.5.5.5: 64 bytes padded.
    let mut rig = Rig::new(Factory { min_pin_length: 6, ..factory() });
    let session = Session::open(&mut rig, 2);
    let violation = Err(StatusCode::PinPolicyViolation);
    assert_eq!(session.set_pin(&mut rig, "12345"), violation);
    // Five code points, ten bytes: too short still.
    assert_eq!(session.set_pin(&mut rig, "äöüßé"), violation);
    assert_eq!(session.set_padded_pin(&mut rig, &[b'1'; 64]), violation);
    assert_eq!(session.set_padded_pin(&mut rig, &[0xFF; 64]), violation);
    assert_eq!(session.set_padded_pin(&mut rig, &[0; 64]), violation);
    assert_eq!(session.set_padded_pin(&mut rig, &[b'1'; 48]), Err(StatusCode::InvalidParameter));
    assert_eq!(session.set_padded_pin(&mut rig, &[b'1'; 80]), Err(StatusCode::InvalidParameter));
    assert_eq!(session.set_pin(&mut rig, &"1".repeat(63)), Ok(Value::Null));
}

#[test]
fn wrong_pins_cost_tries_and_the_right_one_gives_them_back() {
    // CTAP 2.1 §6.5.5.6, §6.5.5.7.
    let mut rig = Rig::with_pin("1234");
    for left in [7, 6] {
        let session = Session::open(&mut rig, 2);
        let refused = session.pin_token(&mut rig, "0000");
        assert!(refused.is_err_and(|status| status == StatusCode::PinInvalid));
        assert_eq!(retries(&mut rig), (left, false));
    }
    assert!(Session::open(&mut rig, 2).pin_token(&mut rig, "1234").is_ok());
    assert_eq!(retries(&mut rig), (8, false));
}

#[test]
fn three_wrong_in_a_row_need_a_power_cycle_and_eight_a_reset() {
    // CTAP 2.1 §6.5.5.6: PIN_AUTH_BLOCKED after three, PIN_BLOCKED at none left.
    let mut rig = Rig::with_pin("1234");
    let guess = |rig: &mut Rig, pin: &str| {
        let session = Session::open(rig, 2);
        session.pin_token(rig, pin).err()
    };
    for left in [7, 6] {
        assert_eq!(guess(&mut rig, "0000"), Some(StatusCode::PinInvalid));
        assert_eq!(retries(&mut rig), (left, false));
    }
    assert_eq!(guess(&mut rig, "0000"), Some(StatusCode::PinAuthBlocked));
    assert_eq!(retries(&mut rig), (5, true));
    // Blocked for the right PIN too, and no try is lost by asking.
    assert_eq!(guess(&mut rig, "1234"), Some(StatusCode::PinAuthBlocked));
    assert_eq!(
        Session::open(&mut rig, 1).change_pin(&mut rig, "1234", "5678").err(),
        Some(StatusCode::PinAuthBlocked)
    );
    assert_eq!(retries(&mut rig), (5, true));
    rig.power_cycle();
    assert_eq!(retries(&mut rig), (5, false));
    for _ in 0..2 {
        assert_eq!(guess(&mut rig, "0000"), Some(StatusCode::PinInvalid));
    }
    assert_eq!(guess(&mut rig, "0000"), Some(StatusCode::PinAuthBlocked));
    rig.reload();
    assert_eq!(guess(&mut rig, "0000"), Some(StatusCode::PinInvalid));
    assert_eq!(guess(&mut rig, "0000"), Some(StatusCode::PinBlocked));
    rig.power_cycle();
    assert_eq!(guess(&mut rig, "1234"), Some(StatusCode::PinBlocked));
    assert_eq!(retries(&mut rig), (0, false));
    assert_eq!(rig.send_raw(&[0x07]), Ok(Value::Null));
    assert_eq!(retries(&mut rig), (8, false));
    assert_eq!(Session::open(&mut rig, 2).set_pin(&mut rig, "4321"), Ok(Value::Null));
}

#[test]
fn the_try_is_stored_before_the_pin_is_compared() {
    let mut rig = Rig::with_pin("1234");
    let session = Session::open(&mut rig, 2);
    // The power goes at the very first write of the attempt: nothing was compared, nothing lost.
    rig.board.stores_left = Some(0);
    assert!(session.pin_token(&mut rig, "1234").is_err_and(|e| e == StatusCode::Unspecified));
    rig.reload();
    assert_eq!(retries(&mut rig).0, 8);
    // It goes after the first write: the try is gone, for the right PIN as for a wrong one.
    for pin in ["1234", "0000"] {
        let session = Session::open(&mut rig, 2);
        rig.board.stores_left = Some(1);
        assert!(session.pin_token(&mut rig, pin).is_err());
        rig.reload();
    }
    assert_eq!(retries(&mut rig).0, 6);
}

#[test]
fn a_wrong_pin_renews_the_key_agreement_key() {
    // CTAP 2.1 §6.5.5.7: regenerate() on a mismatch.
    let mut rig = Rig::with_pin("1234");
    let session = Session::open(&mut rig, 2);
    assert!(session.pin_token(&mut rig, "1234").is_ok());
    assert!(session.pin_token(&mut rig, "1234").is_ok());
    assert!(session.pin_token(&mut rig, "0000").is_err());
    // The old shared secret decrypts to nonsense now, which counts as a wrong PIN.
    assert!(session.pin_token(&mut rig, "1234").is_err_and(|e| e == StatusCode::PinInvalid));
}

#[test]
fn a_pin_that_must_be_changed_gives_no_token_until_it_is_another() {
    // CTAP 2.1 §6.5.5.7.1: PIN_INVALID; §6.5.5.7.2: PIN_POLICY_VIOLATION; §6.5.5.6: not the same.
    let pin = PinPreset { force_change: true, ..preset("1234") };
    let mut rig = Rig::new(Factory { pin: Some(pin), ..factory() });
    assert_eq!(rig.info().get(0x0C).unwrap().as_bool(), Some(true));
    let session = Session::open(&mut rig, 2);
    assert!(session.pin_token(&mut rig, "1234").is_err_and(|e| e == StatusCode::PinInvalid));
    let refused = session.token_for(&mut rig, "1234", MC, Some(RP));
    assert!(refused.is_err_and(|status| status == StatusCode::PinPolicyViolation));
    assert_eq!(retries(&mut rig).0, 8);
    let violation = Err(StatusCode::PinPolicyViolation);
    assert_eq!(session.change_pin(&mut rig, "1234", "1234"), violation);
    assert_eq!(session.change_pin(&mut rig, "1234", "12345"), Ok(Value::Null));
    assert_eq!(rig.info().get(0x0C).unwrap().as_bool(), Some(false));
    assert!(session.token_for(&mut rig, "12345", MC, Some(RP)).is_ok());
}

#[test]
fn a_preset_pin_below_the_minimum_must_be_changed() {
    let mut rig = Rig::new(Factory { min_pin_length: 6, pin: Some(preset("1234")), ..factory() });
    assert_eq!(rig.info().get(0x0C).unwrap().as_bool(), Some(true));
    assert_eq!(rig.info().get(0x0D).unwrap().as_u64(), Some(6));
}

#[test]
fn token_requests_name_their_permissions_and_rp() {
    // CTAP 2.1 §6.5.5.7.2.
    let mut rig = Rig::with_pin("1234");
    let session = Session::open(&mut rig, 2);
    for (permissions, rp_id, refused) in [
        (0, Some(RP), StatusCode::InvalidParameter),
        (MC, None, StatusCode::MissingParameter),
        (GA, None, StatusCode::MissingParameter),
        (0x08, None, StatusCode::UnauthorizedPermission),
        (0x10 | MC, Some(RP), StatusCode::UnauthorizedPermission),
    ] {
        let answer = session.token_for(&mut rig, "1234", permissions, rp_id);
        assert!(answer.is_err_and(|status| status == refused), "{permissions:02x}");
    }
    assert!(session.token_for(&mut rig, "1234", CM, None).is_ok());
    // §6.5.5.7.1: the legacy request knows no permissions.
    let legacy = map([
        (1, 2.into()),
        (2, 5.into()),
        (3, session.public.clone()),
        (6, session.encrypt(&[0; 16]).into()),
        (9, 1.into()),
    ]);
    assert_eq!(rig.send(0x06, &legacy), Err(StatusCode::InvalidParameter));
    assert_eq!(retries(&mut rig).0, 8);
}

#[test]
fn platform_keys_off_the_curve_or_of_another_kind_are_refused() {
    // CTAP 2.1 §6.5.6, decapsulate.
    let mut rig = Rig::fresh();
    let session = Session::open(&mut rig, 2);
    let with = |label: i64, value: Value| {
        let entries = session.public.as_map().unwrap().iter().cloned();
        let others = entries.filter(|(key, _)| key.as_i64() != Some(label));
        Value::Map(others.chain([(Value::from(label), value)]).collect())
    };
    for key in [
        with(-2, [1; 32].into()),
        with(-2, [0; 31].into()),
        with(1, 1.into()),
        with(3, (-7).into()),
        with(-1, 2.into()),
        with(-4, [0; 32].into()),
        Value::Map(Vec::new()),
    ] {
        let new_pin_enc = session.encrypt(&padded("1234"));
        let request = map([
            (1, 2.into()),
            (2, 3.into()),
            (3, key),
            (4, session.sign(&new_pin_enc).into()),
            (5, new_pin_enc.into()),
        ]);
        assert_eq!(rig.send(0x06, &request), Err(StatusCode::InvalidParameter));
    }
}

#[test]
fn a_pin_request_with_a_wrong_mac_costs_no_try() {
    let mut rig = Rig::with_pin("1234");
    let session = Session::open(&mut rig, 1);
    let request = map([
        (1, 1.into()),
        (2, 4.into()),
        (3, session.public.clone()),
        (4, [0; 16].into()),
        (5, session.encrypt(&padded("5678")).into()),
        (6, session.encrypt(&[0; 16]).into()),
    ]);
    assert_eq!(rig.send(0x06, &request), Err(StatusCode::PinAuthInvalid));
    assert_eq!(retries(&mut rig).0, 8);
}

#[test]
fn protocols_and_subcommands_that_do_not_exist_are_refused() {
    let mut rig = Rig::fresh();
    let refused = |rig: &mut Rig, request: Value| rig.send(0x06, &request).unwrap_err();
    assert_eq!(refused(&mut rig, map([])), StatusCode::MissingParameter);
    assert_eq!(refused(&mut rig, map([(2, 2.into())])), StatusCode::MissingParameter);
    let unknown = map([(1, 3.into()), (2, 2.into())]);
    assert_eq!(refused(&mut rig, unknown), StatusCode::InvalidParameter);
    // No built-in user verification: getPinUvAuthTokenUsingUvWithPermissions, getUVRetries.
    for number in [6, 7, 8, 0x40] {
        let request = map([(1, 2.into()), (2, number.into())]);
        assert_eq!(refused(&mut rig, request), StatusCode::InvalidSubcommand);
    }
}

#[test]
fn a_token_lives_as_long_as_its_timers() {
    // CTAP 2.1 §6.5.2.1: 30 s unused over USB, 10 minutes in all.
    let mut rig = Rig::with_pin("1234");
    let metadata =
        |rig: &mut Rig, token| super::platform::subcommand(rig, 0x0A, 1, None, Some(token)).err();
    let given = token(&mut rig, "1234", CM, None);
    rig.board.now += Duration::from_secs(31);
    assert_eq!(metadata(&mut rig, &given), Some(StatusCode::PinAuthInvalid));
    let given = token(&mut rig, "1234", CM, None);
    assert_eq!(metadata(&mut rig, &given), None);
    rig.board.now += Duration::from_secs(599);
    assert_eq!(metadata(&mut rig, &given), None);
    rig.board.now += Duration::from_secs(2);
    assert_eq!(metadata(&mut rig, &given), Some(StatusCode::PinAuthInvalid));
}

#[test]
fn a_token_ends_with_the_next_one_a_new_pin_or_the_power() {
    let mut rig = Rig::with_pin("1234");
    let metadata =
        |rig: &mut Rig, token| super::platform::subcommand(rig, 0x0A, 1, None, Some(token)).is_ok();
    let old = token(&mut rig, "1234", CM, None);
    let new = token(&mut rig, "1234", CM, None);
    assert!(!metadata(&mut rig, &old) && metadata(&mut rig, &new));
    assert!(Session::open(&mut rig, 1).change_pin(&mut rig, "1234", "5678").is_ok());
    assert!(!metadata(&mut rig, &new));
    let new = token(&mut rig, "5678", CM, None);
    rig.power_cycle();
    assert!(!metadata(&mut rig, &new));
}

#[test]
fn a_key_made_blocked_is_blocked() {
    let pin = PinPreset { retries: 0, ..preset("1234") };
    let mut rig = Rig::new(Factory { pin: Some(pin), ..factory() });
    let session = Session::open(&mut rig, 2);
    assert!(session.pin_token(&mut rig, "1234").is_err_and(|e| e == StatusCode::PinBlocked));
    rig.reload();
    assert_eq!(retries(&mut rig).0, 0);
}
