//! The product's own registration ceremony against the practice key: two sides of CTAP2 written
//! apart, from the standard.

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
        Afterwards, AgainReason, Answer, Created, Ended, Failure, InsertReason, Moment, Outcome,
        PinReason, Proof, RegistrationRequest, RegistrationView, RelyingParty,
        ResidentKeyRequirement, Unusable, User, UserVerificationRequirement, Verdict, WhenUnusable,
    },
    driver::{Arrival, Controls, Driver, Face, Opener},
};
use practice::key::{
    PracticeKey, Settings,
    firmware::PinPreset,
    presence::{Habit, Presence},
};
use webauthn::cbor::{Value, decode};

fn request(user: u8) -> RegistrationRequest {
    RegistrationRequest {
        client_data_hash: [1; 32],
        rp: RelyingParty { id: "example.org".to_owned(), name: "Example".to_owned() },
        user: User { id: vec![user], name: "mira".to_owned(), display_name: "Mira".to_owned() },
        algorithms: vec![-257, -7],
        exclude: Vec::new(),
        resident_key: ResidentKeyRequirement::Required,
        user_verification: UserVerificationRequirement::Required,
        cred_protect: None,
        hmac_secret: true,
        min_pin_length: false,
        enterprise_attestation: None,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::End,
        afterwards: Afterwards::Proof,
    }
}

fn touching() -> Habit {
    Habit::touches_after(Duration::from_millis(30))
}

fn open(folder: &Path, settings: Settings, presence: impl Presence + 'static) -> PracticeKey {
    PracticeKey::open_or_create(folder, settings, Box::new(presence)).unwrap()
}

fn with_pin(pin: &str) -> Settings {
    let pin = PinPreset { pin: pin.to_owned().into(), retries: 8, force_change: false };
    Settings { pin: Some(pin), ..Settings::default() }
}

fn pin(text: &str) -> Pin {
    Pin::new(text.as_bytes().to_vec().into()).unwrap()
}

/// Answers PIN questions from a list, and keeps what was shown.
struct Person {
    controls: Controls,
    pins: Vec<&'static str>,
    on_touch: Box<dyn FnMut()>,
    shown: Vec<RegistrationView>,
}

impl Face for Person {
    fn show(&mut self, view: &RegistrationView) {
        match &view.moment {
            Moment::EnterPin { prompt, .. } => match self.pins.pop() {
                Some(text) => self.controls.answer(*prompt, Answer::Pin(pin(text))),
                None => self.controls.cancel(),
            },
            Moment::SetPin { prompt, .. } => {
                let new = self.pins.pop().unwrap();
                self.controls.answer(*prompt, Answer::NewPin(pin(new)));
            }
            Moment::ChangePin { prompt, .. } => {
                let current = pin(self.pins.pop().unwrap());
                let new = pin(self.pins.pop().unwrap());
                self.controls.answer(*prompt, Answer::PinChange { current, new });
            }
            Moment::TouchKey { .. } => (self.on_touch)(),
            Moment::TryAgain { .. }
            | Moment::InsertKey { reason: InsertReason::TakenOutUnanswered } => {
                self.controls.cancel();
            }
            _ => {}
        }
        self.shown.push(view.clone());
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

/// Runs a registration; PINs are answered last first.
fn register(
    keys: Vec<PracticeKey>,
    request: RegistrationRequest,
    pins: &[&'static str],
    on_touch: impl FnMut() + 'static,
) -> (Outcome, Vec<Moment>) {
    let driver = Driver::new();
    let controls = driver.controls();
    for key in keys {
        let id = ctap::Authenticator::id(&key).clone();
        let open: Opener = Box::new(move || Ok(Box::new(key)));
        controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
    }
    controls.arrived(Arrival::Surveyed);
    let mut person = Person {
        controls,
        pins: pins.iter().rev().copied().collect(),
        on_touch: Box::new(on_touch),
        shown: Vec::new(),
    };
    let limit = Duration::from_secs(60);
    let entropy = Box::new(SystemEntropy::new());
    let outcome = driver.register(request, entropy, limit, &mut person);
    (outcome, person.shown.into_iter().map(|view| view.moment).collect())
}

fn created(outcome: Outcome) -> Box<Created> {
    let Outcome::Created(created) = outcome else { panic!("{outcome:?}") };
    created
}

fn ended(outcome: Outcome) -> Ended {
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    ended
}

fn auth_data(response: &[u8]) -> Vec<u8> {
    decode(response).unwrap().value.get(2).unwrap().as_bytes().unwrap().to_vec()
}

fn credential_id(created: &Created) -> Vec<u8> {
    auth_data(&created.response)[55..119].to_vec()
}

#[test]
fn a_new_key_gets_its_pin_and_its_first_credential_in_one_go() {
    let folder = tempfile::tempdir().unwrap();
    let key = open(folder.path(), Settings::default(), touching());
    let (outcome, moments) = register(vec![key], request(1), &["2468"], || {});
    let created = created(outcome);
    assert!(moments.iter().any(|moment| matches!(moment, Moment::SetPin { .. })));
    assert!(moments.iter().any(|moment| matches!(moment, Moment::TouchKey { .. })));
    assert_eq!(created.pin_changed_on.len(), 1);
    assert!(created.discoverable);
    // User present and verified, attested data and extensions there.
    assert_eq!(auth_data(&created.response)[32], 0xC5);
    let Proof::Signed { response, .. } = &created.proof else { panic!("{:?}", created.proof) };
    assert_eq!(auth_data(response)[32], 0);
}

#[test]
fn a_wrong_pin_costs_a_try_and_is_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let key = open(folder.path(), with_pin("2468"), touching());
    let (outcome, moments) = register(vec![key], request(1), &["1357", "2468"], || {});
    created(outcome);
    let asked: Vec<_> = moments
        .iter()
        .filter_map(|moment| match moment {
            Moment::EnterPin { retries, reason, .. } => Some((*retries, *reason)),
            _ => None,
        })
        .collect();
    assert_eq!(asked, [(Some(8), PinReason::UserVerification), (Some(7), PinReason::WrongPin)]);
    let reopened = open(folder.path(), Settings::default(), touching());
    assert_eq!(reopened.pin_retries(), 8);
}

#[test]
fn three_wrong_pins_ask_for_the_key_to_be_taken_out() {
    let folder = tempfile::tempdir().unwrap();
    let key = open(folder.path(), with_pin("2468"), touching());
    let (outcome, _) = register(vec![key], request(1), &["1111", "2222", "3333"], || {});
    assert!(matches!(ended(outcome).failure, Failure::PowerCycleNeeded(_)));
    let key = open(folder.path(), Settings::default(), touching());
    assert_eq!(key.pin_retries(), 5);
    created(register(vec![key], request(1), &["2468"], || {}).0);
}

#[test]
fn a_blocked_key_is_told_before_any_pin() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = with_pin("2468");
    settings.pin.as_mut().unwrap().retries = 0;
    let key = open(folder.path(), settings, touching());
    let (outcome, moments) = register(vec![key], request(1), &[], || {});
    let failure = ended(outcome).failure;
    assert!(matches!(failure, Failure::Unusable { why: Unusable::PinBlocked, .. }), "{failure:?}");
    assert!(!moments.iter().any(|moment| matches!(moment, Moment::EnterPin { .. })));
}

#[test]
fn a_pin_that_must_be_changed_is_changed_on_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { min_pin_length: 6, ..with_pin("2468") };
    let key = open(folder.path(), settings, touching());
    let (outcome, moments) = register(vec![key], request(1), &["2468", "246810"], || {});
    assert_eq!(created(outcome).pin_changed_on.len(), 1);
    assert!(moments.iter().any(|moment| matches!(moment, Moment::ChangePin { .. })));
}

