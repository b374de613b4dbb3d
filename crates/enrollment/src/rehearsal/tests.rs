use std::{collections::BTreeSet, time::Duration};

use ctap::{
    Authenticator, AuthenticatorTransport, Canceller, Keepalive, Pin, StatusCode, SystemEntropy,
    TransportError,
    ceremony::{Answer, Failure, Moment, RegistrationView, Unusable, Verdict},
    driver::{Arrival, Controls, Opener},
};
use practice::key::{
    PRACTICE, PracticeKey, Settings,
    firmware::PinPreset,
    presence::{Habit, Presence},
};
use webauthn::{
    Check, Outcome, TrustAnchor,
    cbor::{Value, decode, encode},
    metadata::Consulted,
};
use zeroize::Zeroizing;

use super::*;
use crate::{
    OrganisationPolicy,
    rooms::{CommandCode, OpenTicket, PolicyGrounds},
    tenant::{self, PersonId},
};
use entra_policy::Registrant;

const NOW: Timestamp = Timestamp(1_790_000_000);

/// A key between the ceremony and the practice key, which changes what goes by.
struct Between {
    key: PracticeKey,
    tamper: Tamper,
}

/// Changes a request, or answers it itself.
type Tamper = fn(&[u8]) -> Result<Vec<u8>, Vec<u8>>;

impl Authenticator for Between {
    fn id(&self) -> &AuthenticatorId {
        self.key.id()
    }

    fn transport(&self) -> AuthenticatorTransport {
        self.key.transport()
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        match (self.tamper)(request) {
            Ok(request) => self.key.send_cbor(&request, deadline, events),
            Err(answer) => Ok(Zeroizing::new(answer)),
        }
    }

    fn send_msg(&mut self, apdu: &[u8], deadline: Duration) -> Result<Vec<u8>, TransportError> {
        self.key.send_msg(apdu, deadline)
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        self.key.wink()
    }

    fn canceller(&self) -> Canceller {
        self.key.canceller()
    }
}

/// A person who knows the PIN and may stop when a touch is asked for.
struct Person {
    controls: Controls,
    stops_at_the_touch: bool,
    pins: usize,
    touches: usize,
}

impl Face for Person {
    fn show(&mut self, view: &RegistrationView) {
        if let Moment::EnterPin { prompt, .. } = view.moment {
            self.pins += 1;
            let pin = Pin::new(b"1234".to_vec().into()).unwrap();
            self.controls.answer(prompt, Answer::Pin(pin));
        }
        if let Moment::TouchKey { .. } = view.moment {
            self.touches += 1;
            if self.stops_at_the_touch {
                self.controls.cancel();
            }
        }
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

/// A key in front of a person.
struct Desk {
    folder: tempfile::TempDir,
    settings: Settings,
    presence: Box<dyn Presence>,
    tamper: Tamper,
    stops_at_the_touch: bool,
}

impl Desk {
    fn new(settings: Settings) -> Self {
        let presence = Box::new(Habit::touches_after(Duration::ZERO));
        let folder = tempfile::tempdir().unwrap();
        let tamper: Tamper = |request| Ok(request.to_vec());
        Self { folder, settings, presence, tamper, stops_at_the_touch: false }
    }

    fn rehearse(self) -> (Result<Rehearsed, Box<Ended>>, Person, tempfile::TempDir) {
        let Self { folder, settings, presence, tamper, stops_at_the_touch } = self;
        let key = PracticeKey::open_or_create(folder.path(), settings, presence).unwrap();
        let driver = Driver::new();
        let controls = driver.controls();
        let open: Opener = Box::new(move || Ok(Box::new(Between { key, tamper })));
        let id = AuthenticatorId::new(PRACTICE);
        controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
        controls.arrived(Arrival::Surveyed);
        let mut person = Person { controls, stops_at_the_touch, pins: 0, touches: 0 };
        let mut entropy = SystemEntropy::new();
        let rehearsal = Rehearsal::new(&mut entropy, WhenUnusable::End, NOW).unwrap();
        let outcome = rehearsal.run(driver, Box::new(entropy), &mut person);
        (outcome, person, folder)
    }
}

fn with_pin() -> Settings {
    let pin = PinPreset { pin: "1234".to_owned().into(), retries: 8, force_change: false };
    Settings { pin: Some(pin), ..Settings::default() }
}

fn basis(anchors: &[TrustAnchor]) -> Basis<'_> {
    Basis { trust_anchors: anchors, policy: None, metadata: Consulted::Nothing, now: NOW }
}

#[test]
fn a_key_shows_its_attestation_without_a_pin_and_keeps_nothing() {
    // makeCredUvNotRqd (CTAP 2.1 §6.4): a PIN is set, and is not asked for.
    for settings in [with_pin(), Settings::default()] {
        let (rehearsed, person, folder) = Desk::new(settings).rehearse();
        let rehearsed = rehearsed.unwrap();
        assert_eq!((person.pins, person.touches), (0, 1));
        let (before, after) = rehearsed.room();
        assert_eq!((before.is_some(), before), (true, after));
        assert_eq!(rehearsed.kept(), Kept::Nothing);
        let pem = std::fs::read_to_string(folder.path().join("practice-root.pem")).unwrap();
        let root = TrustAnchor::from_text(&pem).unwrap();
        let judgement = rehearsed.judge(&basis(&[root]));
        assert_eq!(judgement.verdict, webauthn::Verdict::Admitted, "{judgement:#?}");
        assert_eq!(judgement.attestation.fmt.as_deref(), Some("packed"));
        assert_eq!(judgement.attestation.trusted, Some(true));
    }
}

/// A key that makes nothing without its person: alwaysUv, or merely no makeCredUvNotRqd.
fn insisting(always_uv: bool) -> Vec<u8> {
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true)];
    let options = options.into_iter().chain(always_uv.then_some(("alwaysUv", true)));
    let options = options.map(|(id, on)| (id, Value::from(on))).collect();
    let info: [(u8, Value); 4] = [
        (0x01, vec![Value::from("FIDO_2_1")].into()),
        (0x03, [7; 16].into()),
        (0x04, options),
        (0x06, vec![Value::from(2)].into()),
    ];
    [&[0][..], &encode(&info.into_iter().collect())].concat()
}

