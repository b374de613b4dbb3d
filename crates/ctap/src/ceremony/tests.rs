//! What the tests of all ceremonies share: dice, what keys answer, and a bench that holds a machine
//! and keeps what it asked for.

use std::collections::BTreeMap;

use webauthn::cbor::{Value, decode, encode};
use zeroize::Zeroizing;

use super::machine::{Ceremony, Task};
use crate::{
    AuthenticatorId, AuthenticatorTransport, Entropy, NoEntropy, Pin, StatusCode, TransportError,
    ceremony::{Answer, Effect, ExchangeId, Input, Leave, Moment, PromptId, Unusable, Verdict},
};

mod orders;
mod person;

pub(super) use orders::*;
pub(super) use person::*;

/// Quick and repeatable; xorshift64*.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % bound
    }

    pub(super) fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

impl Entropy for Dice {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), NoEntropy> {
        out.iter_mut().for_each(|byte| *byte = self.next().to_be_bytes()[0]);
        Ok(())
    }
}

pub(super) fn id(name: &str) -> AuthenticatorId {
    AuthenticatorId::new(name)
}

pub(super) fn pin(text: &str) -> Pin {
    Pin::new(Zeroizing::new(text.as_bytes().to_vec())).unwrap()
}

/// A getInfo response: versions, options, and further members.
pub(super) fn info(versions: &[&str], options: &[(&str, bool)], more: &[(i64, Value)]) -> Vec<u8> {
    let versions: Vec<_> = versions.iter().map(|version| Value::from(*version)).collect();
    let options = options.iter().map(|(id, on)| (*id, Value::from(*on))).collect();
    let members = vec![(1, Value::from(versions)), (3, Value::from([9u8; 16])), (4, options)];
    success(members.into_iter().chain(more.iter().cloned()).collect())
}

/// What most security keys are: CTAP 2.1 with a PIN set.
pub(super) fn with_pin() -> Vec<u8> {
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true)];
    info(&["FIDO_2_1"], &options, &[(6, Value::from(vec![Value::from(1)]))])
}

pub(super) fn success(body: Value) -> Vec<u8> {
    [vec![0], encode(&body)].concat()
}

