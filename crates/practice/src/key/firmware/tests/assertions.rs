use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use ctap::StatusCode;
use webauthn::cbor::Value;

use super::{
    super::Touch,
    Rig, map,
    platform::{Asking, Assertion, Creation, GA, MC, RP, Session, subcommand, token},
};

const UP: u8 = 0x01;
const UP_UV: u8 = 0x05;

fn next(rig: &mut Rig) -> Result<Assertion, StatusCode> {
    rig.send_raw(&[0x08]).map(Assertion)
}

#[test]
fn an_assertion_verifies_under_the_key_that_was_made_and_counts_up() {
    // CTAP 2.1 §6.2.2; WebAuthn L3 §6.1.1.
    let mut rig = Rig::fresh();
    for creation in [Creation::new(RP, b"u"), Creation::new(RP, b"r").rk()] {
        let made = creation.send(&mut rig).unwrap();
        let (key, _) = made.key_and_extensions();
        let coordinate = |label: i64| key.get(label).unwrap().as_bytes().unwrap();
        let point = [&[4], coordinate(-2), coordinate(-3)].concat();
        let mut last = 0;
        for asking in
            [Asking::new(RP).allow(&[made.id()]), Asking::new(RP).allow(&[made.id()]).silently()]
        {
            let assertion = asking.send(&mut rig).unwrap();
            assert_eq!(assertion.id(), made.id());
            assert!(assertion.count() > last);
            last = assertion.count();
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &point);
            key.verify(&assertion.signed(), assertion.signature()).unwrap();
        }
    }
}

#[test]
fn a_silent_assertion_asks_for_no_touch_and_claims_none() {
    // CTAP 2.1 §6.2.2 step 9: "up" false, the pre-flight.
    let mut rig = Rig::fresh();
    let id = Creation::new(RP, b"u").send(&mut rig).unwrap().id();
    let asked = rig.board.touches_asked;
    let assertion = Asking::new(RP).allow(&[vec![0; 64], id]).silently().send(&mut rig).unwrap();
    assert_eq!(assertion.flags(), 0);
    let unknown = Asking::new(RP).allow(&[vec![0; 64]]).silently().send(&mut rig);
    assert_eq!(unknown.unwrap_err(), StatusCode::NoCredentials);
    assert_eq!(rig.board.touches_asked, asked);
}

#[test]
fn several_accounts_come_newest_first_and_with_names_only_after_verification() {
    // CTAP 2.1 §6.2.2 steps 7 and 11, §6.3.
    let mut rig = Rig::fresh();
    for user in [b"0", b"1", b"2"] {
        Creation::new(RP, user).rk().send(&mut rig).unwrap();
    }
    let users = |assertion: &Assertion| {
        let user = assertion.user().unwrap();
        let named = user.get("name").is_some() && user.get("displayName").is_some();
        (user.get("id").unwrap().as_bytes().unwrap().to_vec(), named)
    };
    let first = Asking::new(RP).send(&mut rig).unwrap();
    assert_eq!(
        (first.total(), users(&first), first.flags()),
        (Some(3), (b"2".to_vec(), false), UP)
    );
    let second = next(&mut rig).unwrap();
    assert_eq!(
        (second.total(), users(&second), second.flags()),
        (None, (b"1".to_vec(), false), UP)
    );
    assert_eq!(users(&next(&mut rig).unwrap()).0, b"0");
    assert_eq!(next(&mut rig).unwrap_err(), StatusCode::NotAllowed);

    assert!(Session::open(&mut rig, 2).set_pin(&mut rig, "1234").is_ok());
    let given = token(&mut rig, "1234", GA, Some(RP));
    let first = Asking::new(RP).authorized(&given).send(&mut rig).unwrap();
    assert_eq!((users(&first), first.flags()), ((b"2".to_vec(), true), UP_UV));
    let second = next(&mut rig).unwrap();
    assert_eq!((users(&second), second.flags()), ((b"1".to_vec(), true), UP_UV));
}

#[test]
fn the_next_assertion_is_forgotten_with_time_power_and_other_commands() {
    // CTAP 2.1 §6.3 and the rules of stateful commands in §6.
    let mut rig = Rig::fresh();
    for user in [b"0", b"1", b"2"] {
        Creation::new(RP, user).rk().send(&mut rig).unwrap();
    }
    assert_eq!(next(&mut rig).unwrap_err(), StatusCode::NotAllowed);
    let begin = |rig: &mut Rig| assert!(Asking::new(RP).send(rig).is_ok());
    begin(&mut rig);
    rig.board.now += Duration::from_secs(31);
    assert_eq!(next(&mut rig).unwrap_err(), StatusCode::NotAllowed);
    begin(&mut rig);
    rig.info();
    assert_eq!(next(&mut rig).unwrap_err(), StatusCode::NotAllowed);
    begin(&mut rig);
    rig.power_cycle();
    assert_eq!(next(&mut rig).unwrap_err(), StatusCode::NotAllowed);
    begin(&mut rig);
    // The timer starts again with each one.
    rig.board.now += Duration::from_secs(29);
    assert!(next(&mut rig).is_ok());
    rig.board.now += Duration::from_secs(29);
    assert!(next(&mut rig).is_ok());
}

