use ctap::SystemEntropy;
use webauthn::Timestamp;

use super::*;
use crate::{
    recovery::Outcome,
    store::{SqliteStore, keyring::Keyring},
};

fn began(name: &str, account: &str) -> Event {
    let kind = EventKind::Began {
        scene: Scene::Tenant,
        organisation: Some("Contoso".to_owned()),
        authenticator: "usb:1-2".to_owned(),
        key: Some("Nitrokey 3".to_owned()),
        aaguid: None,
        rp_id: "login.microsoft.com".to_owned(),
        user_handle: "T0Y6".to_owned(),
        account: account.to_owned(),
        person: None,
        tenant: None,
    };
    Event { registration: RegistrationId(name.to_owned()), kind }
}

fn event(name: &str, kind: EventKind) -> Event {
    Event { registration: RegistrationId(name.to_owned()), kind }
}

/// Anna's went well, Ben's was refused and is on the key, Cem's was never answered.
fn record() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let store = SqliteStore::open(&path, Keyring::none(), Box::new(SystemEntropy::new())).unwrap();
    let created = || EventKind::Created {
        credential_id: "AQEBAQEBAQEBAQEBAQEBAQ".to_owned(),
        aaguid: None,
        expires: Some(1000),
    };
    let registered =
        EventKind::Registered { method_id: "x".to_owned(), name: "My =key".to_owned() };
    let refused =
        EventKind::Refused { by: RefusedBy::Judge, reason: "aaguid-not-allowed".to_owned() };
    let events = [
        began("a", "anna@contoso.example"),
        event("a", created()),
        event("a", registered),
        began("b", "BEN@contoso.example"),
        event("b", created()),
        event("b", refused),
        began("c", "=cmd|' /C calc'!A0"),
    ];
    for (second, event) in (0..).zip(&events) {
        store.append(event, Timestamp(second), &Actor("desk".to_owned())).unwrap();
    }
    (folder, store)
}

fn sequences(store: &SqliteStore, filter: &Filter, page: Page) -> (Vec<u64>, usize) {
    let found = read(store, filter, page).unwrap();
    let sequences = found.lines.iter().map(|line| match line {
        Line::Entry(entry, _) => entry.sequence.0,
        Line::Unreadable(place) => place.0,
    });
    (sequences.collect(), found.matching)
}

