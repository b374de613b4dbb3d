//! The product's own removal ceremony against the practice key: what a registration left is found and
//! taken away, and nothing else is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm // a test looks for one moment among all
)]

use std::{path::Path, time::Duration};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{
        Afterwards, Answer, Failure, Finding, Moment, Outcome, PinReason, RegistrationRequest,
        RegistrationView, RelyingParty, RemovalOutcome, RemovalRequest, ResidentKeyRequirement,
        Search, StoredCredential, Then, Unusable, User, UserVerificationRequirement, Verdict,
        WhenUnusable,
    },
    driver::{Arrival, Controls, Driver, Face, Opener},
};
use practice::{
    PracticeError,
    key::{PracticeKey, Settings, firmware::PinPreset, presence::Habit},
};

const LIMIT: Duration = Duration::from_secs(60);

/// Types PINs from a list, and keeps what was shown.
struct Person {
    controls: Controls,
    pins: Vec<&'static str>,
    shown: Vec<Moment>,
}

impl Face for Person {
    fn show(&mut self, view: &RegistrationView) {
        match &view.moment {
            Moment::EnterPin { prompt, .. } => match self.pins.pop() {
                Some(text) => self.controls.answer(*prompt, Answer::Pin(pin(text))),
                None => self.controls.cancel(),
            },
            Moment::ChangePin { prompt, .. } => {
                let (current, new) = (pin(self.pins.pop().unwrap()), pin(self.pins.pop().unwrap()));
                self.controls.answer(*prompt, Answer::PinChange { current, new });
            }
            _ => {}
        }
        self.shown.push(view.moment.clone());
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

fn pin(text: &str) -> Pin {
    Pin::new(text.as_bytes().to_vec().into()).unwrap()
}

fn with_pin() -> Settings {
    let pin = PinPreset { pin: "2468".to_owned().into(), retries: 8, force_change: false };
    Settings { pin: Some(pin), ..Settings::default() }
}

/// The last ceremony's thread may still be putting the key away.
fn open(folder: &Path, settings: fn() -> Settings) -> PracticeKey {
    loop {
        let presence = Box::new(Habit::touches_after(Duration::ZERO));
        match PracticeKey::open_or_create(folder, settings(), presence) {
            Err(PracticeError::InUse(_)) => std::thread::sleep(Duration::from_millis(5)),
            opened => return opened.unwrap(),
        }
    }
}

fn driven(folder: &Path, settings: fn() -> Settings, pins: &[&'static str]) -> (Driver, Person) {
    let key = open(folder, settings);
    let id = ctap::Authenticator::id(&key).clone();
    let driver = Driver::new();
    let controls = driver.controls();
    let open: Opener = Box::new(move || Ok(Box::new(key)));
    controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
    controls.arrived(Arrival::Surveyed);
    let pins = pins.iter().rev().copied().collect();
    (driver, Person { controls, pins, shown: Vec::new() })
}

/// Registers this user handle; the credential ID.
fn register(folder: &Path, rp_id: &str, user: u8) -> Vec<u8> {
    let request = RegistrationRequest {
        client_data_hash: [1; 32],
        rp: RelyingParty { id: rp_id.to_owned(), name: String::new() },
        user: User { id: vec![user], name: format!("user-{user}"), display_name: "U".to_owned() },
        algorithms: vec![-7],
        exclude: Vec::new(),
        resident_key: ResidentKeyRequirement::Required,
        user_verification: UserVerificationRequirement::Required,
        cred_protect: None,
        hmac_secret: false,
        min_pin_length: false,
        enterprise_attestation: None,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::End,
        afterwards: Afterwards::Nothing,
    };
    let (driver, mut person) = driven(folder, with_pin, &["2468"]);
    match driver.register(request, Box::new(SystemEntropy::new()), LIMIT, &mut person) {
        Outcome::Created(created) => {
            let response = webauthn::cbor::decode(&created.response).unwrap().value;
            response.get(2).unwrap().as_bytes().unwrap()[55..119].to_vec()
        }
        other => panic!("{other:?}"),
    }
}

fn remove(folder: &Path, search: Search, then: Then) -> RemovalOutcome {
    remove_with(folder, search, then, &["2468"]).0
}

fn remove_with(
    folder: &Path,
    search: Search,
    then: Then,
    pins: &[&'static str],
) -> (RemovalOutcome, Vec<Moment>) {
    let (driver, mut person) = driven(folder, Settings::default, pins);
    let request = RemovalRequest {
        rp_id: "example.org".to_owned(),
        search,
        then,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::End,
    };
    let outcome = driver.remove(request, Box::new(SystemEntropy::new()), LIMIT, &mut person);
    (outcome, person.shown)
}

fn found(outcome: RemovalOutcome) -> Vec<StoredCredential> {
    match outcome.finding {
        Finding::Found { credentials, .. } => credentials,
        other => panic!("{other:?}"),
    }
}

fn is_not_there(outcome: &RemovalOutcome) -> bool {
    matches!(outcome.finding, Finding::NotThere { .. })
}

#[test]
fn what_an_interrupted_registration_left_is_found_by_its_user_handle() {
    let folder = tempfile::tempdir().unwrap();
    let (left, other) =
        (register(folder.path(), "example.org", 1), register(folder.path(), "example.org", 2));
    register(folder.path(), "example.com", 3);
    let of_user = |user, known| Search::OfUser { user_handle: vec![user], known };
    let credentials = found(remove(folder.path(), of_user(1, Vec::new()), Then::Report));
    assert_eq!(credentials.len(), 1);
    assert_eq!(credentials[0].id, left);
    assert_eq!(credentials[0].user_handle, [1]);
    assert_eq!(credentials[0].name.as_deref(), Some("user-1"));
    // One that the directory has is none that was left.
    assert!(is_not_there(&remove(folder.path(), of_user(1, vec![left.clone()]), Then::Report)));
    assert_eq!(found(remove(folder.path(), of_user(2, vec![left]), Then::Report))[0].id, other);
    assert!(is_not_there(&remove(folder.path(), of_user(3, Vec::new()), Then::Report)));
}

#[test]
fn the_named_credential_is_deleted_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let ids: Vec<_> = (1..=3).map(|user| register(folder.path(), "example.org", user)).collect();
    let elsewhere = register(folder.path(), "example.com", 1);
    let named = |id: &Vec<u8>| Search::Credential(id.clone());
    let outcome = remove(folder.path(), named(&ids[1]), Then::Delete(ids[1].clone()));
    let Finding::Deleted { credential, .. } = &outcome.finding else { panic!("{outcome:?}") };
    assert_eq!((&credential.id, credential.user_handle.as_slice()), (&ids[1], &[2][..]));
    assert!(is_not_there(&remove(folder.path(), named(&ids[1]), Then::Report)));
    assert!(is_not_there(&remove(folder.path(), named(&ids[1]), Then::Delete(ids[1].clone()))));
    // Of another RP ID: not looked at.
    assert!(is_not_there(&remove(
        folder.path(),
        named(&elsewhere),
        Then::Delete(elsewhere.clone())
    )));
    for id in [&ids[0], &ids[2]] {
        assert_eq!(found(remove(folder.path(), named(id), Then::Report))[0].id, *id);
    }
}

#[test]
fn an_id_that_is_not_among_those_meant_is_not_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) =
        (register(folder.path(), "example.org", 1), register(folder.path(), "example.org", 2));
    let of_one = Search::OfUser { user_handle: vec![1], known: Vec::new() };
    assert!(is_not_there(&remove(folder.path(), of_one, Then::Delete(two.clone()))));
    let known = Search::OfUser { user_handle: vec![1], known: vec![one.clone()] };
    assert!(is_not_there(&remove(folder.path(), known, Then::Delete(one.clone()))));
    for id in [one, two] {
        assert_eq!(found(remove(folder.path(), Search::Credential(id), Then::Report)).len(), 1);
    }
}

#[test]
fn a_wrong_pin_is_asked_again_with_the_tries_left() {
    let folder = tempfile::tempdir().unwrap();
    let id = register(folder.path(), "example.org", 1);
    let (outcome, shown) =
        remove_with(folder.path(), Search::Credential(id), Then::Report, &["1357", "2468"]);
    assert_eq!(found(outcome).len(), 1);
    assert!(shown.iter().any(|moment| matches!(
        moment,
        Moment::EnterPin { retries: Some(7), reason: PinReason::WrongPin, .. }
    )));
}

#[test]
fn a_key_without_a_pin_is_told_apart_and_gets_none() {
    let folder = tempfile::tempdir().unwrap();
    let (outcome, shown) =
        remove_with(folder.path(), Search::Credential(vec![1; 64]), Then::Report, &[]);
    let Finding::Ended { failure: Failure::Unusable { why, .. }, .. } = outcome.finding else {
        panic!("{outcome:?}")
    };
    assert_eq!(why, Unusable::PinNotSet);
    assert!(!shown.iter().any(|moment| matches!(moment, Moment::SetPin { .. })));
}
