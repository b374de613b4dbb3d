//! The questions for a PIN, a new PIN and a changed one, and their answers. It must never let a PIN on
//! that was not typed for this very question, nor the same one twice.

use std::{mem, sync::Arc};

use super::{
    Ceremony, Task,
    state::{Agreement, ChosenKey, Phase, Reply, Standing, Step},
    token::client_pin,
};
use crate::{
    AuthenticatorId, NoEntropy, Pin, PinRejection, PinRules, StatusCode,
    ceremony::{Answer, PinReason, PromptId, Unusable, fitness::BuiltIn},
    command::ClientPin,
    pin::SHORTEST_PIN,
};

impl<T: Task> Ceremony<T> {
    /// An answer counts where it belongs to the live prompt and is of its kind; then, and only then,
    /// the person also consents anew.
    pub(super) fn on_answer(&mut self, prompt: PromptId, answer: Answer) -> Result<(), NoEntropy> {
        let Some(mut chosen) = self.take_chosen(|chosen| chosen.step.asks(prompt)) else {
            return Ok(());
        };
        let rules = PinRules::of(&chosen.info);
        match (mem::replace(&mut chosen.step, Step::AwaitIdle), answer) {
            (Step::AwaitPin { retries, .. }, Answer::Pin(pin)) => {
                self.task.consented();
                if pin.code_points() < SHORTEST_PIN {
                    self.ask_pin(chosen, PinReason::TooShort, retries);
                } else {
                    self.agree(chosen, Agreement::PinToken(pin));
                }
            }
            (Step::AwaitNewPin { .. }, Answer::NewPin(new)) => {
                self.task.consented();
                match rules.judge(&new) {
                    Ok(()) => self.agree(chosen, Agreement::SetPin(new)),
                    Err(rejected) => self.ask_new_pin(chosen, Some(rejected)),
                }
            }
            (Step::AwaitPinChange { retries, .. }, Answer::PinChange { current, new }) => {
                self.task.consented();
                match rules.judge(&new) {
                    _ if current.code_points() < SHORTEST_PIN => {
                        self.ask_pin(chosen, PinReason::TooShort, retries);
                    }
                    Ok(()) => self.agree(chosen, Agreement::ChangePin { current, new }),
                    Err(rejected) => self.ask_pin_change(chosen, retries, Some(rejected)),
                }
            }
            (Step::AwaitUvAgain { .. }, Answer::Again) => {
                self.task.consented();
                self.verify(chosen)?;
            }
            (Step::AwaitUvAgain { .. }, Answer::UsePin) => {
                self.task.consented();
                chosen.built_in = BuiltIn::Blocked;
                self.verify(chosen)?;
            }
            (Step::Task(step), answer) => T::on_answer(self, chosen, step, answer)?,
            // An answer of another kind: the question stands as it was.
            (step, _) => {
                chosen.step = step;
                self.phase = Phase::Chosen(chosen);
            }
        }
        Ok(())
    }

    /// Tries left are read before the person is asked, and also where the PIN is already at hand: what
    /// is blocked, or wants a power cycle first, must cost no try.
    pub(super) fn read_pin_retries(&mut self, chosen: ChosenKey<T>, reason: PinReason) {
        let request = client_pin(&chosen.info).pin_retries();
        self.work(chosen, Step::AwaitPinRetries(reason), request);
    }

    pub(super) fn on_pin_retries(&mut self, chosen: ChosenKey<T>, reason: PinReason, reply: Reply) {
        let retries = match reply {
            Ok((StatusCode::Success, body)) => Some(ClientPin::read_pin_retries(&body)),
            Ok(_) => None, // A courtesy that this key does not extend.
            Err(why) => return self.refuse(chosen.id, why),
        };
        let left = retries.and_then(|retries| retries.left);
        if left == Some(0) {
            self.refuse(chosen.id, Unusable::PinBlocked);
        } else if retries.is_some_and(|retries| retries.power_cycle) {
            self.ask_power_cycle(&chosen.id);
        } else {
            self.ask_pin(chosen, reason, left);
        }
    }

    /// A key that wants its PIN changed takes it for nothing else.
    pub(super) fn ask_pin(
        &mut self,
        mut chosen: ChosenKey<T>,
        reason: PinReason,
        retries: Option<u8>,
    ) {
        let prompt = self.prompt();
        chosen.step = if chosen.info.force_pin_change {
            Step::AwaitPinChange { prompt, reason, retries, rejected: None }
        } else {
            Step::AwaitPin { prompt, reason, retries }
        };
        self.ask(chosen);
    }

    pub(super) fn ask_new_pin(&mut self, mut chosen: ChosenKey<T>, rejected: Option<PinRejection>) {
        if let Some(why) = T::without_pin() {
            return self.refuse(chosen.id, why);
        }
        chosen.step = Step::AwaitNewPin { prompt: self.prompt(), rejected };
        self.ask(chosen);
    }

