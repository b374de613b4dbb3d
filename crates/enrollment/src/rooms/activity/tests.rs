use ctap::SystemEntropy;
use webauthn::Timestamp;

use super::*;
use crate::{
    ledger::{Actor, Erasure, Event, EventKind, LedgerStore, RegistrationId},
    store::{SqliteStore, keyring::Keyring},
};

const NOW: Timestamp = Timestamp(1_790_000_000);
const DAY: i64 = 86_400;

/// A record in which Ada registered two days ago and Bo was refused an hour ago.
struct Record {
    _folder: tempfile::TempDir,
    store: SqliteStore,
}

fn registration(name: &str) -> RegistrationId {
    RegistrationId(name.to_owned())
}

fn record() -> Record {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("record.sqlite");
    let entropy = Box::new(SystemEntropy::new());
    let store = SqliteStore::open(&place, Keyring::none(), entropy).unwrap();
    let began = |account: &str| EventKind::Began {
        scene: Scene::Practice,
        organisation: Some("Harbour & Pine".to_owned()),
        authenticator: "practice-key-c".to_owned(),
        key: Some("Practice key C".to_owned()),
        aaguid: None,
        rp_id: "login.harbourpine.example".to_owned(),
        user_handle: "AQID".to_owned(),
        account: account.to_owned(),
        person: None,
        tenant: None,
    };
    let registered =
        EventKind::Registered { method_id: "m".to_owned(), name: "Ada’s key".to_owned() };
    let refused =
        EventKind::Refused { by: RefusedBy::Judge, reason: "aaguid-not-allowed".to_owned() };
    let created =
        EventKind::Created { credential_id: "Y3JlZA".to_owned(), aaguid: None, expires: None };
    for (name, kind, at) in [
        ("one", began("ada@harbourpine.example"), NOW.0 - 2 * DAY),
        ("one", created, NOW.0 - 2 * DAY + 5),
        ("one", registered, NOW.0 - 2 * DAY + 9),
        ("two", began("bo@harbourpine.example"), NOW.0 - 3600),
        ("two", refused, NOW.0 - 3590),
    ] {
        let event = Event { registration: registration(name), kind };
        store.append(&event, Timestamp(at), &Actor("desk".to_owned())).unwrap();
    }
    Record { _folder: folder, store }
}

fn all() -> ActivityFilter {
    ActivityFilter { text: String::new(), since: Since::All, outcome: OutcomeFilter::All, page: 0 }
}

fn read(record: &Record, filter: &ActivityFilter) -> ActivityView {
    ActivityView::read(&record.store, filter, NOW).unwrap()
}

fn sequences(view: &ActivityView) -> Vec<u64> {
    view.entries.iter().map(|entry| entry.sequence).collect()
}

#[test]
fn entries_come_newest_first_with_what_they_were_begun_with() {
    let view = read(&record(), &all());
    assert_eq!(sequences(&view), [5, 4, 3, 2, 1]);
    let registered = &view.entries[2];
    assert_eq!(registered.event, EntryEvent::Registered { name: "Ada’s key".to_owned() });
    assert_eq!(registered.account.as_deref(), Some("ada@harbourpine.example"));
    assert_eq!(registered.key.as_deref(), Some("Practice key C"));
    assert_eq!(registered.scene, Some(Scene::Practice));
    assert_eq!(registered.hash.len(), 64);
    assert_eq!(view.chain.entries, 5);
    assert_eq!(view.chain.standing, ChainStanding::Unauthenticated);
}

#[test]
fn a_filter_lets_through_by_text_time_and_outcome() {
    let record = record();
    let by_text = ActivityFilter { text: "ADA@".to_owned(), ..all() };
    assert_eq!(sequences(&read(&record, &by_text)), [3, 2, 1]);
    let by_time = ActivityFilter { since: Since::Today, ..all() };
    assert_eq!(sequences(&read(&record, &by_time)), [5, 4]);
    let by_outcome = ActivityFilter { outcome: OutcomeFilter::Refused, ..all() };
    assert_eq!(sequences(&read(&record, &by_outcome)), [5, 4]);
}

#[test]
fn pages_follow_one_another_and_say_how_much_there_is() {
    let record = record();
    for number in 0..60 {
        let kind = EventKind::Abandoned { reason: format!("reason-{number}") };
        let event = Event { registration: registration("three"), kind };
        record.store.append(&event, NOW, &Actor("desk".to_owned())).unwrap();
    }
    let first = read(&record, &all());
    assert_eq!((first.entries.len(), first.matching), (50, 65));
    let second = read(&record, &ActivityFilter { page: 1, ..all() });
    assert_eq!(sequences(&second), (1..=15).rev().collect::<Vec<u64>>());
}

#[test]
fn what_is_written_out_is_what_the_filter_lets_through() {
    let record = record();
    let filter = ActivityFilter { text: "bo@".to_owned(), ..all() };
    let written = |format| {
        let mut out = Vec::new();
        filter.export(&record.store, format, NOW, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    // A head line and two entries.
    assert_eq!(written(ExportFormat::Csv).lines().count(), 3);
    let json = written(ExportFormat::Json);
    assert_eq!(json.lines().count(), 2);
    assert!(json.contains("aaguid-not-allowed") && !json.contains("ada@"), "{json}");
}

#[test]
fn names_that_were_dropped_are_not_shown_as_empty_ones() {
    let record = record();
    let actor = Actor("desk".to_owned());
    record.store.erase(&[registration("one")], Erasure::Asked, NOW, &actor).unwrap();
    let view = read(&record, &all());
    assert_eq!(view.entries[0].event, EntryEvent::Erased { why: ErasedWhy::Asked });
    let began = view.entries.last().unwrap();
    assert_eq!((&began.account, &began.actor), (&None, &None));
}
