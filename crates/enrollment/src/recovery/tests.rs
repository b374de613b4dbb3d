use proptest::prelude::*;
use webauthn::CredentialId;

use super::*;
use crate::ledger::{
    Abandonment, Actor, EntryHash, Erasure, Event, EventKind, Personal, RefusedBy, Scene,
};

mod any_order;
mod world;

const NOW: Timestamp = Timestamp(1_795_000_000);
const LATER: i64 = NOW.0 + 300;

fn id() -> RegistrationId {
    RegistrationId("r".to_owned())
}

/// A credential by a number.
fn credential(number: u8) -> String {
    CredentialId::from(vec![number; 16]).to_string()
}

/// The directory's id of it: base64url and the number of `=` taken away (16 bytes: two).
fn method(number: u8) -> String {
    format!("{}2", credential(number))
}

fn entry(sequence: u64, kind: EventKind) -> Entry {
    Entry {
        sequence: Sequence(sequence),
        at: NOW,
        actor: Actor("a".to_owned()),
        event: Event { registration: id(), kind },
        personal: Personal::Kept,
        hash: EntryHash::default(),
    }
}

/// A record of format 3 has no id of its organisation: it may be this one.
#[test]
fn an_older_record_is_of_any_organisation_and_a_newer_one_of_its_own() {
    let mut older = serde_json::to_value(began("usb:1")).unwrap();
    assert_eq!(older.get("tenant"), None, "it is spelled as it was");
    let begun = |kind: &serde_json::Value| {
        let mut course = Course::default();
        course.follow(&entry(1, serde_json::from_value(kind.clone()).unwrap()));
        course.beginning().unwrap().clone()
    };
    assert!(!begun(&older).is_elsewhere(Some("b4a1")));
    older["tenant"] = serde_json::json!("B4A1");
    let newer = begun(&older);
    assert!(newer.is_elsewhere(Some("77e0")));
    assert!(!newer.is_elsewhere(Some("b4a1")) && !newer.is_elsewhere(None));
}

fn began(authenticator: &str) -> EventKind {
    EventKind::Began {
        scene: Scene::Tenant,
        organisation: None,
        authenticator: authenticator.to_owned(),
        key: None,
        aaguid: None,
        rp_id: "login.microsoft.com".to_owned(),
        user_handle: "T0Y6".to_owned(),
        account: "anna@contoso.example".to_owned(),
        person: Some("person".to_owned()),
        tenant: None,
    }
}

fn created(number: u8, expires: Option<i64>) -> EventKind {
    EventKind::Created { credential_id: credential(number), aaguid: None, expires }
}

fn registered(number: u8) -> EventKind {
    EventKind::Registered { method_id: method(number), name: "Anna's key".to_owned() }
}

fn refused(by: RefusedBy) -> EventKind {
    EventKind::Refused { by, reason: "aaguid-not-allowed".to_owned() }
}

fn abandoned(reason: &str) -> EventKind {
    EventKind::Abandoned { reason: reason.to_owned() }
}

fn removed(number: u8) -> EventKind {
    EventKind::Removed { credential_id: credential(number) }
}

fn slip(number: u8, expires: i64, seal: Seal) -> Slip {
    let credential_id = matches!(seal, Seal::Holds(_)).then(|| credential(number));
    Slip { registration: id(), expires: Timestamp(expires), credential_id, seal }
}

fn recover(events: &[EventKind], slips: &[Slip]) -> Recovery {
    let mut courses = Courses::default();
    for (sequence, kind) in (1..).zip(events) {
        courses.follow(&entry(sequence, kind.clone()));
    }
    courses.recover(slips, NOW)
}

/// What is left, in words short enough for a table, and whether the response is stale.
fn told(recovery: &Recovery) -> Vec<String> {
    let mut told: Vec<String> = recovery
        .unfinished
        .iter()
        .map(|one| match &one.what {
            Left::PossiblyOnKey(attempt) => format!("possibly on {}", attempt.authenticator),
            Left::Pending { credential_id, kept, .. } => {
                format!("pending {} {kept:?}", number(credential_id))
            }
            Left::OnKey { credential_id, why } => {
                let which = credential_id.as_deref().map_or("?".to_owned(), number);
                format!("on key {which} {why:?}")
            }
        })
        .collect();
    told.extend(recovery.stale.iter().map(|_| "stale".to_owned()));
    told
}

fn number(credential_id: &str) -> String {
    let bytes = webauthn::base64url::decode(credential_id).unwrap();
    bytes[0].to_string()
}

