use super::*;

const MARKER: &str = "marker-in-the-response";

#[test]
fn a_response_waits_sealed_for_the_next_process() {
    let desk = Desk::new();
    assert_eq!(desk.open().keep(&waiting("a", MARKER)).unwrap(), Kept::Sealed);
    assert!(!contains(&desk.bytes(), MARKER), "the response lies there in clear");
    let store = desk.open();
    let slip = store.slips().unwrap().remove(0);
    assert_eq!(slip.seal, Seal::Holds(Kept::Sealed));
    let credential = waiting("a", MARKER).parcel.credential_id().to_string();
    assert_eq!(slip.credential_id, Some(credential));
    let kept = store.open(&id("a")).unwrap().unwrap();
    assert_eq!(kept.parcel.body(), waiting("a", MARKER).parcel.body());
    assert_eq!((kept.person.0.as_str(), kept.expires.0), ("person-of-a", NOW.0 + 300));
    store.discard(&id("a")).unwrap();
    assert!(store.slips().unwrap().is_empty());
    assert!(desk.open().open(&id("a")).unwrap().is_none());
}

#[test]
fn a_response_packed_anew_takes_the_place_of_the_first() {
    let store = Desk::new().open();
    store.keep(&waiting("a", "first name")).unwrap();
    store.keep(&waiting("a", "second name")).unwrap();
    assert_eq!(store.slips().unwrap().len(), 1);
    let kept = store.open(&id("a")).unwrap().unwrap();
    assert!(contains(kept.parcel.body(), "second name"));
}

#[test]
fn a_seal_does_not_open_for_another_person_registration_or_time() {
    let changes = [
        "UPDATE outbox SET person = 'somebody-else'",
        "UPDATE outbox SET registration = 'b'",
        "UPDATE outbox SET expires = expires + 1",
        "UPDATE outbox SET nonce = zeroblob(12)",
        "UPDATE outbox SET nonce = zeroblob(1)",
        "UPDATE outbox SET sealed = zeroblob(40)",
        "UPDATE outbox SET sealed = x''",
    ];
    for change in changes {
        let desk = Desk::new();
        let store = desk.open();
        store.keep(&waiting("a", MARKER)).unwrap();
        desk.raw().execute(change, []).unwrap();
        let slip = store.slips().unwrap().remove(0);
        assert_eq!(slip.seal, Seal::Broken, "{change}");
        assert!(store.open(&slip.registration).unwrap().is_none(), "{change}");
    }
}

#[test]
fn a_response_sealed_under_a_key_that_is_gone_says_so() {
    let mut desk = Desk::new();
    desk.open().keep(&waiting("a", MARKER)).unwrap();
    desk.purse = Purse::default();
    let store = desk.open();
    assert_eq!(store.slips().unwrap()[0].seal, Seal::OtherKey);
    assert!(store.open(&id("a")).unwrap().is_none());
}

#[test]
fn without_a_keyring_nothing_of_a_response_reaches_the_disk() {
    let desk = Desk::new();
    let store = desk.open_without_keyring();
    assert_eq!(store.keep(&waiting("a", MARKER)).unwrap(), Kept::InMemory);
    assert_eq!(store.keeps().unwrap(), None);
    assert!(contains(store.open(&id("a")).unwrap().unwrap().parcel.body(), MARKER));
    let rows: i64 =
        desk.raw().query_row("SELECT count(*) FROM outbox", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
    assert!(!contains(&desk.bytes(), MARKER));
    drop(store);
    assert!(desk.open_without_keyring().slips().unwrap().is_empty());
}

#[test]
fn what_has_expired_is_forgotten_and_named() {
    let desk = Desk::new();
    for store in [desk.open(), desk.open_without_keyring()] {
        store.keep(&waiting("a", MARKER)).unwrap();
        assert!(store.discard_expired(Timestamp(NOW.0 + 299)).unwrap().is_empty());
        assert_eq!(store.discard_expired(Timestamp(NOW.0 + 300)).unwrap(), [id("a")]);
        assert!(store.slips().unwrap().is_empty());
    }
}

#[test]
fn erasing_a_person_empties_the_outbox_of_them() {
    let desk = Desk::new();
    for store in [desk.open(), desk.open_without_keyring()] {
        store.keep(&waiting("a", MARKER)).unwrap();
        store.erase(&[id("a")], Erasure::Asked, NOW, &actor()).unwrap();
        assert!(store.slips().unwrap().is_empty());
    }
}
