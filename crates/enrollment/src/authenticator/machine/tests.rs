//! The machine in the documented order, in every other, and with a directory in trouble.

mod orders;

use super::{
    super::{
        App, Mode,
        view::{AuthenticatorMoment as Moment, AuthenticatorView, LinkTo, StepName, StepState},
    },
    *,
};

const EVERY: Terms = Terms { allowed: Allowed::Yes, mode: Mode::Any };

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn app(id: &str, phone_sign_in: bool) -> App {
    App {
        id: id.to_owned(),
        name: Some("Phone".to_owned()),
        version: None,
        version_text: None,
        phone_sign_in: Some(phone_sign_in),
    }
}

fn lists(apps: &[App]) -> Heard {
    Heard::Apps(Ok(Sight { apps: apps.to_vec() }))
}

/// A machine that has read the directory, which lists these apps.
fn begun(terms: Terms, apps: &[App]) -> Machine {
    let mut machine = Machine::begin(false, Arc::default(), Duration::ZERO);
    assert_eq!(machine.view().moment, Moment::Reading);
    answer(&mut machine, Ask::Terms, Heard::Terms(Ok(terms)), seconds(0));
    answer(&mut machine, Ask::Apps, lists(apps), seconds(0));
    machine
}

fn answer(machine: &mut Machine, ask: Ask, heard: Heard, now: Duration) {
    assert_eq!(machine.next().map(|(_, wanted)| wanted), Some(ask));
    machine.asked(ask);
    machine.heard(heard, now);
}

/// Goes on to where the phone is asked.
fn asked_to_approve(terms: Terms) -> Machine {
    let mut machine = begun(terms, &[]);
    for _ in 0..3 {
        machine.act(Act::Next, seconds(1));
    }
    assert_eq!(machine.view().moment, Moment::Approve);
    machine
}

fn state(view: &AuthenticatorView, name: StepName) -> StepState {
    view.steps.iter().find(|step| step.name == name).unwrap().state
}

#[test]
fn the_way_is_the_documents_and_its_end_is_the_directorys() {
    // campaign.md, section 12: download, set up, scan, approve, approved, default; then the runbook's.
    let mut machine = begun(EVERY, &[]);
    assert_eq!(machine.view().moment, Moment::GetApp);
    machine.act(Act::Next, seconds(1));
    assert_eq!(machine.view().moment, Moment::OpenPage { opened: false });
    assert_eq!(machine.act(Act::OpenPage, seconds(2)), Some(Effect::OpenPage));
    assert_eq!(machine.view().moment, Moment::OpenPage { opened: true });
    machine.act(Act::Next, seconds(3));
    assert_eq!(machine.view().moment, Moment::Scan);
    machine.act(Act::Next, seconds(4));
    assert_eq!(machine.view().moment, Moment::Approve);
    machine.act(Act::Next, seconds(5));
    assert_eq!(machine.view().moment, Moment::Approve, "a word does not approve");
    answer(&mut machine, Ask::Apps, lists(&[app("a", false)]), seconds(9));
    assert_eq!(machine.view().moment, Moment::PhoneSignIn { optional: true });
    let preference = Heard::Preference(Ok(Preference::Push));
    answer(&mut machine, Ask::Preference, preference, seconds(9));
    let view = machine.view();
    assert_eq!(state(&view, StepName::Registered), StepState::Proved);
    assert_eq!(state(&view, StepName::DefaultMethod), StepState::Proved);
    assert_eq!(state(&view, StepName::PhoneSignIn), StepState::Now);
    answer(&mut machine, Ask::Apps, lists(&[app("a", true)]), seconds(14));
    let view = machine.view();
    assert_eq!(view.moment, Moment::Done);
    assert_eq!(state(&view, StepName::PhoneSignIn), StepState::Proved);
    assert_eq!(machine.next(), None, "there is nothing to wait for");
}

#[test]
fn phone_sign_in_is_offered_where_the_mode_allows_it() {
    for (mode, moment) in [
        (Mode::Any, Moment::PhoneSignIn { optional: true }),
        (Mode::Passwordless, Moment::PhoneSignIn { optional: false }),
        (Mode::Push, Moment::Done),
        (Mode::NotSaid, Moment::Done),
    ] {
        let mut machine = asked_to_approve(Terms { allowed: Allowed::Yes, mode });
        answer(&mut machine, Ask::Apps, lists(&[app("a", false)]), seconds(9));
        assert_eq!(machine.view().moment, moment, "{mode:?}");
    }
}

