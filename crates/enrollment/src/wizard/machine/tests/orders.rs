//! Events in any order that the world can bring. What must hold is checked after every single step.

use std::collections::BTreeSet;

use super::*;

/// Quick and repeatable; xorshift64*.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let next = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        usize::try_from(next >> 33).unwrap() % bound
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }
}

/// The ceremony as the wizard sees it.
#[derive(Default)]
enum World {
    #[default]
    Idle,
    /// It runs; asked to stop or not.
    Registering {
        stopped: bool,
    },
    /// It waits for a verdict or a leave, and does nothing else.
    AwaitVerdict {
        stopped: bool,
    },
    AwaitLeave {
        stopped: bool,
    },
    Removing {
        stopped: bool,
    },
}

/// What a watcher who only sees inputs and effects knows.
struct Monitor {
    machine: Machine,
    dice: Dice,
    now: u64,
    world: World,
    fmt: &'static str,
    tenant: bool,
    rehearsal: bool,
    reading: bool,
    writes: VecDeque<Pending>,
    sending: bool,
    lists: BTreeSet<JobId>,
    /// What the directory has really got.
    arrived: bool,
    /// Something was sent that may have arrived, and the directory was not asked since.
    uncertain: bool,
    hand: Option<AuthenticatorId>,
    admitted: BTreeSet<AuthenticatorId>,
    began: BTreeSet<AuthenticatorId>,
    leaves: usize,
    consents: usize,
    makings: usize,
    made: bool,
    sealed: bool,
    created: bool,
    closed_by: Option<&'static str>,
    registered: bool,
    erased: bool,
    removed: bool,
    removal_under_way: bool,
    revision: u64,
    prompts: BTreeSet<PromptId>,
    live: Option<PromptId>,
    theirs: u64,
    moment: u64,
    finish: Option<Finish>,
    steps: usize,
    sends: usize,
}

enum Pending {
    Record(Box<Event>),
    Seal,
}