/// The P-256 base point as a COSE key agreement key.
pub(super) fn key_agreement() -> Vec<u8> {
    let hex = |text: &str| data_encoding::HEXUPPER.decode(text.as_bytes()).unwrap();
    let x = hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296");
    let y = hex("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
    let key: [(i64, Value); 5] =
        [(1, 2.into()), (3, (-25).into()), (-1, 1.into()), (-2, x.into()), (-3, y.into())];
    success([(1, key.into_iter().collect())].into_iter().collect())
}

/// Any 32 bytes are a token in protocol one.
pub(super) fn token() -> Vec<u8> {
    success([(2, Value::from([3u8; 32]))].into_iter().collect())
}

pub(super) fn retries(left: u8) -> Vec<u8> {
    success([(3, Value::from(left))].into_iter().collect())
}

/// A command byte, and its sub command where it has one.
pub(super) type Command = (u8, Option<u64>);

/// Which command a request is.
pub(super) fn command(request: &[u8]) -> Command {
    let parameters = decode(request.get(1..).unwrap_or_default()).ok();
    let sub = parameters.as_ref().and_then(|map| map.value.get(2)).and_then(Value::as_u64);
    match (request[0], parameters) {
        (0x06, _) => (0x06, sub),
        (management @ (0x0A | 0x41), Some(map)) => {
            (management, map.value.get(1).and_then(Value::as_u64))
        }
        // An empty pinUvAuthParam only asks for a touch.
        (0x01, Some(map)) if map.value.get(8) == Some(&Value::Bytes(vec![])) => (0xBB, None),
        (other, _) => (other, None),
    }
}

pub(super) const BLINK: Command = (0xBB, None);
pub(super) const GET_INFO: Command = (0x04, None);
pub(super) const MAKE: Command = (0x01, None);
pub(super) const ASSERT: Command = (0x02, None);
pub(super) const SELECT: Command = (0x0B, None);
pub(super) const PIN_RETRIES: Command = (0x06, Some(1));
pub(super) const AGREE: Command = (0x06, Some(2));
pub(super) const SET_PIN: Command = (0x06, Some(3));
pub(super) const CHANGE_PIN: Command = (0x06, Some(4));
pub(super) const LEGACY_TOKEN: Command = (0x06, Some(5));
pub(super) const UV_TOKEN: Command = (0x06, Some(6));
pub(super) const UV_RETRIES: Command = (0x06, Some(7));
pub(super) const PIN_TOKEN: Command = (0x06, Some(9));

/// The machine with a ledger of what it asked for.
pub(super) struct Bench<T: Task> {
    machine: Ceremony<T>,
    pub(super) moment: Moment,
    pub(super) sent: Vec<(AuthenticatorId, Command, Vec<u8>)>,
    pub(super) outstanding: BTreeMap<AuthenticatorId, ExchangeId>,
    pub(super) interrupted: Vec<AuthenticatorId>,
    pub(super) outcome: Option<T::Outcome>,
    pub(super) verdict: Verdict,
    pub(super) hold_leave: bool,
}

impl<T: Task> Bench<T> {
    pub(super) fn begun((machine, effects): (Ceremony<T>, Vec<Effect<T::Outcome>>)) -> Self {
        let mut bench = Self {
            machine,
            moment: Moment::Over,
            sent: Vec::new(),
            outstanding: BTreeMap::new(),
            interrupted: Vec::new(),
            outcome: None,
            verdict: Verdict::Admitted,
            hold_leave: false,
        };
        bench.take(effects);
        bench
    }

    pub(super) fn prepare(&mut self) {
        self.machine.prepare();
    }

    pub(super) fn step(&mut self, input: Input) {
        let effects = self.machine.step(input);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect<T::Outcome>>) {
        for effect in effects {
            match effect {
                Effect::Show(view) => self.moment = view.moment,
                Effect::Send { to, exchange, request, .. } => {
                    self.outstanding.insert(to.clone(), exchange);
                    self.sent.push((to, command(&request), request.to_vec()));
                }
                Effect::Interrupt { at, .. } => self.interrupted.push(at),
                Effect::Judge(id, _) => self.step(Input::Judged(id, self.verdict)),
                Effect::AskLeave(_) if self.hold_leave => {}
                Effect::AskLeave(id) => self.step(Input::Left(id, Leave::Given)),
                Effect::Finish(outcome) => self.outcome = Some(outcome),
            }
        }
    }

    pub(super) fn attach(&mut self, name: &str, info: Vec<u8>) {
        self.step(Input::Attached(id(name), AuthenticatorTransport::Usb));
        self.reply(name, info);
    }

    pub(super) fn reply(&mut self, name: &str, response: Vec<u8>) {
        self.reply_with(name, Ok(Zeroizing::new(response)));
    }

    pub(super) fn reply_with(
        &mut self,
        name: &str,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) {
        let exchange = self.outstanding.remove(&id(name)).expect("a request is under way");
        self.step(Input::Replied { from: id(name), exchange, reply });
    }

    pub(super) fn refuse(&mut self, name: &str, status: StatusCode) {
        self.reply(name, vec![status.into()]);
    }

    pub(super) fn answer(&mut self, answer: Answer) {
        let prompt = self.prompt().expect("a question is asked");
        self.step(Input::Answered(prompt, answer));
    }

    /// Why the key in hand will not do.
    pub(super) fn why(&self) -> &Unusable {
        let Moment::UseAnother { why, .. } = &self.moment else { panic!("{:?}", self.moment) };
        why
    }

    pub(super) fn prompt(&self) -> Option<PromptId> {
        prompt(&self.moment)
    }

    /// Commands sent to a key, getInfo aside.
    pub(super) fn commands(&self, name: &str) -> Vec<Command> {
        self.sent
            .iter()
            .filter(|(to, command, _)| *to == id(name) && *command != GET_INFO)
            .map(|(_, command, _)| *command)
            .collect()
    }

    pub(super) fn last_parameters(&self) -> Value {
        decode(&self.sent.last().unwrap().2[1..]).unwrap().value
    }
}

pub(super) fn prompt(moment: &Moment) -> Option<PromptId> {
    if let Moment::EnterPin { prompt, .. }
    | Moment::SetPin { prompt, .. }
    | Moment::ChangePin { prompt, .. }
    | Moment::VerifyUserAgain { prompt, .. }
    | Moment::TryAgain { prompt, .. } = moment
    {
        Some(*prompt)
    } else {
        None
    }
}
