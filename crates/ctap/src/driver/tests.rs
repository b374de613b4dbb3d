use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use webauthn::cbor::{Value, encode};

use super::{Arrival, Controls, Driver, Face, Opener};
use crate::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Keepalive, SystemEntropy,
    TransportError,
    ceremony::{
        Afterwards, Failure, Malformed, Moment, Outcome, RegistrationRequest, RegistrationView,
        RelyingParty, ResidentKeyRequirement, Unusable, User, UserVerificationRequirement, Verdict,
        WhenUnusable,
    },
    tests::{Answer, Scripted},
};

type OnMake = fn(&AtomicBool, &mut dyn FnMut(Keepalive)) -> Answer;

/// A key that can keep passkeys, and does this when it is to make one.
fn key(id: &AuthenticatorId, on_make: OnMake) -> Scripted {
    Scripted::new(id.clone(), move |request, cancelled, events| match request[0] {
        0x04 => {
            let info: Value = [
                (1, Value::from(vec![Value::from("FIDO_2_1")])),
                (3, Value::from([0u8; 16])),
                (4, [("rk", Value::from(true))].into_iter().collect()),
            ]
            .into_iter()
            .collect();
            Ok([vec![0], encode(&info)].concat())
        }
        0x01 => on_make(cancelled, events),
        other => panic!("command {other:#04x}"),
    })
}

fn request() -> RegistrationRequest {
    RegistrationRequest {
        client_data_hash: [1; 32],
        rp: RelyingParty { id: "example.org".to_owned(), name: String::new() },
        user: User { id: vec![1], name: "u".to_owned(), display_name: String::new() },
        algorithms: vec![-7],
        exclude: Vec::new(),
        resident_key: ResidentKeyRequirement::Required,
        user_verification: UserVerificationRequirement::Discouraged,
        cred_protect: None,
        hmac_secret: false,
        min_pin_length: false,
        enterprise_attestation: None,
        touch_deadline: Duration::from_secs(30),
        when_unusable: WhenUnusable::End,
        afterwards: Afterwards::Nothing,
    }
}

/// Cancels at a moment, where told to; keeps what was shown.
struct Watcher {
    controls: Controls,
    cancel_at: fn(&Moment) -> bool,
    shown: Vec<RegistrationView>,
}

impl Face for Watcher {
    fn show(&mut self, view: &RegistrationView) {
        if (self.cancel_at)(&view.moment) {
            self.controls.cancel();
        }
        self.shown.push(view.clone());
    }
    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

fn run(on_make: OnMake, cancel_at: fn(&Moment) -> bool) -> (Outcome, Vec<RegistrationView>) {
    let driver = Driver::new();
    let id = AuthenticatorId::new("usb:1");
    let key = key(&id, on_make);
    let controls = driver.controls();
    controls.arrived(Arrival::Attached(
        id,
        AuthenticatorTransport::Usb,
        Box::new(move || Ok(Box::new(key))),
    ));
    controls.arrived(Arrival::Surveyed);
    let mut watcher = Watcher { controls, cancel_at, shown: Vec::new() };
    let limit = Duration::from_secs(20);
    let outcome = driver.register(request(), Box::new(SystemEntropy::new()), limit, &mut watcher);
    (outcome, watcher.shown)
}

#[test]
fn a_touch_is_shown_only_when_the_key_waits_for_it() {
    let (outcome, shown) = run(
        |_, events| {
            events(Keepalive::Processing);
            events(Keepalive::UpNeeded);
            Ok(vec![0, 0xA0])
        },
        |_| false,
    );
    let Outcome::Created(created) = outcome else { panic!("{outcome:?}") };
    assert_eq!(created.response, [0xA0]);
    assert!(shown.iter().any(|view| matches!(view.moment, Moment::TouchKey { .. })));
    assert!(shown.windows(2).all(|pair| pair[0].revision < pair[1].revision));
}

#[test]
fn cancelling_reaches_a_key_that_waits_for_a_touch() {
    let (outcome, _) = run(
        |cancelled, events| {
            events(Keepalive::UpNeeded);
            let start = Instant::now();
            while !cancelled.load(Ordering::SeqCst) && start.elapsed() < Duration::from_secs(10) {
                thread::sleep(Duration::from_millis(5));
            }
            Ok(vec![0x2D])
        },
        |moment| matches!(moment, Moment::TouchKey { .. }),
    );
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert_eq!(ended.failure, Failure::Cancelled);
    assert!(ended.possibly_on.is_empty());
}

#[test]
fn a_touch_quicker_than_the_cancel_is_not_lost() {
    let (outcome, _) = run(
        |_, events| {
            events(Keepalive::UpNeeded);
            thread::sleep(Duration::from_millis(50));
            Ok(vec![0, 0xA0])
        },
        |moment| matches!(moment, Moment::TouchKey { .. }),
    );
    let Outcome::Created(created) = outcome else { panic!("{outcome:?}") };
    assert!(created.after_cancel);
}

#[test]
fn an_answer_that_came_before_the_removal_was_noticed_is_not_lost() {
    let driver = Driver::new();
    let id = AuthenticatorId::new("nfc:1");
    let on_make: OnMake = |_, events| {
        events(Keepalive::UpNeeded);
        thread::sleep(Duration::from_millis(100));
        Ok(vec![0, 0xA0])
    };
    let key = key(&id, on_make);
    let controls = driver.controls();
    let open: Opener = Box::new(move || Ok(Box::new(key)));
    controls.arrived(Arrival::Attached(id.clone(), AuthenticatorTransport::Nfc, open));
    controls.arrived(Arrival::Surveyed);
    struct Puller(Controls, AuthenticatorId);
    impl Face for Puller {
        fn show(&mut self, view: &RegistrationView) {
            if matches!(view.moment, Moment::TouchKey { .. }) {
                self.0.arrived(Arrival::Removed(self.1.clone()));
            }
        }
        fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
            Verdict::Admitted
        }
    }
    let limit = Duration::from_secs(20);
    let entropy = Box::new(SystemEntropy::new());
    let outcome = driver.register(request(), entropy, limit, &mut Puller(controls, id));
    assert!(matches!(outcome, Outcome::Created(_)), "{outcome:?}");
}

