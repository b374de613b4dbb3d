//! What holds after every kill, and what holds once everything was taken up again.

use std::{collections::BTreeMap, ops::ControlFlow};

use enrollment::{
    ledger::{
        Authenticated, Entry, EventKind, LedgerStore as _, Order, RefusedBy, Sequence, Standing,
    },
    outbox::Outbox as _,
    recovery::{Left, Recovery, Unfinished},
    store::SqliteStore,
    tenant::{MethodId, PersonId, Tenant as _},
};
use practice::tenant::SeededPerson;
use test_crash::{desk, person::now};
use webauthn::base64url;

use crate::{key::OnKey, scan, world::World};

/// How far a registration had come when it was killed, by what is on the disk and in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    BeforeBegan,
    BeganCreated,
    CreatedSent,
    SentRegistered,
    After,
}

impl Phase {
    pub(crate) const ALL: [Self; 5] = [
        Self::BeforeBegan,
        Self::BeganCreated,
        Self::CreatedSent,
        Self::SentRegistered,
        Self::After,
    ];
}

/// The state as a kill left it.
pub(crate) struct Found {
    pub(crate) phase: Phase,
    pub(crate) pending_opened: usize,
}

/// What the record says of one person's registrations.
#[derive(Default)]
struct Said {
    began: usize,
    created: Vec<String>,
    registered: Vec<String>,
    removed: Vec<String>,
    others: Vec<&'static str>,
}

/// Holds after any kill.
pub(crate) fn after_a_kill(world: &World, person: &SeededPerson) -> Found {
    let makes = world.key.makes();
    let needles = scan::needles(&makes);
    // Before anybody opens the file and clears up behind the killed process.
    scan::look_through(&desk::state_folder(world.folder.path()), &needles);

    let store = desk::open_store(world.folder.path());
    let said = read(&store);
    let recovery = Recovery::read(&store, &store, now()).unwrap();
    assert!(recovery.unreadable.is_empty());
    for credential in world.key.credentials() {
        assert!(is_accounted_for(&credential, &said, &recovery), "nobody knows of {credential:?}");
    }
    for make in &makes {
        let times = makes.iter().filter(|one| one.user == make.user).count();
        assert_eq!(times, 1, "a key was told twice to make a credential for one person");
    }
    world.nothing_was_sent_twice();
    let pending_opened = pending_opens(&store, &recovery, &needles);
    let phase = phase(world, person, said.get(person.id));
    let made = world.made_for(person);
    match said.get(person.id) {
        None => assert_eq!(made, None, "a key was told before the record knew of it"),
        Some(said) => assert_eq!(said.began, 1),
    }
    Found { phase, pending_opened }
}

/// Holds once the next start has done its work; the word for what came of it.
pub(crate) fn after_recovery(world: &World, person: &SeededPerson) -> &'static str {
    after_a_kill(world, person);
    let store = desk::open_store(world.folder.path());
    let recovery = Recovery::read(&store, &store, now()).unwrap();
    assert_eq!(recovery, Recovery::default(), "something is left to decide about");
    assert!(store.slips().unwrap().is_empty(), "a response is kept that nobody needs");
    let said = read(&store);
    let on_key = world.key.credentials();
    // What is on the key, in the directory and on record is the same.
    for one in &world.people_so_far(person) {
        let nothing = Said::default();
        let said = said.get(one.id).unwrap_or(&nothing);
        let methods = world.client().fido2_methods(&PersonId(one.id.to_owned())).unwrap();
        let methods: Vec<String> =
            methods.iter().map(|method| method.id.credential_id().unwrap().to_string()).collect();
        assert_eq!(methods, said.registered, "the directory and the record differ");
        assert!(methods.len() <= 1, "registered twice");
        let held = on_key.iter().map(|held| base64url::encode(&held.id));
        let held: Vec<String> = held.filter(|id| world.is_of(id, one)).collect();
        assert_eq!(held, methods, "the key and the directory differ");
    }
    assert_eq!(on_key.len(), world.registered_so_far(), "a credential is of nobody");
    ending(world, person, said.get(person.id))
}

