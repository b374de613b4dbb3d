use data_encoding::HEXLOWER_PERMISSIVE as HEX;

use super::{DecodeError, Deviation, Value, decode, decode_map_raw, decode_prefix, encode};

fn hex(text: &str) -> Vec<u8> {
    HEX.decode(text.as_bytes()).unwrap()
}

fn deviations(text: &str) -> Vec<Deviation> {
    decode(&hex(text)).unwrap().deviations.iter().collect()
}

#[test]
fn integers_of_rfc_8949_appendix_a_round_trip() {
    for (number, text) in [
        (0i64, "00"),
        (23, "17"),
        (24, "1818"),
        (1000, "1903e8"),
        (1_000_000, "1a000f4240"),
        (1_000_000_000_000, "1b000000e8d4a51000"),
        (-1, "20"),
        (-257, "390100"),
        (-1000, "3903e7"),
    ] {
        assert_eq!(encode(&Value::from(number)), hex(text));
        let decoded = decode(&hex(text)).unwrap();
        assert_eq!(decoded.value.as_i64(), Some(number));
        assert!(decoded.deviations.is_empty());
    }
    assert_eq!(decode(&hex("3bffffffffffffffff")).unwrap().value.as_i64(), None);
}

#[test]
fn floats_of_rfc_8949_appendix_a_are_read() {
    for (text, expected) in [
        ("f90000", 0.0),
        ("f93c00", 1.0),
        ("f97bff", 65504.0),
        ("f90001", 5.960464477539063e-8),
        ("fac47a0000", -1000.0),
        ("fb3ff199999999999a", 1.1),
        ("f97c00", f64::INFINITY),
    ] {
        assert_eq!(decode(&hex(text)).unwrap().value, Value::Float(expected), "{text}");
    }
}

#[test]
fn maps_are_written_in_ctap2_order_whatever_the_order_given() {
    // CTAP 2.1 §8: major type first, then length, then bytes.
    let map: Value = [
        (Value::from("b"), Value::from(1)),
        (Value::from("aa"), Value::from(2)),
        (Value::from(-1), Value::from(3)),
        (Value::from(300), Value::from(4)),
        (Value::from(7), Value::from(5)),
    ]
    .into_iter()
    .collect();
    let bytes = encode(&map);
    assert_eq!(bytes, hex("a5 07 05 19012c 04 20 03 6162 01 626161 02".replace(' ', "").as_str()));
    assert!(decode(&bytes).unwrap().deviations.is_empty());
}

#[test]
fn what_is_not_canonical_is_read_and_named() {
    assert_eq!(deviations("1800"), [Deviation::NotShortest]);
    assert_eq!(
        deviations("5f4101410 2ff".replace(' ', "").as_str()),
        [Deviation::IndefiniteLength]
    );
    assert_eq!(deviations("a202000100"), [Deviation::UnsortedKeys]);
    assert_eq!(deviations("a201000101"), [Deviation::UnsortedKeys, Deviation::DuplicateKey]);
    assert_eq!(deviations("c000"), [Deviation::Tagged]);
    assert_eq!(deviations("61ff"), [Deviation::InvalidUtf8]);
    assert_eq!(decode(&hex("5f41014102ff")).unwrap().value, Value::from([1, 2]));
}

#[test]
fn a_key_written_in_two_ways_is_there_twice() {
    let twice = [Deviation::NotShortest, Deviation::DuplicateKey];
    assert_eq!(deviations("a20100180101"), twice);
    // Two ways, neither of them the shortest.
    assert_eq!(deviations("a218010019000101"), twice);
    assert_eq!(deviations("a21801001802 01".replace(' ', "").as_str()), [Deviation::NotShortest]);
    // In chunks and in one piece.
    let found = deviations("a26161007f6161ff01");
    assert!(found.contains(&Deviation::IndefiniteLength), "{found:?}");
    assert!(found.contains(&Deviation::DuplicateKey), "{found:?}");
    // What is odd in a value makes no key odd.
    assert_eq!(deviations("a20118000201"), [Deviation::NotShortest]);
}

#[test]
fn what_is_no_item_is_refused_with_the_place() {
    for (text, error) in [
        ("", DecodeError::Truncated(0)),
        ("19", DecodeError::Truncated(1)),
        ("5a7fffffff00", DecodeError::Truncated(6)),
        ("9b7fffffffffffffff", DecodeError::Truncated(9)),
        ("1c", DecodeError::Malformed(0)),
        ("f800", DecodeError::Malformed(0)),
        ("5f6161ff", DecodeError::Malformed(1)),
        ("ff", DecodeError::Malformed(0)),
        ("0000", DecodeError::Trailing(1)),
    ] {
        assert_eq!(decode(&hex(text)), Err(error), "{text}");
    }
}

#[test]
fn nesting_has_an_end() {
    assert_eq!(decode(&[0x81; 4000]), Err(DecodeError::TooDeep(17)));
    assert!(decode_prefix(&[[0x81; 16].as_slice(), &[0]].concat()).is_ok());
}

#[test]
fn a_prefix_leaves_the_rest() {
    let bytes = hex("a1010243");
    let (decoded, rest) = decode_prefix(&bytes).unwrap();
    assert_eq!(decoded.value.get(1), Some(&Value::from(2)));
    assert_eq!(rest, [0x43]);
}

#[test]
fn a_value_stays_small_because_a_message_may_hold_thousands() {
    // 16 KiB of one-byte items, the largest message read, must stay under 1 MiB when decoded.
    assert!(size_of::<Value>() <= 32);
}

#[test]
fn the_bytes_of_a_map_s_values_are_kept_even_where_they_are_not_canonical() {
    let bytes = hex("bf 01 1800 02 5f4101ff ff".replace(' ', "").as_str());
    let (entries, deviations) = decode_map_raw(&bytes).unwrap();
    let raw: Vec<_> = entries.iter().map(|(key, raw)| (key.as_u64(), raw.to_vec())).collect();
    assert_eq!(raw, [(Some(1), hex("1800")), (Some(2), hex("5f4101ff"))]);
    assert!(deviations.contains(Deviation::NotShortest));
    assert_eq!(decode_map_raw(&hex("a0")).unwrap().0, []);
    assert_eq!(decode_map_raw(&hex("80")), Err(DecodeError::Malformed(0)));
    assert_eq!(
        decode_map_raw(&hex("a10102 00".replace(' ', "").as_str())),
        Err(DecodeError::Trailing(3))
    );
}
