//! A desk with a practice key, a record on disk and a directory that does as it is told.

use std::{
    any::Any,
    collections::VecDeque,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{Answer as KeyAnswer, Moment, PromptId},
    driver::{Arrival, Controls, Opener},
};
use enrollment::{
    ledger::{Actor, EventKind, LedgerStore, Order, Scene},
    outbox::Outbox,
    recovery::Recovery,
    rooms::Kept,
    store::{Claims, SqliteStore, keyring::Keyring},
    tenant::{
        ChallengeLife, Fido2Method, MethodId, Organisation, Parcel, Person, PersonId, Tenant,
        TenantError, TenantRefusal,
    },
    wizard::{
        Answer, Choice, Source, Step, Wizard, WizardView,
        machine::Resumption,
        means::{
            Claiming, Clock, Directory, Heard, KeySeen, KeySource, Means, NoModels, SystemClock,
            system_entropy,
        },
    },
};
use entra_policy::Registrant;
use practice::{
    PracticeError,
    key::{PRACTICE, Plug, PracticeKey, Settings, firmware::PinPreset, presence::Habit},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor, base64url};

pub(crate) const PIN: &str = "2468";
const PATIENCE: Duration = Duration::from_secs(40);

pub(crate) fn now() -> i64 {
    i64::try_from(SystemClock.now().0 / 1000).unwrap()
}

/// The practice key at its port.
pub(crate) struct Port {
    pub(crate) folder: PathBuf,
    pub(crate) habit: Mutex<Habit>,
    plug: Mutex<Option<Plug>>,
}

impl Port {
    fn key(&self) -> PracticeKey {
        loop {
            let pin = PinPreset { pin: PIN.to_owned().into(), retries: 8, force_change: false };
            let settings = Settings { pin: Some(pin), ..Settings::default() };
            let habit = Box::new(*self.habit.lock().unwrap());
            match PracticeKey::open_or_create(&self.folder, settings, habit) {
                // The last ceremony's thread may still be putting it away.
                Err(PracticeError::InUse(_)) => std::thread::sleep(Duration::from_millis(5)),
                opened => return opened.unwrap(),
            }
        }
    }

    pub(crate) fn pull(&self) {
        self.plug.lock().unwrap().as_ref().unwrap().pull();
    }

    pub(crate) fn root(&self) -> TrustAnchor {
        drop(self.key());
        let pem = std::fs::read_to_string(self.folder.join("practice-root.pem")).unwrap();
        TrustAnchor::from_text(&pem).unwrap()
    }
}

impl KeySource for Port {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        let key = self.key();
        *self.plug.lock().unwrap() = Some(key.plug());
        let id = ctap::AuthenticatorId::new(PRACTICE);
        let transport = AuthenticatorTransport::Internal;
        heard(KeySeen { id: id.clone(), transport, name: Some("The practice key".to_owned()) });
        let open: Opener = Box::new(move || Ok(Box::new(key)));
        controls.arrived(Arrival::Attached(id, transport, open));
        controls.arrived(Arrival::Surveyed);
        Box::new(())
    }
}

/// What becomes of one registration that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Taken,
    /// Taken, and the answer gets lost.
    TakenUnanswered,
    /// The request does not arrive.
    Lost,
    Refused,
}

/// A directory in memory.
pub(crate) struct Fake {
    pub(crate) fates: Mutex<VecDeque<Fate>>,
    pub(crate) methods: Mutex<Vec<Fido2Method>>,
    pub(crate) posts: AtomicUsize,
    pub(crate) away: Mutex<bool>,
    pub(crate) blocked: Mutex<Vec<String>>,
    /// Whether the person is a guest, as far as it says.
    pub(crate) guest: Mutex<Option<bool>>,
    pub(crate) challenges: AtomicUsize,
}

impl Fake {
    fn here(&self) -> Result<(), TenantError> {
        if *self.away.lock().unwrap() {
            return Err(TenantError::Unreachable("away".to_owned()));
        }
        Ok(())
    }

    pub(crate) fn posts(&self) -> usize {
        self.posts.load(Ordering::SeqCst)
    }
}