/// What came of one registration; each credential that was made has one end.
fn ending(world: &World, person: &SeededPerson, said: Option<&Said>) -> &'static str {
    let made = world.made_for(person);
    let deleted = made.as_ref().is_some_and(|id| world.was_deleted(id));
    let Some(said) = said else { return "not begun" };
    match (said.registered.len(), said.removed.as_slice(), made) {
        (1, [], Some(id)) => {
            assert!(!deleted, "{id} is registered and was deleted");
            "registered"
        }
        (0, [removed], Some(id)) => {
            assert_eq!(*removed, id);
            assert!(deleted, "{id} is called removed and is there");
            "removed"
        }
        // Deleted, and killed before the record could say so: searched once more.
        (0, [], Some(_)) => {
            assert!(deleted && !said.others.is_empty(), "{:?}", said.others);
            "removed, then found gone"
        }
        (0, [], None) => {
            assert_eq!(said.others, ["found-nothing"]);
            "nothing found"
        }
        other => panic!("{other:?}, {:?}", said.others),
    }
}

/// Each person's part of the record, whose chain holds.
fn read(store: &SqliteStore) -> BTreeMap<String, Said> {
    let chain = store.verify_chain(None).unwrap();
    if chain.entries > 0 {
        let (from, to) = (Sequence(1), Sequence(chain.entries));
        assert_eq!(chain.standing, Standing::Intact(Authenticated { from, to }));
    }
    let mut whose = BTreeMap::new();
    let mut said = BTreeMap::<String, Said>::new();
    let mut follow = |entry: Entry| {
        let registration = entry.event.registration;
        if let EventKind::Began { person, .. } = &entry.event.kind {
            whose.insert(registration.clone(), person.clone().unwrap());
        }
        let Some(person) = whose.get(&registration) else {
            // Before any key was told.
            let by = RefusedBy::Preflight;
            assert!(matches!(&entry.event.kind, EventKind::Refused { by: is, .. } if *is == by));
            return;
        };
        let said = said.entry(person.clone()).or_default();
        match entry.event.kind {
            EventKind::Began { .. } => said.began += 1,
            EventKind::Created { credential_id, .. } => said.created.push(credential_id),
            EventKind::Registered { method_id, .. } => {
                let id = MethodId(method_id).credential_id().unwrap();
                said.registered.push(id.to_string());
            }
            EventKind::Removed { credential_id } => said.removed.push(credential_id),
            other => said.others.push(desk::word(&other)),
        }
    };
    store
        .entries(Order::OldestFirst, &mut |entry| {
            follow(entry.unwrap());
            ControlFlow::Continue(())
        })
        .unwrap();
    said
}

/// Made, pending, or possibly there.
fn is_accounted_for(
    credential: &OnKey,
    said: &BTreeMap<String, Said>,
    recovery: &Recovery,
) -> bool {
    let id = base64url::encode(&credential.id);
    let user = base64url::encode(&credential.user);
    let is_its = |one: &Unfinished| match &one.what {
        Left::Pending { credential_id, .. } => *credential_id == id,
        Left::OnKey { credential_id, .. } => credential_id.as_deref() == Some(&id),
        Left::PossiblyOnKey(_) => {
            one.beginning.as_ref().is_some_and(|beginning| beginning.user_handle == user)
        }
    };
    let registered = said.values().any(|said| said.registered.contains(&id));
    registered || recovery.unfinished.iter().any(is_its)
}

/// What waits can be opened, and is what must not lie there in clear: so the search can find it.
fn pending_opens(store: &SqliteStore, recovery: &Recovery, needles: &[Vec<u8>]) -> usize {
    let pending = |one: &&Unfinished| matches!(one.what, Left::Pending { .. });
    let mut opened = 0;
    for one in recovery.unfinished.iter().filter(pending) {
        let waiting = store.open(&one.registration).unwrap().unwrap();
        let found = needles.iter().filter(|needle| scan::contains(waiting.parcel.body(), needle));
        // The names of two members, clientDataJSON's beginning, the public key and the signature.
        assert_eq!(found.count(), 5);
        opened += 1;
    }
    opened
}

fn phase(world: &World, person: &SeededPerson, said: Option<&Said>) -> Phase {
    match said {
        None => Phase::BeforeBegan,
        Some(said) if !said.registered.is_empty() => Phase::After,
        Some(said) if said.created.is_empty() => Phase::BeganCreated,
        Some(_) if world.posts(person).is_empty() => Phase::CreatedSent,
        Some(_) => Phase::SentRegistered,
    }
}
