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

/// Members that are lists, each with two items of its kind.
fn lists() -> Vec<(u64, Vec<Value>)> {
    let texts = |one: &str, two: &str| vec![Value::from(one), Value::from(two)];
    let numbers = || vec![Value::from(1), Value::from(2)];
    let algorithm = |alg: i64| {
        [("alg", Value::from(alg)), ("type", "public-key".into())].into_iter().collect::<Value>()
    };
    vec![
        (0x01, texts("FIDO_2_0", "FIDO_2_1")),
        (0x02, texts("credProtect", "hmac-secret")),
        (0x06, numbers()),
        (0x09, texts("usb", "nfc")),
        (0x0A, vec![algorithm(-7), algorithm(-8)]),
        (0x15, numbers()),
        (0x16, texts("packed", "none")),
        (0x1A, texts("usb", "nfc")),
        (0x1F, numbers()),
    ]
}

/// Members that are maps, each with two entries of its kind.
fn maps() -> Vec<(u64, Vec<(Value, Value)>)> {
    vec![
        (0x04, vec![("rk".into(), true.into()), ("clientPin".into(), false.into())]),
        (0x13, vec![("FIDO".into(), 2.into()), ("FIPS-CMVP-2".into(), 1.into())]),
    ]
}

fn parsed(
    lists: Vec<(u64, Vec<Value>)>,
    maps: Vec<(u64, Vec<(Value, Value)>)>,
) -> AuthenticatorInfo {
    let lists = lists.into_iter().map(|(key, list)| (Value::from(key), Value::Array(list)));
    let maps = maps.into_iter().map(|(key, map)| (Value::from(key), Value::Map(map)));
    let aaguid = (Value::from(3), Value::from([7u8; 16]));
    let info = Value::Map(lists.chain(maps).chain([aaguid]).collect());
    AuthenticatorInfo::parse(&encode(&info)).unwrap()
}

#[test]
fn an_odd_item_of_a_list_costs_itself_and_no_other() {
    let good = parsed(lists(), maps());
    assert_eq!((good.versions.len(), good.algorithms.len(), good.options.len()), (2, 2, 2));
    assert!(good.unread.is_empty());
    // None of these is of any list's kind, and an algorithm without a number is none.
    let odd = || vec![Value::Null, Value::from([1u8]), Value::Map(vec![]), Value::Bool(true)];
    for (place, (key, items)) in lists().iter().enumerate() {
        for odd in odd() {
            for at in 0..=items.len() {
                let mut lists = lists();
                lists[place].1.insert(at, odd.clone());
                let mut info = parsed(lists, maps());
                let unread = std::mem::take(&mut info.unread);
                assert_eq!(info, good, "{key:#04x}");
                assert_eq!(unread, [(Value::from(*key), Value::Array(vec![odd.clone()]))]);
            }
        }
    }
    for (place, (key, _)) in maps().iter().enumerate() {
        for odd in [(Value::from(1), Value::from(true)), ("uv".into(), "yes".into())] {
            let mut maps = maps();
            maps[place].1.insert(1, odd.clone());
            let mut info = parsed(lists(), maps);
            let unread = std::mem::take(&mut info.unread);
            assert_eq!(info, good, "{key:#04x}");
            let odd = Value::Array(vec![Value::Map(vec![odd])]);
            assert_eq!(unread, [(Value::from(*key), odd)]);
        }
    }
}

/// A small generator (xorshift), so that a failure can be repeated.
struct Xorshift(u64);

impl Xorshift {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

#[test]
fn whatever_bytes_a_key_sends_are_answered() {
    let lists = lists().into_iter().map(|(key, list)| (Value::from(key), Value::Array(list)));
    let maps = maps().into_iter().map(|(key, map)| (Value::from(key), Value::Map(map)));
    let aaguid = (Value::from(3), Value::from([7u8; 16]));
    let whole = encode(&Value::Map(lists.chain(maps).chain([aaguid]).collect()));
    let mut random = Xorshift(0x9E37_79B9_7F4A_7C15);
    let mut read = 0;
    for _ in 0..50_000 {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len().max(1));
            match random.below(4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at.min(bytes.len()), random.byte()),
                _ if at < bytes.len() => bytes[at] = random.byte(),
                _ => {}
            }
        }
        if let Ok(info) = AuthenticatorInfo::parse(&bytes) {
            let _ = (info.option("rk"), info.has_selection(), info.is_ctap2());
            assert!(info.min_pin_length <= 63);
            read += 1;
        }
    }
    assert!(read > 1000, "{read}");
}
