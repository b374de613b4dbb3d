use webauthn::cbor::{Value, encode};

use super::*;
use crate::{
    TransportError,
    tests::{Answer, Scripted},
};

struct Sevens;

impl Entropy for Sevens {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), NoEntropy> {
        out.fill(7);
        Ok(())
    }
}

fn asked(answer: Answer) -> (Found, Vec<u8>) {
    let mut key = Scripted::answering([answer]);
    let found = holds(&mut key, "a.example", &[1, 2], Duration::from_secs(1), &mut Sevens);
    (found.unwrap(), key.asked.concat())
}

fn answered(id: &[u8]) -> Answer {
    let descriptor: Value =
        [("id", Value::from(id)), ("type", "public-key".into())].into_iter().collect();
    let body: Value = [(1, descriptor)].into_iter().collect();
    Ok([vec![0], encode(&body)].concat())
}

/// CTAP 2.1 §6.2: 0x2E CTAP2_ERR_NO_CREDENTIALS, 0x36 CTAP2_ERR_PUAT_REQUIRED.
#[test]
fn a_key_says_whether_it_holds_a_credential_without_a_touch() {
    let (found, request) = asked(answered(&[1, 2]));
    assert_eq!(found, Found::Yes);
    // options: {"up": false}
    let up = [0x05, 0xA1, 0x62, b'u', b'p', 0xF4];
    assert!(request.windows(up.len()).any(|window| window == up), "{request:02x?}");
    assert!(request.windows(32).any(|window| window == [7; 32]), "a challenge of our own");
    assert_eq!(asked(Ok(vec![0])).0, Found::Yes, "it was the only one that was allowed");
    assert_eq!(asked(Ok(vec![0x2E])).0, Found::No);
    assert_eq!(asked(Ok(vec![0x36])).0, Found::NotSaid);
}

#[test]
fn a_key_that_answers_for_another_credential_or_not_at_all_says_nothing() {
    assert_eq!(asked(answered(&[9])).0, Found::NotSaid);
    assert_eq!(asked(Ok(vec![])).0, Found::NotSaid);
    assert_eq!(asked(Err(TransportError::Removed)).0, Found::NotSaid);
}

/// Without an allow list (§6.2.2 step 7) it is any that the key tells of.
#[test]
fn a_key_says_whether_it_tells_of_any_credential_of_a_relying_party() {
    let any = |answer| {
        let mut key = Scripted::answering([answer]);
        let found = holds_any(&mut key, "a.example", Duration::from_secs(1), &mut Sevens);
        (found.unwrap(), key.asked.concat())
    };
    let (found, request) = any(answered(&[9]));
    assert_eq!(found, Found::Yes);
    assert!(
        !request.windows(10).any(|window| window == b"public-key"),
        "nothing is allowed by name"
    );
    assert_eq!(any(Ok(vec![0])).0, Found::NotSaid, "a yes names what it is about");
    assert_eq!(any(Ok(vec![0x2E])).0, Found::No);
    assert_eq!(any(Ok(vec![0x36])).0, Found::NotSaid);
}