impl Tenant for Fake {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        self.here()?;
        Ok(Organisation { id: "1".to_owned(), display_name: "Practice".to_owned() })
    }

    fn person(&self, upn: &str) -> Result<Person, TenantError> {
        self.here()?;
        Ok(Person {
            id: PersonId("6ff0dd13-8a8b-4b5a-9c0e-0f1e7c4f5a01".to_owned()),
            display_name: "Ada Lovelace".to_owned(),
            user_principal_name: upn.to_owned(),
            groups: None,
        })
    }

    fn is_guest(&self, _: &PersonId) -> Option<bool> {
        *self.guest.lock().unwrap()
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        self.here()?;
        let blocked = self.blocked.lock().unwrap().clone();
        Ok(json!({
            "id": "Fido2",
            "state": "enabled",
            "isAttestationEnforced": false,
            "isSelfServiceRegistrationAllowed": true,
            "keyRestrictions": {
                "isEnforced": !blocked.is_empty(), "enforcementType": "block", "aaGuids": blocked,
            },
            "includeTargets": [{ "targetType": "group", "id": "all_users" }],
            "excludeTargets": [],
        }))
    }

    fn creation_options(
        &self,
        _: &PersonId,
        life: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        self.here()?;
        self.challenges.fetch_add(1, Ordering::SeqCst);
        let mut options = PublicKeyCredentialCreationOptions::from_value(options()).unwrap();
        let lives = life.asked().map_or(300, |life| i64::try_from(life.as_secs()).unwrap());
        options.challenge_timeout = Some(Timestamp(now() + lives));
        Ok(options)
    }

    fn register(&self, _: &PersonId, parcel: &Parcel) -> Result<Fido2Method, TenantError> {
        self.here()?;
        self.posts.fetch_add(1, Ordering::SeqCst);
        let fate = self.fates.lock().unwrap().pop_front().unwrap_or(Fate::Taken);
        let id = parcel.credential_id().as_bytes();
        let pad = (3 - id.len() % 3) % 3;
        let method = Fido2Method {
            id: MethodId(format!("{}{pad}", base64url::encode(id))),
            display_name: parcel.name(),
            aaguid: None,
            model: None,
            created: Some(Timestamp(now())),
            attestation_level: None,
            passkey_type: None,
        };
        match fate {
            Fate::Taken | Fate::TakenUnanswered => {
                self.methods.lock().unwrap().push(method.clone());
            }
            Fate::Lost => return Err(TenantError::Unreachable("lost".to_owned())),
            Fate::Refused => {
                return Err(TenantError::Refused(Box::new(TenantRefusal {
                    status: 400,
                    code: "invalidRequest".to_owned(),
                    message: "The AAGUID is not allowed.".to_owned(),
                    request_id: Some("r-1".to_owned()),
                    ..TenantRefusal::default()
                })));
            }
        }
        if fate == Fate::TakenUnanswered {
            return Err(TenantError::Unanswered("cut".to_owned()));
        }
        Ok(method)
    }

    fn fido2_methods(&self, _: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        self.here()?;
        Ok(self.methods.lock().unwrap().clone())
    }

    fn delete_fido2_method(&self, _: &PersonId, _: &MethodId) -> Result<(), TenantError> {
        unreachable!("a registration deletes nothing in the directory")
    }
}

pub(crate) fn options() -> Value {
    json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQIDBA", "name": "ada@example.org", "displayName": "Ada" },
        "challenge": "Y2hhbGxlbmdlLW9mLXRoaXMtdGVzdA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "direct",
    })
}

