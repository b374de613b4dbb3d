//! What the machine remembers. States are named for what they wait for; none may hold more than the
//! next step needs.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Pin, PinRejection, PinUvAuthToken,
    StatusCode,
    ceremony::{
        AgainReason, Created, Exclusion, Failure, NotOpen, PinReason, PromptId, Unusable,
        fitness::{BuiltIn, Demand, Verification},
        registration::ExchangeId,
    },
    pin_uv_auth::SharedSecret,
};

/// What a key answered, with the wire's own trouble as what it makes of the key.
pub(super) type Reply = Result<(StatusCode, Zeroizing<Vec<u8>>), Unusable>;

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
pub(super) enum Phase {
    AwaitKey,
    Selecting,
    Chosen(ChosenKey),
    /// Asked to stop while this key makes a credential.
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
pub(super) struct ChosenKey {
    pub(super) id: AuthenticatorId,
    pub(super) transport: AuthenticatorTransport,
    pub(super) info: Arc<AuthenticatorInfo>,
    pub(super) by: ChosenBy,
    pub(super) step: Step,
    pub(super) token: Option<PinUvAuthToken>,
    pub(super) demand: Demand,
    pub(super) built_in: BuiltIn,
    pub(super) excluded: Excluded,
    /// What of the exclude list goes along with the makeCredential.
    pub(super) exclude: Vec<Vec<u8>>,
    /// What to say where a makeCredential wants a new consent.
    pub(super) why_again: AgainReason,
    /// How often a token turned out to have expired.
    pub(super) expired: u8,
}

/// What the key in use has said about the exclude list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Excluded {
    NotAsked,
    /// It holds none of them.
    NotThere,
    /// It would not say, so: the makeCredential has to carry the whole list.
    WouldNotSay(StatusCode),
}

/// The house's rule: a state is named for what it waits for.
#[expect(clippy::enum_variant_names, reason = "each is a wait")]
pub(super) enum Step {
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
    AwaitExclusion(Exclusion),
    AwaitCredential {
        touch: bool,
        verification: Verification,
    },
    AwaitAgain {
        prompt: PromptId,
        why: AgainReason,
    },
    AwaitProof(Box<Created>, [u8; 32]),
}

/// What a key agreement is for.
pub(super) enum Agreement {
    SetPin(Pin),
    ChangePin { current: Pin, new: Pin },
    PinToken(Pin),
    UvToken,
}
