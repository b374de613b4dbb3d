use ctap::{
    Authenticator, AuthenticatorInfo, AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{Answer, Moment, RegistrationView, Unusable, Verdict},
    driver::{Arrival, Controls, Opener},
};
use practice::{
    PracticeError,
    key::{PracticeKey, Settings, firmware::PinPreset, presence::Habit},
};
use serde_json::json;
use tempfile::TempDir;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};

use super::*;
use crate::{Prepared, Terms};

const NOW: Timestamp = Timestamp(1_790_000_000);

/// A practice key with the PIN 1234.
struct Desk(TempDir);

struct KnowsThePin(Controls, Verdict);

impl Face for KnowsThePin {
    fn show(&mut self, view: &RegistrationView) {
        if let Moment::EnterPin { prompt, .. } = view.moment {
            let pin = Pin::new(b"1234".to_vec().into()).unwrap();
            self.0.answer(prompt, Answer::Pin(pin));
        }
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        self.1
    }
}

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The last ceremony's thread may still be putting the key away.
    fn key(&self) -> PracticeKey {
        loop {
            let pin = PinPreset { pin: "1234".to_owned().into(), retries: 8, force_change: false };
            let settings = Settings { pin: Some(pin), ..Settings::default() };
            let presence = Box::new(Habit::touches_after(Duration::ZERO));
            match PracticeKey::open_or_create(self.0.path(), settings, presence) {
                Err(PracticeError::InUse(_)) => std::thread::sleep(Duration::from_millis(5)),
                opened => return opened.unwrap(),
            }
        }
    }

    fn driver(&self, verdict: Verdict) -> (Driver, KnowsThePin) {
        let key = self.key();
        let id = key.id().clone();
        let driver = Driver::new();
        let controls = driver.controls();
        let open: Opener = Box::new(move || Ok(Box::new(key)));
        controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
        controls.arrived(Arrival::Surveyed);
        (driver, KnowsThePin(controls, verdict))
    }

    fn register(&self, user: &str) {
        let options = json!({
            "rp": { "id": "example.org", "name": "Example" },
            "user": { "id": user, "name": "ada@example.org", "displayName": "Ada" },
            "challenge": "Y2hhbGxlbmdlLW9mLXRoaXMtdGVzdA",
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
            "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        });
        let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
        let when_unusable = WhenUnusable::End;
        let terms = Terms { now: NOW, when_unusable, enterprise_attestation: Vec::new() };
        let prepared = Prepared::new(options, None, None, &terms).unwrap();
        let (driver, mut face) = self.driver(Verdict::Admitted);
        prepared.run(driver, Box::new(SystemEntropy::new()), &mut face).unwrap();
    }

    fn run(&self, removal: Removal) -> Removed {
        self.run_judging(removal, Verdict::Admitted)
    }

    fn run_judging(&self, removal: Removal, verdict: Verdict) -> Removed {
        let (driver, mut face) = self.driver(verdict);
        removal.run(driver, Box::new(SystemEntropy::new()), &mut face)
    }
}

fn rp() -> RpId {
    RpId::parse("example.org").unwrap()
}

fn user(handle: &[u8]) -> UserHandle {
    UserHandle::try_from(handle.to_vec()).unwrap()
}

#[test]
fn what_was_left_is_found_then_deleted_by_its_id_and_the_record_hears_of_it() {
    let desk = Desk::new();
    desk.register("AQIDBA");
    let leftovers = Removal::look_for_leftovers(&rp(), &user(&[1, 2, 3, 4]), &[]);
    let removed = desk.run(leftovers.clone());
    assert_eq!(removed.event(), None);
    let Finding::Found { credentials, .. } = removed.finding else { panic!("{removed:?}") };
    let [left] = credentials.as_slice() else { panic!("{credentials:?}") };
    assert_eq!(left.account.as_deref(), Some("ada@example.org"));
    let known = std::slice::from_ref(&left.credential_id);
    let known = desk.run(Removal::look_for_leftovers(&rp(), &user(&[1, 2, 3, 4]), known));
    assert!(matches!(known.finding, Finding::NotThere { .. }), "{known:?}");

    let removed = desk.run(Removal::delete(&rp(), &left.credential_id));
    let credential_id = webauthn::base64url::encode(left.credential_id.as_bytes());
    assert_eq!(removed.event(), Some(EventKind::Removed { credential_id }));
    let again = desk.run(leftovers);
    assert!(matches!(again.finding, Finding::NotThere { .. }), "{again:?}");
    assert_eq!(again.event(), None, "it may be the wrong key");
}

#[test]
fn a_wrong_key_says_of_which_model_it_is() {
    let (desk, other) = (Desk::new(), Desk::new());
    desk.register("AQIDBA");
    let removed = desk.run(Removal::look_for_leftovers(&rp(), &user(&[1, 2, 3, 4]), &[]));
    let Finding::Found { credentials, .. } = removed.finding else { panic!("{removed:?}") };
    let removed = other.run(Removal::look_for(&rp(), &credentials[0].credential_id));
    let Finding::NotThere { aaguid, .. } = removed.finding else { panic!("{removed:?}") };
    assert!(!aaguid.is_zero());
}

#[test]
fn a_face_can_leave_a_key_alone_that_cannot_be_the_one() {
    let desk = Desk::new();
    let removal = Removal::look_for(&rp(), &CredentialId::from(vec![1; 64]));
    let removed = desk.run_judging(removal, Verdict::NotAllowed);
    let Finding::Ended { failure: Failure::Unusable { why, .. }, .. } = removed.finding else {
        panic!("{removed:?}")
    };
    assert_eq!(why, Unusable::NotAllowed);
}
