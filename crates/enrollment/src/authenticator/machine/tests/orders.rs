//! Anything in any order: acts, answers, troubles, a phone, time, and somebody who changes the directory.

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::authenticator::Mode;

/// Something that happens.
#[derive(Clone, Debug)]
enum Event {
    Act(Act),
    Phone(Option<Problem>),
    /// The open question is answered; else the next one goes out, once it is due.
    Turn(Option<TenantError>),
    /// Time passes (seconds).
    Later(u16),
    /// The directory gets an app, with phone sign-in or without, or loses it.
    Directory(u8, Option<bool>),
    Policy(Terms),
}

fn problem() -> impl Strategy<Value = Problem> {
    prop::sample::select(vec![
        Problem::NotOffered,
        Problem::CannotScan,
        Problem::TimedOut,
        Problem::Denied,
        Problem::WrongNumber,
        Problem::AppTooOld,
        Problem::TakenAway,
    ])
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => Just(Act::Next),
        1 => Just(Act::Back),
        1 => Just(Act::OpenPage),
        1 => problem().prop_map(|problem| Act::Report { problem }),
        2 => Just(Act::Again),
        2 => Just(Act::Look),
        1 => Just(Act::AddAnother),
        1 => Just(Act::PhoneSignIn),
        1 => Just(Act::Later),
    ]
}

fn terms() -> impl Strategy<Value = Terms> {
    let allowed = vec![Allowed::Yes, Allowed::MethodOff, Allowed::NotInScope, Allowed::NotSaid];
    let modes = vec![Mode::Any, Mode::Push, Mode::Passwordless, Mode::NotSaid];
    (prop::sample::select(allowed), prop::sample::select(modes))
        .prop_map(|(allowed, mode)| Terms { allowed, mode })
}

