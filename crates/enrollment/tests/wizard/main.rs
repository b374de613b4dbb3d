//! The wizard's driver with the practice key, a record on disk and a directory in memory.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm // a test looks for one moment among all
)]

mod desk;
mod together;

use std::{sync::atomic::Ordering, time::Duration};

use ctap::ceremony::{InsertReason, Moment, PinReason};
use enrollment::{
    recovery::Left,
    wizard::{Choice, Finish, Found, Remedy, Source, Step, TroubleView, machine::Resumption},
};
use practice::key::{PRACTICE_AAGUID, presence::Habit};
use webauthn::Aaguid;

use desk::{Desk, Fate, options};

fn finish(step: Step) -> Finish {
    let Step::Over { finish, .. } = step else { panic!("{step:#?}") };
    finish
}

#[test]
fn a_registration_goes_from_the_directory_to_the_key_and_back() {
    let mut desk = Desk::new();
    desk.anchors = vec![desk.port.root()];
    let mut ada = desk.for_ada();
    let Finish::Registered { name, ticks, judgement: Some(judgement), .. } = finish(ada.over())
    else {
        panic!("{:#?}", ada.seen.last())
    };
    assert_eq!(name, "Blue key");
    assert_eq!(ticks.signs, Some(true));
    assert_eq!(ticks.entry, Some(3));
    assert_eq!(judgement.attestation.trusted, Some(true));
    assert_eq!(desk.recorded(), ["Began", "Created", "Registered"]);
    assert_eq!((desk.fake.posts(), desk.waits()), (1, 0));
    assert!(desk.recovery().unfinished.is_empty());
    let touch = ada.seen.iter().any(|step| {
        matches!(step, Step::Key { moment: Moment::TouchKey { .. }, touch_left_ms: Some(_) })
    });
    assert!(touch, "the touch was asked for, with its time");
}

#[test]
fn a_wrong_pin_is_asked_again_under_a_new_prompt() {
    let desk = Desk::new();
    let mut ada = desk.for_ada();
    ada.pins.push_back("1111");
    assert!(matches!(finish(ada.over()), Finish::Registered { .. }));
    let asked: Vec<_> = ada
        .seen
        .iter()
        .filter_map(|step| match step {
            Step::Key { moment: Moment::EnterPin { prompt, retries, reason, .. }, .. } => {
                Some((*prompt, *retries, *reason))
            }
            _ => None,
        })
        .collect();
    assert_eq!(asked[0].1, Some(8));
    assert_eq!((asked[1].1, asked[1].2), (Some(7), PinReason::WrongPin));
    assert!(asked[1].0 > asked[0].0);
}

#[test]
fn a_key_pulled_out_at_the_touch_stays_possibly_on_record() {
    let desk = Desk::new();
    *desk.port.habit.lock().unwrap() = Habit::never_touches();
    let mut ada = desk.for_ada();
    ada.until(|step| matches!(step, Step::Key { moment: Moment::TouchKey { .. }, .. }));
    desk.port.pull();
    let reason = InsertReason::TakenOutUnanswered;
    ada.until(|step| {
        matches!(step, Step::Key { moment: Moment::InsertKey { reason: one }, .. } if *one == reason)
    });
    ada.wizard.cancel();
    let Step::Over { finish: Finish::NotMade { .. }, aside } = ada.over() else {
        panic!("{:#?}", ada.seen.last())
    };
    assert_eq!(aside.possibly_on.len(), 1);
    assert_eq!(desk.recorded(), ["Began"]);
    let unfinished = desk.recovery().unfinished;
    let [one] = unfinished.as_slice() else { panic!("{unfinished:?}") };
    assert!(matches!(one.what, Left::PossiblyOnKey(_)));
    // The next start searches the key, which holds nothing.
    let mut search = desk.resume(Resumption::remove(one, Vec::new()).unwrap());
    let Finish::Removed { found: Found::NotThere, .. } = finish(search.over()) else {
        panic!("{:#?}", search.seen.last())
    };
    assert_eq!(desk.recorded(), ["Began", "FoundNothing"]);
    assert!(desk.recovery().unfinished.is_empty());
}

