use std::time::Duration;

use ctap::{
    Pin,
    ceremony::{self, PinReason, Unusable},
};

use super::*;
use crate::wizard::NotRemoved;

fn unreachable() -> TenantError {
    TenantError::Unreachable("refused".to_owned())
}

fn unanswered() -> TenantError {
    TenantError::Unanswered("cut".to_owned())
}

#[test]
fn a_registration_is_recorded_before_each_step_that_cannot_be_taken_back() {
    let mut bench = Bench::at_the_leave(for_ada());
    assert_eq!(bench.done, ["read", "register", "verdict"]);
    bench.step(Input::LeaveAsked(key()));
    bench.step(Input::Made(Box::new(made("none", false))));
    assert!(matches!(bench.step_shown(), Step::Sending));
    bench.step(Input::Sent(Ok(listed(b"cred"))));
    assert_eq!(
        bench.done[3..],
        ["Began", "leave", "seal", "Created", "send", "Registered", "erase", "list"]
    );
    assert!(matches!(bench.step_shown(), Step::ReadingBack), "it is read once more");
    bench.list(Ok(vec![listed(b"cred")]));
    let Finish::Registered { name, ticks, .. } = bench.finish() else { panic!() };
    assert_eq!(name, "Blue key");
    assert_eq!((ticks.entry, ticks.slots_left), (Some(3), Some(8)));
    let EventKind::Began { person: who, account, aaguid, .. } = &bench.events[0].kind else {
        panic!()
    };
    assert_eq!(who.as_ref(), Some(&person().0));
    assert_eq!((account.as_str(), aaguid.as_deref()), ("ada@example.org", Some(MODEL)));
}

#[test]
fn a_directory_that_cannot_be_read_is_asked_again_when_the_person_says_so() {
    let mut bench = Bench::new(for_ada());
    bench.step(Input::Read(Err(unreachable())));
    let Step::NotRead { trouble: TroubleView::Unreachable, .. } = bench.step_shown() else {
        panic!("{:?}", bench.step_shown())
    };
    bench.choose(Choice::Again);
    assert_eq!(bench.done, ["read", "read"]);
    bench.step(Input::Read(Ok(reading(&[]))));
    assert!(matches!(bench.step_shown(), Step::Key { .. }));
}

#[test]
fn options_that_are_none_or_not_for_us_say_so() {
    let json = |json: &str| Source::Options { json: json.to_owned(), origin: None };
    let bench = Bench::new(json("{"));
    let Step::NotRead { trouble, .. } = bench.step_shown() else { panic!() };
    assert!(matches!(trouble, TroubleView::OptionsMalformed { .. }));
    let mut platform = options(None);
    platform["authenticatorSelection"]["authenticatorAttachment"] = json!("platform");
    let bench = Bench::new(json(&platform.to_string()));
    let Step::NotRead { trouble: TroubleView::OptionsRefused { code, .. }, .. } =
        bench.step_shown()
    else {
        panic!()
    };
    assert_eq!(code, "platform-authenticator-only");
}

#[test]
fn options_that_somebody_brought_are_confirmed_and_their_answer_is_handed_out() {
    let bench = Bench::new(pasted());
    let Step::Confirm { .. } = bench.step_shown() else { panic!() };
    assert_eq!(bench.views.last().unwrap().subject.as_ref().unwrap().rp_id, "example.org");
    assert!(bench.done.is_empty(), "nothing is asked of a key before");
    let mut bench = Bench::at_the_touch(pasted());
    bench.step(Input::Made(Box::new(made("none", false))));
    assert_eq!(bench.done, ["Created", "HandedOver", "hand out"]);
    let document: Value = serde_json::from_str(bench.document.as_ref().unwrap()).unwrap();
    assert_eq!(document["id"], "Y3JlZA");
    assert!(matches!(bench.finish(), Finish::HandedOver { proved: true, .. }));
}