fn trouble() -> impl Strategy<Value = Option<TenantError>> {
    let wait = |after: Option<u64>| after.map(Duration::from_secs);
    prop_oneof![
        6 => Just(None),
        1 => Just(Some(TenantError::SignInNeeded)),
        1 => Just(Some(TenantError::Unanswered("cut".to_owned()))),
        1 => prop::option::of(0u64..200)
            .prop_map(move |after| Some(TenantError::Throttled { retry_after: wait(after) })),
        1 => prop::option::of(0u64..200).prop_map(move |after| {
            Some(TenantError::Failing { status: 503, retry_after: wait(after) })
        }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        5 => act().prop_map(Event::Act),
        1 => prop::option::of(problem()).prop_map(Event::Phone),
        8 => trouble().prop_map(Event::Turn),
        4 => (0u16..400).prop_map(Event::Later),
        3 => (0u8..3, prop::option::of(any::<bool>())).prop_map(|(id, on)| Event::Directory(id, on)),
        1 => terms().prop_map(Event::Policy),
    ]
}

/// The directory, the machine, and what the machine was told last.
struct World {
    machine: Machine,
    now: Duration,
    policy: Terms,
    apps: Vec<App>,
    /// The last whole list that was answered.
    told: Option<Vec<App>>,
    told_terms: Option<Terms>,
    not_before: Duration,
    asks: Vec<Duration>,
    hurried: usize,
}

impl World {
    fn new(policy: Terms) -> Self {
        let machine = Machine::begin(false, Arc::default(), Duration::ZERO);
        Self {
            machine,
            now: Duration::ZERO,
            policy,
            apps: Vec::new(),
            told: None,
            told_terms: None,
            not_before: Duration::ZERO,
            asks: Vec::new(),
            hurried: 0,
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Act(act) => {
                self.hurried += 1;
                let before = self.machine.view().moment;
                self.machine.act(act, self.now);
                let is_done = self.machine.view().moment == Moment::Done;
                if is_done && before != Moment::Done {
                    assert!(matches!(act, Act::Later | Act::PhoneSignIn), "{act:?} ended it");
                }
            }
            Event::Phone(problem) => {
                self.hurried += 1;
                self.machine.phone_did(problem, self.now);
            }
            Event::Turn(trouble) => self.turn(trouble),
            Event::Later(seconds) => self.now += Duration::from_secs(seconds.into()),
            Event::Directory(id, on) => {
                let id = id.to_string();
                self.apps.retain(|app| app.id != id);
                self.apps.extend(on.map(|on| app(&id, on)));
            }
            Event::Policy(terms) => self.policy = terms,
        }
    }

    /// A question goes out and is answered.
    fn turn(&mut self, trouble: Option<TenantError>) {
        let Some((due, ask)) = self.machine.next().filter(|(due, _)| *due <= self.now) else {
            return;
        };
        assert!(due >= self.not_before, "asked before the directory said that it may be");
        self.machine.asked(ask);
        assert_eq!(self.machine.next(), None, "two questions at once");
        self.asks.push(self.now);
        let before = self.machine.view().moment;
        let read = self.told.is_some() && self.told_terms.is_some();
        let failed = trouble.clone();
        let heard = match (ask, trouble) {
            (Ask::Terms, Some(error)) => Heard::Terms(Err(error)),
            (Ask::Apps, Some(error)) => Heard::Apps(Err(error)),
            (Ask::Preference, Some(error)) => Heard::Preference(Err(error)),
            (Ask::Terms, None) => {
                self.told_terms = Some(self.policy);
                Heard::Terms(Ok(self.policy))
            }
            (Ask::Apps, None) => {
                self.told = Some(self.apps.clone());
                lists(&self.apps)
            }
            (Ask::Preference, None) => Heard::Preference(Ok(Preference::NotSaid)),
        };
        self.machine.heard(heard, self.now);
        if let Some(
            TenantError::Throttled { retry_after: Some(wait) }
            | TenantError::Failing { retry_after: Some(wait), .. },
        ) = failed
        {
            self.not_before = self.now + wait;
        }
        if failed.is_some() && read && ask != Ask::Terms {
            assert_eq!(self.machine.view().moment, before, "a failed look changed the moment");
        }
    }

    /// What holds, whatever happened.
    fn holds(&self) {
        let view = self.machine.view();
        let told = self.told.as_deref().unwrap_or_default();
        let ours = self.machine.ours.as_ref();
        let listed = ours.and_then(|ours| told.iter().find(|app| app.id == *ours));
        assert_eq!(ours.is_some(), listed.is_some(), "it is about an app that is not listed");
        if view.moment == Moment::Done {
            let listed = listed.expect("done without an app that the directory lists");
            let passwordless = self.told_terms.map(|terms| terms.mode) == Some(Mode::Passwordless);
            if passwordless && self.machine.terms == self.told_terms {
                assert_eq!(listed.phone_sign_in, Some(true), "done without phone sign-in");
            }
        }
        let proved = state(&view, StepName::Registered) == StepState::Proved;
        assert_eq!(proved, listed.is_some());
        if state(&view, StepName::PhoneSignIn) == StepState::Proved {
            assert_eq!(listed.and_then(|app| app.phone_sign_in), Some(true));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_done_is_what_the_directory_lists(policy in terms(), events in vec(event(), 0..120)) {
        let mut world = World::new(policy);
        for event in events {
            world.happens(event);
            world.holds();
        }
    }

    /// Whoever only watches stays far below five requests in ten seconds.
    #[test]
    fn a_watch_that_nobody_hurries_asks_at_most_four_times_in_ten_seconds(
        troubles in vec(trouble(), 0..200), steps in vec(1u16..4, 200),
    ) {
        let mut world = World::new(EVERY);
        for (trouble, step) in troubles.into_iter().zip(steps) {
            world.turn(trouble);
            world.now += Duration::from_secs(step.into());
        }
        for (at, first) in world.asks.iter().enumerate() {
            let within = world.asks[at..].iter().take_while(|ask| **ask < *first + seconds(10));
            prop_assert!(within.count() <= 4);
        }
    }
}
