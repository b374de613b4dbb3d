use proptest::prelude::*;
use serde_json::{Value, json};

use super::{NoRoom, Room};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((".{0,4}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_has_room_is_read_as_everybody_reads_it(value in any_json(), cut in 0..40usize) {
        let text = value.to_string();
        prop_assert_eq!(Room::new().read(&text), Ok(serde_json::from_str(&text).ok()));
        let part: String = text.chars().take(cut).collect();
        prop_assert_eq!(Room::new().read(&part), Ok(serde_json::from_str(&part).ok()));
    }
}

#[test]
fn small_parts_in_great_number_find_no_room_and_one_long_text_does() {
    for part in [",0", ",[]", ",{}", ",\"\"", ",{\"a\":0}"] {
        let text = format!("[0{}]", part.repeat(10_000_000 / part.len()));
        assert_eq!(Room::new().read(&text), Err(NoRoom), "{part}");
    }
    let long = json!("a".repeat(10_000_000));
    assert_eq!(Room::new().read(&long.to_string()), Ok(Some(long)));
}

#[test]
fn what_is_no_json_gives_its_room_back_and_what_is_keeps_it() {
    let (room, half) = (Room::new(), "[0".to_owned() + &",0".repeat(300_000));
    for _ in 0..3 {
        assert_eq!(room.read(&half), Ok(None));
    }
    let whole = half + "]";
    assert!(matches!(room.read(&whole), Ok(Some(_))));
    assert_eq!(room.read(&whole), Err(NoRoom));
    assert_eq!(room.read("0"), Err(NoRoom), "nothing is read after that");
}
