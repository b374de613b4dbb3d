use ctap::StatusCode;
use webauthn::cbor::Value;

use super::{
    super::crypto::sha256,
    Rig, map,
    platform::{Asking, CM, Creation, MC, RP, Token, subcommand, token},
};

fn stocked() -> Rig {
    let mut rig = Rig::with_pin("1234");
    for (rp, user) in [(RP, b"0"), (RP, b"1"), ("example.org", b"2")] {
        let given = token(&mut rig, "1234", MC, Some(rp));
        Creation::new(rp, user).rk().authorized(&given).send(&mut rig).unwrap();
    }
    rig
}

fn manage(
    rig: &mut Rig,
    number: u8,
    parameters: Option<Value>,
    token: Option<&Token>,
) -> Result<Value, StatusCode> {
    subcommand(rig, 0x0A, number, parameters, token)
}

fn of_rp(rp: &str) -> Option<Value> {
    Some(map([(1, sha256(rp.as_bytes()).into())]))
}

fn naming(credential: &Value) -> Value {
    credential.get(7).unwrap().clone()
}

#[test]
fn everything_on_the_key_is_listed() {
    // CTAP 2.1 §6.8.2 to §6.8.4.
    let mut rig = stocked();
    let given = token(&mut rig, "1234", CM, None);
    let metadata = manage(&mut rig, 1, None, Some(&given)).unwrap();
    assert_eq!(
        (metadata.get(1).unwrap().as_u64(), metadata.get(2).unwrap().as_u64()),
        (Some(3), Some(0))
    );
    let first = manage(&mut rig, 2, None, Some(&given)).unwrap();
    assert_eq!(first.get(5).unwrap().as_u64(), Some(2));
    assert_eq!(first.get(3).unwrap().get("id").unwrap().as_text(), Some(RP));
    assert_eq!(first.get(4).unwrap().as_bytes().unwrap(), sha256(RP.as_bytes()));
    let second = manage(&mut rig, 3, None, None).unwrap();
    assert_eq!(second.get(3).unwrap().get("id").unwrap().as_text(), Some("example.org"));
    assert_eq!(second.get(5), None);
    assert_eq!(manage(&mut rig, 3, None, None), Err(StatusCode::NotAllowed));
    let first = manage(&mut rig, 4, of_rp(RP), Some(&given)).unwrap();
    assert_eq!(first.get(9).unwrap().as_u64(), Some(2));
    assert_eq!(first.get(6).unwrap().get("name").unwrap().as_text(), Some("mira@example.com"));
    assert_eq!(first.get(8).unwrap().get(3).unwrap().as_i64(), Some(-7));
    assert_eq!(first.get(10).unwrap().as_u64(), Some(1));
    let second = manage(&mut rig, 5, None, None).unwrap();
    assert_ne!(naming(&first), naming(&second));
    assert_eq!(manage(&mut rig, 5, None, None), Err(StatusCode::NotAllowed));
    let unknown = manage(&mut rig, 4, of_rp("unknown.example"), Some(&given));
    assert_eq!(unknown, Err(StatusCode::NoCredentials));
}

#[test]
fn management_needs_a_token_with_its_permission_and_scope() {
    // CTAP 2.1 §6.8.
    let mut rig = stocked();
    assert_eq!(manage(&mut rig, 1, None, None), Err(StatusCode::PuatRequired));
    let refused = Err(StatusCode::PinAuthInvalid);
    let making = token(&mut rig, "1234", MC, Some(RP));
    assert_eq!(manage(&mut rig, 1, None, Some(&making)), refused);
    let bound = token(&mut rig, "1234", CM, Some(RP));
    assert_eq!(manage(&mut rig, 1, None, Some(&bound)), refused);
    assert_eq!(manage(&mut rig, 2, None, Some(&bound)), refused);
    assert_eq!(manage(&mut rig, 4, of_rp("example.org"), Some(&bound)), refused);
    assert!(manage(&mut rig, 4, of_rp(RP), Some(&bound)).is_ok());
    assert_eq!(manage(&mut rig, 9, None, Some(&bound)), Err(StatusCode::InvalidSubcommand));
}

#[test]
fn a_deleted_credential_is_gone_for_good() {
    // CTAP 2.1 §6.8.5.
    let mut rig = stocked();
    let bound = token(&mut rig, "1234", CM, Some(RP));
    let listed = manage(&mut rig, 4, of_rp(RP), Some(&bound)).unwrap();
    let parameters = Some(map([(2, naming(&listed))]));
    let elsewhere = token(&mut rig, "1234", CM, Some("example.org"));
    let refused = manage(&mut rig, 6, parameters.clone(), Some(&elsewhere));
    assert_eq!(refused, Err(StatusCode::PinAuthInvalid));
    let bound = token(&mut rig, "1234", CM, Some(RP));
    assert_eq!(manage(&mut rig, 6, parameters.clone(), Some(&bound)), Ok(Value::Null));
    let again = manage(&mut rig, 6, parameters, Some(&bound));
    assert_eq!(again, Err(StatusCode::NoCredentials));
    let id = naming(&listed).get("id").unwrap().as_bytes().unwrap().to_vec();
    rig.reload();
    let asked = Asking::new(RP).allow(&[id]).send(&mut rig);
    assert_eq!(asked.unwrap_err(), StatusCode::NoCredentials);
}

#[test]
fn names_are_replaced_for_the_same_account_only() {
    // CTAP 2.1 §6.8.6.
    let mut rig = stocked();
    let given = token(&mut rig, "1234", CM, None);
    let listed = manage(&mut rig, 4, of_rp(RP), Some(&given)).unwrap();
    let user = |id: &[u8]| -> Value {
        let entries = [("id", Value::from(id)), ("name", "new".into()), ("displayName", "".into())];
        entries.into_iter().collect()
    };
    let other = map([(2, naming(&listed)), (3, user(b"9"))]);
    let refused = manage(&mut rig, 7, Some(other), Some(&given));
    assert_eq!(refused, Err(StatusCode::InvalidParameter));
    let same = map([(2, naming(&listed)), (3, user(b"0"))]);
    assert_eq!(manage(&mut rig, 7, Some(same), Some(&given)), Ok(Value::Null));
    let listed = manage(&mut rig, 4, of_rp(RP), Some(&given)).unwrap();
    let user = listed.get(6).unwrap();
    assert_eq!(user.get("name").unwrap().as_text(), Some("new"));
    assert_eq!(user.get("displayName"), None);
}
