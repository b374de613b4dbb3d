//! Anything in any order: acts, answers, troubles, keys that come, go, lie and hide, and somebody who registers.

use std::collections::BTreeSet;

use proptest::{collection::vec, prelude::*};

use super::*;

/// base64url of one, two and three bytes of a credential id.
const IDS: [&str; 3] = ["xQ2", "xcU1", "xcXF0"];
const KEYS: [&str; 3] = ["a", "b", "c"];

/// Something that happens.
#[derive(Clone, Debug)]
enum Event {
    Act(Act),
    /// The open question is answered; else the next one goes out, once it is due.
    Turn(Option<TenantError>),
    Later(u16),
    Registers(usize),
    Deletes(usize),
    /// A key comes, says this of each passkey, or goes.
    Came(usize),
    Said(usize, [Found; 3]),
    Silent(usize),
    Gone(usize),
    Surveyed,
    /// The same from the watch before.
    Stale(usize, [Found; 3]),
    Pin(u64),
    Proof(usize, Option<usize>),
}

fn found() -> impl Strategy<Value = [Found; 3]> {
    let one = || prop::sample::select(vec![Found::Yes, Found::No, Found::NotSaid]);
    [one(), one(), one()]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => Just(Act::OpenPage),
        2 => Just(Act::Look),
        1 => Just(Act::Stop),
        3 => (0usize..3).prop_map(|id| Act::Prove { method: IDS[id].to_owned() }),
        1 => Just(Act::StopProof),
        1 => (0u64..4).prop_map(|prompt| Act::Answer {
            answer: wizard::Answer { prompt: PromptId(prompt), choice: wizard::Choice::Again },
        }),
    ]
}

