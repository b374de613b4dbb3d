//! A rehearsal with the same three keys, and with hostile ones: the attestation is seen, the key keeps
//! nothing, and a touch that never comes leaves nothing behind.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use ctap::driver::Opener;
use enrollment::{
    Basis,
    rehearsal::{Kept, Rehearsal, Rehearsed},
};
use test_keys::hostile::{self, KINDS};
use webauthn::{Verdict as Judged, metadata::Consulted};

use super::*;
use crate::keys::{Kind, memory_opener};

/// Rehearses, and stops after this long.
fn rehearse(open: Opener, patience: Duration) -> (Result<Rehearsed, Box<Ended>>, Vec<Moment>) {
    let driver = Driver::new();
    let controls = driver.controls();
    let transport = ctap::AuthenticatorTransport::Usb;
    controls.arrived(Arrival::Attached(AuthenticatorId::new("key"), transport, open));
    controls.arrived(Arrival::Surveyed);
    let stopper = controls.clone();
    std::thread::spawn(move || {
        std::thread::sleep(patience);
        stopper.cancel();
    });
    let mut typist = Typist { controls, shown: Vec::new() };
    let mut entropy = SystemEntropy::new();
    let rehearsal = Rehearsal::new(&mut entropy, WhenUnusable::End, now()).unwrap();
    let outcome = rehearsal.run(driver, Box::new(entropy), &mut typist);
    (outcome, typist.shown)
}

fn asks_for_a_pin(moment: &Moment) -> bool {
    matches!(moment, Moment::EnterPin { .. } | Moment::SetPin { .. })
}

#[test]
fn every_key_shows_its_attestation_and_keeps_nothing() {
    for kind in kinds() {
        for pin in [None, Some(PIN)] {
            let key = kind.with_pin(pin);
            // More often than it has room: nothing fills up.
            for round in 0..3 {
                let name = format!("{kind:?}, {pin:?}, {round}");
                let (rehearsed, shown) = rehearse(key.opener(), Duration::from_secs(60));
                let rehearsed = rehearsed.unwrap_or_else(|ended| panic!("{name}: {ended:?}"));
                // Trussed estimates its room by the space that its own first files take, too.
                let unsure =
                    rehearsed.kept() == Kept::Unknown && (*kind, round) == (Kind::Trussed, 0);
                assert!(rehearsed.kept() == Kept::Nothing || unsure, "{name}");
                let spared = rehearsed.info().has("makeCredUvNotRqd") || pin.is_none();
                assert_eq!(shown.iter().any(asks_for_a_pin), !spared, "{name}: {shown:?}");
                let trust_anchors = &[TrustAnchor::from_der(&key.root()).unwrap()];
                let basis =
                    Basis { trust_anchors, policy: None, metadata: Consulted::Nothing, now: now() };
                let judgement = rehearsed.judge(&basis);
                assert_eq!(judgement.verdict, Judged::Admitted, "{name}: {judgement:#?}");
                assert_eq!(judgement.attestation.trusted, Some(true), "{name}");
            }
        }
    }
}

#[test]
fn a_rehearsal_takes_no_slot_of_a_key_that_has_one() {
    for kind in kinds() {
        let key = kind.with_room_for_one(PIN);
        let (rehearsed, _) = rehearse(key.opener(), Duration::from_secs(60));
        assert_eq!(rehearsed.unwrap().kept(), Kept::Nothing, "{kind:?}");
        assert!(register(&key, &options(&json!({}))).is_ok(), "{kind:?}: the slot is free");
    }
}

#[test]
fn a_touch_that_never_comes_leaves_nothing_of_a_rehearsal() {
    for kind in kinds() {
        let key = kind.never_touched(PIN);
        let (outcome, shown) = rehearse(key.opener(), Duration::from_millis(1500));
        let ended = outcome.expect_err("cancelled");
        assert_eq!(ended.failure, Failure::Cancelled, "{kind:?}");
        assert!(ended.possibly_on.is_empty(), "{kind:?}: the key said that it made nothing");
        assert!(shown.iter().any(|moment| matches!(moment, Moment::TouchKey { .. })), "{kind:?}");
    }
}

#[test]
fn no_hostile_key_is_said_to_have_shown_an_attestation_and_kept_nothing_unasked() {
    const PATIENCE: Duration = Duration::from_secs(8);
    std::thread::scope(|scope| {
        for (kind, name, _) in KINDS {
            scope.spawn(move || {
                let key = Arc::new(Mutex::new(hostile::plug_in(*kind)));
                let start = Instant::now();
                let (outcome, _) = rehearse(memory_opener(key), PATIENCE);
                assert!(start.elapsed() < 3 * PATIENCE, "{name}");
                if let Ok(rehearsed) = outcome {
                    let (trust_anchors, metadata) = (&[][..], Consulted::Nothing);
                    let basis = Basis { trust_anchors, policy: None, metadata, now: now() };
                    let judgement = rehearsed.judge(&basis);
                    assert_ne!(judgement.attestation.trusted, Some(true), "{name}");
                }
            });
        }
    });
}
