//! A desk at which a key is registered for somebody: the wizard, a practice key at a port that can be empty, a
//! record on disk, and the directory over HTTP. What a person would press is pressed by the test.

use std::{
    any::Any,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{Answer as KeyAnswer, Moment, PromptId},
    driver::{Arrival, Controls, Opener},
};
use enrollment::{
    ledger::{Actor, Scene},
    recovery::Recovery,
    store::{Claims, SqliteStore, keyring::Keyring},
    tenant::{Fido2Method, Tenant},
    wizard::{
        Answer, Choice, Source, Step, Wizard, WizardView,
        machine::Resumption,
        means::{
            Claiming, Directory, Heard, KeySeen, KeySource, Means, NoModels, SystemClock,
            system_entropy,
        },
    },
};
use entra_policy::Registrant;
use practice::models::PRACTICE_KEY_C;
use tempfile::TempDir;
use webauthn::TrustAnchor;

use crate::{
    sign_in::ADA,
    support::{Practice, key_in, now},
};

pub(crate) const PIN: &[u8] = b"123456";
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a practice key is put in.
pub(crate) struct Port {
    folder: PathBuf,
    pub(crate) plugged: AtomicBool,
}

impl Port {
    pub(crate) fn of(practice: &Practice, is_plugged: bool) -> Arc<Self> {
        let folder = practice.key_folder(&PRACTICE_KEY_C);
        drop(key_in(&folder, &PRACTICE_KEY_C));
        Arc::new(Self { folder, plugged: AtomicBool::new(is_plugged) })
    }
}

impl KeySource for Port {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        if self.plugged.load(Ordering::SeqCst) {
            let (id, transport) = (AuthenticatorId::new("c"), AuthenticatorTransport::Usb);
            heard(KeySeen { id: id.clone(), transport, name: None });
            let key = key_in(&self.folder, &PRACTICE_KEY_C);
            let open: Opener = Box::new(move || Ok(Box::new(key)));
            controls.arrived(Arrival::Attached(id, transport, open));
        }
        controls.arrived(Arrival::Surveyed);
        // A ceremony that is told of no key waits for one.
        Box::new(controls)
    }
}

pub(crate) struct Desk {
    folder: TempDir,
    tenant: Arc<dyn Tenant>,
    port: Arc<Port>,
    anchors: Vec<TrustAnchor>,
    store: Arc<SqliteStore>,
}

impl Desk {
    pub(crate) fn new(practice: &Practice, tenant: Arc<dyn Tenant>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let entropy = Box::new(SystemEntropy::new());
        let file = folder.path().join("record.sqlite");
        let store = Arc::new(SqliteStore::open(&file, Keyring::none(), entropy).unwrap());
        let port = Port::of(practice, true);
        let anchors = vec![practice.root(&PRACTICE_KEY_C)];
        Self { folder, tenant, port, anchors, store }
    }

    fn means(&self) -> Means {
        let directory = Directory {
            scene: Scene::Practice,
            tenant: self.tenant.clone(),
            registrant: Registrant::OnBehalf,
            id: None,
        };
        let claims = Claims::at(&self.folder.path().join("claims"));
        Means {
            directory: Some(directory),
            ledger: Arc::new(Claiming::new(self.store.clone(), claims)),
            outbox: self.store.clone(),
            actor: Actor("desk".to_owned()),
            keys: self.port.clone(),
            models: Arc::new(NoModels),
            trust_anchors: self.anchors.clone(),
            metadata: None,
            enterprise_attestation: Vec::new(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        }
    }

    pub(crate) fn for_ada(&self) -> Registering {
        let (person, name) = (ADA.to_owned(), "Ada's blue key".to_owned());
        let source = Source::Directory { person, name, later: None };
        let (sender, views) = mpsc::channel();
        let draw = move |view: &WizardView| drop(sender.send(view.clone()));
        Registering { wizard: Wizard::begin(self.means(), source, draw), views }
    }

    /// The next start of the program: what was left is sent.
    pub(crate) fn goes_on(&self) -> Registering {
        let unfinished = self.recovery().unfinished;
        let [one] = unfinished.as_slice() else { panic!("{unfinished:?}") };
        let resumption = Resumption::send(one, self.store.as_ref()).unwrap().unwrap();
        let (sender, views) = mpsc::channel();
        let draw = move |view: &WizardView| drop(sender.send(view.clone()));
        Registering { wizard: Wizard::resume(self.means(), resumption, draw), views }
    }

    pub(crate) fn recovery(&self) -> Recovery {
        Recovery::read(self.store.as_ref(), self.store.as_ref(), now()).unwrap()
    }
}

/// A wizard and a person before it, who types the PIN when asked.
pub(crate) struct Registering {
    pub(crate) wizard: Wizard,
    views: Receiver<WizardView>,
}

impl Registering {
    /// Goes on until there is something to press, or it is over.
    pub(crate) fn stands(&self) -> Step {
        self.until(|step| {
            !matches!(
                step,
                Step::Reading
                    | Step::Key { .. }
                    | Step::Judging
                    | Step::Sending
                    | Step::ReadingBack
                    | Step::Removing { .. }
            )
        })
    }

    pub(crate) fn until(&self, wanted: impl Fn(&Step) -> bool) -> Step {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let step = self.views.recv_timeout(left).expect("nothing more is shown").step;
            if wanted(&step) {
                return step;
            }
            if let Step::Key { moment: Moment::EnterPin { prompt, .. }, .. } = step {
                let pin = Pin::new(PIN.to_vec().into()).unwrap();
                self.wizard.answer_key(prompt, KeyAnswer::Pin(pin));
            }
        }
    }

    pub(crate) fn press(&self, prompt: PromptId, choice: Choice) {
        self.wizard.answer(Answer { prompt, choice });
    }
}

/// Ada's passkeys, by the organisation's owner: whatever befalls others, this is what is there.
pub(crate) fn adas(practice: &Practice) -> Vec<Fido2Method> {
    let client = practice.client();
    client.fido2_methods(&client.person(ADA).unwrap().id).unwrap()
}

/// How often a key was sent.
pub(crate) fn posts(practice: &Practice) -> usize {
    let all = practice.running().control().journal();
    all.iter().filter(|one| one.method == "POST" && one.path.ends_with("/fido2Methods")).count()
}