#[test]
fn a_model_that_is_blocked_is_refused_before_pin_and_touch() {
    let desk = Desk::new();
    desk.fake.blocked.lock().unwrap().push(Aaguid(PRACTICE_AAGUID).to_string());
    let mut ada = desk.for_ada();
    let view =
        ada.until(|step| matches!(step, Step::Key { moment: Moment::UseAnother { .. }, .. }));
    let refusal = view.keys[0].refusal.clone().unwrap();
    assert_eq!(refusal.reason, "aaguid-blocked");
    ada.wizard.cancel();
    assert!(matches!(finish(ada.over()), Finish::Refused { leftover: None, .. }));
    let asked = |step: &Step| {
        matches!(step, Step::Key { moment: Moment::EnterPin { .. } | Moment::TouchKey { .. }, .. })
    };
    assert!(!ada.seen.iter().any(asked));
    assert_eq!(desk.recorded(), ["Refused"]);
}

/// They register at home. Whoever may be one goes on: the directory decides.
#[test]
fn a_guest_is_told_so_before_any_challenge_and_any_key() {
    let desk = Desk::new();
    *desk.fake.guest.lock().unwrap() = Some(true);
    let mut ada = desk.for_ada();
    let view = ada.until(|step| matches!(step, Step::NotRead { .. }));
    let Step::NotRead { prompt, trouble: TroubleView::Guest } = view.step else {
        panic!("{:?}", view.step)
    };
    assert_eq!(desk.fake.challenges.load(Ordering::SeqCst), 0);
    assert!(desk.recorded().is_empty());
    *desk.fake.guest.lock().unwrap() = Some(false);
    ada.choose(prompt, Choice::Again);
    assert!(matches!(finish(ada.over()), Finish::Registered { .. }));
}

#[test]
fn what_is_refused_after_the_touch_is_taken_off_the_key_again() {
    let mut desk = Desk::new();
    let stranger = Desk::new();
    desk.anchors = vec![stranger.port.root()];
    let mut ada = desk.for_ada();
    let view = ada.until(|step| matches!(step, Step::Refused { .. }));
    let Step::Refused { prompt, leftover, .. } = view.step else { panic!() };
    assert_eq!(leftover.remedy, Remedy::RemoveHere);
    ada.choose(prompt, Choice::Remove);
    assert!(matches!(finish(ada.over()), Finish::Refused { leftover: None, .. }));
    assert_eq!(desk.recorded(), ["Began", "Created", "Refused", "Removed"]);
    assert_eq!(desk.fake.posts(), 0);
    assert!(desk.recovery().unfinished.is_empty());
}

#[test]
fn a_directory_that_is_away_gets_it_when_it_is_back_without_being_asked() {
    let desk = Desk::new();
    desk.fake.fates.lock().unwrap().push_back(Fate::Lost);
    let mut ada = desk.for_ada();
    let view = ada.until(|step| matches!(step, Step::Kept { .. }));
    let Step::Kept { trouble: TroubleView::Unreachable, left_ms: Some(left), .. } = view.step
    else {
        panic!()
    };
    assert!(left > 200_000 && left <= 300_000);
    assert_eq!(desk.waits(), 1);
    assert!(matches!(finish(ada.over()), Finish::Registered { .. }));
    assert_eq!((desk.fake.posts(), desk.waits()), (2, 0));
}

#[test]
fn an_answer_that_got_lost_is_looked_for_and_posted_once() {
    let desk = Desk::new();
    desk.fake.fates.lock().unwrap().push_back(Fate::TakenUnanswered);
    let mut ada = desk.for_ada();
    assert!(matches!(finish(ada.over()), Finish::Registered { .. }));
    assert_eq!(desk.fake.posts(), 1);
}

#[test]
fn a_no_of_the_directory_keeps_its_words_and_the_credential_can_go() {
    let desk = Desk::new();
    desk.fake.fates.lock().unwrap().push_back(Fate::Refused);
    let mut ada = desk.for_ada();
    let view = ada.until(|step| matches!(step, Step::NotAccepted { .. }));
    let Step::NotAccepted { prompt, trouble: TroubleView::Refused { message, .. }, .. } = view.step
    else {
        panic!()
    };
    assert_eq!(message, "The AAGUID is not allowed.");
    ada.choose(prompt, Choice::Remove);
    assert!(matches!(finish(ada.over()), Finish::Refused { leftover: None, .. }));
    assert_eq!(desk.recorded(), ["Began", "Created", "Refused", "Removed"]);
    assert_eq!(desk.waits(), 0);
}