#[test]
fn a_key_that_insists_on_its_person_is_given_the_pin_once() {
    let tampers: [Tamper; 2] = [
        |request| if request[0] == 0x04 { Err(insisting(true)) } else { Ok(request.to_vec()) },
        |request| if request[0] == 0x04 { Err(insisting(false)) } else { Ok(request.to_vec()) },
    ];
    for tamper in tampers {
        let (rehearsed, person, _folder) = Desk { tamper, ..Desk::new(with_pin()) }.rehearse();
        let rehearsed = rehearsed.unwrap();
        assert_eq!((person.pins, person.touches), (1, 1));
        // It tells no count, and finds nothing.
        assert_eq!((rehearsed.room(), rehearsed.kept()), ((None, None), Kept::Nothing));
        let judgement = rehearsed.judge(&basis(&[]));
        let invalid = judgement.findings.iter().any(|one| one.outcome == Outcome::Fail);
        assert!(!invalid, "{judgement:#?}");
    }
}

/// Makes every makeCredential one for a discoverable credential.
fn keeps_it_all_the_same(request: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    if request[0] != 0x01 {
        return Ok(request.to_vec());
    }
    let Value::Map(mut parameters) = decode(&request[1..]).unwrap().value else { panic!() };
    parameters.push((0x07.into(), [("rk", Value::from(true))].into_iter().collect()));
    Ok([&[0x01][..], &encode(&Value::Map(parameters))].concat())
}

#[test]
fn a_key_that_keeps_something_is_told_apart() {
    let desk = Desk { tamper: keeps_it_all_the_same, ..Desk::new(Settings::default()) };
    let (rehearsed, ..) = desk.rehearse();
    let rehearsed = rehearsed.unwrap();
    assert_eq!(rehearsed.kept(), Kept::Something);
    let (before, after) = rehearsed.room();
    assert_eq!(before.unwrap() - 1, after.unwrap());
}

#[test]
fn a_key_that_does_not_tell_what_it_keeps_is_not_said_to_keep_nothing() {
    // Members of CTAP 2.0 only, and every assertion refused.
    let desk = Desk {
        tamper: |request| match request[0] {
            0x02 => Err(vec![StatusCode::OperationDenied.into()]),
            0x04 => {
                let info =
                    [(0x01u8, Value::from(vec![Value::from("FIDO_2_0")])), (0x03, [7; 16].into())];
                Err([&[0][..], &encode(&info.into_iter().collect())].concat())
            }
            _ => Ok(request.to_vec()),
        },
        ..Desk::new(Settings::default())
    };
    let (rehearsed, ..) = desk.rehearse();
    assert_eq!(rehearsed.unwrap().kept(), Kept::Unknown);
}

#[test]
fn a_key_of_the_first_generation_is_asked_for_nothing() {
    let desk = Desk {
        tamper: |request| match request[0] {
            0x04 => Err(vec![StatusCode::InvalidCommand.into()]),
            _ => panic!("asked for something"),
        },
        ..Desk::new(Settings::default())
    };
    let (outcome, person, _folder) = desk.rehearse();
    let Failure::Unusable { why, .. } = outcome.unwrap_err().failure else { panic!() };
    assert_eq!((why, person.touches), (Unusable::NotCtap2, 0));
}