#[test]
fn an_allow_list_answers_one_and_no_number() {
    let mut rig = Rig::fresh();
    let first = Creation::new(RP, b"0").rk().send(&mut rig).unwrap().id();
    let second = Creation::new(RP, b"1").send(&mut rig).unwrap().id();
    let assertion = Asking::new(RP).allow(&[first.clone(), second.clone()]).send(&mut rig).unwrap();
    assert_eq!((assertion.id(), assertion.total()), (first, None));
    assert_eq!(next(&mut rig).unwrap_err(), StatusCode::NotAllowed);
    // A credential that lives in its id names no account.
    let assertion = Asking::new(RP).allow(&[second]).send(&mut rig).unwrap();
    assert_eq!(assertion.user(), None);
}

#[test]
fn cred_protect_hides_credentials_as_its_levels_say() {
    // CTAP 2.1 §12.1 and §6.2.2 step 7.
    let mut rig = Rig::fresh();
    let ids: Vec<Vec<u8>> = [1, 2, 3]
        .map(|level| {
            let rp = format!("level{level}.example");
            let creation = Creation::new(&rp, b"u").rk().extension("credProtect", level);
            creation.send(&mut rig).unwrap().id()
        })
        .to_vec();
    assert!(Session::open(&mut rig, 2).set_pin(&mut rig, "1234").is_ok());
    for (level, listed, unlisted) in [(1, true, true), (2, true, false), (3, false, false)] {
        let rp = format!("level{level}.example");
        let id = [ids[level - 1].clone()];
        let with_list = Asking::new(&rp).allow(&id).send(&mut rig).is_ok();
        assert_eq!((with_list, Asking::new(&rp).send(&mut rig).is_ok()), (listed, unlisted));
        let given = token(&mut rig, "1234", GA, Some(&rp));
        assert!(Asking::new(&rp).allow(&id).authorized(&given).send(&mut rig).is_ok());
        let given = token(&mut rig, "1234", GA, Some(&rp));
        assert!(Asking::new(&rp).authorized(&given).send(&mut rig).is_ok());
    }
}

#[test]
fn assertion_options_and_tokens_follow_the_rules() {
    // CTAP 2.1 §6.2.2 steps 1, 2, 4, 6 and 9.
    let mut rig = Rig::with_pin("1234");
    let id = Creation::new(RP, b"u").send(&mut rig).unwrap().id();
    let asking = || Asking::new(RP).allow(std::slice::from_ref(&id));
    let options = |name: &str| [(name, Value::from(true))].into_iter().collect::<Value>();
    for (asking, status) in [
        (asking().with(5, options("uv")), StatusCode::InvalidOption),
        (asking().with(5, options("rk")), StatusCode::UnsupportedOption),
        (asking().with(6, Vec::<u8>::new()), StatusCode::PinInvalid),
        (asking().with(6, [1; 32]), StatusCode::MissingParameter),
        (asking().with(6, [1; 32]).with(7, 9), StatusCode::InvalidParameter),
        (asking().with(6, [1; 32]).with(7, 2), StatusCode::PinAuthInvalid),
    ] {
        assert_eq!(asking.send(&mut rig).unwrap_err(), status);
    }
    let given = token(&mut rig, "1234", MC, Some(RP));
    let refused = asking().authorized(&given).send(&mut rig).unwrap_err();
    assert_eq!(refused, StatusCode::PinAuthInvalid);
    let given = token(&mut rig, "1234", GA, Some(RP));
    assert_eq!(asking().authorized(&given).send(&mut rig).unwrap().flags(), UP_UV);
    rig.board.script.push_back(Touch::Missing);
    assert_eq!(asking().send(&mut rig).unwrap_err(), StatusCode::UserActionTimeout);
}

#[test]
fn a_token_of_make_and_get_makes_one_credential_and_proves_it_silently() {
    // The registration's own proof: one PIN, one touch, then "up" false with no token.
    let mut rig = Rig::with_pin("1234");
    let given = token(&mut rig, "1234", MC | GA, Some(RP));
    let made = Creation::new(RP, b"u").rk().authorized(&given).send(&mut rig).unwrap();
    let proof = Asking::new(RP).allow(&[made.id()]).silently().send(&mut rig).unwrap();
    assert_eq!(proof.flags(), 0);
}

