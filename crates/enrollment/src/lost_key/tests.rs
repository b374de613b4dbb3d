use std::ops::ControlFlow;

use ctap::SystemEntropy;
use entra_policy::readiness::{NotRead, Unread};

use super::*;
use crate::{
    ledger::{Order, Personal, forget_person},
    recovery::Recovery,
    store::{SqliteStore, keyring::Keyring},
};

fn registered(counts: [Option<usize>; 4]) -> Registered {
    let read = |count: Option<usize>| {
        let forbidden = Unread { why: NotRead::Forbidden, said: None };
        count.map_or(Reading::Not(forbidden), Reading::Read)
    };
    let [fido2, authenticator, windows_hello, platform] = counts.map(read);
    Registered { fido2, authenticator, windows_hello, platform }
}

fn loss(counts: [Option<usize>; 4]) -> Loss {
    LeftWith::after_one(&registered(counts)).loss
}

#[test]
fn authenticator_is_nothing_that_cannot_be_phished() {
    assert_eq!(loss([Some(1), Some(2), Some(0), Some(0)]), Loss::LastPhishingResistant);
    assert_eq!(loss([Some(2), Some(0), Some(0), Some(0)]), Loss::AnotherStays);
    assert_eq!(loss([Some(1), Some(0), Some(1), Some(0)]), Loss::AnotherStays);
    assert_eq!(loss([Some(1), Some(0), Some(0), Some(1)]), Loss::AnotherStays);
}

#[test]
fn what_was_not_read_leaves_the_question_open() {
    assert_eq!(loss([Some(1), Some(0), None, Some(0)]), Loss::NotKnown);
    assert_eq!(loss([None, Some(0), Some(0), Some(0)]), Loss::NotKnown);
    assert_eq!(loss([None, None, Some(1), None]), Loss::AnotherStays);
}

#[test]
fn without_an_app_it_counts_whether_what_stays_can_be_phished() {
    let without = |kind, counts| LeftWith::without_one(kind, &registered(counts));
    let app = |counts| without(MethodKind::MicrosoftAuthenticator, counts);
    let last = app([Some(0), Some(1), Some(0), Some(0)]);
    assert_eq!((last.loss, last.authenticator), (Loss::NothingRead, Some(0)));
    assert_eq!(app([Some(0), Some(2), Some(0), Some(0)]).loss, Loss::OnlyPhishable);
    let stays = app([Some(1), Some(1), Some(0), Some(0)]);
    assert_eq!((stays.loss, stays.passkeys), (Loss::AnotherStays, Some(1)));
    assert_eq!(app([None, Some(1), Some(0), Some(0)]).loss, Loss::NotKnown);
    let hello = |counts| without(MethodKind::WindowsHelloForBusiness, counts).loss;
    assert_eq!(hello([Some(0), Some(1), Some(1), Some(0)]), Loss::LastPhishingResistant);
    assert_eq!(hello([Some(0), Some(1), Some(2), Some(0)]), Loss::AnotherStays);
}

fn method() -> Fido2Method {
    Fido2Method {
        id: MethodId("AQI2".to_owned()),
        display_name: None,
        aaguid: None,
        model: Some("Practice key C".to_owned()),
        created: None,
        attestation_level: None,
        passkey_type: None,
    }
}

/// A record of format 3 has no word of how it went.
#[test]
fn a_deletion_of_an_older_record_was_one() {
    let kind = |how: Unregistering| EventKind::Unregistered {
        scene: Scene::Tenant,
        organisation: None,
        method_id: "AQI2".to_owned(),
        name: String::new(),
        account: String::new(),
        person: None,
        how,
    };
    let done = serde_json::to_value(kind(Unregistering::Done)).unwrap();
    assert_eq!(done.get("how"), None, "it is spelled as it was");
    assert_eq!(serde_json::from_value::<EventKind>(done).unwrap(), kind(Unregistering::Done));
    let unsure = serde_json::to_value(kind(Unregistering::Unsure)).unwrap();
    assert_eq!(serde_json::from_value::<EventKind>(unsure).unwrap(), kind(Unregistering::Unsure));
}

#[test]
fn what_was_done_in_a_directory_is_on_record_is_no_unfinished_work_and_can_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("record.sqlite");
    let store = SqliteStore::open(&place, Keyring::none(), Box::new(SystemEntropy::new())).unwrap();
    let ada = Person {
        id: PersonId("6f1d2c60-8a3e-4f57-9c41-5a70e1b30001".to_owned()),
        display_name: "Ada".to_owned(),
        user_principal_name: "ada@contoso.example".to_owned(),
        groups: None,
    };
    let whose = Where {
        scene: Scene::Tenant,
        organisation: "Contoso".to_owned(),
        actor: Actor("desk@contoso.example".to_owned()),
        at: Timestamp(1_790_000_000),
    };
    put_on_record(&store, Done::Unregistered(&method(), Unregistering::Done), &ada, &whose)
        .unwrap();
    put_on_record(&store, Done::Pass(Issuing::Done), &ada, &whose).unwrap();
    let read = || {
        let mut entries = Vec::new();
        let mut each = |entry: Result<_, _>| {
            entries.extend(entry.ok());
            ControlFlow::Continue(())
        };
        store.entries(Order::OldestFirst, &mut each).unwrap();
        entries
    };
    let entries: Vec<crate::ledger::Entry> = read();
    let EventKind::Unregistered { method_id, name, account, .. } = &entries[0].event.kind else {
        panic!("{entries:?}")
    };
    assert_eq!((method_id.as_str(), name.as_str()), ("AQI2", "Practice key C"));
    assert_eq!(account, "ada@contoso.example");
    assert_ne!(entries[0].event.registration, entries[1].event.registration);
    let left = Recovery::read(&store, &store, whose.at).unwrap();
    assert!(left.unfinished.is_empty() && left.unreadable.is_empty());
    let forgotten = forget_person(&store, "ada@contoso.example", whose.at, &whose.actor).unwrap();
    assert_eq!((forgotten.erased.len(), forgotten.still_open.len()), (2, 0));
    let entries = read();
    assert!(entries[..2].iter().all(|entry| entry.personal == Personal::Erased));
    let text = format!("{:?}", &entries[..2]);
    assert!(!text.contains("ada@") && !text.contains("AQI2"), "{text}");
}
