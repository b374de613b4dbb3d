use std::time::Duration;

use ctap::{
    AuthenticatorTransport, Entropy, PinRejection, SystemEntropy,
    ceremony::{
        Afterwards, Failure, Outcome, RegistrationRequest, RelyingParty, ResidentKeyRequirement,
        User, UserVerificationRequirement, WhenUnusable,
    },
    driver::{Arrival, Driver, Opener},
};
use practice::key::{PracticeKey, Settings, firmware::PinPreset, presence::Habit};
use zeroize::Zeroizing;

use super::*;

fn request() -> RegistrationRequest {
    RegistrationRequest {
        client_data_hash: [1; 32],
        rp: RelyingParty { id: "example.org".to_owned(), name: String::new() },
        user: User { id: vec![1], name: "u".to_owned(), display_name: String::new() },
        algorithms: vec![-7],
        exclude: Vec::new(),
        resident_key: ResidentKeyRequirement::Preferred,
        user_verification: UserVerificationRequirement::Required,
        cred_protect: None,
        hmac_secret: false,
        min_pin_length: false,
        enterprise_attestation: None,
        touch_deadline: Duration::from_secs(5),
        when_unusable: WhenUnusable::End,
        afterwards: Afterwards::Nothing,
    }
}

/// A ceremony with a practice key that has this PIN and these tries.
fn ceremony(
    preset: Option<(&str, u8)>,
    given: Option<&str>,
    scene: Scene,
) -> (Outcome, Option<Stopped>, u8) {
    let folder = tempfile::tempdir().unwrap();
    let open = |pin: Option<PinPreset>| {
        let settings = Settings { pin, ..Settings::default() };
        let touch = Box::new(Habit::touches_after(Duration::ZERO));
        PracticeKey::open_or_create(folder.path(), settings, touch).unwrap()
    };
    let preset = preset.map(|(pin, retries)| PinPreset {
        pin: pin.to_owned().into(),
        retries,
        force_change: false,
    });
    let key = open(preset);
    let driver = Driver::new();
    let controls = driver.controls();
    let id = AuthenticatorId::new("practice");
    let opener: Opener = Box::new(move || Ok(Box::new(key)));
    controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, opener));
    controls.arrived(Arrival::Surveyed);
    let given = given.map(|pin| Zeroizing::new(pin.as_bytes().to_vec()));
    let mut gate = PolicyGate::default();
    let known = Beforehand::new(scene, given, Patience::None);
    let mut face = Unattended::new(controls, Names::default(), known, &mut gate);
    let entropy: Box<dyn Entropy> = Box::new(SystemEntropy::new());
    let outcome = driver.register(request(), entropy, Duration::from_secs(20), &mut face);
    // The thread of the key lets go of the folder when the driver is gone.
    let left = loop {
        let settings = Settings::default();
        let touch = Box::new(Habit::never_touches());
        match PracticeKey::open_or_create(folder.path(), settings, touch) {
            Ok(key) => break key.pin_retries(),
            Err(practice::PracticeError::InUse(_)) => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) => panic!("{error}"),
        }
    };
    (outcome, face.into_stopped(), left)
}

#[test]
fn a_pin_that_was_given_registers() {
    let (outcome, stopped, _) = ceremony(Some(("1234", 8)), Some("1234"), Scene::Real);
    assert!(matches!(outcome, Outcome::Created(_)), "{outcome:?}");
    assert_eq!(stopped, None);
}

#[test]
fn a_wrong_pin_is_tried_once_and_not_again() {
    let (outcome, stopped, left) = ceremony(Some(("1234", 8)), Some("4321"), Scene::Real);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert_eq!(ended.failure, Failure::Cancelled);
    assert_eq!(stopped, Some(Stopped::WrongPin { retries: Some(7) }));
    assert_eq!(left, 7);
}

#[test]
fn without_a_pin_no_try_is_spent() {
    let (_, stopped, left) = ceremony(Some(("1234", 8)), None, Scene::Real);
    assert_eq!(stopped, Some(Stopped::PinWanted));
    assert_eq!(left, 8);
}

#[test]
fn a_key_that_is_nobodys_practice_gets_no_pin_from_a_descriptor() {
    let (outcome, stopped, _) = ceremony(None, Some("1234"), Scene::Real);
    assert_eq!(stopped, Some(Stopped::PinNotSet));
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert!(ended.pin_changed_on.is_empty());
}

#[test]
fn the_practice_key_takes_its_first_pin_from_a_descriptor() {
    let (outcome, _, _) = ceremony(None, Some("1234"), Scene::Practice);
    let Outcome::Created(created) = outcome else { panic!("{outcome:?}") };
    assert_eq!(created.pin_changed_on.len(), 1);
    let (_, stopped, _) = ceremony(None, Some("123"), Scene::Practice);
    let short = PinRejection::TooShort { min: 4 };
    assert_eq!(stopped, Some(Stopped::NewPinRejected(short)));
}

#[test]
fn a_blocked_key_is_not_asked_anything() {
    let (outcome, stopped, _) = ceremony(Some(("1234", 0)), Some("1234"), Scene::Real);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(
        ended.failure,
        Failure::Unusable { why: ctap::ceremony::Unusable::PinBlocked, .. }
    ));
    assert_eq!(stopped, None);
}

#[test]
fn no_key_is_the_end_where_nobody_can_bring_one() {
    let driver = Driver::new();
    let controls = driver.controls();
    controls.arrived(Arrival::Surveyed);
    let mut gate = PolicyGate::default();
    let known = Beforehand::new(Scene::Real, None, Patience::None);
    let mut face = Unattended::new(controls, Names::default(), known, &mut gate);
    let entropy: Box<dyn Entropy> = Box::new(SystemEntropy::new());
    driver.register(request(), entropy, Duration::from_secs(20), &mut face);
    assert_eq!(face.into_stopped(), Some(Stopped::NoKey));
}
