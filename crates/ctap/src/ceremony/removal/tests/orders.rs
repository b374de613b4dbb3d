//! Events in any order. What must hold is checked after every single step.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::*;
use crate::{
    AuthenticatorId, AuthenticatorTransport, Keepalive,
    ceremony::{Effect, ExchangeId, NotOpen, PromptId, Verdict},
};

const NAMES: [&str; 3] = ["a", "b", "c"];

/// IDs that keys list; the first is the one that may be deleted.
const LISTED: [[u8; 16]; 3] = [WANTED, [1; 16], [2; 16]];

/// Far more requests than any removal sends without asking somebody: keys here list up to five.
const MOST_UNPROMPTED: usize = 40;

/// What a watcher who only sees inputs and effects knows.
struct Monitor {
    machine: Removal,
    dice: Dice,
    request: RemovalRequest,
    attached: BTreeSet<AuthenticatorId>,
    outstanding: BTreeMap<AuthenticatorId, (ExchangeId, Vec<u8>)>,
    stale: Vec<(AuthenticatorId, ExchangeId)>,
    old_prompts: Vec<PromptId>,
    moment: Moment,
    revision: u64,
    typist: Typist,
    /// What may still be done with the PINs typed for the question asked last.
    leave: Vec<(AuthenticatorId, Use)>,
    /// New PINs that keys have been sent; each may be tried once where the key takes it.
    sent_pins: BTreeMap<AuthenticatorId, [u8; 16]>,
    /// Requests since a person or a new key last had a say.
    unprompted: usize,
    /// Requests whose key has said that it waits for a person.
    waiting: BTreeSet<ExchangeId>,
    /// Requests that were asked to end.
    interrupted: BTreeSet<ExchangeId>,
    /// Keys that took a new PIN, or never answered one.
    new_pins: BTreeSet<AuthenticatorId>,
    /// What each key has listed since it came.
    seen: BTreeMap<AuthenticatorId, BTreeSet<Vec<u8>>>,
    deletions: usize,
    /// The key that said that it has deleted.
    deleted_from: Option<AuthenticatorId>,
    /// The key that was told to delete and did not answer.
    unanswered: Option<AuthenticatorId>,
    stopped: bool,
    outcome: Option<RemovalOutcome>,
    to_judge: Vec<AuthenticatorId>,
}

