use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
    mpsc::{Receiver, channel},
};

use serde_json::Value;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};

use super::*;
use crate::{
    oneself::{OneselfMoment, OneselfPage, OneselfWatch, PasskeyHolder},
    tenant::{ChallengeLife, MethodId, Organisation, Parcel, Person, TenantRefusal},
    wizard::means::{Heard as HeardOfKeys, NoModels, system_entropy},
};

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// No key, and none comes.
struct NoKeys;

impl KeySource for NoKeys {
    fn feed(&self, controls: Controls, _: HeardOfKeys) -> Box<dyn std::any::Any + Send> {
        controls.arrived(ctap::driver::Arrival::Surveyed);
        Box::new(controls)
    }
}

/// A directory whose list can change, and whose policy nobody may read.
#[derive(Default)]
struct Directory {
    listed: Mutex<Vec<&'static str>>,
    asked: AtomicUsize,
}

fn unasked<T>() -> Result<T, TenantError> {
    Err(TenantError::NotFound("anything else".to_owned()))
}

impl Tenant for Directory {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        unasked()
    }
    fn person(&self, id: &str) -> Result<Person, TenantError> {
        let id = PersonId(id.to_owned());
        let (user_principal_name, display_name) = ("ada@a.example".to_owned(), "Ada".to_owned());
        Ok(Person { id, user_principal_name, display_name, groups: None })
    }
    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        let refusal = TenantRefusal { status: 403, ..TenantRefusal::default() };
        Err(TenantError::Refused(Box::new(refusal)))
    }
    fn creation_options(
        &self,
        _: &PersonId,
        _: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        unasked()
    }
    fn register(&self, _: &PersonId, _: &Parcel) -> Result<Fido2Method, TenantError> {
        unasked()
    }
    fn fido2_methods(&self, _: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let method = |id: &&str| Fido2Method {
            id: MethodId((*id).to_owned()),
            display_name: None,
            aaguid: None,
            model: None,
            created: None,
            attestation_level: None,
            passkey_type: None,
        };
        Ok(self.listed.lock().unwrap().iter().map(method).collect())
    }
    fn delete_fido2_method(&self, _: &PersonId, _: &MethodId) -> Result<(), TenantError> {
        unasked()
    }
}

fn begin(
    directory: &Arc<Directory>,
    browser: fn(&str) -> io::Result<()>,
) -> (Oneself, Receiver<OneselfView>) {
    let (views, seen) = channel();
    let grounds = Grounds {
        practice: false,
        holder: PasskeyHolder::SecurityKey,
        models: Arc::new(NoModels),
        metadata: None,
        at: Timestamp(1_764_000_000),
    };
    let means = Means {
        directory: Arc::<Directory>::clone(directory),
        person: "ada".to_owned(),
        keys: Arc::new(NoKeys),
        grounds,
        entropy: system_entropy,
        security_info: "https://mysignins.microsoft.com/security-info",
        browser,
    };
    (Oneself::begin(means, move |view| drop(views.send(view.clone()))), seen)
}

fn until(seen: &Receiver<OneselfView>, is_it: impl Fn(&OneselfView) -> bool) -> OneselfView {
    loop {
        let view = seen.recv_timeout(PATIENCE).unwrap();
        if is_it(&view) {
            return view;
        }
    }
}

#[test]
fn what_comes_while_the_page_is_open_is_seen_and_its_key_is_asked_for() {
    let directory = Arc::new(Directory { listed: Mutex::new(vec!["old"]), ..Directory::default() });
    let (oneself, seen) = begin(&directory, |address| {
        assert_eq!(address, "https://mysignins.microsoft.com/security-info");
        Ok(())
    });
    until(&seen, |view| view.moment == OneselfMoment::Choose && view.surveyed);
    *directory.listed.lock().unwrap() = vec!["old", "xQ2"];
    oneself.act(OneselfAct::OpenPage);
    let view = until(&seen, |view| view.moment == OneselfMoment::Came);
    assert_eq!((view.known, view.came[0].listed.method_id.as_str()), (1, "xQ2"));
    // No key is there: the question waits for one until it is stopped.
    oneself.act(OneselfAct::Prove { method: "xQ2".to_owned() });
    let insert = |view: &OneselfView| {
        let OneselfMoment::Proving { moment, .. } = &view.moment else { return false };
        matches!(moment, Moment::InsertKey { .. })
    };
    until(&seen, insert);
    oneself.act(OneselfAct::StopProof);
    let view = until(&seen, |view| view.moment == OneselfMoment::Came);
    assert_eq!(view.came[0].ended, None);
}

#[test]
fn a_browser_that_cannot_be_opened_is_said_and_the_directory_watched_all_the_same() {
    let (oneself, seen) = begin(&Arc::default(), |_| Err(io::Error::other("no browser")));
    until(&seen, |view| view.moment == OneselfMoment::Choose);
    oneself.act(OneselfAct::OpenPage);
    let view = until(&seen, |view| view.page == OneselfPage::NoBrowser);
    assert_eq!((view.moment, view.watch), (OneselfMoment::Wait, OneselfWatch::Watching));
}

#[test]
fn whoever_closes_it_is_told_nothing_more_and_the_directory_is_left_alone() {
    let directory = Arc::<Directory>::default();
    let (oneself, seen) = begin(&directory, |_| Ok(()));
    until(&seen, |view| view.moment == OneselfMoment::Choose);
    let asked = directory.asked.load(Ordering::SeqCst);
    oneself.act(OneselfAct::Prove { method: "xQ2".to_owned() });
    drop(oneself);
    assert!(matches!(seen.recv_timeout(PATIENCE), Ok(_) | Err(_)));
    while seen.recv_timeout(PATIENCE).is_ok() {}
    assert!(directory.asked.load(Ordering::SeqCst) <= asked + 1);
}