#[test]
fn without_notifications_phone_sign_in_cannot_be_left_for_later() {
    let passwordless = Terms { allowed: Allowed::Yes, mode: Mode::Passwordless };
    let mut machine = asked_to_approve(passwordless);
    answer(&mut machine, Ask::Apps, lists(&[app("a", false)]), seconds(9));
    machine.act(Act::Later, seconds(10));
    assert_eq!(machine.view().moment, Moment::PhoneSignIn { optional: false });
    let mut machine = asked_to_approve(EVERY);
    answer(&mut machine, Ask::Apps, lists(&[app("a", false)]), seconds(9));
    machine.act(Act::Later, seconds(10));
    assert_eq!(machine.view().moment, Moment::Done);
}

#[test]
fn an_app_that_was_there_before_is_not_the_one_that_comes() {
    let old = app("old", true);
    let mut machine = begun(EVERY, std::slice::from_ref(&old));
    assert_eq!(machine.view().moment, Moment::SetUpAlready);
    assert_eq!(machine.next(), None);
    machine.act(Act::AddAnother, seconds(1));
    answer(&mut machine, Ask::Apps, lists(std::slice::from_ref(&old)), seconds(16));
    assert_eq!(machine.view().moment, Moment::GetApp);
    answer(&mut machine, Ask::Apps, lists(&[old, app("new", true)]), seconds(31));
    assert_eq!(machine.view().moment, Moment::Done);
}

#[test]
fn phone_sign_in_can_be_turned_on_for_an_app_that_is_there() {
    let mut machine = begun(EVERY, &[app("old", false)]);
    machine.act(Act::PhoneSignIn, seconds(1));
    assert_eq!(machine.view().moment, Moment::PhoneSignIn { optional: true });
    answer(&mut machine, Ask::Preference, Heard::Preference(Ok(Preference::System)), seconds(1));
    answer(&mut machine, Ask::Apps, lists(&[app("old", true)]), seconds(6));
    assert_eq!(machine.view().moment, Moment::Done);
}

#[test]
fn what_went_wrong_has_a_way_back_and_is_forgotten_once_the_app_is_listed() {
    for (problem, back) in [
        (Problem::Denied, Moment::Approve),
        (Problem::TimedOut, Moment::Approve),
        (Problem::WrongNumber, Moment::Approve),
    ] {
        let mut machine = asked_to_approve(EVERY);
        machine.act(Act::Report { problem }, seconds(5));
        let trouble = Moment::Trouble { problem, said_by: SaidBy::Person };
        assert_eq!(machine.view().moment, trouble);
        machine.act(Act::Next, seconds(6));
        assert_eq!(machine.view().moment, trouble, "nothing goes on over it");
        machine.act(Act::Again, seconds(7));
        assert_eq!(machine.view().moment, back);
    }
    let mut machine = asked_to_approve(EVERY);
    machine.act(Act::Report { problem: Problem::TimedOut }, seconds(5));
    answer(&mut machine, Ask::Apps, lists(&[app("late", true)]), seconds(9));
    assert_eq!(machine.view().moment, Moment::Done, "it arrived after all");
    machine.act(Act::Report { problem: Problem::Denied }, seconds(10));
    assert_eq!(machine.view().moment, Moment::Done, "the directory lists it");
}

#[test]
fn nobody_can_say_what_only_the_directory_shows() {
    let mut machine = asked_to_approve(EVERY);
    machine.act(Act::Report { problem: Problem::TakenAway }, seconds(5));
    assert_eq!(machine.view().moment, Moment::Approve);
}

#[test]
fn an_app_that_is_taken_away_again_is_not_done() {
    let mut machine = asked_to_approve(EVERY);
    answer(&mut machine, Ask::Apps, lists(&[app("a", false)]), seconds(9));
    answer(&mut machine, Ask::Preference, Heard::Preference(Ok(Preference::Push)), seconds(9));
    answer(&mut machine, Ask::Apps, lists(&[]), seconds(14));
    let moment = machine.view().moment;
    let gone = Moment::Trouble { problem: Problem::TakenAway, said_by: SaidBy::Directory };
    assert_eq!(moment, gone);
    assert_eq!(state(&machine.view(), StepName::Registered), StepState::Ahead);
    machine.act(Act::Again, seconds(15));
    answer(&mut machine, Ask::Apps, lists(&[app("a", true)]), seconds(20));
    assert_eq!(machine.view().moment, Moment::Done, "it came back");
}

#[test]
fn whom_the_policy_keeps_out_is_told_why_and_may_look_again() {
    for why in [Allowed::MethodOff, Allowed::NotInScope] {
        let mut machine = begun(Terms { allowed: why, mode: Mode::NotSaid }, &[]);
        assert_eq!(machine.view().moment, Moment::NotAllowed { why });
        machine.act(Act::Next, seconds(1));
        assert_eq!(machine.view().moment, Moment::NotAllowed { why });
        assert_eq!(machine.next(), None);
        machine.act(Act::Look, seconds(2));
        answer(&mut machine, Ask::Terms, Heard::Terms(Ok(EVERY)), seconds(2));
        assert_eq!(machine.view().moment, Moment::GetApp);
    }
    let unsaid = Terms { allowed: Allowed::NotSaid, mode: Mode::NotSaid };
    assert_eq!(begun(unsaid, &[]).view().moment, Moment::GetApp);
}

