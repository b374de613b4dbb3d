//! What may meet a prompt while it is under way: a registration, or setting up Authenticator. Giving up or
//! leaving must never count as an error, nor as the end.

use ctap::ceremony::Failure;

use crate::{
    authenticator::{AuthenticatorMoment, AuthenticatorView},
    oneself::{OneselfMoment, OneselfView},
    rooms::NudgeMethod,
    wizard::{Finish, Step, WizardView},
};

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// It is set up.
    Met,
    /// It met an error.
    Failed,
    /// It ended without either.
    Ended,
}

/// Something that may meet a prompt.
pub trait Followed {
    /// What it sets up, and how that went; `None`: it goes on.
    fn went(&self) -> Option<(NudgeMethod, Went)>;
}

impl Followed for WizardView {
    fn went(&self) -> Option<(NudgeMethod, Went)> {
        let Step::Over { finish, .. } = &self.step else { return None };
        let went = match finish {
            Finish::Registered { .. } => Went::Met,
            // Who gave it up or sees it kept for later met no error.
            Finish::NotMade { failure: Failure::Cancelled }
            | Finish::HandedOver { .. }
            | Finish::KeptForLater { .. }
            | Finish::Removed { .. }
            | Finish::NotSearched { .. }
            | Finish::Rehearsed { .. }
            | Finish::GivenUp => Went::Ended,
            Finish::NotMade { .. }
            | Finish::Refused { .. }
            | Finish::NotRecorded { .. }
            | Finish::LeftOnKey { .. } => Went::Failed,
        };
        Some((NudgeMethod::Fido2, went))
    }
}

impl Followed for OneselfView {
    fn went(&self) -> Option<(NudgeMethod, Went)> {
        match self.moment {
            // The directory lists it; which key it is on is another question.
            OneselfMoment::Came
            | OneselfMoment::Proving { .. }
            | OneselfMoment::Proved
            | OneselfMoment::Listed => Some((NudgeMethod::Fido2, Went::Met)),
            // A directory that cannot be looked at is no error of what a browser does.
            OneselfMoment::Reading
            | OneselfMoment::NotRead { .. }
            | OneselfMoment::SignInNeeded
            | OneselfMoment::Choose
            | OneselfMoment::Wait => None,
        }
    }
}

impl Followed for AuthenticatorView {
    fn went(&self) -> Option<(NudgeMethod, Went)> {
        let went = match self.moment {
            // It can be notified from the moment in which the directory lists it.
            AuthenticatorMoment::Done | AuthenticatorMoment::PhoneSignIn { .. } => Went::Met,
            AuthenticatorMoment::Trouble { .. } => Went::Failed,
            AuthenticatorMoment::Reading
            | AuthenticatorMoment::NotRead { .. }
            | AuthenticatorMoment::NotAllowed { .. }
            | AuthenticatorMoment::SetUpAlready
            | AuthenticatorMoment::GetApp
            | AuthenticatorMoment::OpenPage { .. }
            | AuthenticatorMoment::Scan
            | AuthenticatorMoment::Approve => return None,
        };
        Some((NudgeMethod::MicrosoftAuthenticator, went))
    }
}
