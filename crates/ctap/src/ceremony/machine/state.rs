//! What the machine remembers. States are named for what they wait for; none may hold more than the
//! next step needs.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{ExchangeId, Task};
use crate::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Pin, PinRejection, PinUvAuthToken,
    StatusCode,
    ceremony::{Failure, NotOpen, PinReason, PromptId, Unusable, fitness::BuiltIn},
    pin_uv_auth::SharedSecret,
};

/// What a key answered, with the wire's own trouble as what it makes of the key.
pub(in crate::ceremony) type Reply = Result<(StatusCode, Zeroizing<Vec<u8>>), Unusable>;

/// One attached key.
pub(super) struct Key {
    pub(super) transport: AuthenticatorTransport,
    pub(super) standing: Standing,
    pub(super) info: Option<Arc<AuthenticatorInfo>>,
    pub(super) outstanding: Option<Outstanding>,
    /// How often a selection went unanswered; a key that never waits is not asked for ever.
    pub(super) selections: u8,
}

/// What a key is good for.
pub(super) enum Standing {
    /// It is being asked what it is.
    Greeting,
    Ready,
    Unusable(Unusable),
    /// Three wrong PINs in a row.
    NeedsPowerCycle,
    NotOpen(NotOpen),
}

/// The request that a key works on.
pub(super) struct Outstanding {
    pub(super) exchange: ExchangeId,
    pub(super) purpose: Purpose,
    pub(super) interrupted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Greeting,
    Selection,
    Work,
}

impl Key {
    pub(super) fn new(transport: AuthenticatorTransport) -> Self {
        Self {
            transport,
            standing: Standing::Greeting,
            info: None,
            outstanding: None,
            selections: 0,
        }
    }

    /// Takes note of a response; `None` where it answers no request under way.
    pub(super) fn answered(&mut self, exchange: ExchangeId) -> Option<Purpose> {
        let outstanding = self.outstanding.take_if(|one| one.exchange == exchange)?;
        Some(outstanding.purpose)
    }
}

/// Where the ceremony is.
pub(in crate::ceremony) enum Phase<T: Task> {
    AwaitKey,
    Selecting,
    Chosen(ChosenKey<T>),
    /// Asked to stop while this key does what must not be left half done.
    Stopping {
        key: AuthenticatorId,
        failure: Failure,
    },
    Over,
}

/// How a key came to be the one in use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChosenBy {
    BeingAlone,
    Touch,
}

/// The key in use and what it is doing.
pub(in crate::ceremony) struct ChosenKey<T: Task> {
    pub(in crate::ceremony) id: AuthenticatorId,
    pub(in crate::ceremony) transport: AuthenticatorTransport,
    pub(in crate::ceremony) info: Arc<AuthenticatorInfo>,
    pub(super) by: ChosenBy,
    pub(in crate::ceremony) step: Step<T>,
    pub(in crate::ceremony) token: Option<PinUvAuthToken>,
    pub(in crate::ceremony) built_in: BuiltIn,
    /// How often a token turned out to have expired.
    pub(super) expired: u8,
    /// What the task keeps of this key.
    pub(in crate::ceremony) noted: T::Notes,
}

/// A state is named for what it waits for.
pub(in crate::ceremony) enum Step<T: Task> {
    /// Its part in the selection is still being ended.
    AwaitIdle,
    AwaitVerdict,
    AwaitPinRetries(PinReason),
    AwaitPin {
        prompt: PromptId,
        reason: PinReason,
        retries: Option<u8>,
    },
    AwaitNewPin {
        prompt: PromptId,
        rejected: Option<PinRejection>,
    },
    AwaitPinChange {
        prompt: PromptId,
        reason: PinReason,
        retries: Option<u8>,
        rejected: Option<PinRejection>,
    },
    AwaitKeyAgreement(Agreement),
    AwaitPinSet(Pin),
    AwaitPinChanged(Pin),
    AwaitPinToken(SharedSecret),
    AwaitUvToken {
        touch: bool,
        secret: SharedSecret,
    },
    AwaitUvRetries,
    AwaitUvAgain {
        prompt: PromptId,
        retries: Option<u8>,
    },
    /// The person is verified, as far as wanted: what the task waits for.
    Task(T::Step),
}

/// What a key agreement is for.
pub(in crate::ceremony) enum Agreement {
    SetPin(Pin),
    ChangePin { current: Pin, new: Pin },
    PinToken(Pin),
    UvToken,
}