#[test]
fn a_preference_that_is_not_said_is_not_asked_for_ever() {
    let mut machine = asked_to_approve(Terms { allowed: Allowed::Yes, mode: Mode::Push });
    answer(&mut machine, Ask::Apps, lists(&[app("a", false)]), seconds(9));
    let mut now = seconds(9);
    for _ in 0..3 {
        assert_eq!(machine.view().moment, Moment::Done);
        let forbidden = TenantError::Refused(Box::default());
        answer(&mut machine, Ask::Preference, Heard::Preference(Err(forbidden)), now);
        now += seconds(60);
    }
    assert_eq!(machine.next(), None);
    assert_eq!(state(&machine.view(), StepName::DefaultMethod), StepState::NotSaid);
}

#[test]
fn looks_are_five_seconds_apart_and_rarer_after_three_minutes() {
    let mut machine = asked_to_approve(EVERY);
    let mut looks = Vec::new();
    while let Some((due, ask)) = machine.next() {
        looks.push(due);
        answer(&mut machine, ask, lists(&[]), due);
    }
    let gaps: Vec<u64> = looks.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect();
    assert!(gaps.iter().all(|gap| *gap >= 5), "{gaps:?}");
    assert!(gaps.iter().rev().take(50).all(|gap| *gap == 15), "{gaps:?}");
    assert_eq!(machine.view().watch, AuthenticatorWatch::Resting);
    assert!(looks.last().unwrap().as_secs() >= 20 * 60);
    machine.act(Act::Look, seconds(5000));
    assert_eq!(machine.next(), Some((seconds(5000), Ask::Apps)), "a person wakes it");
}

#[test]
fn what_the_directory_asks_to_wait_is_waited_even_where_a_person_looks() {
    let mut machine = asked_to_approve(EVERY);
    let later = TenantError::Throttled { retry_after: Some(seconds(90)) };
    answer(&mut machine, Ask::Apps, Heard::Apps(Err(later)), seconds(10));
    let view = machine.view();
    assert_eq!(view.moment, Moment::Approve, "nothing is lost by it");
    assert!(matches!(view.watch, AuthenticatorWatch::Failing { seconds: 90, .. }), "{view:?}");
    machine.act(Act::Look, seconds(20));
    assert_eq!(machine.next(), Some((seconds(100), Ask::Apps)));
    machine.phone_did(None, seconds(30));
    assert_eq!(machine.next(), Some((seconds(100), Ask::Apps)));
}

#[test]
fn a_directory_that_is_away_is_asked_more_and_more_seldom() {
    let mut machine = asked_to_approve(EVERY);
    let mut waits = Vec::new();
    for _ in 0..7 {
        let (due, ask) = machine.next().unwrap();
        let away = TenantError::Unreachable("no route".to_owned());
        answer(&mut machine, ask, Heard::Apps(Err(away)), due);
        waits.push((machine.next().unwrap().0 - due).as_secs());
    }
    assert_eq!(waits, [5, 10, 20, 40, 60, 60, 60]);
    let (due, ask) = machine.next().unwrap();
    answer(&mut machine, ask, lists(&[app("a", true)]), due);
    assert_eq!(machine.view().moment, Moment::Done);
}

#[test]
fn in_practice_no_page_is_opened() {
    let mut machine = Machine::begin(true, Arc::default(), Duration::ZERO);
    answer(&mut machine, Ask::Terms, Heard::Terms(Ok(EVERY)), seconds(0));
    answer(&mut machine, Ask::Apps, lists(&[]), seconds(0));
    machine.act(Act::Next, seconds(1));
    assert_eq!(machine.act(Act::OpenPage, seconds(2)), None);
}

#[test]
fn each_moment_has_the_addresses_that_it_needs() {
    let mut machine = begun(EVERY, &[]);
    machine.links = super::super::address::links(crate::authenticator::SECURITY_INFO);
    let shown = |machine: &Machine| -> Vec<LinkTo> {
        machine.view().links.iter().map(|link| link.to).collect()
    };
    assert_eq!(shown(&machine), [LinkTo::AppStore, LinkTo::GooglePlay]);
    machine.act(Act::Next, seconds(1));
    assert_eq!(shown(&machine), [LinkTo::SecurityInfo]);
    machine.act(Act::Next, seconds(1));
    assert_eq!(shown(&machine), []);
}

#[test]
fn an_answer_that_nobody_waits_for_does_nothing() {
    let mut machine = asked_to_approve(EVERY);
    machine.heard(lists(&[app("a", true)]), seconds(9));
    assert_eq!(machine.view().moment, Moment::Approve);
}