#[test]
fn a_model_that_is_blocked_is_named_with_the_line_before_the_touch() {
    let mut bench = Bench::new(for_ada());
    bench.step(Input::Read(Ok(reading(&[MODEL]))));
    let seen = KeySeen { id: key(), transport: AuthenticatorTransport::Usb, name: None };
    bench.step(Input::KeySeen(seen));
    bench.step(Input::KeyInHand(key(), info()));
    assert_eq!(bench.verdicts, [Verdict::NotAllowed]);
    let refusal = bench.views.last().unwrap().keys[0].refusal.clone().unwrap();
    assert_eq!(refusal.reason, "aaguid-blocked");
    assert_eq!(refusal.path.as_deref(), Some("keyRestrictions.aaGuids"));
    assert_eq!(refusal.listed, [MODEL]);
    let failure = Failure::Unusable { authenticator: key(), why: Unusable::NotAllowed };
    bench.step(Input::NotMade(ended(failure, Vec::new())));
    let Finish::Refused { by: RefusedBy::Preflight, leftover: None, .. } = bench.finish() else {
        panic!("{:?}", bench.finish())
    };
}

#[test]
fn a_method_that_is_off_needs_no_key_to_be_refused() {
    let mut bench = Bench::new(for_ada());
    let mut off = reading(&[]);
    off.configuration["state"] = json!("disabled");
    bench.step(Input::Read(Ok(off)));
    assert_eq!(bench.done, ["read", "Refused"]);
    let Finish::Refused { by: RefusedBy::Preflight, reason, .. } = bench.finish() else { panic!() };
    assert_eq!(reason, "method-disabled");
}

#[test]
fn the_keys_question_has_a_prompt_of_ours_and_a_late_answer_reaches_nobody() {
    let mut bench = Bench::new(pasted());
    let confirm = bench.prompt();
    bench.choose(Choice::GoOn);
    let asks = |theirs| Moment::EnterPin {
        prompt: PromptId(theirs),
        authenticator: key(),
        retries: Some(8),
        reason: PinReason::UserVerification,
    };
    let pin = || Reply::Key(ceremony::Answer::Pin(Pin::new(b"1234".to_vec().into()).unwrap()));
    bench.step(view(1, asks(1)));
    let first = bench.prompt();
    assert_ne!(first, confirm);
    bench.step(Input::Answered(confirm, pin()));
    assert!(bench.told.is_empty());
    bench.step(Input::Answered(first, pin()));
    assert_eq!(bench.told.len(), 1);
    assert_eq!(bench.told[0].0, PromptId(1));
    bench.step(view(2, Moment::Working { authenticator: key() }));
    bench.step(Input::Answered(first, pin()));
    bench.step(view(3, asks(2)));
    assert!(bench.prompt() > first);
    bench.step(Input::Answered(first, pin()));
    assert_eq!(bench.told.len(), 1);
}

#[test]
fn a_record_that_cannot_be_written_stops_before_the_key_is_told_anything() {
    let mut bench = Bench::at_the_leave(for_ada());
    bench.stores = Stores::ByHand;
    bench.step(Input::LeaveAsked(key()));
    bench.step(Input::Recorded(Err("no space".to_owned())));
    assert!(bench.leaves.is_empty());
    let Step::NotRecorded { .. } = bench.step_shown() else { panic!("{:?}", bench.step_shown()) };
    bench.choose(Choice::Again);
    bench.step(Input::Recorded(Err("no space".to_owned())));
    bench.choose(Choice::Leave);
    assert_eq!(bench.leaves, [Leave::Withheld]);
    bench.step(Input::NotMade(ended(Failure::Cancelled, Vec::new())));
    assert!(matches!(bench.finish(), Finish::GivenUp));
}

#[test]
fn what_cannot_be_sealed_or_recorded_is_not_sent() {
    let mut bench = Bench::at_the_touch(for_ada());
    bench.stores = Stores::ByHand;
    bench.step(Input::Made(Box::new(made("none", false))));
    bench.step(Input::Sealed(Err("full".to_owned())));
    bench.choose(Choice::Again);
    bench.step(Input::Sealed(Ok(Kept::Sealed)));
    bench.step(Input::Recorded(Err("full".to_owned())));
    assert!(!bench.done.contains(&"send"));
    bench.choose(Choice::Leave);
    let Finish::NotRecorded { leftover: Some(left), .. } = bench.finish() else { panic!() };
    assert_eq!(left.credential_id, "Y3JlZA");
}