/// All of it.
pub(crate) struct Desk {
    folder: PathBuf,
    _gone_with_it: Option<TempDir>,
    pub(crate) port: Arc<Port>,
    pub(crate) fake: Arc<Fake>,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) anchors: Vec<TrustAnchor>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self::at(folder.path());
        Self { _gone_with_it: Some(folder), ..desk }
    }

    /// In a folder that somebody else has made.
    pub(crate) fn at(folder: &Path) -> Self {
        let habit = Mutex::new(Habit::touches_after(Duration::from_millis(20)));
        let key = folder.join("key");
        let port = Arc::new(Port { folder: key, habit, plug: Mutex::new(None) });
        let fake = Arc::new(Fake {
            fates: Mutex::default(),
            methods: Mutex::default(),
            posts: AtomicUsize::new(0),
            away: Mutex::new(false),
            blocked: Mutex::default(),
            guest: Mutex::default(),
            challenges: AtomicUsize::default(),
        });
        let file = folder.join("record.sqlite");
        let entropy = Box::new(SystemEntropy::new());
        let store = Arc::new(SqliteStore::open(&file, Keyring::none(), entropy).unwrap());
        let folder = folder.to_owned();
        Self { folder, _gone_with_it: None, port, fake, store, anchors: Vec::new() }
    }

    fn means(&self) -> Means {
        Means {
            directory: Some(Directory {
                scene: Scene::Practice,
                tenant: self.fake.clone(),
                registrant: Registrant::Oneself,
                id: None,
            }),
            ledger: Arc::new(Claiming::new(self.store.clone(), self.claims())),
            outbox: self.store.clone(),
            actor: Actor("test".to_owned()),
            keys: self.port.clone(),
            models: Arc::new(NoModels),
            trust_anchors: self.anchors.clone(),
            metadata: None,
            enterprise_attestation: Vec::new(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        }
    }

    pub(crate) fn for_ada(&self) -> Watched {
        let (person, name) = ("ada@example.org".to_owned(), "Blue key".to_owned());
        self.begin(Source::Directory { person, name, later: None })
    }

    pub(crate) fn begin(&self, source: Source) -> Watched {
        let (sender, views) = mpsc::channel();
        let draw = move |view: &WizardView| drop(sender.send(view.clone()));
        Watched::new(Wizard::begin(self.means(), source, draw), views)
    }

    pub(crate) fn resume(&self, resumption: Resumption) -> Watched {
        let (sender, views) = mpsc::channel();
        let draw = move |view: &WizardView| drop(sender.send(view.clone()));
        Watched::new(Wizard::resume(self.means(), resumption, draw), views)
    }

    pub(crate) fn recovery(&self) -> Recovery {
        Recovery::read(self.store.as_ref(), self.store.as_ref(), Timestamp(now())).unwrap()
    }

    /// What the record says, in order.
    pub(crate) fn recorded(&self) -> Vec<&'static str> {
        let mut kinds = Vec::new();
        self.store
            .entries(Order::OldestFirst, &mut |entry| {
                kinds.push(kind(&entry.unwrap().event.kind));
                ControlFlow::Continue(())
            })
            .unwrap();
        kinds
    }

    pub(crate) fn claims(&self) -> Claims {
        Claims::at(&self.folder.join("claims"))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// As a window sees it.
    pub(crate) fn kept(&self) -> Kept {
        Kept {
            ledger: self.store.clone(),
            outbox: self.store.clone(),
            prompts: self.store.clone(),
            tallies: self.store.clone(),
            claims: self.claims(),
        }
    }

    pub(crate) fn waits(&self) -> usize {
        self.store.slips().unwrap().len()
    }
}

fn kind(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Began { .. } => "Began",
        EventKind::Created { .. } => "Created",
        EventKind::Registered { .. } => "Registered",
        EventKind::HandedOver { .. } => "HandedOver",
        EventKind::Refused { .. } => "Refused",
        EventKind::Abandoned { .. } => "Abandoned",
        EventKind::Removed { .. } => "Removed",
        EventKind::FoundNothing => "FoundNothing",
        EventKind::Unregistered { .. } => "Unregistered",
        EventKind::PassIssued { .. } => "PassIssued",
        EventKind::Erased { .. } => "Erased",
    }
}

/// A wizard and a person before it, who types the PIN when asked.
pub(crate) struct Watched {
    pub(crate) wizard: Wizard,
    views: Receiver<WizardView>,
    pub(crate) pins: VecDeque<&'static str>,
    pub(crate) seen: Vec<Step>,
    revision: u64,
}

impl Watched {
    fn new(wizard: Wizard, views: Receiver<WizardView>) -> Self {
        Self { wizard, views, pins: VecDeque::new(), seen: Vec::new(), revision: 0 }
    }

    /// Goes on until this is shown.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Step) -> bool) -> WizardView {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(view) = self.views.recv_timeout(left) else {
                panic!("never shown; last: {:#?}", self.seen.last())
            };
            assert!(view.revision > self.revision, "revisions only grow");
            self.revision = view.revision;
            self.seen.push(view.step.clone());
            if wanted(&view.step) {
                return view;
            }
            if let Step::Key { moment: Moment::EnterPin { prompt, .. }, .. }
            | Step::Removing { moment: Moment::EnterPin { prompt, .. } } = &view.step
            {
                let pin = self.pins.pop_front().unwrap_or(PIN);
                self.type_pin(*prompt, pin);
            }
        }
    }

    pub(crate) fn type_pin(&self, prompt: PromptId, pin: &str) {
        let pin = Pin::new(pin.as_bytes().to_vec().into()).unwrap();
        self.wizard.answer_key(prompt, KeyAnswer::Pin(pin));
    }

    pub(crate) fn over(&mut self) -> Step {
        let view = self.until(|step| matches!(step, Step::Over { .. }));
        assert!(self.wizard.wait(PATIENCE));
        view.step
    }

    pub(crate) fn choose(&self, prompt: PromptId, choice: Choice) {
        self.wizard.answer(Answer { prompt, choice });
    }
}