#[test]
fn each_way_to_end_is_told_apart() {
    use RefusedBy::{Directory, Judge, Preflight};
    let kept = || vec![slip(1, LATER, Seal::Holds(Kept::Sealed))];
    let made = || vec![began("usb:1"), created(1, Some(LATER))];
    let after = |mut events: Vec<EventKind>, more: &[EventKind]| {
        events.extend_from_slice(more);
        events
    };
    type Row = (Vec<EventKind>, Vec<Slip>, &'static [&'static str]);
    let table: Vec<Row> = vec![
        // Nothing was asked of a key.
        (vec![], vec![], &[]),
        (vec![refused(Preflight)], vec![], &[]),
        (vec![began("usb:1"), refused(Preflight)], vec![], &[]),
        // The key was asked, and said that it made none.
        (vec![began("usb:1"), abandoned("cancelled")], vec![], &[]),
        // It was asked, and nobody knows.
        (vec![began("usb:1")], vec![], &["possibly on usb:1"]),
        (vec![began("usb:1"), refused(Judge)], vec![], &["possibly on usb:1"]),
        (vec![began("usb:1"), removed(9)], vec![], &[]),
        (vec![began("usb:1"), EventKind::FoundNothing], vec![], &[]),
        (vec![began("usb:1"), abandoned(Abandonment::LEFT)], vec![], &[]),
        // Two keys, one after the other.
        (
            vec![began("usb:1"), began("usb:2"), created(2, Some(LATER)), registered(2)],
            vec![],
            &["possibly on usb:1"],
        ),
        (
            vec![
                began("usb:1"),
                abandoned("removed"),
                began("usb:2"),
                created(2, None),
                registered(2),
            ],
            vec![],
            &[],
        ),
        // Kept before the record says so.
        (vec![began("usb:1")], kept(), &["pending 1 Sealed"]),
        (vec![], kept(), &["pending 1 Sealed"]),
        (
            vec![began("usb:1"), created(2, None), began("usb:3")],
            kept(),
            &["on key 2 NotKept", "pending 1 Sealed"],
        ),
        // Made.
        (made(), kept(), &["pending 1 Sealed"]),
        (made(), vec![slip(1, LATER, Seal::Holds(Kept::InMemory))], &["pending 1 InMemory"]),
        (made(), vec![], &["on key 1 NotKept"]),
        (made(), vec![slip(1, LATER, Seal::OtherKey)], &["on key 1 Locked"]),
        (made(), vec![slip(1, LATER, Seal::Broken)], &["on key 1 SealBroken", "stale"]),
        (made(), vec![slip(1, NOW.0, Seal::Holds(Kept::Sealed))], &["on key 1 Expired", "stale"]),
        (made(), vec![slip(1, NOW.0, Seal::OtherKey)], &["on key 1 Expired", "stale"]),
        (vec![began("usb:1"), created(1, Some(NOW.0))], vec![], &["on key 1 Expired"]),
        (vec![began("usb:1"), created(1, None)], vec![], &["on key 1 NotKept"]),
        // Refused after the touch, by the judge or the directory.
        (after(made(), &[refused(Judge)]), vec![], &["on key 1 Refused(Judge)"]),
        (after(made(), &[refused(Directory)]), kept(), &["on key 1 Refused(Directory)", "stale"]),
        (after(made(), &[refused(Directory), removed(1)]), kept(), &["stale"]),
        (after(made(), &[refused(Judge), removed(9)]), vec![], &["on key 1 Refused(Judge)"]),
        (after(made(), &[refused(Judge), abandoned("left")]), vec![], &[]),
        (after(made(), &[refused(Judge), EventKind::FoundNothing]), vec![], &[]),
        // Not wanted by the person.
        (after(made(), &[abandoned("do-not-send")]), kept(), &["on key 1 GivenUp", "stale"]),
        (after(made(), &[abandoned("do-not-send"), removed(1)]), vec![], &[]),
        (
            vec![began("usb:1"), created(1, Some(NOW.0)), abandoned("expired")],
            kept(),
            &["on key 1 Expired", "stale"],
        ),
        // Delivered.
        (after(made(), &[registered(1)]), vec![], &[]),
        (after(made(), &[registered(1)]), kept(), &["stale"]),
        (after(made(), &[EventKind::HandedOver { proved: false }]), vec![], &[]),
        (vec![began("usb:1"), registered(1)], vec![], &[]),
        // Erased.
        (
            after(made(), &[registered(1), EventKind::Erased { why: Erasure::Asked }]),
            kept(),
            &["stale"],
        ),
    ];
    for (events, slips, expected) in table {
        assert_eq!(told(&recover(&events, &slips)), expected, "{events:?} {slips:?}");
    }
}

#[test]
fn what_is_left_says_for_whom_and_where() {
    let recovery = recover(&[began("usb:1")], &[]);
    let beginning = recovery.unfinished[0].beginning.clone().unwrap();
    assert_eq!(beginning.account, "anna@contoso.example");
    assert_eq!(beginning.attempt.authenticator, "usb:1");
}

#[test]
fn what_a_program_is_at_work_on_is_its_own() {
    let recovery = recover(&[began("usb:1")], &[]);
    assert_eq!(recovery.clone().except(&BTreeSet::new()), recovery);
    assert_eq!(recovery.except(&[id()].into()), Recovery::default());
}

#[test]
fn an_outcome_is_remembered_when_the_credential_is_removed_afterwards() {
    let outcome = |events: &[EventKind]| {
        let mut courses = Courses::default();
        events.iter().for_each(|kind| courses.follow(&entry(1, kind.clone())));
        courses.of(&id()).unwrap().outcome()
    };
    let made = [began("usb:1"), created(1, None)];
    assert_eq!(outcome(&made), Outcome::Open);
    let with = |more: &[EventKind]| outcome(&[&made, more].concat());
    assert_eq!(with(&[registered(1), removed(1)]), Outcome::Registered);
    assert_eq!(with(&[refused(RefusedBy::Judge), removed(1)]), Outcome::Refused);
    assert_eq!(with(&[abandoned("do-not-send"), removed(1)]), Outcome::Removed);
}