#[test]
fn an_unproved_registration_waits_for_the_persons_word() {
    for (choice, last) in [(Choice::SendUnproved, "send"), (Choice::DoNotSend, "Abandoned")] {
        let mut bench = Bench::at_the_touch(for_ada());
        bench.step(Input::Made(Box::new(made("packed", false))));
        assert_eq!(bench.done, ["Created"]);
        let Step::Unproved { .. } = bench.step_shown() else { panic!("{:?}", bench.step_shown()) };
        bench.choose(choice);
        assert_eq!(bench.done.last(), Some(&last));
    }
}

#[test]
fn what_the_judge_refuses_is_never_packed_and_can_be_taken_off_again() {
    let mut bench = Bench::at_the_touch(for_ada());
    bench.step(Input::Made(Box::new(made("home-made", false))));
    assert_eq!(bench.done, ["Created", "Refused"]);
    bench.choose(Choice::Remove);
    let moment = Moment::Working { authenticator: key() };
    bench.step(view(1, moment));
    assert!(matches!(bench.step_shown(), Step::Removing { .. }));
    let why = Finding::NotThere { authenticator: key(), aaguid: webauthn::Aaguid([7; 16]) };
    bench.step(Input::RemovalEnded(Removed { finding: why, pin_changed_on: Vec::new() }));
    let Step::Refused { leftover, .. } = bench.step_shown() else { panic!() };
    assert_eq!(leftover.not_removed, Some(NotRemoved::NotOnThisKey));
    bench.choose(Choice::Remove);
    bench.step(deleted());
    assert_eq!(bench.done.last(), Some(&"Removed"));
    assert!(matches!(bench.finish(), Finish::Refused { by: RefusedBy::Judge, leftover: None, .. }));
}

fn deleted() -> Input {
    let finding = Finding::Deleted { authenticator: key(), credential_id: b"cred".to_vec().into() };
    Input::RemovalEnded(Removed { finding, pin_changed_on: Vec::new() })
}

#[test]
fn a_directory_that_is_away_is_tried_again_by_itself_and_found_back() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unreachable())));
    let Step::Kept { left_ms, survives: true, .. } = bench.step_shown() else { panic!() };
    assert_eq!(*left_ms, Some(LIFE));
    let asked = bench.prompt();
    bench.now = bench.machine.next_tick().unwrap().0;
    bench.step(Input::Ticked);
    bench.list(Err(unreachable()));
    assert_eq!(bench.prompt(), asked, "the question stands meanwhile");
    let second = bench.machine.next_tick().unwrap().0;
    assert!(second - bench.now > 2_000, "each pause is longer");
    bench.now = second;
    bench.step(Input::Ticked);
    bench.list(Ok(Vec::new()));
    assert_eq!(bench.done.last(), Some(&"send"));
    bench.step(Input::Sent(Ok(listed(b"cred"))));
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

#[test]
fn a_directory_that_asks_to_wait_is_left_alone_for_so_long() {
    let mut bench = Bench::sent();
    let retry_after = Some(Duration::from_secs(77));
    bench.step(Input::Sent(Err(TenantError::Throttled { retry_after })));
    assert_eq!(bench.machine.next_tick(), Some(UnixMillis(START + 77_000)));
}

#[test]
fn a_sign_in_that_does_not_do_is_waited_for_and_nothing_is_sent_meanwhile() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(TenantError::SignInNeeded)));
    let Step::Kept { trouble: TroubleView::SignInNeeded { .. }, .. } = bench.step_shown() else {
        panic!("{:?}", bench.step_shown())
    };
    let done = bench.done.len();
    bench.now = START + 100_000;
    bench.step(Input::Ticked);
    assert_eq!(bench.done.len(), done, "nobody signed in anew");
    bench.choose(Choice::Again);
    bench.step(Input::Sent(Ok(listed(b"cred"))));
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

/// A list that wants a new sign-in is no network that is gone: only the person can go on.
#[test]
fn a_look_that_wants_a_new_sign_in_says_so_whatever_stood_in_the_way_before() {
    let asks_to_sign_in = |bench: &Bench| {
        let shown = bench.step_shown();
        matches!(shown, Step::Kept { trouble: TroubleView::SignInNeeded { .. }, .. })
    };
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unanswered())));
    bench.list(Err(TenantError::SignInNeeded));
    assert!(asks_to_sign_in(&bench), "{:?}", bench.step_shown());
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unanswered())));
    bench.list(Err(unreachable()));
    assert!(!asks_to_sign_in(&bench));
    bench.now = START + 100_000;
    bench.step(Input::Ticked);
    bench.list(Err(TenantError::SignInNeeded));
    assert!(asks_to_sign_in(&bench), "{:?}", bench.step_shown());
    let done = bench.done.len();
    bench.now = START + 200_000;
    bench.step(Input::Ticked);
    assert_eq!(bench.done.len(), done, "nobody signed in anew");
    bench.choose(Choice::Again);
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

