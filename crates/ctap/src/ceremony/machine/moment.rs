//! The moment to draw, derived from the state. It must never be set by hand anywhere.

use super::{
    Ceremony, Task,
    state::{ChosenKey, Phase, Standing, Step},
};
use crate::{
    PinRules,
    ceremony::{InsertReason, Moment},
};

impl<T: Task> Ceremony<T> {
    pub(super) fn moment(&self) -> Moment {
        match &self.phase {
            Phase::AwaitKey => self.waiting_moment(),
            Phase::Selecting => Moment::SelectByTouch { authenticators: self.selecting() },
            Phase::Chosen(chosen) => chosen.moment(),
            Phase::Stopping { .. } => Moment::Stopping,
            Phase::Over => Moment::Over,
        }
    }

    /// Nothing is in use: what the attached keys lack, the most recent refusal first.
    fn waiting_moment(&self) -> Moment {
        let reinsert = self
            .keys
            .iter()
            .find(|(_, key)| matches!(key.standing, Standing::NeedsPowerCycle))
            .map(|(id, _)| Moment::Reinsert { authenticator: id.clone() });
        let refused = self.last_refused.iter().find_map(|id| match &self.keys.get(id)?.standing {
            Standing::Unusable(why) => {
                Some(Moment::UseAnother { authenticator: id.clone(), why: why.clone() })
            }
            Standing::Greeting
            | Standing::Ready
            | Standing::NeedsPowerCycle
            | Standing::NotOpen(_) => None,
        });
        let not_open = self.keys.iter().find_map(|(id, key)| match key.standing {
            Standing::NotOpen(why) => Some(Moment::NotOpen { authenticator: id.clone(), why }),
            Standing::Greeting
            | Standing::Ready
            | Standing::NeedsPowerCycle
            | Standing::Unusable(_) => None,
        });
        let busy = self
            .keys
            .values()
            .any(|key| matches!(key.standing, Standing::Greeting | Standing::Ready));
        if busy || (!self.surveyed && self.insert_reason == InsertReason::First) {
            return Moment::Connecting;
        }
        let insert = Moment::InsertKey { reason: self.insert_reason };
        reinsert.or(refused).or(not_open).unwrap_or(insert)
    }
}

impl<T: Task> ChosenKey<T> {
    fn moment(&self) -> Moment {
        let authenticator = self.id.clone();
        match &self.step {
            Step::AwaitIdle | Step::AwaitVerdict => Moment::Connecting,
            Step::AwaitPin { prompt, reason, retries } => Moment::EnterPin {
                prompt: *prompt,
                authenticator,
                retries: *retries,
                reason: *reason,
            },
            Step::AwaitNewPin { prompt, rejected } => Moment::SetPin {
                prompt: *prompt,
                authenticator,
                rules: PinRules::of(&self.info),
                rejected: *rejected,
            },
            Step::AwaitPinChange { prompt, reason, retries, rejected } => Moment::ChangePin {
                prompt: *prompt,
                authenticator,
                rules: PinRules::of(&self.info),
                retries: *retries,
                reason: *reason,
                rejected: *rejected,
            },
            Step::AwaitUvAgain { prompt, retries } => Moment::VerifyUserAgain {
                prompt: *prompt,
                authenticator,
                retries: *retries,
                pin_instead: T::takes_pin(&self.info),
            },
            Step::AwaitUvToken { touch: true, .. } => Moment::VerifyUser { authenticator },
            Step::Task(step) => T::moment(step, authenticator),
            Step::AwaitPinRetries(_)
            | Step::AwaitKeyAgreement(_)
            | Step::AwaitPinSet(_)
            | Step::AwaitPinChanged(_)
            | Step::AwaitPinToken(_)
            | Step::AwaitUvToken { touch: false, .. }
            | Step::AwaitUvRetries => Moment::Working { authenticator },
        }
    }
}