impl Monitor {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let search = if dice.one_in(2) {
            Search::Credential(WANTED.to_vec())
        } else {
            let known = if dice.one_in(3) { vec![LISTED[1].to_vec()] } else { Vec::new() };
            Search::OfUser { user_handle: vec![7], known }
        };
        let then = if dice.one_in(3) { Then::Report } else { Then::Delete(WANTED.to_vec()) };
        let mut request = look_for(search, then);
        if dice.one_in(4) {
            request.when_unusable = WhenUnusable::End;
        }
        let (machine, effects) = Removal::begin(request.clone(), Box::new(Dice(seed | 1)));
        let mut monitor = Self {
            machine,
            dice,
            request,
            attached: BTreeSet::new(),
            outstanding: BTreeMap::new(),
            stale: Vec::new(),
            old_prompts: Vec::new(),
            moment: Moment::Over,
            revision: 0,
            typist: Typist::default(),
            leave: Vec::new(),
            sent_pins: BTreeMap::new(),
            unprompted: 0,
            waiting: BTreeSet::new(),
            interrupted: BTreeSet::new(),
            new_pins: BTreeSet::new(),
            seen: BTreeMap::new(),
            deletions: 0,
            deleted_from: None,
            unanswered: None,
            stopped: false,
            outcome: None,
            to_judge: Vec::new(),
        };
        monitor.check(effects);
        monitor
    }

    /// Something that no longer applies.
    fn step_in_vain(&mut self, input: Input) {
        assert!(self.machine.step(input).is_empty(), "what came too late does nothing");
    }

    fn step(&mut self, input: Input) {
        let over = self.machine.is_over();
        let effects = self.machine.step(input);
        assert!(!over || effects.is_empty(), "nothing happens after the end");
        self.check(effects);
    }

    fn check(&mut self, effects: Vec<Effect<RemovalOutcome>>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => {
                    assert!(view.revision > self.revision, "revisions only grow");
                    self.revision = view.revision;
                    self.old_prompts.extend(prompt(&self.moment));
                    self.moment = view.moment;
                    self.check_moment();
                }
                Effect::Send { to, exchange, request, .. } => {
                    assert!(self.attached.contains(&to), "a removed key gets nothing");
                    assert!(!self.stopped, "after a cancel nothing is sent");
                    self.unprompted += 1;
                    assert!(self.unprompted < MOST_UNPROMPTED, "no endless conversation");
                    self.check_request(&to, &request);
                    let before = self.outstanding.insert(to, (exchange, request.to_vec()));
                    assert!(before.is_none(), "one request at a time");
                }
                Effect::Interrupt { at, exchange } => {
                    let current = self.outstanding.get(&at).map(|one| one.0);
                    assert_eq!(current, Some(exchange), "only what is under way is interrupted");
                    assert!(self.interrupted.insert(exchange), "asked to end once");
                }
                Effect::Judge(id, _) => self.to_judge.push(id),
                Effect::AskLeave(_) => panic!("no credential is made"),
                Effect::Finish(outcome) => {
                    assert!(self.outcome.is_none(), "one end");
                    self.check_outcome(&outcome);
                    self.outcome = Some(outcome);
                }
            }
        }
        assert_eq!(self.machine.is_over(), self.outcome.is_some());
        let blinks = |command| [SELECT, BLINK].contains(&command);
        let mut blinking = self.outstanding.values().filter(|one| blinks(command(&one.1)));
        assert!(
            matches!(self.moment, Moment::SelectByTouch { .. })
                || blinking.all(|one| self.interrupted.contains(&one.0)),
            "no key blinks for nothing"
        );
        assert!(self.deleted_from.is_none() || self.outcome.is_some(), "a deletion ends it");
    }

    /// Whom a moment names is there, and where it asks for a person the key really waits for one.
    fn check_moment(&mut self) {
        if prompt(&self.moment).is_some() {
            self.leave.clear(); // What was typed for an older question is good for nothing now.
        }
        assert!(!matches!(self.moment, Moment::SetPin { .. }), "no PIN is ever set");
        if let Moment::TouchKey { authenticator } | Moment::VerifyUser { authenticator } =
            &self.moment
        {
            let exchange = self.outstanding.get(authenticator).map(|one| one.0);
            assert!(exchange.is_some_and(|one| self.waiting.contains(&one)), "the key waits");
        }
        if let Some(id) = asker(&self.moment) {
            assert!(self.attached.contains(id), "a key that is gone asks nothing");
        }
    }

    fn check_request(&mut self, to: &AuthenticatorId, request: &[u8]) {
        let kind = command(request);
        if kind == DELETE {
            self.check_deletion(to, &decode(&request[1..]).unwrap().value);
        }
        if [SET_PIN, CHANGE_PIN, LEGACY_TOKEN, PIN_TOKEN].contains(&kind) {
            assert_ne!(kind, SET_PIN, "no PIN is ever set");
            let parameters = decode(&request[1..]).unwrap().value;
            for sent in opened(&parameters) {
                let at = self.leave.iter().position(|(id, one)| id == to && *one == sent);
                let at = at.expect("a PIN goes to the key it was typed for, and only once");
                if let (_, Use::Set(padded)) = self.leave.remove(at) {
                    let new = padded.split(|byte| *byte == 0).next().unwrap();
                    self.sent_pins.insert(to.clone(), *pin_of(new).hash());
                }
            }
        }
    }

    fn check_deletion(&mut self, to: &AuthenticatorId, parameters: &Value) {
        self.deletions += 1;
        assert_eq!(self.deletions, 1, "at most one deleteCredential");
        let Then::Delete(named) = &self.request.then else { panic!("nobody asked to delete") };
        let descriptor = parameters.get(2).and_then(|params| params.get(2)).unwrap();
        let id = descriptor.get("id").and_then(Value::as_bytes).unwrap();
        assert_eq!(id, named, "only what the caller named");
        let seen = self.seen.get(to);
        assert!(seen.is_some_and(|seen| seen.contains(id)), "only what this key has listed");
    }

    fn check_outcome(&mut self, outcome: &RemovalOutcome) {
        let deleted = match &outcome.finding {
            Finding::Deleted { authenticator, credential } => {
                assert_eq!(credential.id, WANTED);
                Some(authenticator.clone())
            }
            Finding::Found { authenticator, credentials } => {
                let seen = &self.seen[authenticator];
                assert!(!credentials.is_empty());
                assert!(credentials.iter().all(|one| seen.contains(&one.id)));
                None
            }
            Finding::NotThere { .. } | Finding::NotSupported { .. } | Finding::Ended { .. } => None,
        };
        assert_eq!(deleted, self.deleted_from, "what a key deleted is what the outcome says");
        let under_way = self.outstanding.iter().find(|(_, one)| command(&one.1) == DELETE);
        let unanswered = under_way.map(|(id, _)| id.clone()).or(self.unanswered.clone());
        let said = match &outcome.finding {
            Finding::Ended { possibly_deleted_from, .. } => possibly_deleted_from.clone(),
            Finding::Found { .. }
            | Finding::Deleted { .. }
            | Finding::NotThere { .. }
            | Finding::NotSupported { .. } => None,
        };
        assert_eq!(said, unanswered, "what may have been deleted is named");
        let sent = self.outstanding.iter().filter(|(_, one)| is_new_pin(command(&one.1)));
        self.new_pins.extend(sent.map(|(id, _)| id.clone()));
        let named: BTreeSet<_> = outcome.pin_changed_on.iter().cloned().collect();
        assert_eq!(self.new_pins, named, "new PINs are named");
    }

    fn random_step(&mut self) {
        let name = id(NAMES[self.dice.below(3)]);
        match self.dice.below(100) {
            0..=7 => self.attach(name),
            8..=10 => {
                self.forget(&name);
                self.step(Input::Removed(name));
            }
            11 => {
                self.forget(&name);
                self.step(Input::NotOpen(name, NotOpen::InUse));
            }
            12..=18 => self.step(Input::Surveyed),
            19..=57 => self.reply(),
            58..=64 => self.keepalive(),
            65..=74 => self.judge(),
            75..=93 => self.answer(),
            94..=95 => self.stale_reply(),
            96..=97 => self.late_answer(),
            98 if self.dice.one_in(3) => self.stop(Input::Cancelled),
            99 if self.dice.one_in(6) => self.stop(Input::TimedOut),
            _ => {}
        }
    }

    fn stop(&mut self, input: Input) {
        self.stopped = true;
        self.step(input);
    }

    /// A key that goes takes its request with it; a later answer would be stale.
    fn forget(&mut self, id: &AuthenticatorId) {
        self.attached.remove(id);
        self.seen.remove(id);
        self.leave.retain(|(one, _)| one != id);
        if let Some((exchange, request)) = self.outstanding.remove(id) {
            self.stale.push((id.clone(), exchange));
            self.note_unanswered(id, command(&request));
        }
    }

    fn note_unanswered(&mut self, id: &AuthenticatorId, command: Command) {
        if self.outcome.is_some() {
            return;
        }
        if command == DELETE {
            self.unanswered = Some(id.clone());
        }
        if is_new_pin(command) {
            self.new_pins.insert(id.clone());
        }
    }

    fn attach(&mut self, id: AuthenticatorId) {
        self.forget(&id);
        self.attached.insert(id.clone());
        self.unprompted = 0;
        self.step(Input::Attached(id, AuthenticatorTransport::Usb));
    }

    fn reply(&mut self) {
        let waiting: Vec<_> = self.outstanding.keys().cloned().collect();
        if waiting.is_empty() {
            return;
        }
        let from = self.dice.pick(&waiting).clone();
        let (exchange, request) = self.outstanding.remove(&from).unwrap();
        let kind = command(&request);
        let reply = self.some_reply(&from, kind);
        if reply == Err(TransportError::Removed) {
            self.attached.remove(&from);
        }
        // Without even a status byte, nobody knows.
        if reply.as_ref().map_or(true, Vec::is_empty) {
            self.note_unanswered(&from, kind);
        }
        let done = matches!(&reply, Ok(response) if response.first() == Some(&0));
        if done && self.outcome.is_none() {
            if kind == DELETE {
                self.deleted_from = Some(from.clone());
            }
            if is_new_pin(kind) {
                self.new_pins.insert(from.clone());
                self.leave.push((from.clone(), Use::Try(self.sent_pins[&from])));
            }
        }
        self.step(Input::Replied { from, exchange, reply: reply.map(Zeroizing::new) });
    }

    fn some_reply(
        &mut self,
        from: &AuthenticatorId,
        command: Command,
    ) -> Result<Vec<u8>, TransportError> {
        if self.dice.one_in(16) {
            let errors =
                [TransportError::Removed, TransportError::TimedOut, TransportError::Malformed("x")];
            return Err(self.dice.pick(&errors).clone());
        }
        if self.dice.one_in(8) {
            const LIKELY: [u8; 14] = [
                0x31, 0x32, 0x34, 0x35, 0x36, 0x37, 0x33, 0x2D, 0x2E, 0x01, 0x3C, 0x3F, 0x30, 0x27,
            ];
            let any = u8::try_from(1 + self.dice.below(255)).unwrap();
            let likely = *self.dice.pick(&LIKELY);
            return Ok(vec![if self.dice.one_in(6) { any } else { likely }]);
        }
        if self.dice.one_in(50) {
            let length = self.dice.below(5);
            return Ok((0..length).map(|_| self.dice.next().to_be_bytes()[1] | 1).collect());
        }
        Ok(match command {
            GET_INFO => self.some_info(),
            AGREE => key_agreement(),
            PIN_TOKEN | LEGACY_TOKEN | UV_TOKEN => token(),
            PIN_RETRIES => retries(u8::try_from(self.dice.below(9)).unwrap()),
            UV_RETRIES => {
                let left = u64::try_from(self.dice.below(4)).unwrap();
                success([(5, Value::from(left))].into_iter().collect())
            }
            BEGIN => {
                let total = u64::try_from(self.dice.below(6)).unwrap();
                self.some_credential(from, Some(total))
            }
            NEXT => {
                let total = self.dice.one_in(10).then_some(1_000_000);
                self.some_credential(from, total)
            }
            BLINK => vec![0x31],
            _ => vec![0],
        })
    }

    fn some_credential(&mut self, from: &AuthenticatorId, total: Option<u64>) -> Vec<u8> {
        let id = *self.dice.pick(&LISTED);
        let user = if self.dice.one_in(4) { 8 } else { 7 };
        self.seen.entry(from.clone()).or_default().insert(id.to_vec());
        listed(&id, user, total)
    }

    fn some_info(&mut self) -> Vec<u8> {
        let versions = ["FIDO_2_0", "FIDO_2_1", "FIDO_2_1", "FIDO_2_3", "FIDO_2_3", "U2F_V2"];
        let version = *self.dice.pick(&versions);
        let management = *self.dice.pick(&["credMgmt", "credMgmt", "credentialMgmtPreview"]);
        let mut options = vec![(management, !self.dice.one_in(10))];
        for option in ["clientPin", "uv", "pinUvAuthToken", "alwaysUv"] {
            if !self.dice.one_in(4) {
                options.push((option, !self.dice.one_in(6)));
            }
        }
        info(&[version], &options, &[(0x0C, Value::from(self.dice.one_in(5)))])
    }

    fn keepalive(&mut self) {
        let waiting: Vec<_> =
            self.outstanding.iter().map(|(id, one)| (id.clone(), one.0)).collect();
        if !waiting.is_empty() {
            let (from, exchange) = self.dice.pick(&waiting).clone();
            let keepalive = *self.dice.pick(&[Keepalive::Processing, Keepalive::UpNeeded]);
            if keepalive == Keepalive::UpNeeded {
                self.waiting.insert(exchange);
            }
            self.step(Input::StillWorking { from, exchange, keepalive });
        }
    }

    fn judge(&mut self) {
        let Some(id) = self.to_judge.pop() else { return };
        let refused = self.dice.one_in(8);
        let verdict = if refused { Verdict::NotAllowed } else { Verdict::Admitted };
        self.step(Input::Judged(id, verdict));
    }

    fn answer(&mut self) {
        let Some(prompt) = prompt(&self.moment) else { return };
        let id = asker(&self.moment).unwrap().clone();
        // Of the kind that was asked for, or sometimes of another.
        let kind = if self.dice.one_in(10) { self.dice.below(5) } else { kind_of(&self.moment) };
        let (answer, uses) = self.typist.answer(&mut self.dice, kind);
        let by_pin = kind == BY_PIN && matches!(self.moment, Moment::VerifyUserAgain { .. });
        if kind == kind_of(&self.moment) || by_pin {
            self.unprompted = 0;
            self.leave = uses.into_iter().map(|one| (id.clone(), one)).collect();
            self.step(Input::Answered(prompt, answer));
        } else {
            self.step_in_vain(Input::Answered(prompt, answer));
        }
    }

    fn stale_reply(&mut self) {
        if let Some((from, exchange)) = self.stale.pop() {
            let reply = Ok(Zeroizing::new(vec![0]));
            self.step_in_vain(Input::Replied { from, exchange, reply });
        }
    }

    fn late_answer(&mut self) {
        if !self.old_prompts.is_empty() {
            let late = *self.dice.pick(&self.old_prompts);
            if Some(late) != prompt(&self.moment) {
                let kind = self.dice.below(5);
                let (answer, _) = self.typist.answer(&mut self.dice, kind);
                self.step_in_vain(Input::Answered(late, answer));
            }
        }
    }

    /// Whatever state this is: a cancel, and the answers to what is under way, end it.
    fn end(mut self) -> (bool, usize) {
        self.stop(Input::Cancelled);
        for name in NAMES {
            if let Some((exchange, _)) = self.outstanding.remove(&id(name)) {
                let reply = Ok(Zeroizing::new(vec![0x2D]));
                self.step(Input::Replied { from: id(name), exchange, reply });
            }
        }
        assert!(self.machine.is_over(), "cancel ends");
        let finding = self.outcome.map(|outcome| outcome.finding);
        (matches!(finding, Some(Finding::Deleted { .. })), self.deletions)
    }
}

/// Which command a request is, whichever of its two bytes credential management has.
fn command(request: &[u8]) -> Command {
    match super::command(request) {
        (0x41, sub) => (0x0A, sub),
        other => other,
    }
}

fn pin_of(bytes: &[u8]) -> crate::Pin {
    crate::Pin::new(Zeroizing::new(bytes.to_vec())).unwrap()
}

#[test]
fn any_order_of_events_keeps_the_invariants() {
    let Ran { orders, ended_well, sent } = run_orders(|seed| {
        let mut monitor = Monitor::new(seed);
        let steps = 20 + monitor.dice.below(120);
        for _ in 0..steps {
            monitor.random_step();
        }
        monitor.end()
    });
    println!("{orders} orders: {sent} deleteCredential sent, {ended_well} ended with a deletion");
    assert!(ended_well > orders / 200, "the orders reach the end often enough to mean something");
}