impl Monitor {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let tenant = !dice.one_in(4);
        let rehearsal = !tenant && dice.one_in(2);
        let fmt = ["none", "none", "none", "packed", "home-made"][dice.below(5)];
        let source = match (tenant, rehearsal) {
            (true, _) => for_ada(),
            (false, true) => Source::Rehearsal,
            (false, false) => pasted(),
        };
        let (machine, effects) = Machine::begin(setup(), source, UnixMillis(START));
        let mut monitor = Self {
            machine,
            dice,
            now: START,
            world: World::Idle,
            fmt,
            tenant,
            rehearsal,
            reading: false,
            writes: VecDeque::new(),
            sending: false,
            lists: BTreeSet::new(),
            arrived: false,
            uncertain: false,
            hand: None,
            admitted: BTreeSet::new(),
            began: BTreeSet::new(),
            leaves: 0,
            consents: 1,
            makings: 0,
            made: false,
            sealed: false,
            created: false,
            closed_by: None,
            registered: false,
            erased: false,
            removed: false,
            removal_under_way: false,
            revision: 0,
            prompts: BTreeSet::new(),
            live: None,
            theirs: 0,
            moment: 0,
            finish: None,
            steps: 0,
            sends: 0,
        };
        monitor.check(effects);
        monitor
    }

    fn step(&mut self, input: Input) {
        self.steps += 1;
        let over = self.finish.is_some();
        let effects = self.machine.step(UnixMillis(self.now), input);
        assert!(!over || effects.is_empty(), "nothing happens after the end");
        self.check(effects);
    }

    fn check(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => self.check_view(*view),
                Effect::Read { .. } | Effect::Draw => {
                    assert!(!self.reading, "read once at a time");
                    self.reading = true;
                }
                Effect::Register(_) => {
                    assert!(matches!(self.world, World::Idle) && !self.made, "one ceremony");
                    self.world = World::Registering { stopped: false };
                }
                Effect::Verdict(verdict) => {
                    let World::AwaitVerdict { stopped } = self.world else { panic!("unasked") };
                    if verdict == Verdict::Admitted {
                        self.admitted.extend(self.hand.clone());
                    }
                    self.world = World::Registering { stopped };
                }
                Effect::Leave(leave) => {
                    let World::AwaitLeave { stopped } = self.world else { panic!("unasked") };
                    if leave == Leave::Given {
                        let hand = self.hand.clone().unwrap();
                        let written = self.rehearsal || self.began.contains(&hand);
                        assert!(written, "Began is on the disk before");
                        assert!(self.admitted.contains(&hand), "the policy let it pass");
                        self.makings += 1;
                    }
                    self.leaves += 1;
                    self.world =
                        World::Registering { stopped: stopped || leave == Leave::Withheld };
                }
                Effect::Tell(..) => {}
                Effect::StopCeremony => match &mut self.world {
                    World::Registering { stopped }
                    | World::AwaitVerdict { stopped }
                    | World::AwaitLeave { stopped }
                    | World::Removing { stopped } => *stopped = true,
                    World::Idle => {}
                },
                Effect::Record(event) => {
                    assert!(!self.rehearsal, "of a rehearsal nothing is recorded");
                    self.writes.push_back(Pending::Record(Box::new(event)));
                }
                Effect::Seal(_) => {
                    assert!(self.tenant && self.made && self.fmt != "home-made");
                    self.writes.push_back(Pending::Seal);
                }
                Effect::Erase(_) => {
                    let closed =
                        self.closed_by.expect("nothing is forgotten before it is recorded");
                    assert!(!self.registered || closed == "Registered");
                    self.erased = true;
                }
                Effect::Send(_) => self.check_send(),
                Effect::List(job, _) => {
                    assert!(self.lists.insert(job), "each question is a new one");
                }
                Effect::Remove(..) => {
                    assert!(!self.sending, "nothing is on its way meanwhile");
                    assert!(!self.uncertain, "the directory was asked before");
                    assert!(matches!(self.world, World::Idle));
                    self.removal_under_way = true;
                    self.world = World::Removing { stopped: false };
                }
                Effect::HandOut(_) => {
                    assert!(!self.tenant && self.closed_by == Some("HandedOver"));
                }
                Effect::Lay(_) => assert!(self.rehearsal && self.made, "what a key has shown"),
            }
        }
        assert!(self.writes.len() <= 1, "one thing is written at a time");
        assert_eq!(self.machine.is_over(), self.finish.is_some());
    }

    fn check_send(&mut self) {
        assert!(self.tenant && self.made && self.fmt != "home-made", "only what was admitted");
        assert!(self.sealed && self.created, "sealed and recorded before it is sent");
        assert!(!self.sending, "once at a time");
        assert!(!self.removed && !self.removal_under_way, "what is taken off is not sent");
        assert!(!self.uncertain, "asked before it is sent once more");
        assert!(self.now < START + LIFE, "not after the challenge expired");
        assert!(self.closed_by.is_none() && !self.erased);
        self.sending = true;
        self.sends += 1;
    }

    fn check_view(&mut self, view: WizardView) {
        assert!(view.revision > self.revision, "revisions only grow");
        self.revision = view.revision;
        let asked = prompt(&view.step);
        if let Some(prompt) = asked {
            let new = self.prompts.insert(prompt);
            assert!(new || self.live == Some(prompt), "a question that is over never comes back");
        }
        self.live = asked;
        if let Step::Over { finish, .. } = view.step {
            assert!(self.finish.is_none(), "one end");
            if let Finish::Registered { ticks, .. } = &finish {
                assert!(self.arrived, "what is called registered is there");
                assert_eq!(
                    ticks.entry.is_some(),
                    self.registered,
                    "and on record where it says so"
                );
            }
            if matches!(finish, Finish::KeptForLater { .. }) {
                assert!(self.sealed && !self.erased, "what is kept is there");
            }
            self.finish = Some(finish);
        }
    }

    fn random_step(&mut self) {
        self.now += u64::try_from(self.dice.below(8_000)).unwrap();
        match self.dice.below(100) {
            0..=29 => self.write(),
            30..=54 => self.world(),
            55..=69 => self.directory(),
            70..=87 => self.answer(),
            88..=92 => self.step(Input::Ticked),
            93..=94 => {
                let prompt = PromptId(u64::try_from(self.dice.below(40)).unwrap());
                if Some(prompt) != self.live {
                    let before = self.machine.revision;
                    self.step(Input::Answered(prompt, Reply::Choice(Choice::Again)));
                    assert_eq!(self.machine.revision, before, "a late answer does nothing");
                }
            }
            95 if self.dice.one_in(3) => self.step(Input::Cancelled),
            96 if self.dice.one_in(12) => self.step(Input::Closed),
            97 => {
                let transport = AuthenticatorTransport::Usb;
                self.step(Input::KeySeen(KeySeen { id: key(), transport, name: None }));
            }
            _ => {}
        }
    }

    /// The stores answer what they were asked, in order.
    fn write(&mut self) {
        let Some(pending) = self.writes.pop_front() else { return };
        let fails = self.dice.one_in(9);
        match pending {
            Pending::Seal => {
                self.sealed |= !fails;
                let kept = if fails { Err("full".to_owned()) } else { Ok(Kept::Sealed) };
                self.step(Input::Sealed(kept));
            }
            Pending::Record(_) if fails => self.step(Input::Recorded(Err("full".to_owned()))),
            Pending::Record(event) => {
                match kind(&event.kind) {
                    "Began" => self.began.extend(self.hand.clone()),
                    "Created" => self.created = true,
                    "Registered" => {
                        assert!(self.arrived);
                        self.registered = true;
                        self.closed_by = Some("Registered");
                    }
                    "Removed" => assert!(self.removed),
                    // What is said of another attempt closes nothing of this one.
                    other if self.created => self.closed_by = Some(other),
                    _ => {}
                }
                self.step(Input::Recorded(Ok(1)));
            }
        }
    }

    fn world(&mut self) {
        match self.world {
            World::Idle => {}
            World::AwaitVerdict { .. } | World::AwaitLeave { .. } => {}
            World::Registering { stopped } => self.ceremony(stopped),
            World::Removing { stopped } => self.removal(stopped),
        }
    }

    fn ceremony(&mut self, stopped: bool) {
        // A credential can be there only if a key was told to make it.
        let may_be_made = self.makings > 0;
        match self.dice.below(if stopped { 4 } else { 10 }) {
            0 | 1 if may_be_made && !self.made => {
                self.made = true;
                self.world = World::Idle;
                let after_cancel = stopped;
                let made = Box::new(made(self.fmt, after_cancel));
                self.step(Input::Made(made));
            }
            0 | 1 if stopped || self.dice.one_in(20) => {
                self.world = World::Idle;
                let possibly = may_be_made && self.dice.one_in(2);
                let possibly_on = if possibly { vec![key()] } else { Vec::new() };
                self.step(Input::NotMade(ended(Failure::Cancelled, possibly_on)));
            }
            2..=4 if !stopped => {
                let id = AuthenticatorId::new(["usb:1", "usb:2"][self.dice.below(2)]);
                self.hand = Some(id.clone());
                self.began.remove(&id);
                self.world = World::AwaitVerdict { stopped };
                self.step(Input::KeyInHand(id, info()));
            }
            5..=7 if self.hand.as_ref().is_some_and(|id| self.admitted.contains(id)) => {
                self.world = World::AwaitLeave { stopped };
                let id = self.hand.clone().unwrap();
                self.step(Input::LeaveAsked(id));
            }
            _ => self.moment(),
        }
    }

    fn moment(&mut self) {
        self.moment += 1;
        let moment = match self.dice.below(3) {
            0 => Moment::TouchKey { authenticator: key() },
            1 => Moment::Working { authenticator: key() },
            _ => {
                self.theirs += u64::try_from(self.dice.below(2)).unwrap();
                Moment::TryAgain {
                    prompt: PromptId(self.theirs),
                    authenticator: key(),
                    why: ctap::ceremony::AgainReason::TooLate,
                }
            }
        };
        self.step(view(self.moment, moment));
    }

    fn removal(&mut self, stopped: bool) {
        let finding = match self.dice.below(6) {
            0 => {
                self.removed = true;
                Finding::Deleted { authenticator: key(), credential_id: b"cred".to_vec().into() }
            }
            1 => Finding::NotThere { authenticator: key(), aaguid: webauthn::Aaguid([7; 16]) },
            2 => Finding::NotSupported { authenticator: key() },
            3 if stopped => {
                let failure = Failure::Cancelled;
                Finding::Ended { failure, possibly_deleted_from: None }
            }
            _ => return self.moment(),
        };
        self.world = World::Idle;
        self.removal_under_way = false;
        self.step(Input::RemovalEnded(Removed { finding, pin_changed_on: Vec::new() }));
    }

    fn directory(&mut self) {
        if self.reading {
            self.reading = false;
            if self.rehearsal {
                let none = self.dice.one_in(8);
                let drawn = if none { Err("no bytes".to_owned()) } else { Ok(drawn()) };
                return self.step(Input::Drawn(drawn));
            }
            let read = if self.dice.one_in(4) {
                Err(TenantError::Unreachable(String::new()))
            } else {
                Ok(reading(&[]))
            };
            return self.step(Input::Read(read));
        }
        if self.sending && self.dice.one_in(2) {
            return self.sent();
        }
        if let Some(job) = self.lists.pop_first() {
            let up = !self.dice.one_in(3);
            let methods = if !up {
                Err(TenantError::Unreachable(String::new()))
            } else if self.arrived {
                Ok(vec![listed(b"other"), listed(b"cred")])
            } else {
                self.uncertain = false;
                Ok(vec![listed(b"other")])
            };
            self.step(Input::Listed(job, methods));
        }
    }

    fn sent(&mut self) {
        self.sending = false;
        let cut = || TenantError::Unanswered(String::new());
        let sent = match self.dice.below(7) {
            0 => Err(TenantError::Unreachable(String::new())),
            1 => Err(TenantError::Throttled { retry_after: None }),
            // It arrived, and the answer got lost.
            2 => {
                self.arrived = true;
                Err(cut())
            }
            3 => Err(TenantError::Failing { status: 503, retry_after: None }),
            4 if self.arrived => Err(no()),
            4 => Err(no()),
            5 => Err(cut()),
            _ => {
                self.arrived = true;
                Ok(listed(b"cred"))
            }
        };
        if let Err(TenantError::Unanswered(_) | TenantError::Failing { .. }) = sent {
            self.uncertain = true;
        }
        self.step(Input::Sent(sent));
    }

    fn answer(&mut self) {
        let Some(prompt) = self.live else { return };
        let all = [
            Choice::GoOn,
            Choice::Again,
            Choice::SendUnproved,
            Choice::DoNotSend,
            Choice::Remove,
            Choice::Leave,
            Choice::Again,
            Choice::Again,
        ];
        let choice = all[self.dice.below(all.len())];
        self.consents += 1;
        self.step(Input::Answered(prompt, Reply::Choice(choice)));
    }

    /// Whatever state this is: the person goes away, everything fails or ends, and it is over.
    fn end(mut self) -> (usize, usize, bool) {
        self.step(Input::Closed);
        for _ in 0..40 {
            if self.finish.is_some() {
                break;
            }
            if let Some(pending) = self.writes.pop_front() {
                self.step(match pending {
                    Pending::Seal => Input::Sealed(Err("full".to_owned())),
                    Pending::Record(_) => Input::Recorded(Err("full".to_owned())),
                });
                continue;
            }
            match self.world {
                World::Registering { .. } => {
                    self.world = World::Idle;
                    let possibly_on = self.began.iter().cloned().collect();
                    self.step(Input::NotMade(ended(Failure::Cancelled, possibly_on)));
                }
                World::Removing { .. } => {
                    self.world = World::Idle;
                    let failure = Failure::Cancelled;
                    let finding = Finding::Ended { failure, possibly_deleted_from: None };
                    self.step(Input::RemovalEnded(Removed { finding, pin_changed_on: Vec::new() }));
                }
                World::Idle | World::AwaitVerdict { .. } | World::AwaitLeave { .. } => {}
            }
        }
        assert!(self.finish.is_some(), "it ends");
        (self.steps, self.sends, self.registered)
    }
}

/// `TOUCHSTONE_ORDERS` sets how many (the everyday tier runs more of them).
#[test]
fn any_order_of_events_keeps_the_laws() {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let orders: u64 = number("TOUCHSTONE_ORDERS").unwrap_or(2_000);
    let from: u64 = number("TOUCHSTONE_SEED").unwrap_or(1);
    let (mut steps, mut sends, mut registered) = (0, 0, 0u64);
    for seed in from..from + orders {
        let run = std::panic::catch_unwind(|| {
            let mut monitor = Monitor::new(seed);
            let most = 40 + monitor.dice.below(160);
            for _ in 0..most {
                monitor.random_step();
            }
            monitor.end()
        });
        let (some, sent, done) = run
            .unwrap_or_else(|_| panic!("seed {seed} (TOUCHSTONE_SEED={seed} TOUCHSTONE_ORDERS=1)"));
        steps += some;
        sends += sent;
        registered += u64::from(done);
    }
    println!("{orders} orders: {steps} steps, {sends} sent, {registered} registered");
    assert!(orders < 100 || registered > orders / 50, "the orders reach the end often enough");
}
