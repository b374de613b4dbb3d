//! The one enrolment that a window has open. Another must never be watched for beside it.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{AuthenticatorAct, Enrolment};
use crate::rooms::{CommandCode, CommandError, PracticePhone, PracticePhoneAct};

/// The enrolment that is open, if one is.
#[derive(Default)]
pub struct OpenAuthenticator(Mutex<Option<Enrolment>>);

impl OpenAuthenticator {
    /// Begins one in the place of the one that is open.
    pub fn begin(&self, begin: impl FnOnce() -> Enrolment) {
        self.close();
        *self.lock() = Some(begin());
    }

    /// The person does something.
    ///
    /// # Errors
    /// [`CommandCode::Gone`].
    pub fn act(&self, act: AuthenticatorAct) -> Result<(), CommandError> {
        let gone = || CommandError::new(CommandCode::Gone, "no enrolment is open");
        self.lock().as_ref().map(|enrolment| enrolment.act(act)).ok_or_else(gone)
    }

    /// The practice phone did something; where nothing is open, nobody hears it.
    pub fn phone_did(&self, act: PracticePhoneAct, phone: &PracticePhone) {
        let did = act != PracticePhoneAct::Look && phone.outcome.is_some();
        if did && let Some(enrolment) = self.lock().as_ref() {
            enrolment.phone_did(phone.problem());
        }
    }

    /// Ends it. What the directory has, it has; a prompt that stands stays where it is.
    pub fn close(&self) {
        drop(self.lock().take());
    }

    fn lock(&self) -> MutexGuard<'_, Option<Enrolment>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for OpenAuthenticator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenAuthenticator({:?})", *self.lock())
    }
}