#[test]
fn an_answer_that_got_lost_is_looked_for_and_nothing_is_sent_twice() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unanswered())));
    assert_eq!(bench.done.last(), Some(&"list"));
    bench.list(Ok(vec![listed(b"other"), listed(b"cred")]));
    assert_eq!(bench.done.iter().filter(|one| **one == "send").count(), 1);
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

#[test]
fn what_may_have_arrived_is_looked_for_before_each_time_it_is_sent() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unanswered())));
    bench.list(Err(unreachable()));
    let Step::Kept { trouble: TroubleView::Unanswered, .. } = bench.step_shown() else { panic!() };
    bench.choose(Choice::Again);
    assert_eq!(bench.done.last(), Some(&"list"));
    bench.list(Ok(Vec::new()));
    assert_eq!(bench.done.last(), Some(&"send"));
    // It had arrived after all, and the directory does not want it twice.
    bench.step(Input::Sent(Err(unanswered())));
    bench.list(Err(unreachable()));
    bench.choose(Choice::Again);
    bench.list(Ok(Vec::new()));
    bench.step(Input::Sent(Ok(listed(b"cred"))));
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

#[test]
fn a_no_is_recorded_in_the_directorys_words_and_what_was_kept_goes() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(no())));
    let Step::NotAccepted { trouble: TroubleView::Refused { message, .. }, .. } =
        bench.step_shown()
    else {
        panic!()
    };
    assert_eq!(message, "No.");
    assert_eq!(bench.done[bench.done.len() - 2..], ["Refused", "erase"]);
    bench.choose(Choice::Leave);
    let Finish::Refused { by: RefusedBy::Directory, reason, leftover: Some(_) } = bench.finish()
    else {
        panic!()
    };
    assert_eq!(reason, "badRequest");
}

#[test]
fn after_its_challenge_expired_nothing_is_sent() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unreachable())));
    bench.now = START + LIFE;
    bench.step(Input::Ticked);
    let Step::NotAccepted { trouble: TroubleView::Expired, .. } = bench.step_shown() else {
        panic!("{:?}", bench.step_shown())
    };
    assert_eq!(bench.done[bench.done.len() - 2..], ["Abandoned", "erase"]);
}

#[test]
fn what_is_kept_can_be_taken_off_the_key_instead() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unreachable())));
    bench.choose(Choice::Remove);
    bench.now = START + 60_000;
    bench.step(Input::Ticked);
    assert_eq!(bench.done.last(), Some(&"remove"), "nothing is sent meanwhile");
    bench.step(deleted());
    assert_eq!(bench.done[bench.done.len() - 3..], ["Removed", "Abandoned", "erase"]);
    assert!(matches!(bench.finish(), Finish::Removed { .. }));
}

#[test]
fn what_the_directory_may_have_is_not_taken_off_the_key_before_it_was_asked() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unanswered())));
    bench.list(Err(unreachable()));
    bench.choose(Choice::Remove);
    assert_eq!(bench.done.last(), Some(&"list"));
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));
}

#[test]
fn leaving_keeps_it_for_the_next_start() {
    let mut bench = Bench::sent();
    bench.step(Input::Sent(Err(unreachable())));
    bench.now = START + 100_000;
    bench.choose(Choice::Leave);
    let Finish::KeptForLater { left_ms, survives: true } = bench.finish() else { panic!() };
    assert_eq!(*left_ms, Some(LIFE - 100_000));
    assert!(!bench.done.contains(&"erase"));
}

#[test]
fn closing_while_it_is_on_its_way_ends_at_once_and_forgets_nothing() {
    let mut bench = Bench::sent();
    bench.step(Input::Closed);
    assert!(matches!(bench.finish(), Finish::KeptForLater { .. }));
    assert!(!bench.done.contains(&"erase"));
}