#[test]
fn always_uv_wants_a_token_for_everything_but_the_silent() {
    // CTAP 2.1 §6.1.2 step 6, §6.2.2 step 5, §7.2.
    let mut rig = Rig::fresh();
    let id = Creation::new(RP, b"u").send(&mut rig).unwrap().id();
    assert_eq!(subcommand(&mut rig, 0x0D, 2, None, None), Ok(Value::Null));
    let wanted = StatusCode::PuatRequired;
    let asking = || Asking::new(RP).allow(std::slice::from_ref(&id));
    // Without a PIN there is nothing to verify with, and so after one is set without a token.
    for _ in 0..2 {
        assert_eq!(Creation::new(RP, b"u").send(&mut rig).unwrap_err(), wanted);
        assert_eq!(asking().send(&mut rig).unwrap_err(), wanted);
        assert!(asking().silently().send(&mut rig).is_ok());
        let _ = Session::open(&mut rig, 2).set_pin(&mut rig, "1234");
    }
    let info = rig.info();
    assert_eq!(super::option(&info, "alwaysUv"), Some(true));
    assert_eq!(super::option(&info, "makeCredUvNotRqd"), Some(false));
    let given = token(&mut rig, "1234", MC, Some(RP));
    assert!(Creation::new(RP, b"u").authorized(&given).send(&mut rig).is_ok());
    let given = token(&mut rig, "1234", GA, Some(RP));
    assert!(asking().authorized(&given).send(&mut rig).is_ok());
}

fn hmac_secret(session: &Session, salts: &[u8]) -> Value {
    let salt_enc = session.encrypt(salts);
    let input = map([
        (1, session.public.clone()),
        (3, session.sign(&salt_enc).into()),
        (2, salt_enc.into()),
        (4, session.protocol.into()),
    ]);
    [("hmac-secret", input)].into_iter().collect()
}

#[test]
fn hmac_secret_is_one_secret_for_each_salt_and_another_with_verification() {
    // CTAP 2.1 §12.5.
    let mut rig = Rig::with_pin("1234");
    let created = Creation::new(RP, b"u").extension("hmac-secret", true).send(&mut rig).unwrap();
    let ids = [created.id()];
    let mut secrets = Vec::new();
    for (protocol, verified, salts) in [
        (1, false, [1; 32].to_vec()),
        (2, false, [[2; 32], [1; 32]].concat()),
        (2, true, [1; 32].to_vec()),
    ] {
        let given = token(&mut rig, "1234", GA, Some(RP));
        let session = Session::open(&mut rig, protocol);
        let asking = Asking::new(RP).allow(&ids).with(4, hmac_secret(&session, &salts));
        let asking = if verified { asking.authorized(&given) } else { asking };
        let assertion = asking.send(&mut rig).unwrap();
        assert_eq!(assertion.flags() & 0x80, 0x80);
        let outputs = webauthn::cbor::decode(&assertion.auth_data()[37..]).unwrap().value;
        let output = outputs.get("hmac-secret").unwrap().as_bytes().unwrap();
        let plain = session.decrypt(output);
        assert_eq!(plain.len(), salts.len());
        secrets.push(plain);
    }
    assert_eq!(secrets[0], secrets[1][32..]);
    assert_ne!(secrets[0], secrets[1][..32]);
    assert_ne!(secrets[0], secrets[2]);
}

#[test]
fn hmac_secret_refuses_broken_salts_and_silence() {
    let mut rig = Rig::fresh();
    let ids = [Creation::new(RP, b"u").send(&mut rig).unwrap().id()];
    let session = Session::open(&mut rig, 2);
    let asking = |salts: &[u8]| Asking::new(RP).allow(&ids).with(4, hmac_secret(&session, salts));
    let refused = asking(&[0; 48]).send(&mut rig).unwrap_err();
    assert_eq!(refused, StatusCode::InvalidParameter);
    let refused = asking(&[0; 32]).silently().send(&mut rig).unwrap_err();
    assert_eq!(refused, StatusCode::UnsupportedOption);
    let other = Session::open(&mut rig, 1);
    let mut forged = hmac_secret(&other, &[0; 32]);
    if let Value::Map(entries) = &mut forged
        && let Value::Map(inner) = &mut entries[0].1
    {
        inner[1].1 = [0; 16].into();
    }
    let refused = Asking::new(RP).allow(&ids).with(4, forged).send(&mut rig).unwrap_err();
    assert_eq!(refused, StatusCode::PinAuthInvalid);
}