#[test]
fn options_that_somebody_brought_come_back_as_a_response() {
    let desk = Desk::new();
    let mut ada = desk.begin(Source::Options { json: options().to_string(), origin: None });
    let view = ada.until(|step| matches!(step, Step::Confirm { .. }));
    let Step::Confirm { prompt } = view.step else { panic!() };
    assert_eq!(ada.wizard.response(), None);
    ada.choose(prompt, Choice::GoOn);
    assert!(matches!(finish(ada.over()), Finish::HandedOver { proved: true, .. }));
    let response: serde_json::Value =
        serde_json::from_str(&ada.wizard.response().unwrap()).unwrap();
    assert_eq!(response["type"], "public-key");
    assert_eq!(desk.recorded(), ["Began", "Created", "HandedOver"]);
    assert_eq!(desk.fake.posts(), 0);
}

#[test]
fn what_is_kept_when_the_window_closes_is_sent_at_the_next_start() {
    let desk = Desk::new();
    desk.fake.fates.lock().unwrap().push_back(Fate::Lost);
    let mut ada = desk.for_ada();
    ada.until(|step| {
        *desk.fake.away.lock().unwrap() = desk.fake.posts() == 1;
        matches!(step, Step::Kept { .. })
    });
    assert!(ada.wizard.close(Duration::from_secs(10)));
    assert!(matches!(finish(ada.over()), Finish::KeptForLater { .. }));
    *desk.fake.away.lock().unwrap() = false;
    let unfinished = desk.recovery().unfinished;
    let [one] = unfinished.as_slice() else { panic!("{unfinished:?}") };
    let resumption = Resumption::send(one, desk.store.as_ref()).unwrap().unwrap();
    let mut again = desk.resume(resumption);
    assert!(matches!(finish(again.over()), Finish::Registered { judgement: None, .. }));
    assert_eq!(desk.recorded(), ["Began", "Created", "Registered"]);
    assert_eq!((desk.fake.methods.lock().unwrap().len(), desk.waits()), (1, 0));
}

#[test]
fn a_registration_under_way_is_not_taken_for_left_behind() {
    let desk = Desk::new();
    *desk.port.habit.lock().unwrap() = Habit::never_touches();
    let mut ada = desk.for_ada();
    ada.until(|step| matches!(step, Step::Key { moment: Moment::TouchKey { .. }, .. }));
    assert_eq!(desk.recovery().unfinished.len(), 1, "so it looks without the claims");
    let claimed = desk.claims().claimed().unwrap();
    assert!(desk.recovery().except(&claimed).unfinished.is_empty());
    assert!(ada.wizard.close(Duration::from_secs(10)));
    drop(ada);
    assert!(desk.claims().claimed().unwrap().is_empty());
}

#[test]
fn a_cancel_at_the_pin_ends_with_nothing_on_record() {
    let desk = Desk::new();
    let mut ada = desk.for_ada();
    ada.until(|step| matches!(step, Step::Key { moment: Moment::EnterPin { .. }, .. }));
    ada.wizard.cancel();
    assert!(matches!(finish(ada.over()), Finish::GivenUp));
    assert!(desk.recorded().is_empty(), "no key was told anything");
}

#[test]
fn closing_at_the_touch_lets_the_key_go_and_says_so() {
    let desk = Desk::new();
    *desk.port.habit.lock().unwrap() = Habit::never_touches();
    let mut ada = desk.for_ada();
    ada.until(|step| matches!(step, Step::Key { moment: Moment::TouchKey { .. }, .. }));
    assert!(ada.wizard.close(Duration::from_secs(10)));
    assert_eq!(desk.recorded(), ["Began", "Abandoned"]);
    assert!(desk.recovery().unfinished.is_empty());
}
