//! The question that the PIN window asks, and how the bytes that come back become an answer. A PIN
//! must never leave here but as a [`ctap::Pin`].

use ctap::{
    AuthenticatorId, Pin, PinRejection, PinRules,
    ceremony::{self, Moment, PinReason, PromptId},
};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{CommandCode, CommandError, Look};
use crate::{
    ledger::Scene,
    oneself::{OneselfMoment, OneselfView},
    wizard::{KeyView, Step, WizardView},
};

mod slot;
#[cfg(test)]
mod tests;

pub use slot::{Answered, Asker, PinSlot};

/// Everything that the PIN window draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PinQuestion {
    /// The question; a late answer does nothing.
    pub prompt: PromptId,
    /// How the window looks.
    pub look: Look,
    /// What the key that asks is called.
    pub key: Option<String>,
    /// Whether it is for the practice organisation.
    pub practice: bool,
    /// What is asked for.
    pub ask: PinAsk,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PinAsk {
    /// The PIN of the key.
    Enter {
        /// Tries left, where the key says.
        retries: Option<u8>,
        /// Why it is asked (again).
        reason: PinReason,
    },
    /// A PIN for a key that has none.
    Set {
        /// What it must be like.
        rules: PinRules,
        /// Why the last one did not do.
        rejected: Option<PinRejection>,
    },
    /// The PIN, and another one in its place.
    Change {
        /// What the new one must be like.
        rules: PinRules,
        /// Tries left for the present one.
        retries: Option<u8>,
        /// Why it is asked (again).
        reason: PinReason,
        /// Why the last new one did not do.
        rejected: Option<PinRejection>,
    },
}

impl PinQuestion {
    /// The question that this view waits on, where it waits on a PIN.
    pub fn of(view: &WizardView, look: Look) -> Option<Self> {
        let scene = view.subject.as_ref().map(|subject| subject.scene);
        let practice = scene == Some(Scene::Practice);
        Self::of_moment(moment(&view.step)?, view.keys.iter(), (practice, look))
    }

    /// The same of a key that is asked what somebody registered for themselves.
    pub fn of_proof(view: &OneselfView, look: Look) -> Option<Self> {
        let OneselfMoment::Proving { moment, .. } = &view.moment else { return None };
        Self::of_moment(moment, view.keys.iter().map(|one| &one.key), (view.practice, look))
    }

    fn of_moment<'k>(
        moment: &Moment,
        mut keys: impl Iterator<Item = &'k KeyView>,
        (practice, look): (bool, Look),
    ) -> Option<Self> {
        let (prompt, authenticator, ask) = asked(moment)?;
        let key = keys.find(|key| key.id == authenticator);
        Some(Self { prompt, look, key: key.and_then(|key| key.name.clone()), practice, ask })
    }

    /// Makes the answer out of what the PIN window sent: the PIN in UTF-8; for a change the length
    /// of the present PIN as 16 bits big-endian, the present PIN, the new one.
    ///
    /// # Errors
    /// [`CommandCode::NotAPin`] where one of them cannot be a PIN, [`CommandCode::Malformed`] where
    /// the bytes are too few. Neither says what they were.
    pub fn answer(&self, bytes: Zeroizing<Vec<u8>>) -> Result<ceremony::Answer, CommandError> {
        match self.ask {
            PinAsk::Enter { .. } => pin(bytes).map(ceremony::Answer::Pin),
            PinAsk::Set { .. } => pin(bytes).map(ceremony::Answer::NewPin),
            PinAsk::Change { .. } => {
                let (current, new) = split(&bytes).ok_or_else(|| {
                    CommandError::new(CommandCode::Malformed, "the two PINs are not complete")
                })?;
                Ok(ceremony::Answer::PinChange { current: pin(current)?, new: pin(new)? })
            }
        }
    }
}

/// The key's moment, whatever it is talked to for.
fn moment(step: &Step) -> Option<&Moment> {
    match step {
        Step::Key { moment, .. } | Step::Removing { moment } => Some(moment),
        Step::Reading
        | Step::NotRead { .. }
        | Step::Confirm { .. }
        | Step::Judging
        | Step::Refused { .. }
        | Step::Unproved { .. }
        | Step::Sending
        | Step::ReadingBack
        | Step::NotRecorded { .. }
        | Step::Kept { .. }
        | Step::NotAccepted { .. }
        | Step::Found { .. }
        | Step::IsItThis { .. }
        | Step::Over { .. } => None,
    }
}

fn asked(moment: &Moment) -> Option<(PromptId, AuthenticatorId, PinAsk)> {
    match moment {
        Moment::EnterPin { prompt, authenticator, retries, reason } => {
            let ask = PinAsk::Enter { retries: *retries, reason: *reason };
            Some((*prompt, authenticator.clone(), ask))
        }
        Moment::SetPin { prompt, authenticator, rules, rejected } => {
            let ask = PinAsk::Set { rules: *rules, rejected: *rejected };
            Some((*prompt, authenticator.clone(), ask))
        }
        Moment::ChangePin { prompt, authenticator, rules, retries, reason, rejected } => {
            let (rules, retries) = (*rules, *retries);
            let ask = PinAsk::Change { rules, retries, reason: *reason, rejected: *rejected };
            Some((*prompt, authenticator.clone(), ask))
        }
        Moment::InsertKey { .. }
        | Moment::NotOpen { .. }
        | Moment::Connecting
        | Moment::SelectByTouch { .. }
        | Moment::UseAnother { .. }
        | Moment::VerifyUser { .. }
        | Moment::VerifyUserAgain { .. }
        | Moment::Reinsert { .. }
        | Moment::Working { .. }
        | Moment::TouchKey { .. }
        | Moment::TryAgain { .. }
        | Moment::Stopping
        | Moment::Over => None,
    }
}

fn pin(bytes: Zeroizing<Vec<u8>>) -> Result<Pin, CommandError> {
    Pin::new(bytes).map_err(|error| CommandError::new(CommandCode::NotAPin, error))
}

type Bytes = Zeroizing<Vec<u8>>;

fn split(bytes: &[u8]) -> Option<(Bytes, Bytes)> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (current, new) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some((Zeroizing::new(current.to_vec()), Zeroizing::new(new.to_vec())))
}