#[test]
fn a_panic_in_a_transport_is_that_keys_end_only() {
    let (outcome, _) = run(|_, _| panic!("a transport's bug"), |_| false);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(
        ended.failure,
        Failure::Unusable { why: Unusable::Transport(TransportError::Io { .. }), .. }
    ));
    assert_eq!(ended.possibly_on.len(), 1);
}

#[test]
fn an_empty_response_is_nonsense_and_no_crash() {
    let (outcome, _) = run(|_, _| Ok(Vec::new()), |_| false);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(
        ended.failure,
        Failure::Unusable { why: Unusable::Malformed(Malformed::Response(_)), .. }
    ));
}

#[test]
fn a_key_that_does_not_open_is_told_apart_from_no_key() {
    let driver = Driver::new();
    let controls = driver.controls();
    let id = AuthenticatorId::new("usb:1");
    controls.arrived(Arrival::Attached(
        id,
        AuthenticatorTransport::Usb,
        Box::new(|| Err(TransportError::Denied)),
    ));
    controls.arrived(Arrival::Surveyed);
    let mut watcher = Watcher { controls, cancel_at: |_| false, shown: Vec::new() };
    let limit = Duration::from_secs(20);
    let outcome = driver.register(request(), Box::new(SystemEntropy::new()), limit, &mut watcher);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(ended.failure, Failure::NotOpen { .. }));
}

#[test]
fn no_key_at_all_ends_when_the_time_is_up() {
    let driver = Driver::new();
    let controls = driver.controls();
    controls.arrived(Arrival::Surveyed);
    let mut watcher = Watcher { controls, cancel_at: |_| false, shown: Vec::new() };
    let limit = Duration::from_millis(50);
    let outcome = driver.register(request(), Box::new(SystemEntropy::new()), limit, &mut watcher);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert_eq!(ended.failure, Failure::TimedOut);
    assert!(watcher.shown.iter().any(|view| matches!(view.moment, Moment::InsertKey { .. })));
}

#[test]
fn a_flood_of_keep_alives_does_not_keep_a_cancel_from_the_key() {
    // The first CANCEL is lost on the way; the key goes on saying that it waits.
    let (outcome, shown) = run(
        |cancelled, events| {
            let start = Instant::now();
            let mut lost = false;
            while start.elapsed() < Duration::from_secs(10) {
                events(Keepalive::UpNeeded);
                thread::sleep(Duration::from_millis(1));
                if cancelled.swap(false, Ordering::SeqCst) {
                    if lost {
                        return Ok(vec![0x2D]);
                    }
                    lost = true;
                }
            }
            Ok(vec![0, 0xA0])
        },
        |moment| matches!(moment, Moment::TouchKey { .. }),
    );
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert_eq!(ended.failure, Failure::Cancelled);
    assert!(shown.len() < 10);
}

#[test]
fn a_limit_no_clock_can_hold_is_none() {
    let driver = Driver::new();
    let controls = driver.controls();
    controls.arrived(Arrival::Surveyed);
    let cancel_at: fn(&Moment) -> bool = |moment| matches!(moment, Moment::InsertKey { .. });
    let mut watcher = Watcher { controls, cancel_at, shown: Vec::new() };
    let outcome =
        driver.register(request(), Box::new(SystemEntropy::new()), Duration::MAX, &mut watcher);
    let Outcome::Ended(ended) = outcome else { panic!("{outcome:?}") };
    assert_eq!(ended.failure, Failure::Cancelled);
}