#[test]
fn a_text_finds_all_entries_of_the_registrations_it_stands_in() {
    let (_folder, store) = record();
    let with = |text: &str| {
        let filter = Filter { text: text.to_owned(), ..Filter::default() };
        sequences(&store, &filter, Page::ALL).0
    };
    assert_eq!(with("anna@"), [3, 2, 1]);
    assert_eq!(with("  ben@CONTOSO "), [6, 5, 4]);
    assert_eq!(with("nitrokey"), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(with("aaguid-not"), [6]);
    assert_eq!(with("nobody"), [0; 0]);
}

#[test]
fn a_page_is_a_part_of_all_that_match() {
    let (_folder, store) = record();
    let part = |skip, take| sequences(&store, &Filter::default(), Page { skip, take });
    assert_eq!(part(0, 3), (vec![7, 6, 5], 7));
    assert_eq!(part(6, 3), (vec![1], 7));
    assert_eq!(part(7, 3), (vec![], 7));
    let since = Filter { since: Some(Timestamp(5)), ..Filter::default() };
    assert_eq!(sequences(&store, &since, Page::ALL), (vec![7, 6], 2));
}

#[test]
fn open_ones_and_outcomes_are_told_apart() {
    let (_folder, store) = record();
    let of = |wanted| sequences(&store, &Filter { wanted, ..Filter::default() }, Page::ALL).0;
    assert_eq!(of(Wanted::Open), [7, 6, 5, 4]);
    assert_eq!(of(Wanted::Ended(Outcome::Refused)), [6, 5, 4]);
    assert_eq!(of(Wanted::Ended(Outcome::Registered)), [3, 2, 1]);
}

#[test]
fn an_entry_that_cannot_be_read_is_in_every_answer() {
    let (folder, store) = record();
    let raw = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    raw.execute_batch(
        "DROP TRIGGER entry_stays_as_it_is;
         UPDATE entry SET event = replace(event, 'refused', 'praised') WHERE sequence = 6;",
    )
    .unwrap();
    let filter = Filter { text: "anna@".to_owned(), ..Filter::default() };
    assert_eq!(sequences(&store, &filter, Page::ALL), (vec![6, 3, 2, 1], 4));
}

#[test]
fn a_table_has_a_row_for_each_and_runs_no_formula() {
    let (_folder, store) = record();
    let mut out = Vec::new();
    let found = read(&store, &Filter::default(), Page::ALL).unwrap();
    write_csv(found.lines.iter().rev(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let rows: Vec<&str> = text.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 8);
    assert!(rows[0].starts_with("\"sequence\",\"time\",\"actor\""));
    assert!(rows[1].starts_with("\"1\",\"1970-01-01T00:00:00Z\",\"desk\",\"a\",\"began\""));
    assert!(rows[3].contains(",\"My =key\","), "{}", rows[3]);
    assert!(rows[7].contains(",\"'=cmd|' /C calc'!A0\","), "{}", rows[7]);
    for row in &rows {
        assert_eq!(row.matches("\",\"").count(), 24, "{row}");
    }
}

#[test]
fn what_a_spreadsheet_would_run_is_made_text() {
    for dangerous in ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "＝1", "\u{feff}=1", "|x"] {
        let kind = EventKind::Abandoned { reason: dangerous.to_owned() };
        let entry = Entry {
            sequence: Sequence(1),
            at: Timestamp(0),
            actor: Actor("quote \" and, comma".to_owned()),
            event: event("a", kind),
            personal: Personal::Kept,
            hash: EntryHash::default(),
        };
        let mut out = Vec::new();
        write_csv(&[Line::Entry(Box::new(entry), None)], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(&format!("\"'{dangerous}\"")), "{dangerous:?}");
        assert!(text.contains("\"quote \"\" and, comma\""));
    }
}

#[test]
fn each_json_line_is_one_entry() {
    let (_folder, store) = record();
    let mut out = Vec::new();
    let found = read(&store, &Filter::default(), Page::ALL).unwrap();
    write_json_lines(&found.lines, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 7);
    assert_eq!((&lines[0]["sequence"], &lines[0]["kind"]), (&7.into(), &"began".into()));
    assert_eq!(lines[1]["reason"], "aaguid-not-allowed");
}

/// RFC 8785 §3.2.3: members sorted; the bytes must not depend on the order they were written in.
#[test]
fn the_same_event_has_one_spelling() {
    let one = serde_json::json!({ "b": 1, "a": { "d": "\u{e9}\n", "c": null } });
    let other = serde_json::json!({ "a": { "c": null, "d": "\u{e9}\n" }, "b": 1 });
    assert_eq!(canonical::write(&one), canonical::write(&other));
    assert_eq!(canonical::write(&one), "{\"a\":{\"c\":null,\"d\":\"\u{e9}\\n\"},\"b\":1}");
}

fn desk() -> Actor {
    Actor("desk".to_owned())
}

#[test]
fn a_person_is_forgotten_where_nothing_is_left_to_end() {
    let (_folder, store) = record();
    let forget = |whom| forget_person(&store, whom, Timestamp(10), &desk()).unwrap();
    let id = |name: &str| RegistrationId(name.to_owned());
    let annas = Forgotten { erased: vec![id("a")], still_open: vec![] };
    assert_eq!(forget("anna@contoso.example"), annas);
    let bens = Forgotten { erased: vec![], still_open: vec![id("b")] };
    assert_eq!(forget("BEN@contoso.example"), bens);
    assert_eq!(forget("anna@contoso.example"), Forgotten::default(), "she is not there any more");
    let filter = Filter { text: "anna".to_owned(), ..Filter::default() };
    assert_eq!(sequences(&store, &filter, Page::ALL), (vec![], 0));
    assert_eq!(store.verify_chain(None).unwrap().standing, Standing::Unauthenticated);
}

#[test]
fn names_are_forgotten_when_their_time_is_over_and_once() {
    let (_folder, store) = record();
    let forget = |days, now| forget_old(&store, days, Timestamp(now), &desk()).unwrap();
    assert_eq!(forget(1, 86_400 + 2), 0, "a day since the last entry is not over");
    assert_eq!(forget(1, 86_400 + 3), 1, "Anna's; Ben's and Cem's are not over");
    assert_eq!(forget(1, 86_400 * 9), 0);
}
