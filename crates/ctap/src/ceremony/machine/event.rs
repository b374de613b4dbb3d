//! What goes into the machine and what comes out of it. It must never hold a handle to anything: all
//! of it is plain values, so that any order of them can be tried.

use std::{sync::Arc, time::Duration};

use zeroize::Zeroizing;

use crate::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Keepalive, TransportError,
    ceremony::{Answer, NotOpen, Outcome, PromptId, RegistrationView},
};

/// Pairs one request with one response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExchangeId(pub u64);

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// A key is there. One that cannot be opened after all answers the first request with the reason.
    /// A key that is there again after a removal comes this way again.
    Attached(AuthenticatorId, AuthenticatorTransport),
    /// A key is there but cannot be opened.
    NotOpen(AuthenticatorId, NotOpen),
    /// A key is gone.
    Removed(AuthenticatorId),
    /// All keys that were there at the start have been reported.
    Surveyed,
    /// A response, or why there is none.
    Replied {
        /// From which key.
        from: AuthenticatorId,
        /// To which request.
        exchange: ExchangeId,
        /// The response, with its status byte.
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    },
    /// A key is still at it.
    StillWorking {
        /// Which key.
        from: AuthenticatorId,
        /// On which request.
        exchange: ExchangeId,
        /// What it waits for.
        keepalive: Keepalive,
    },
    /// The caller has judged a key (an [`Effect::Judge`]).
    Judged(AuthenticatorId, Verdict),
    /// The caller has answered an [`Effect::AskLeave`].
    Left(AuthenticatorId, Leave),
    /// The person answered.
    Answered(PromptId, Answer),
    /// The person asks to stop.
    Cancelled,
    /// The time for all of it has run out.
    TimedOut,
}

/// The caller's judgement of a key, from what getInfo says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be used.
    Admitted,
    /// It must not be; the caller knows why.
    NotAllowed,
}

/// Whether a key may be told to make a credential now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Yes: whoever keeps a record has it on the disk.
    Given,
    /// No. That is the end.
    Withheld,
}

/// What is to be done; `O` is how the ceremony ends.
#[derive(Debug)]
pub enum Effect<O = Outcome> {
    /// Draw this.
    Show(RegistrationView),
    /// Send a request to a key. A key has at most one under way.
    Send {
        /// To which.
        to: AuthenticatorId,
        /// To be given back with the response.
        exchange: ExchangeId,
        /// Command byte, then CBOR.
        request: Zeroizing<Vec<u8>>,
        /// How long the response may take.
        deadline: Duration,
    },
    /// Ask a key to end the request under way; a response still comes.
    Interrupt {
        /// Which key.
        at: AuthenticatorId,
        /// Which request.
        exchange: ExchangeId,
    },
    /// Judge a key before any PIN or touch; answer with [`Input::Judged`].
    Judge(AuthenticatorId, Arc<AuthenticatorInfo>),
    /// Say whether this key may be told to make a credential; answer with [`Input::Left`]. From then on
    /// it may hold one.
    AskLeave(AuthenticatorId),
    /// It is over.
    Finish(O),
}
