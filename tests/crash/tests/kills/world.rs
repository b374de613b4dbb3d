//! One key, one record, one directory, and registrations that are killed one after the other, each
//! for another person.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use enrollment::tenant::Tenant as _;
use entra_graph::GraphClient;
use practice::tenant::{
    Entry, PEOPLE, PracticeTenant, Running, SeededPerson, Settings,
    faults::{Action, Fault, Matching, Times},
};
use serde_json::Value;
use tempfile::TempDir;
use test_crash::desk;
use webauthn::base64url;

use crate::{
    chance::Chance,
    child::Registrar,
    key::Key,
    laws::{self, Phase},
};

const METHODS: &str = "*/fido2Methods";

pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) key: Arc<Key>,
    pub(crate) tenant: Running,
    /// The FIDO2 method's configuration as it is at first.
    pub(crate) policy: Value,
    /// Credentials, and for whom each was made.
    made: Mutex<Vec<(&'static str, String)>>,
    registered: Mutex<usize>,
}

/// What came of one registration.
pub(crate) struct Run {
    pub(crate) phase: Phase,
    pub(crate) ending: &'static str,
    pub(crate) kills_while_recovering: usize,
    pub(crate) pending_opened: usize,
    pub(crate) recovery: Duration,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = Arc::new(Key::new(&desk::key_folder(folder.path())));
        let key_folders = vec![folder.path().join("keys")];
        let settings = Settings { key_folders, ..Settings::default() };
        let tenant = PracticeTenant::start(&folder.path().join("tenant"), settings).unwrap();
        let client = desk::client(tenant.base_url(), tenant.start_secret().reveal());
        let policy = client.fido2_configuration().unwrap();
        let (made, registered) = (Mutex::default(), Mutex::default());
        Self { folder, key, tenant, policy, made, registered }
    }

    /// Begins a registration, kills it, and takes it up again until nothing is left to do.
    pub(crate) fn run(&self, person: &SeededPerson, target: Phase, chance: &mut Chance) -> Run {
        let makes_before = self.key.makes().len();
        self.kill_in(target, person, chance);
        self.note_what_was_made(person, makes_before);
        let found = laws::after_a_kill(self, person);
        let (phase, mut pending_opened) = (found.phase, found.pending_opened);

        let makes = self.key.makes().len();
        let what_waits = if chance.below(4) == 0 { "remove" } else { "send" };
        let kills_while_recovering = usize::try_from(chance.below(3)).unwrap();
        for _ in 0..kills_while_recovering {
            self.tenant.control().set_faults(faults(chance));
            let registrar = self.start(["recover", what_waits], chance.within(10));
            thread::sleep(chance.within(150));
            registrar.kill();
            pending_opened += laws::after_a_kill(self, person).pending_opened;
        }
        self.tenant.control().set_faults(if chance.below(4) == 0 {
            faults(chance)
        } else {
            vec![]
        });
        let begun = Instant::now();
        let mut registrar = self.start(["recover", what_waits], Duration::ZERO);
        registrar.until("done");
        registrar.kill();
        let recovery = begun.elapsed();
        assert_eq!(self.key.makes().len(), makes, "recovery made a credential");
        self.tenant.control().set_faults(Vec::new());
        self.note_what_was_registered(person);
        let ending = laws::after_recovery(self, person);
        Run { phase, ending, kills_while_recovering, pending_opened, recovery }
    }

    fn start(&self, words: [&str; 2], pause: Duration) -> Registrar {
        Registrar::start(self.folder.path(), words, &self.tenant, &self.key, pause)
    }

    fn kill_in(&self, target: Phase, person: &SeededPerson, chance: &mut Chance) {
        self.key.is_slow(chance.within(15), chance.within(15));
        let mut pause = Duration::ZERO;
        match target {
            Phase::CreatedSent => pause = Duration::from_millis(40),
            Phase::SentRegistered => self.tenant.control().set_faults(faults(chance)),
            Phase::BeforeBegan | Phase::BeganCreated | Phase::After => {}
        }
        let mut registrar = self.start(["begin", person.user_principal_name], pause);
        match target {
            Phase::BeforeBegan => registrar.until("up"),
            Phase::BeganCreated => registrar.until("wrote began"),
            Phase::CreatedSent => registrar.until("wrote created"),
            Phase::SentRegistered => {
                registrar.until("sends");
                self.await_post(person);
            }
            Phase::After => registrar.until("wrote registered"),
        }
        thread::sleep(chance.within(30));
        registrar.kill();
        self.tenant.control().set_faults(Vec::new());
        // A request that was out already is carried out before this one is answered.
        self.methods(person);
    }

    fn await_post(&self, person: &SeededPerson) {
        let end = Instant::now() + Duration::from_secs(30);
        while self.posts(person).is_empty() && Instant::now() < end {
            thread::sleep(Duration::from_micros(300));
        }
    }

    /// Responses that were sent for this person.
    pub(crate) fn posts(&self, person: &SeededPerson) -> Vec<Entry> {
        let path = format!("/users/{}/authentication/fido2Methods", person.id);
        let journal = self.tenant.control().journal();
        let posted = |entry: &Entry| entry.method == "POST" && entry.path.ends_with(&path);
        journal.into_iter().filter(posted).collect()
    }

    /// After one that the directory carried out there is no other.
    pub(crate) fn nothing_was_sent_twice(&self) {
        for person in &PEOPLE {
            let posts = self.posts(person);
            let untouched = [
                "cut-before",
                "answer",
                "claims-challenge",
                "claims-forbidden",
                "verbatim",
                "redirect",
            ];
            let late = "fail-after-commit";
            let carried_out = |entry: &Entry| {
                let refused = entry.status.is_some_and(|status| status >= 400);
                !entry.fault.is_some_and(|one| untouched.contains(&one))
                    && (!refused || entry.fault == Some(late))
            };
            let first = posts.iter().position(carried_out);
            let after = first.map_or(0, |first| posts.len() - first - 1);
            assert_eq!(after, 0, "sent again: {posts:?}");
        }
    }

    pub(crate) fn client(&self) -> GraphClient {
        desk::client(self.tenant.base_url(), self.tenant.start_secret().reveal())
    }

    fn methods(&self, person: &SeededPerson) -> usize {
        use enrollment::tenant::PersonId;
        self.client().fido2_methods(&PersonId(person.id.to_owned())).unwrap().len()
    }

    pub(crate) fn note_what_was_made(&self, person: &SeededPerson, makes_before: usize) {
        let makes = self.key.makes().split_off(makes_before);
        let ids = makes.into_iter().filter_map(|make| make.id);
        self.made.lock().unwrap().extend(ids.map(|id| (person.id, base64url::encode(&id))));
    }

    pub(crate) fn note_what_was_registered(&self, person: &SeededPerson) {
        *self.registered.lock().unwrap() += self.methods(person);
    }

    /// The credential that was made for this person.
    pub(crate) fn made_for(&self, person: &SeededPerson) -> Option<String> {
        let made = self.made.lock().unwrap();
        made.iter().find(|(whose, _)| *whose == person.id).map(|(_, id)| id.clone())
    }

    pub(crate) fn is_of(&self, id: &str, person: &SeededPerson) -> bool {
        self.made_for(person).as_deref() == Some(id)
    }

    pub(crate) fn was_deleted(&self, id: &str) -> bool {
        self.key.deletes().iter().any(|deleted| base64url::encode(deleted) == id)
    }

    pub(crate) fn registered_so_far(&self) -> usize {
        *self.registered.lock().unwrap()
    }

    pub(crate) fn people_so_far(&self, last: &SeededPerson) -> Vec<SeededPerson> {
        let place = PEOPLE.iter().position(|one| one.id == last.id).unwrap();
        PEOPLE[..=place].to_vec()
    }
}

/// What goes wrong once between the directory and us, each time so that what follows takes long
/// enough to be killed in.
fn faults(chance: &mut Chance) -> Vec<Fault> {
    let delay = Action::Delay { milliseconds: 60 };
    let post = chance.one_of(&[
        delay.clone(),
        Action::CutAfterCommit,
        Action::CutWithinAnswer,
        Action::FailAfterCommit { status: 503 },
        Action::CutBefore,
    ]);
    let once = |method: &str, action| Fault {
        matching: Matching { method: Some(method.to_owned()), path: Some(METHODS.to_owned()) },
        nth: NonZeroU32::MIN,
        times: Times::Count(1),
        action,
    };
    vec![once("POST", post), once("GET", delay)]
}
