//! What a key in hand is asked, and what it says. That it does not say must never count as a yes.

use std::{sync::Arc, time::Duration};

use ctap::{
    AuthenticatorInfo, InspectError, TransportError,
    ceremony::{Found, NotOpen},
    driver::Opener,
    inspect,
};
use webauthn::{Aaguid, CredentialId};

use crate::{oneself::is_on, rehearsal, tenant::MethodId, wizard::means::system_entropy};

/// How long one question to a key may take.
const ANSWER: Duration = Duration::from_secs(3);

/// What keys are asked for, beside what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Passkeys of the directory.
    pub passkeys: Vec<MethodId>,
    /// What a rehearsal left nowhere: it is not discoverable, so that only the key that made it can
    /// use it.
    pub rehearsed: Option<CredentialId>,
}

/// What a key says of what it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Whether it holds each passkey.
    pub passkeys: Vec<(MethodId, Found)>,
    /// Whether it made the rehearsal's credential; `None` where it was not asked.
    pub rehearsed: Option<Found>,
}

/// What a key said.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// What it is, and what it says of what it was asked for.
    Told(Arc<AuthenticatorInfo>, Holds),
    /// It cannot be opened.
    NotOpen(NotOpen),
    /// Nothing that can be understood.
    Nothing,
}

impl Said {
    /// Its model, where it said what it is.
    pub fn model(&self) -> Option<Aaguid> {
        match self {
            Self::Told(info, _) => Some(Aaguid(info.aaguid)),
            Self::NotOpen(_) | Self::Nothing => None,
        }
    }

    /// Whether it answers for the credential of the rehearsal, which only the key that made it
    /// does.
    pub fn rehearsed(&self) -> bool {
        match self {
            Self::Told(_, holds) => holds.rehearsed == Some(Found::Yes),
            Self::NotOpen(_) | Self::Nothing => false,
        }
    }

    /// The passkeys that it was asked for, and whether it holds each; `None` where it does not say.
    pub fn holds(&self) -> Vec<(MethodId, Option<bool>)> {
        let held = |(id, found): &(MethodId, Found)| {
            let held = match found {
                Found::Yes => Some(true),
                Found::No => Some(false),
                Found::NotSaid => None,
            };
            (id.clone(), held)
        };
        match self {
            Self::Told(_, all) => all.passkeys.iter().map(held).collect(),
            Self::NotOpen(_) | Self::Nothing => Vec::new(),
        }
    }
}

/// Opens a key and asks it.
pub(super) fn of(open: Opener, asked: &Asked) -> Said {
    let mut key = match open() {
        Ok(key) => key,
        Err(why) => return not_said(&why),
    };
    let info = match inspect(key.as_mut(), ANSWER) {
        Ok(inspection) => inspection.info,
        Err(InspectError::Transport(why)) => return not_said(&why),
        Err(
            InspectError::NotCtap2
            | InspectError::Status(_)
            | InspectError::Response(_)
            | InspectError::Info(_),
        ) => return Said::Nothing,
    };
    let holds = |method: &MethodId| {
        let found = is_on(key.as_mut(), &info, method, ANSWER);
        (method.clone(), found.unwrap_or(Found::NotSaid))
    };
    let passkeys = asked.passkeys.iter().map(holds).collect();
    let made = |credential: &CredentialId| {
        let mut entropy = system_entropy();
        let (id, entropy) = (credential.as_bytes(), entropy.as_mut());
        let found = ctap::holds(key.as_mut(), rehearsal::RP_ID, id, ANSWER, entropy);
        found.unwrap_or(Found::NotSaid)
    };
    let rehearsed = asked.rehearsed.as_ref().map(made);
    Said::Told(Arc::new(info), Holds { passkeys, rehearsed })
}

fn not_said(why: &TransportError) -> Said {
    match why {
        TransportError::Denied => Said::NotOpen(NotOpen::NoRight),
        TransportError::Busy => Said::NotOpen(NotOpen::InUse),
        TransportError::Removed
        | TransportError::TimedOut
        | TransportError::Malformed(_)
        | TransportError::Unsupported
        | TransportError::TooLong(_)
        | TransportError::Io { .. } => {
            tracing::info!(error = %why, "a key in hand says nothing");
            Said::Nothing
        }
    }
}