fn trouble() -> impl Strategy<Value = Option<TenantError>> {
    prop_oneof![
        6 => Just(None),
        1 => Just(Some(TenantError::SignInNeeded)),
        1 => Just(Some(TenantError::Unreachable("gone".to_owned()))),
        1 => prop::option::of(0u64..200).prop_map(|after| {
            Some(TenantError::Throttled { retry_after: after.map(Duration::from_secs) })
        }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => act().prop_map(Event::Act),
        6 => trouble().prop_map(Event::Turn),
        3 => (0u16..400).prop_map(Event::Later),
        2 => (0usize..3).prop_map(Event::Registers),
        1 => (0usize..3).prop_map(Event::Deletes),
        3 => (0usize..3).prop_map(Event::Came),
        4 => (0usize..3, found()).prop_map(|(key, found)| Event::Said(key, found)),
        1 => (0usize..3).prop_map(Event::Silent),
        1 => (0usize..3).prop_map(Event::Gone),
        2 => Just(Event::Surveyed),
        2 => (0usize..3, found()).prop_map(|(key, found)| Event::Stale(key, found)),
        1 => (1u64..3).prop_map(Event::Pin),
        2 => (0usize..3, prop::option::of(0usize..3)).prop_map(|(key, id)| Event::Proof(key, id)),
    ]
}

struct World {
    bench: Bench,
    now: Duration,
    listed: BTreeSet<usize>,
    turns: [Option<u64>; 3],
    turn: u64,
    not_before: Duration,
    /// What a key said that it holds, asked for it in the watch that ran.
    said_yes: BTreeSet<usize>,
    /// What the ceremony under way looks for.
    proving: Option<usize>,
}

impl World {
    fn new(holder: PasskeyHolder) -> Self {
        Self {
            bench: Bench::of(holder),
            now: Duration::ZERO,
            listed: BTreeSet::new(),
            turns: [None; 3],
            turn: 0,
            not_before: Duration::ZERO,
            said_yes: BTreeSet::new(),
            proving: None,
        }
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            match effect {
                // Whoever watches anew hears of each key anew.
                Effect::WatchKeys(..) => self.turns = [None; 3],
                Effect::Prove(credential) => {
                    assert_eq!(self.proving, None, "two keys are asked at once");
                    let is_it = |id: &&str| MethodId((**id).to_owned()).is_of(credential);
                    self.proving = IDS.iter().position(is_it);
                    assert!(self.proving.is_some());
                }
                Effect::Answer(..) | Effect::StopProof => assert!(self.proving.is_some()),
                Effect::OpenPage => {}
            }
        }
        self.bench.take(effects);
    }

    fn says(&mut self, watch: u32, turn: u64, key: usize, found: [Found; 3]) {
        let asked = |id: &&str| self.bench.asked.contains(&MethodId((**id).to_owned()));
        let holds: Vec<_> = IDS.into_iter().zip(found).filter(|(id, _)| asked(id)).collect();
        if watch == self.bench.watch {
            for (id, found) in &holds {
                if *found == Found::Yes {
                    self.said_yes.extend(IDS.iter().position(|one| one == id));
                }
            }
        }
        let news = News::Said(Turn(turn), seen(KEYS[key]).id, told(LISTED, &holds));
        self.bench.machine.hand(watch, news);
    }

    fn happens(&mut self, event: Event) {
        let watch = self.bench.watch;
        // While a key is asked with its PIN, nobody watches the others.
        let watches = self.proving.is_none();
        match event {
            Event::Act(act) => {
                let effects = self.bench.machine.act(act, self.now);
                self.take(effects);
            }
            Event::Turn(trouble) => self.turn(trouble),
            Event::Later(seconds) => self.now += Duration::from_secs(seconds.into()),
            Event::Registers(id) => drop(self.listed.insert(id)),
            Event::Deletes(id) => drop(self.listed.remove(&id)),
            Event::Came(key) if watches => {
                self.turn += 1;
                self.turns[key] = Some(self.turn);
                self.bench.machine.hand(watch, News::Came(Turn(self.turn), seen(KEYS[key])));
            }
            Event::Said(key, found) => {
                if let Some(turn) = self.turns[key].filter(|_| watches) {
                    self.says(watch, turn, key, found);
                }
            }
            Event::Silent(key) => {
                if let Some(turn) = self.turns[key].filter(|_| watches) {
                    let news = News::Said(Turn(turn), seen(KEYS[key]).id, Said::Nothing);
                    self.bench.machine.hand(watch, news);
                }
            }
            Event::Gone(key) if watches => {
                self.turns[key] = None;
                self.bench.machine.hand(watch, News::Gone(seen(KEYS[key]).id));
            }
            Event::Surveyed if watches => self.bench.machine.hand(watch, News::Surveyed),
            Event::Stale(key, found) => {
                let turn = self.turns[key].unwrap_or_default();
                self.says(watch.wrapping_sub(1), turn, key, found);
            }
            Event::Pin(prompt) if !watches => {
                self.bench.machine.met(seen("a"));
                self.bench.machine.moment(pin(prompt));
            }
            Event::Proof(key, id) if !watches => {
                let authenticator = seen(KEYS[key]).id;
                self.bench.machine.met(seen(KEYS[key]));
                let finding = match id {
                    Some(id) => {
                        let credential_id = MethodId(IDS[id].to_owned()).credential_id().unwrap();
                        let one = OnKey { credential_id, account: None, display_name: None };
                        if self.proving == Some(id) {
                            self.said_yes.insert(id);
                        }
                        Finding::Found { authenticator, credentials: vec![one] }
                    }
                    None => Finding::NotThere { authenticator, aaguid: Aaguid([0; 16]) },
                };
                self.proving = None;
                let removed = Removed { finding, pin_changed_on: Vec::new() };
                let effects = self.bench.machine.proved(removed);
                self.take(effects);
            }
            Event::Came(_)
            | Event::Gone(_)
            | Event::Surveyed
            | Event::Pin(_)
            | Event::Proof(..) => {}
        }
    }

    fn turn(&mut self, trouble: Option<TenantError>) {
        let Some((due, ask)) = self.bench.machine.next().filter(|(due, _)| *due <= self.now) else {
            return;
        };
        assert!(due >= self.not_before, "asked before the directory said that it may be");
        self.bench.machine.asked(ask);
        assert_eq!(self.bench.machine.next(), None, "two questions at once");
        let listed: Vec<_> = self.listed.iter().map(|id| method(IDS[*id])).collect();
        if let Some(TenantError::Throttled { retry_after: Some(wait) }) = &trouble {
            self.not_before = self.now + *wait;
        }
        let heard = match (ask, trouble) {
            (Ask::Begin, Some(error)) => Heard::Begin(Box::new(Err(error))),
            (Ask::Look, Some(error)) => Heard::Look(Err(error)),
            (Ask::Begin, None) => {
                Heard::Begin(Box::new(Ok(Begun { policy: Some(policy("enabled")), listed })))
            }
            (Ask::Look, None) => Heard::Look(Ok(listed)),
        };
        let effects = self.bench.machine.heard(heard, self.now);
        self.take(effects);
    }

    /// What holds, whatever happened.
    fn holds(&self) {
        let view = self.bench.machine.view();
        for one in &view.came {
            let id = IDS.iter().position(|id| *id == one.listed.method_id).unwrap();
            if let Proof::On { .. } = one.proof {
                assert!(self.said_yes.contains(&id), "no key said that it holds {id}");
            }
        }
        let all = view.came.iter().all(|one| matches!(one.proof, Proof::On { .. }));
        if view.moment == OneselfMoment::Proved {
            assert!(all && !view.came.is_empty());
        }
        let proving = matches!(view.moment, OneselfMoment::Proving { .. });
        assert_eq!(proving, self.proving.is_some());
    }
}

proptest! {
    #[test]
    fn in_any_order_proved_is_what_a_key_said(events in vec(event(), 0..80)) {
        let mut world = World::new(PasskeyHolder::SecurityKey);
        for event in events {
            world.happens(event);
            world.holds();
        }
    }

    #[test]
    fn in_any_order_no_key_is_asked_for_what_a_provider_holds(events in vec(event(), 0..80)) {
        let mut world = World::new(PasskeyHolder::Provider);
        for event in events {
            world.happens(event);
            let view = world.bench.machine.view();
            let asked = |effect: &Effect| !matches!(effect, Effect::OpenPage);
            prop_assert!(!world.bench.done.iter().any(asked));
            prop_assert!(view.came.iter().all(|one| one.proof == Proof::NotAsked));
            prop_assert_eq!(view.moment == OneselfMoment::Listed, {
                let stands = view.moment != OneselfMoment::SignInNeeded;
                stands && !view.came.is_empty()
            });
        }
    }
}