#[test]
fn a_touch_that_a_person_stops_leaves_nothing() {
    let touched = Desk::new(Settings::default());
    let presence = Box::new(Habit::touches_after(Duration::from_secs(600)));
    let desk = Desk { presence, stops_at_the_touch: true, ..touched };
    let (outcome, person, _folder) = desk.rehearse();
    let ended = outcome.unwrap_err();
    assert_eq!((&ended.failure, person.touches), (&Failure::Cancelled, 1));
    assert!(ended.possibly_on.is_empty());
}

#[test]
fn nobody_is_signed_in_anywhere_by_what_was_made() {
    let rehearsal = Rehearsal::new(&mut SystemEntropy::new(), WhenUnusable::End, NOW).unwrap();
    assert_eq!(rehearsal.0.rp_id(), RP_ID);
    assert!(RP_ID.ends_with(".invalid"), "RFC 2606 §2");
    let other = Rehearsal::new(&mut SystemEntropy::new(), WhenUnusable::End, NOW).unwrap();
    let challenge = |one: &Rehearsal| one.0.options().challenge.as_bytes().to_vec();
    assert_ne!(challenge(&rehearsal), challenge(&other));
}

#[test]
fn its_count_or_its_silence_alone_says_what_is_kept() {
    let traces = |remaining, discoverable| Some(Traces { remaining, discoverable });
    for (before, after, found, expected) in [
        (Some(5), Some(5), Found::No, Kept::Nothing),
        (Some(5), Some(5), Found::NotSaid, Kept::Nothing),
        (None, None, Found::No, Kept::Nothing),
        (Some(5), None, Found::NotSaid, Kept::Unknown),
        (Some(5), Some(4), Found::No, Kept::Unknown),
        (Some(5), Some(4), Found::NotSaid, Kept::Something),
        (Some(5), Some(5), Found::Yes, Kept::Something),
        (None, None, Found::NotSaid, Kept::Unknown),
    ] {
        assert_eq!(kept(before, traces(after, found)), expected, "{before:?} {after:?} {found:?}");
    }
    assert_eq!(kept(Some(5), None), Kept::Unknown);
}

#[test]
fn every_link_of_a_rehearsal_is_in_its_judgement() {
    let (rehearsed, ..) = Desk::new(Settings::default()).rehearse();
    let judgement = rehearsed.unwrap().judge(&basis(&[]));
    for check in Check::VERIFICATION {
        assert!(judgement.findings.iter().any(|one| one.check == check), "{check:?}");
    }
}

/// The policy that everybody is in, and that admits the practice key's model with its attestation.
fn grounds(root: &str) -> PolicyGrounds {
    let document = json!({
        "id": "Fido2", "state": "enabled", "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [{ "id": "all_users", "targetType": "group" }],
        "isAttestationEnforced": true,
        "keyRestrictions": { "isEnforced": false, "enforcementType": "allow", "aaGuids": [] },
    });
    let person = tenant::Person {
        id: PersonId("6ff0dd13-8a8b-4b5a-9c0e-0f1e7c4f5a01".to_owned()),
        display_name: "Ada".to_owned(),
        user_principal_name: "ada@example.org".to_owned(),
        groups: Some(BTreeSet::new()),
    };
    let policy = OrganisationPolicy::for_person(&document, &person, Registrant::Oneself).unwrap();
    let trust_anchors = vec![TrustAnchor::from_text(root).unwrap()];
    PolicyGrounds { organisation: "Example".to_owned(), policy, trust_anchors }
}

#[test]
fn what_a_key_showed_is_diagnosed_and_nobodys_verification_is_missed() {
    let (rehearsed, _, folder) = Desk::new(Settings::default()).rehearse();
    let rehearsed = rehearsed.unwrap();
    let root = std::fs::read_to_string(folder.path().join("practice-root.pem")).unwrap();
    let (key, recorded) = (rehearsed.authenticator().clone(), rehearsed.recorded());
    let table = OpenTicket::default();
    let view = table.lay(Some((key, recorded)), || Ok(grounds(&root)), NOW).unwrap();
    let shown = view.shown.unwrap();
    assert_eq!(shown.judgement.verdict, webauthn::Verdict::Admitted, "{:#?}", shown.judgement);
    assert_eq!((view.rehearsed, view.name), (true, None));
    assert_eq!(view.given.policy.as_deref(), Some("Example"));
    assert_eq!(shown.judgement.attestation.trusted, Some(true));

    let nothing = table.lay(None, || panic!("of nothing nobody is asked"), NOW);
    assert_eq!(nothing.unwrap_err().code, CommandCode::Gone);
}

#[test]
fn a_real_key_is_held_against_nobodys_policy() {
    let (rehearsed, ..) = Desk::new(Settings::default()).rehearse();
    let shown = (AuthenticatorId::new("usb:1-2"), rehearsed.unwrap().recorded());
    let view = OpenTicket::default().lay(Some(shown), || panic!("nobody is asked"), NOW).unwrap();
    assert_eq!(view.given.policy, None);
}