    /// A question for the PIN of one key is none while the touch has to decide between several.
    fn ask(&mut self, chosen: ChosenKey<T>) {
        self.phase = Phase::Chosen(chosen);
        self.make_room_for_selection();
        self.settle();
    }

    pub(super) fn ask_pin_change(
        &mut self,
        mut chosen: ChosenKey<T>,
        retries: Option<u8>,
        rejected: Option<PinRejection>,
    ) {
        let reason = PinReason::UserVerification;
        let prompt = self.prompt();
        chosen.step = Step::AwaitPinChange { prompt, reason, retries, rejected };
        self.phase = Phase::Chosen(chosen);
    }

    /// CTAP 2.1 §6.5.5.7: three wrong PINs in a row need a power cycle.
    pub(in crate::ceremony) fn ask_power_cycle(&mut self, id: &AuthenticatorId) {
        if let Some(key) = self.keys.get_mut(id) {
            key.standing = Standing::NeedsPowerCycle;
        }
        self.settle();
    }

    pub(super) fn on_pin_set(&mut self, mut chosen: ChosenKey<T>, pin: Pin, reply: Reply) {
        self.pin_answered(&reply);
        match reply {
            Ok((StatusCode::Success, _)) => {
                self.note_pin_changed(&mut chosen);
                self.agree(chosen, Agreement::PinToken(pin));
            }
            Ok((StatusCode::PinPolicyViolation, _)) => {
                self.ask_new_pin(chosen, Some(PinRejection::RefusedByKey));
            }
            Ok((status, _)) => self.refuse(chosen.id, Unusable::Refused(status)),
            Err(why) => self.refuse(chosen.id, why),
        }
    }

    pub(super) fn on_pin_changed(&mut self, mut chosen: ChosenKey<T>, new: Pin, reply: Reply) {
        self.pin_answered(&reply);
        match reply {
            Ok((StatusCode::Success, _)) => {
                self.note_pin_changed(&mut chosen);
                self.agree(chosen, Agreement::PinToken(new));
            }
            Ok((StatusCode::PinPolicyViolation, _)) => {
                self.ask_pin_change(chosen, None, Some(PinRejection::RefusedByKey));
            }
            other => self.on_pin_refused(chosen, other),
        }
    }

    /// What getInfo said of the PIN is no longer so.
    fn note_pin_changed(&mut self, chosen: &mut ChosenKey<T>) {
        let info = Arc::make_mut(&mut chosen.info);
        info.force_pin_change = false;
        info.options.iter_mut().filter(|(id, _)| id == "clientPin").for_each(|(_, on)| *on = true);
        if let Some(key) = self.keys.get_mut(&chosen.id) {
            key.info = Some(Arc::clone(&chosen.info));
        }
        self.pin_is_new_on(chosen.id.clone());
    }

    fn pin_is_new_on(&mut self, id: AuthenticatorId) {
        if !self.pin_changed_on.contains(&id) {
            self.pin_changed_on.push(id);
        }
    }

    /// A new PIN goes out; until the key answers, nobody knows which one it has.
    pub(super) fn await_pin_answer(&mut self, id: &AuthenticatorId) {
        self.note_unanswered_pin();
        self.pin_unanswered = Some(id.clone());
    }

    fn pin_answered(&mut self, reply: &Reply) {
        if reply.is_ok() {
            self.pin_unanswered = None;
        }
    }

    /// What was not answered may have been done.
    pub(super) fn note_unanswered_pin(&mut self) {
        if let Some(id) = self.pin_unanswered.take() {
            self.pin_is_new_on(id);
        }
    }

    /// What a wrong PIN leads to, whichever command carried it.
    pub(super) fn on_pin_refused(&mut self, chosen: ChosenKey<T>, reply: Reply) {
        match reply {
            Ok((StatusCode::PinInvalid, _)) => self.read_pin_retries(chosen, PinReason::WrongPin),
            Ok((StatusCode::PinAuthBlocked, _)) => self.ask_power_cycle(&chosen.id),
            Ok((StatusCode::PinBlocked, _)) => self.refuse(chosen.id, Unusable::PinBlocked),
            Ok((status, _)) => self.refuse(chosen.id, Unusable::Refused(status)),
            Err(why) => self.refuse(chosen.id, why),
        }
    }
}

impl<T: Task> Step<T> {
    /// Whether this is the question with that id.
    fn asks(&self, id: PromptId) -> bool {
        match self {
            Self::AwaitPin { prompt, .. }
            | Self::AwaitNewPin { prompt, .. }
            | Self::AwaitPinChange { prompt, .. }
            | Self::AwaitUvAgain { prompt, .. } => *prompt == id,
            Self::Task(step) => T::prompt(step) == Some(id),
            Self::AwaitIdle
            | Self::AwaitVerdict
            | Self::AwaitPinRetries(_)
            | Self::AwaitKeyAgreement(_)
            | Self::AwaitPinSet(_)
            | Self::AwaitPinChanged(_)
            | Self::AwaitPinToken(_)
            | Self::AwaitUvToken { .. }
            | Self::AwaitUvRetries => false,
        }
    }
}
