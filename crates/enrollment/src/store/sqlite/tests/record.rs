use super::*;

#[test]
fn what_was_added_is_read_back_by_the_next_process() {
    let desk = Desk::new();
    let written = [began("a"), abandoned("a")].map(|event| add(&desk.open(), &event));
    let store = desk.open();
    assert_eq!(all(&store), written);
    assert_eq!(
        store.verify_chain(None).unwrap(),
        ChainState { entries: 2, standing: intact(1, 2) }
    );
}

#[test]
fn entries_are_told_newest_first_until_the_visitor_has_enough() {
    let store = Desk::new().open();
    for name in ["a", "b", "c"] {
        add(&store, &began(name));
    }
    let mut seen = Vec::new();
    let mut visit = |entry: Result<Entry, _>| {
        seen.push(entry.unwrap().sequence.0);
        if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    store.entries(Order::NewestFirst, &mut visit).unwrap();
    assert_eq!(seen, [3, 2]);
}

#[test]
fn entries_cannot_be_changed_or_deleted_through_the_file_as_it_is() {
    let desk = Desk::new();
    add(&desk.open(), &began("a"));
    let raw = Connection::open(desk.path()).unwrap();
    assert!(raw.execute("UPDATE entry SET at = 1", []).is_err());
    assert!(raw.execute("UPDATE entry SET personal = '[]'", []).is_err());
    assert!(raw.execute("DELETE FROM entry", []).is_err());
}

#[test]
fn a_changed_entry_is_where_the_chain_is_broken() {
    let changes = [
        "UPDATE entry SET at = at + 1 WHERE sequence = 2",
        "UPDATE entry SET event = replace(event, 'Contoso', 'Fabrikam') WHERE sequence = 2",
        "UPDATE entry SET personal = replace(personal, 'contoso', 'fabrikam') WHERE sequence = 2",
        "UPDATE entry SET personal = NULL WHERE sequence = 2",
        "UPDATE entry SET personal = '[]' WHERE sequence = 2",
        "UPDATE entry SET actor = 'x' WHERE sequence = 2",
        "UPDATE entry SET hash = zeroblob(32) WHERE sequence = 2",
        "UPDATE entry SET hash = zeroblob(3) WHERE sequence = 2",
        "DELETE FROM entry WHERE sequence = 2",
    ];
    for change in changes {
        let desk = Desk::new();
        let store = desk.open();
        for name in ["a", "b", "c"] {
            add(&store, &began(name));
        }
        assert_eq!(standing(&store), intact(1, 3));
        assert_eq!(desk.raw().execute(change, []).unwrap(), 1);
        assert_eq!(standing(&store), Standing::BrokenAt(Sequence(2)), "{change}");
    }
}

/// Somebody who can write the file can compute hashes too; they have no key.
#[test]
fn a_chain_that_was_written_anew_shows_by_its_head() {
    let desk = Desk::new();
    add(&desk.open(), &began("a"));
    let other = Desk::new();
    add(&other.open(), &began("b"));
    let forged = all(&other.open()).remove(0).hash;
    let raw = desk.raw();
    raw.execute("ATTACH ?1 AS other", [other.path().to_str().unwrap()]).unwrap();
    raw.execute_batch(
        "DELETE FROM entry;
         INSERT INTO entry (sequence, at, actor, event, personal, hash)
             SELECT sequence, at, actor, event, personal, hash FROM other.entry;",
    )
    .unwrap();
    assert_eq!(standing(&desk.open()), Standing::BrokenAt(Sequence(1)));
    raw.execute("UPDATE head SET hash = ?1", [forged.0.as_slice()]).unwrap();
    assert_eq!(standing(&desk.open()), Standing::HeadForged);
}

#[test]
fn entries_cut_off_at_the_end_show() {
    let desk = Desk::new();
    let store = desk.open();
    for name in ["a", "b", "c"] {
        add(&store, &began(name));
    }
    desk.raw().execute("DELETE FROM entry WHERE sequence > 1", []).unwrap();
    let cut = Standing::Cut { reached: Sequence(3), by: ChecksBy::Keyring };
    assert_eq!(standing(&store), cut);
    // Adding goes on, because a credential must not go unrecorded; the head does not cover it up.
    add(&store, &began("d"));
    assert_eq!(standing(&store), cut);
    add(&store, &began("e"));
    assert_eq!(standing(&store), Standing::BrokenAt(Sequence(3)));
}

/// The head of an older state is authentic; only somebody who remembers can tell.
#[test]
fn a_record_put_back_as_a_whole_shows_by_a_checkpoint() {
    let desk = Desk::new();
    add(&desk.open(), &began("a"));
    let older = fs::read(desk.path()).unwrap();
    add(&desk.open(), &began("b"));
    let checkpoint = desk.open().checkpoint().unwrap().unwrap();
    assert_eq!(checkpoint.sequence, Sequence(2));
    assert!(checkpoint.mac.is_some());
    fs::write(desk.path(), older).unwrap();
    let store = desk.open();
    assert_eq!(standing(&store), intact(1, 1));
    let cut = Standing::Cut { reached: Sequence(2), by: ChecksBy::Checkpoint };
    assert_eq!(store.verify_chain(Some(&checkpoint)).unwrap().standing, cut);
    add(&store, &began("c"));
    let broken = Standing::BrokenAt(Sequence(2));
    assert_eq!(store.verify_chain(Some(&checkpoint)).unwrap().standing, broken);
    let other = Desk::new().open();
    add(&other, &began("a"));
    let standing = other.verify_chain(Some(&checkpoint)).unwrap().standing;
    assert_eq!(standing, Standing::OtherLedger);
}

#[test]
fn without_a_keyring_a_whole_chain_is_unauthenticated() {
    let desk = Desk::new();
    let store = desk.open_without_keyring();
    add(&store, &began("a"));
    assert_eq!(standing(&store), Standing::Unauthenticated);
    // A program that reaches the keyring vouches for what it writes itself, not for what it found.
    let store = desk.open();
    add(&store, &began("b"));
    assert_eq!(standing(&store), intact(2, 2));
    add(&desk.open_without_keyring(), &began("c"));
    assert_eq!(standing(&store), intact(2, 2));
    add(&store, &began("d"));
    assert_eq!(standing(&store), intact(2, 4));
}

#[test]
fn a_key_that_is_lost_is_not_taken_for_a_forgery() {
    let mut desk = Desk::new();
    add(&desk.open(), &began("a"));
    desk.purse = Purse::default();
    assert_eq!(standing(&desk.open()), Standing::Unauthenticated);
    add(&desk.open(), &began("b"));
    assert_eq!(standing(&desk.open()), intact(2, 2));
}

#[test]
fn erasing_a_person_keeps_the_chain_and_leaves_no_trace_on_the_disk() {
    let desk = Desk::new();
    let store = desk.open();
    for event in [began("marker-anna"), abandoned("marker-anna"), began("ben")] {
        add(&store, &event);
    }
    assert!(contains(&desk.bytes(), "marker-anna@contoso.example"));
    store.erase(&[id("marker-anna")], Erasure::Asked, NOW, &actor()).unwrap();
    let bytes = desk.bytes();
    assert!(!contains(&bytes, "marker-anna@contoso"), "the account is still on the disk");
    assert!(!contains(&bytes, "person-of-marker-anna"), "the person is still on the disk");
    assert!(contains(&bytes, "ben@contoso.example"));
    assert_eq!(standing(&store), intact(1, 4));

    let entries = all(&store);
    assert_eq!(entries[0].personal, Personal::Erased);
    let EventKind::Began { account, rp_id, .. } = &entries[0].event.kind else { panic!() };
    assert_eq!((account.as_str(), rp_id.as_str()), ("", "login.microsoft.com"));
    assert_eq!(entries[2].event, began("ben").clone());
    assert_eq!(entries[3].event.kind, EventKind::Erased { why: Erasure::Asked });
    assert_eq!((entries[3].personal, &entries[3].actor), (Personal::Kept, &actor()));
}

#[test]
fn fields_that_were_dropped_without_an_entry_that_says_so_break_the_chain() {
    let desk = Desk::new();
    let store = desk.open();
    for event in [began("a"), began("b")] {
        add(&store, &event);
    }
    store.erase(&[id("b")], Erasure::Retention, NOW, &actor()).unwrap();
    desk.raw().execute("UPDATE entry SET personal = NULL WHERE sequence = 1", []).unwrap();
    assert_eq!(standing(&store), Standing::BrokenAt(Sequence(1)));
}

/// A commitment with a salt: the same name twice is not seen to be the same.
#[test]
fn the_same_name_twice_has_two_commitments() {
    let desk = Desk::new();
    let store = desk.open();
    add(&store, &began("a"));
    add(&store, &began("a"));
    let raw = desk.raw();
    let events: i64 =
        raw.query_row("SELECT count(DISTINCT event) FROM entry", [], |row| row.get(0)).unwrap();
    assert_eq!(events, 2);
    let event: String =
        raw.query_row("SELECT event FROM entry WHERE sequence = 1", [], |row| row.get(0)).unwrap();
    assert!(!event.contains("a@contoso") && event.contains("login.microsoft.com"));
}

#[test]
fn two_stores_at_once_lose_nothing() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d"] {
            let desk = &desk;
            scope.spawn(move || {
                let store = desk.open();
                for _ in 0..25 {
                    add(&store, &began(name));
                }
            });
        }
    });
    let store = desk.open();
    assert_eq!(
        store.verify_chain(None).unwrap(),
        ChainState { entries: 100, standing: intact(1, 100) }
    );
    for name in ["a", "b", "c", "d"] {
        let of = all(&store).iter().filter(|entry| entry.event.registration == id(name)).count();
        assert_eq!(of, 25);
    }
}
