//! Several keys, one touch. It must never take a key because it came first.

use std::{mem, sync::Arc};

use zeroize::Zeroizing;

use super::{
    Ceremony, Effect, Leave, Task, Verdict,
    state::{ChosenBy, ChosenKey, Key, Phase, Purpose, Standing, Step},
};
use crate::{
    AuthenticatorId, NoEntropy, StatusCode, TransportError,
    ceremony::{Unusable, fitness::BuiltIn},
    command,
};

/// How often a key may let a selection lapse before it is left out.
const MOST_SELECTIONS: u8 = 5;

impl<T: Task> Ceremony<T> {
    pub(super) fn selecting(&self) -> Vec<AuthenticatorId> {
        self.ready().cloned().collect()
    }

    pub(super) fn begin_selection(&mut self, ready: &[AuthenticatorId]) {
        self.phase = Phase::Selecting;
        for id in ready {
            self.ask_to_select(id);
        }
    }

    fn ask_to_select(&mut self, id: &AuthenticatorId) {
        let Some(key) = self.keys.get_mut(id) else { return };
        if key.outstanding.is_some() {
            return; // Asked again when what it does is over.
        }
        key.selections += 1;
        let by_command = key.info.as_ref().is_some_and(|info| info.has_selection());
        let request = if by_command { command::selection() } else { command::blink() };
        let deadline = self.touch_deadline;
        self.send(id, Purpose::Selection, request, deadline);
    }

    pub(super) fn on_selection(
        &mut self,
        from: AuthenticatorId,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) {
        match self.phase {
            Phase::Selecting => self.on_selection_reply(from, reply),
            Phase::Chosen(ref mut chosen)
                if chosen.id == from && matches!(chosen.step, Step::AwaitIdle) =>
            {
                self.judge_chosen();
            }
            Phase::AwaitKey | Phase::Chosen(_) | Phase::Stopping { .. } | Phase::Over => {
                self.settle();
            }
        }
    }

    fn on_selection_reply(
        &mut self,
        from: AuthenticatorId,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) {
        let status = reply.map(|response| command::split(&response).map(|(status, _)| status));
        // A key of CTAP 2.0 answers the blink with a PIN error, once touched (CTAP 2.1 §6.1.2).
        if let Ok(Ok(
            StatusCode::Success
            | StatusCode::PinInvalid
            | StatusCode::PinNotSet
            | StatusCode::PinAuthInvalid,
        )) = status
        {
            self.end_selections();
            self.choose(from, ChosenBy::Touch);
            return;
        }
        let tired = self.keys.get(&from).is_none_or(|key| key.selections >= MOST_SELECTIONS);
        let why = match status {
            Ok(Ok(_)) | Err(TransportError::TimedOut) if !tired => {
                return self.ask_to_select(&from);
            }
            Ok(Ok(status)) => Unusable::Refused(status),
            Ok(Err(nonsense)) => nonsense.into(),
            Err(error) => Unusable::Transport(error),
        };
        if let Some(key) = self.keys.get_mut(&from) {
            key.standing = Standing::Unusable(why);
            self.last_refused = Some(from);
        }
        if self.selecting().len() < 2 {
            self.leave_selection();
            self.settle();
        }
    }

    /// Too few are left to choose from; the one that is stops blinking first.
    pub(super) fn leave_selection(&mut self) {
        self.phase = Phase::AwaitKey;
        self.end_selections();
    }

    /// What keys are asked for another purpose, such as what they are, goes on.
    fn end_selections(&mut self) {
        let blinks = |key: &Key| {
            key.outstanding.as_ref().is_some_and(|one| one.purpose == Purpose::Selection)
        };
        let blinking: Vec<_> =
            self.keys.iter().filter(|(_, key)| blinks(key)).map(|(id, _)| id.clone()).collect();
        blinking.iter().for_each(|id| self.interrupt(id));
    }

    /// A second key came before anything was typed: the touch decides. In a selection that already
    /// runs, it joins.
    pub(super) fn make_room_for_selection(&mut self) {
        let ready = self.selecting();
        if ready.len() < 2 {
            return;
        }
        let untouched = |chosen: &ChosenKey<T>| {
            chosen.by == ChosenBy::BeingAlone
                && matches!(
                    chosen.step,
                    Step::AwaitPin { .. } | Step::AwaitNewPin { .. } | Step::AwaitPinChange { .. }
                )
        };
        match &self.phase {
            Phase::Selecting => {
                for id in ready {
                    self.ask_to_select(&id);
                }
            }
            Phase::Chosen(chosen) if untouched(chosen) => self.phase = Phase::AwaitKey,
            Phase::AwaitKey | Phase::Chosen(_) | Phase::Stopping { .. } | Phase::Over => {}
        }
    }

    pub(super) fn choose(&mut self, id: AuthenticatorId, by: ChosenBy) {
        let Some((key, info)) =
            self.keys.get_mut(&id).and_then(|key| key.info.clone().map(|info| (key, info)))
        else {
            return;
        };
        key.selections = 0;
        let transport = key.transport;
        let idle = key.outstanding.is_none();
        self.phase = Phase::Chosen(ChosenKey {
            noted: self.task.notes(&id),
            id,
            transport,
            info,
            by,
            step: Step::AwaitIdle,
            token: None,
            built_in: BuiltIn::Open,
            expired: 0,
        });
        if idle {
            self.judge_chosen();
        }
    }

    pub(super) fn judge_chosen(&mut self) {
        if let Phase::Chosen(chosen) = &mut self.phase {
            chosen.step = Step::AwaitVerdict;
            self.out.push(Effect::Judge(chosen.id.clone(), Arc::clone(&chosen.info)));
        }
    }

    pub(super) fn on_left(&mut self, id: &AuthenticatorId, leave: Leave) -> Result<(), NoEntropy> {
        let awaited =
            |chosen: &ChosenKey<T>| chosen.id == *id && matches!(chosen.step, Step::Task(_));
        let Some(mut chosen) = self.take_chosen(awaited) else { return Ok(()) };
        match mem::replace(&mut chosen.step, Step::AwaitIdle) {
            Step::Task(step) => T::on_left(self, chosen, step, leave),
            step @ (Step::AwaitIdle
            | Step::AwaitVerdict
            | Step::AwaitPinRetries(_)
            | Step::AwaitPin { .. }
            | Step::AwaitNewPin { .. }
            | Step::AwaitPinChange { .. }
            | Step::AwaitKeyAgreement(_)
            | Step::AwaitPinSet(_)
            | Step::AwaitPinChanged(_)
            | Step::AwaitPinToken(_)
            | Step::AwaitUvToken { .. }
            | Step::AwaitUvRetries
            | Step::AwaitUvAgain { .. }) => {
                chosen.step = step;
                self.phase = Phase::Chosen(chosen);
                Ok(())
            }
        }
    }

    pub(super) fn on_judged(
        &mut self,
        id: &AuthenticatorId,
        verdict: Verdict,
    ) -> Result<(), NoEntropy> {
        let awaited =
            |chosen: &ChosenKey<T>| chosen.id == *id && matches!(chosen.step, Step::AwaitVerdict);
        let Some(chosen) = self.take_chosen(awaited) else { return Ok(()) };
        match verdict {
            Verdict::Admitted => self.verify(chosen),
            Verdict::NotAllowed => self.refused(chosen.id, Unusable::NotAllowed),
        }
    }
}
