//! Events in any order. What must hold is checked after every single step.

use std::collections::BTreeSet;

use super::*;
use crate::{Keepalive, ceremony::NotOpen};

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Far more requests than any registration sends without asking somebody.
const MOST_UNPROMPTED: usize = 40;

/// What a watcher who only sees inputs and effects knows.
struct Monitor {
    machine: Registration,
    dice: Dice,
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
    /// Given at the start and by each answer, used up by one makeCredential.
    consent: bool,
    made: usize,
    /// Requests since a person or a new key last had a say.
    unprompted: usize,
    /// Requests whose key has said that it waits for a person.
    waiting: BTreeSet<ExchangeId>,
    /// Requests that were asked to end.
    interrupted: BTreeSet<ExchangeId>,
    /// Excluded IDs that a key said it does not hold.
    denied: BTreeMap<AuthenticatorId, BTreeSet<Vec<u8>>>,
    exclude: Vec<Vec<u8>>,
    verify: bool,
    /// Keys that took a new PIN, or never answered one.
    new_pins: BTreeSet<AuthenticatorId>,
    /// A credential was answered to a request that had not been given up.
    answered: bool,
    stopped: bool,
    /// Keys whose makeCredential was never answered.
    unanswered: BTreeSet<AuthenticatorId>,
    outcome: Option<Outcome>,
    to_judge: Vec<AuthenticatorId>,
    /// Who waits for a leave, and who has one for one makeCredential.
    to_leave: Vec<AuthenticatorId>,
    may_make: BTreeSet<AuthenticatorId>,
}

