use std::time::Duration;

use webauthn::cbor::{Value, encode};

use super::*;
use crate::tests::{Answer, Scripted};

fn ok(value: &Value) -> Answer {
    Ok([vec![0], encode(value)].concat())
}

fn info(options: &[(&str, bool)]) -> Answer {
    let options: Value = options.iter().map(|(id, on)| (*id, Value::from(*on))).collect();
    ok(&[
        (1, Value::from(vec![Value::from("FIDO_2_1")])),
        (3, Value::from([7u8; 16])),
        (4, options),
        (6, Value::from(vec![Value::from(2u8), Value::from(1u8)])),
    ]
    .into_iter()
    .collect())
}

const SOON: Duration = Duration::from_secs(1);

#[test]
fn tries_left_are_read_where_a_pin_is_set() {
    // CTAP 2.1 §6.5.5.2: pinRetries (0x03), powerCycleState (0x04).
    let left: Value = [(3, Value::from(2u8)), (4, Value::from(true))].into_iter().collect();
    let mut key = Scripted::answering(vec![info(&[("clientPin", true)]), ok(&left)]);
    let inspection = inspect(&mut key, SOON).unwrap();
    assert_eq!(inspection.pin_retries, Some(2));
    assert!(inspection.needs_power_cycle);
    // authenticatorClientPIN, protocol 2 as the key prefers, getPINRetries.
    assert_eq!(key.asked[1], [0x06, 0xA2, 0x01, 0x02, 0x02, 0x01]);
}

#[test]
fn a_key_without_a_pin_is_asked_nothing_more() {
    let mut key = Scripted::answering(vec![info(&[("clientPin", false)])]);
    assert_eq!(inspect(&mut key, SOON).unwrap().pin_retries, None);
    assert_eq!(key.asked, [[0x04]]);
}

#[test]
fn tries_that_are_not_told_cost_nothing_else() {
    for answer in [Ok(vec![0x33]), Ok(Vec::new()), Err(TransportError::TimedOut)] {
        let mut key = Scripted::answering(vec![info(&[("clientPin", true)]), answer]);
        assert_eq!(inspect(&mut key, SOON).unwrap().pin_retries, None);
    }
}

#[test]
fn tries_of_a_finger_are_read_as_well() {
    // CTAP 2.1 §6.5.5.3: uvRetries (0x05).
    let left: Value = [(5, Value::from(3u8))].into_iter().collect();
    let mut key = Scripted::answering(vec![info(&[("uv", true)]), ok(&left)]);
    assert_eq!(inspect(&mut key, SOON).unwrap().uv_retries, Some(3));
}

#[test]
fn a_key_of_u2f_is_told_apart_from_a_broken_one() {
    for answer in [Err(TransportError::Unsupported), Ok(vec![0x01])] {
        let mut key = Scripted::answering(vec![answer]);
        assert_eq!(inspect(&mut key, SOON), Err(InspectError::NotCtap2));
    }
    let mut broken = Scripted::answering(vec![Ok(vec![0, 0xFF])]);
    assert!(matches!(inspect(&mut broken, SOON), Err(InspectError::Info(_))));
}