#[test]
fn a_full_key_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { max_resident_keys: 0, ..with_pin("2468") };
    let key = open(folder.path(), settings, touching());
    let (outcome, _) = register(vec![key], request(1), &["2468"], || {});
    let failure = ended(outcome).failure;
    assert!(matches!(failure, Failure::Unusable { why: Unusable::Full, .. }), "{failure:?}");
}

#[test]
fn an_exclude_list_of_a_hundred_is_found_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let key = open(folder.path(), with_pin("2468"), touching());
    let mut exclude: Vec<Vec<u8>> = (0..100).map(|number| vec![number; 64]).collect();
    let absent = RegistrationRequest { exclude: exclude.clone(), ..request(1) };
    let first = created(register(vec![key], absent, &["2468"], || {}).0);
    exclude[87] = credential_id(&first);
    let key = open(folder.path(), Settings::default(), touching());
    let present = RegistrationRequest { exclude, ..request(2) };
    let (outcome, _) = register(vec![key], present, &["2468"], || {});
    let failure = ended(outcome).failure;
    let already =
        matches!(&failure, Failure::Unusable { why: Unusable::AlreadyRegistered { .. }, .. });
    assert!(already, "{failure:?}");
}

#[test]
fn a_key_pulled_out_at_the_touch_is_named_and_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = open(folder.path(), with_pin("2468"), Habit::never_touches());
    let plug = key.plug();
    let (outcome, moments) = register(vec![key], request(1), &["2468"], move || plug.pull());
    let ended = ended(outcome);
    let reason = InsertReason::TakenOutUnanswered;
    assert!(moments.contains(&Moment::InsertKey { reason }), "{moments:?}");
    assert_eq!(ended.possibly_on.len(), 1);
    let mut key = open(folder.path(), Settings::default(), touching());
    let info = ctap::Authenticator::send_cbor(&mut key, &[4], Duration::from_secs(5), &mut |_| {});
    let info = decode(&info.unwrap()[1..]).unwrap().value;
    assert_eq!(info.get(0x14).and_then(Value::as_u64), Some(25));
}

#[test]
fn a_declined_touch_asks_whether_to_try_again() {
    let folder = tempfile::tempdir().unwrap();
    let key = open(folder.path(), with_pin("2468"), Habit::declines());
    let (outcome, moments) = register(vec![key], request(1), &["2468"], || {});
    assert_eq!(ended(outcome).failure, Failure::Cancelled);
    assert!(
        moments
            .iter()
            .any(|moment| matches!(moment, Moment::TryAgain { why: AgainReason::Declined, .. }))
    );
}

#[test]
fn of_several_keys_the_touched_one_is_taken() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let never = open(folders[0].path(), with_pin("2468"), Habit::never_touches());
    let touched = open(folders[1].path(), with_pin("1357"), touching());
    let touched = touched.named(AuthenticatorId::new("practice-b"));
    let (outcome, moments) = register(vec![never, touched], request(1), &["1357"], || {});
    assert_eq!(created(outcome).authenticator.as_str(), "practice-b");
    assert!(moments.iter().any(|moment| matches!(moment, Moment::SelectByTouch { .. })));
}
