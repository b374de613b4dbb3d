//! What a person sees: one complete snapshot of the moment. It must never hold a PIN, a token, or
//! anything of a credential.

use serde::{Deserialize, Serialize};

use crate::{AuthenticatorId, Pin, PinRejection, PinRules, ceremony::Unusable};

/// The moment to draw. Sent whole after each change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RegistrationView {
    /// Grows by one with each view, so that a late one is recognised and dropped.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub revision: u64,
    /// What there is to see.
    pub moment: Moment,
}

/// Pairs one question with one answer. A new question has a new id; an answer to an old one does
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct PromptId(#[cfg_attr(feature = "bindings", ts(type = "number"))] pub u64);

/// The moments of a registration, whatever the transport.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Moment {
    /// No key that could be used is there.
    InsertKey {
        /// Why it is asked (again).
        reason: InsertReason,
    },
    /// There is a key, but it cannot be opened.
    NotOpen {
        /// The key.
        authenticator: AuthenticatorId,
        /// Why.
        why: NotOpen,
    },
    /// A key is there and is being asked what it is, or is being judged by the caller.
    Connecting,
    /// Several keys blink; the touched one is taken.
    SelectByTouch {
        /// All that blink.
        authenticators: Vec<AuthenticatorId>,
    },
    /// This key will not do; another one is waited for.
    UseAnother {
        /// The key.
        authenticator: AuthenticatorId,
        /// Why.
        why: Unusable,
    },
    /// The key wants its PIN.
    EnterPin {
        /// The question.
        prompt: PromptId,
        /// Who asks.
        authenticator: AuthenticatorId,
        /// Tries left, where the key says.
        retries: Option<u8>,
        /// Why it is asked (again).
        reason: PinReason,
    },
    /// The key has no PIN and needs one.
    SetPin {
        /// The question.
        prompt: PromptId,
        /// Who asks.
        authenticator: AuthenticatorId,
        /// What the new PIN must be like.
        rules: PinRules,
        /// Why the last one did not do.
        rejected: Option<PinRejection>,
    },
    /// The key wants its PIN changed before it does anything else.
    ChangePin {
        /// The question.
        prompt: PromptId,
        /// Who asks.
        authenticator: AuthenticatorId,
        /// What the new PIN must be like.
        rules: PinRules,
        /// Tries left for the current PIN.
        retries: Option<u8>,
        /// Why it is asked (again).
        reason: PinReason,
        /// Why the last new one did not do.
        rejected: Option<PinRejection>,
    },
    /// The key waits for its own user verification (a finger).
    VerifyUser {
        /// Who waits.
        authenticator: AuthenticatorId,
    },
    /// The key did not recognise the person.
    VerifyUserAgain {
        /// The question: again, or by PIN where the key has one.
        prompt: PromptId,
        /// Who asks.
        authenticator: AuthenticatorId,
        /// Tries left, where the key says.
        retries: Option<u8>,
        /// Whether the key also takes a PIN.
        pin_instead: bool,
    },
    /// Three wrong PINs in a row: take the key out and put it back.
    Reinsert {
        /// The key.
        authenticator: AuthenticatorId,
    },
    /// The key works and nobody is asked for anything.
    Working {
        /// The key.
        authenticator: AuthenticatorId,
    },
    /// The key really waits for a touch.
    TouchKey {
        /// The key.
        authenticator: AuthenticatorId,
    },
    /// The credential was not made; the person decides whether to try again.
    TryAgain {
        /// The question.
        prompt: PromptId,
        /// The key.
        authenticator: AuthenticatorId,
        /// Why it was not made.
        why: AgainReason,
    },
    /// Asked to stop; the key has been told and has yet to answer.
    Stopping,
    /// It is over; the outcome says how.
    Over,
}

/// Why a key is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum InsertReason {
    /// None was there yet.
    First,
    /// The key in use was taken out.
    TakenOut,
    /// It was taken out before it answered: it may hold the new credential.
    TakenOutUnanswered,
}

/// Why a key that is there cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum NotOpen {
    /// This user has no right to.
    NoRight,
    /// Another program holds it.
    InUse,
}

/// Why a PIN is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PinReason {
    /// The key wants it.
    UserVerification,
    /// The last one was wrong.
    WrongPin,
    /// What was typed is shorter than any PIN; no try was spent.
    TooShort,
    /// The permission that the last one gave has run out.
    Expired,
}

/// Why a credential was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum AgainReason {
    /// Nobody touched the key in time.
    TooLate,
    /// The person or the key said no.
    Declined,
    /// The key wanted the person verified first.
    NotVerified,
    /// The key was taken out during the last attempt, and may hold its credential.
    Unanswered,
    /// The last attempt was with another key, which may have made none.
    AnotherKey,
}

/// What a person answers.
#[derive(Debug)]
pub enum Answer {
    /// To [`Moment::EnterPin`].
    Pin(Pin),
    /// To [`Moment::SetPin`].
    NewPin(Pin),
    /// To [`Moment::ChangePin`].
    PinChange {
        /// The PIN as it is.
        current: Pin,
        /// The PIN as it shall be.
        new: Pin,
    },
    /// To [`Moment::TryAgain`] and [`Moment::VerifyUserAgain`]: once more.
    Again,
    /// To [`Moment::VerifyUserAgain`]: by PIN.
    UsePin,
}