#[test]
fn a_touch_that_was_quicker_than_the_stop_is_not_sent_unasked() {
    let mut bench = Bench::at_the_touch(for_ada());
    bench.step(Input::Cancelled);
    bench.step(Input::Made(Box::new(made("none", true))));
    assert_eq!(bench.done, ["stop", "seal", "Created"]);
    let Step::Kept { trouble: TroubleView::AskedToStop, .. } = bench.step_shown() else { panic!() };
    bench.now = START + 30_000;
    bench.step(Input::Ticked);
    assert_eq!(bench.done.last(), Some(&"Created"));
    bench.choose(Choice::Again);
    assert_eq!(bench.done.last(), Some(&"send"));
}

#[test]
fn a_key_that_may_hold_one_stays_open_on_record_and_the_next_has_a_name_of_its_own() {
    let mut bench = Bench::at_the_touch(for_ada());
    let other = AuthenticatorId::new("usb:2");
    bench.step(Input::KeyInHand(other.clone(), info()));
    bench.step(Input::LeaveAsked(other.clone()));
    assert_ne!(bench.events[0].registration, bench.events[1].registration);
    bench.step(Input::NotMade(ended(Failure::Cancelled, vec![key()])));
    // Of the first nothing more is said, which leaves it open.
    assert_eq!(bench.events.len(), 3);
    assert_eq!(bench.events[2].registration, bench.events[1].registration);
    assert_eq!(kind(&bench.events[2].kind), "Abandoned");
    let Step::Over { aside, .. } = bench.step_shown() else { panic!() };
    assert_eq!(aside.possibly_on, [key()]);
}

#[test]
fn a_second_try_with_the_key_in_hand_needs_no_second_beginning() {
    let mut bench = Bench::at_the_touch(for_ada());
    bench.step(Input::LeaveAsked(key()));
    assert_eq!(bench.leaves, [Leave::Given, Leave::Given]);
    assert_eq!(bench.events.len(), 1);
}

#[test]
fn a_key_that_is_not_in_hand_gets_no_leave() {
    let mut bench = Bench::at_the_leave(for_ada());
    bench.step(Input::LeaveAsked(AuthenticatorId::new("usb:9")));
    assert_eq!(bench.leaves, [Leave::Withheld]);
    assert!(bench.events.is_empty());
}

#[test]
fn the_touch_has_a_countdown() {
    let mut bench = Bench::at_the_touch(for_ada());
    bench.step(view(1, Moment::TouchKey { authenticator: key() }));
    let Step::Key { touch_left_ms: Some(left), .. } = bench.step_shown() else { panic!() };
    assert_eq!(*left, 30_000);
}

/// The list that had none may be older than what was carried out.
#[test]
fn a_second_one_that_never_went_out_ends_nothing_before_the_list_was_asked_once_more() {
    let in_vain = |bench: &mut Bench| {
        bench.step(Input::Sent(Err(unanswered())));
        bench.list(Err(unreachable()));
        bench.choose(Choice::Again);
        bench.list(Ok(Vec::new()));
        bench.step(Input::Sent(Err(TenantError::Throttled { retry_after: None })));
        bench.now = START + LIFE;
        bench.step(Input::Ticked);
        assert_eq!(bench.done[bench.done.len() - 2..], ["send", "list"]);
    };
    let mut bench = Bench::sent();
    in_vain(&mut bench);
    bench.list(Ok(vec![listed(b"cred")]));
    assert!(matches!(bench.finish(), Finish::Registered { .. }));

    let mut bench = Bench::sent();
    in_vain(&mut bench);
    bench.list(Err(unreachable()));
    let Step::Kept { trouble: TroubleView::Unreachable, .. } = bench.step_shown() else {
        panic!("{:?}", bench.step_shown())
    };
    bench.now = bench.machine.next_tick().unwrap().0;
    bench.step(Input::Ticked);
    bench.list(Ok(Vec::new()));
    let Step::NotAccepted { trouble: TroubleView::Expired, .. } = bench.step_shown() else {
        panic!("{:?}", bench.step_shown())
    };
    assert_eq!(bench.done[bench.done.len() - 3..], ["list", "Abandoned", "erase"]);
}