impl Monitor {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut request = request();
        if dice.one_in(3) {
            request.exclude =
                (0..u8::try_from(dice.below(4)).unwrap()).map(|n| vec![n; 16]).collect();
        }
        if dice.one_in(3) {
            request.user_verification = UserVerificationRequirement::Discouraged;
        }
        if dice.one_in(3) {
            request.resident_key = ResidentKeyRequirement::Discouraged;
        }
        if dice.one_in(4) {
            request.when_unusable = WhenUnusable::End;
        }
        request.afterwards = *dice.pick(&[
            Afterwards::Proof,
            Afterwards::Proof,
            Afterwards::Traces,
            Afterwards::Nothing,
        ]);
        let exclude = request.exclude.clone();
        let verify = request.user_verification == UserVerificationRequirement::Required;
        let (machine, effects) = Registration::begin(request, Box::new(Dice(seed | 1)));
        let mut monitor = Self {
            machine,
            dice,
            attached: BTreeSet::new(),
            outstanding: BTreeMap::new(),
            stale: Vec::new(),
            old_prompts: Vec::new(),
            moment: Moment::Over,
            revision: 0,
            typist: Typist::default(),
            leave: Vec::new(),
            sent_pins: BTreeMap::new(),
            consent: true,
            made: 0,
            unprompted: 0,
            waiting: BTreeSet::new(),
            interrupted: BTreeSet::new(),
            denied: BTreeMap::new(),
            exclude,
            verify,
            new_pins: BTreeSet::new(),
            answered: false,
            stopped: false,
            unanswered: BTreeSet::new(),
            outcome: None,
            to_judge: Vec::new(),
            to_leave: Vec::new(),
            may_make: BTreeSet::new(),
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

    fn check(&mut self, effects: Vec<Effect>) {
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
                Effect::AskLeave(id) => {
                    assert!(self.consent, "no leave is asked for what nobody wants");
                    self.to_leave.push(id);
                }
                Effect::Finish(outcome) => {
                    assert!(self.outcome.is_none(), "one end");
                    let created = matches!(outcome, Outcome::Created(_));
                    assert_eq!(created, self.answered, "what a key made is what the outcome says");
                    let unanswered = self
                        .outstanding
                        .iter()
                        .filter(|(_, (_, request))| command(request) == MAKE);
                    let mut unanswered: BTreeSet<_> =
                        unanswered.map(|(id, _)| id.clone()).collect();
                    unanswered.extend(self.unanswered.iter().cloned());
                    assert_eq!(unanswered, possibly_on(&outcome), "what may be there is named");
                    let sent = self.outstanding.iter();
                    let sent = sent.filter(|(_, (_, request))| is_new_pin(command(request)));
                    self.new_pins.extend(sent.map(|(id, _)| id.clone()));
                    assert_eq!(self.new_pins, pin_changed_on(&outcome), "new PINs are named");
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
        assert!(!self.answered || self.outcome.is_some() || self.asks_afterwards());
    }

    fn asks_afterwards(&self) -> bool {
        let asks = |request: &[u8]| [ASSERT, GET_INFO].contains(&command(request));
        self.outstanding.values().any(|(_, request)| asks(request))
    }

    /// Whom a moment names is there, and where it asks for a person the key really waits for one.
    fn check_moment(&mut self) {
        if prompt(&self.moment).is_some() {
            self.leave.clear(); // What was typed for an older question is good for nothing now.
        }
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
        if kind == MAKE {
            self.made += 1;
            self.check_creation(to, &decode(&request[1..]).unwrap().value);
        }
        if [SET_PIN, CHANGE_PIN, LEGACY_TOKEN, PIN_TOKEN].contains(&kind) {
            let parameters = decode(&request[1..]).unwrap().value;
            for sent in opened(&parameters) {
                let at = self.leave.iter().position(|(id, one)| id == to && *one == sent);
                let at = at.expect("a PIN goes to the key it was typed for, and only once");
                if let (_, Use::Set(padded)) = self.leave.remove(at) {
                    let new = padded.split(|byte| *byte == 0).next().unwrap();
                    let new = Pin::new(Zeroizing::new(new.to_vec())).unwrap();
                    self.sent_pins.insert(to.clone(), *new.hash());
                }
            }
        }
    }

    fn check_creation(&mut self, to: &AuthenticatorId, parameters: &Value) {
        assert!(std::mem::take(&mut self.consent), "one makeCredential for each consent");
        assert!(self.may_make.remove(to), "one makeCredential for each leave");
        let by_itself = parameters.get(7).and_then(|options| options.get("uv")).is_some();
        let verified = parameters.get(8).is_some() || by_itself;
        assert!(verified || !self.verify, "a verification that is required is never left out");
        let list = parameters.get(5).and_then(Value::as_array).unwrap_or_default();
        let carried =
            |id: &Vec<u8>| list.iter().any(|one| one.get("id") == Some(&id.clone().into()));
        let denied = self.denied.entry(to.clone()).or_default();
        for id in &self.exclude {
            assert!(denied.contains(id) || carried(id), "every excluded ID was asked about");
        }
    }

    fn random_step(&mut self) {
        let name = id(NAMES[self.dice.below(3)]);
        match self.dice.below(100) {
            0..=9 => self.attach(name),
            10..=12 => self.remove(&name),
            13 => {
                self.forget(&name);
                self.step(Input::NotOpen(name, NotOpen::NoRight));
            }
            14..=19 => self.step(Input::Surveyed),
            20..=52 => self.reply(),
            53..=60 => self.keepalive(),
            61..=69 => self.judge(),
            70..=78 => self.leave(),
            79..=93 => self.answer(),
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
        self.denied.remove(id);
        self.leave.retain(|(one, _)| one != id);
        if let Some((exchange, request)) = self.outstanding.remove(id) {
            self.stale.push((id.clone(), exchange));
            self.note_unanswered(id, &request);
        }
    }

    fn note_unanswered(&mut self, id: &AuthenticatorId, request: &[u8]) {
        if command(request) == MAKE && self.outcome.is_none() {
            self.unanswered.insert(id.clone());
        }
        if is_new_pin(command(request)) && self.outcome.is_none() {
            self.new_pins.insert(id.clone());
        }
    }

    fn attach(&mut self, id: AuthenticatorId) {
        self.forget(&id);
        self.attached.insert(id.clone());
        self.unprompted = 0;
        self.step(Input::Attached(id, AuthenticatorTransport::Usb));
    }

    fn remove(&mut self, id: &AuthenticatorId) {
        self.forget(id);
        self.step(Input::Removed(id.clone()));
    }

    fn reply(&mut self) {
        let waiting: Vec<_> = self.outstanding.keys().cloned().collect();
        if waiting.is_empty() {
            return;
        }
        let from = self.dice.pick(&waiting).clone();
        let (exchange, request) = self.outstanding.remove(&from).unwrap();
        let reply = self.some_reply(command(&request));
        if reply == Err(TransportError::Removed) {
            self.attached.remove(&from);
            self.denied.remove(&from);
        }
        self.note_denied(&from, &request, &reply);
        // Without even a status byte, nobody knows.
        if reply.as_ref().map_or(true, Vec::is_empty) {
            self.note_unanswered(&from, &request);
        }
        let made = matches!(&reply, Ok(response) if response.first() == Some(&0));
        if command(&request) == MAKE && made && self.outcome.is_none() {
            self.answered = true;
        }
        if is_new_pin(command(&request)) && made && self.outcome.is_none() {
            self.new_pins.insert(from.clone());
            let hash = self.sent_pins[&from];
            self.leave.push((from.clone(), Use::Try(hash)));
        }
        self.step(Input::Replied { from, exchange, reply: reply.map(Zeroizing::new) });
    }

    fn note_denied(
        &mut self,
        from: &AuthenticatorId,
        request: &[u8],
        reply: &Result<Vec<u8>, TransportError>,
    ) {
        let status = reply.as_ref().ok().and_then(|response| response.first().copied());
        if command(request) != ASSERT {
            return;
        }
        let parameters = decode(&request[1..]).unwrap().value;
        let asked = parameters.get(3).and_then(Value::as_array).unwrap_or_default();
        // NO_CREDENTIALS, INVALID_CREDENTIAL; or one ID alone, and too long for this key.
        let too_long = matches!(status, Some(0x15 | 0x39 | 0x03)) && asked.len() == 1;
        if matches!(status, Some(0x2E | 0x22)) || too_long {
            let ids = asked.iter().filter_map(|one| one.get("id")?.as_bytes().map(<[u8]>::to_vec));
            self.denied.entry(from.clone()).or_default().extend(ids);
        }
    }

    fn some_reply(&mut self, command: Command) -> Result<Vec<u8>, TransportError> {
        if self.dice.one_in(12) {
            let errors =
                [TransportError::Removed, TransportError::TimedOut, TransportError::Malformed("x")];
            return Err(self.dice.pick(&errors).clone());
        }
        if self.dice.one_in(5) {
            // Any status but success, the interesting ones more often.
            const LIKELY: [u8; 16] = [
                0x31, 0x32, 0x34, 0x35, 0x36, 0x37, 0x33, 0x2D, 0x2E, 0x2F, 0x3C, 0x3F, 0x15, 0x27,
                0x39, 0x2B,
            ];
            let any = u8::try_from(1 + self.dice.below(255)).unwrap();
            let likely = *self.dice.pick(&LIKELY);
            return Ok(vec![if self.dice.one_in(6) { any } else { likely }]);
        }
        if self.dice.one_in(40) {
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
            MAKE => credential(),
            ASSERT if self.dice.one_in(4) => success(Value::Map(Vec::new())),
            ASSERT => vec![0x2E],
            BLINK => vec![0x31],
            _ => vec![0],
        })
    }

    fn some_info(&mut self) -> Vec<u8> {
        let version = *self.dice.pick(&["FIDO_2_0", "FIDO_2_1", "FIDO_2_3", "U2F_V2"]);
        let mut options = vec![("rk", !self.dice.one_in(6))];
        for option in [
            "clientPin",
            "clientPin",
            "uv",
            "pinUvAuthToken",
            "makeCredUvNotRqd",
            "alwaysUv",
            "noMcGaPermissionsWithClientPin",
        ] {
            if self.dice.one_in(2) {
                options.push((option, !self.dice.one_in(4)));
            }
        }
        let forced = (0x0C, Value::from(self.dice.one_in(5)));
        let count = (7, Value::from(u64::try_from(self.dice.below(3)).unwrap()));
        let slots = (0x14, Value::from(u64::try_from(self.dice.below(3)).unwrap()));
        info(&[version], &options, &[forced, count, slots])
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

    fn leave(&mut self) {
        let Some(id) = self.to_leave.pop() else { return };
        if self.dice.one_in(12) {
            let making = self.made;
            self.step(Input::Left(id, Leave::Withheld));
            assert_eq!(self.made, making, "what is withheld is not made");
        } else {
            self.may_make.insert(id.clone());
            self.step(Input::Left(id, Leave::Given));
        }
    }

    fn answer(&mut self) {
        let Some(prompt) = prompt(&self.moment) else { return };
        let id = asker(&self.moment).unwrap().clone();
        // Of the kind that was asked for, or sometimes of another.
        let kind = if self.dice.one_in(10) { self.dice.below(5) } else { kind_of(&self.moment) };
        let (answer, uses) = self.typist.answer(&mut self.dice, kind);
        let by_pin = kind == BY_PIN && matches!(self.moment, Moment::VerifyUserAgain { .. });
        if kind == kind_of(&self.moment) || by_pin {
            self.consent = true;
            self.unprompted = 0;
            self.leave = uses.into_iter().map(|one| (id.clone(), one)).collect();
            self.step(Input::Answered(prompt, answer));
        } else {
            self.step_in_vain(Input::Answered(prompt, answer));
        }
    }

    fn stale_reply(&mut self) {
        if let Some((from, exchange)) = self.stale.pop() {
            let reply = Ok(Zeroizing::new(credential()));
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
        (matches!(self.outcome, Some(Outcome::Created(_))), self.made)
    }
}

fn possibly_on(outcome: &Outcome) -> BTreeSet<AuthenticatorId> {
    match outcome {
        Outcome::Created(created) => created.possibly_on.iter().cloned().collect(),
        Outcome::Ended(ended) => ended.possibly_on.iter().cloned().collect(),
    }
}

fn pin_changed_on(outcome: &Outcome) -> BTreeSet<AuthenticatorId> {
    match outcome {
        Outcome::Created(created) => created.pin_changed_on.iter().cloned().collect(),
        Outcome::Ended(ended) => ended.pin_changed_on.iter().cloned().collect(),
    }
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
    println!("{orders} orders: {sent} makeCredential sent, {ended_well} ended with a credential");
    assert!(ended_well > orders / 100, "the orders reach the end often enough to mean something");
}
