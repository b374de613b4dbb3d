//! The one enrolment that a window has open. Another must never be watched for beside it.

use super::{AuthenticatorAct, Enrolment};
use crate::rooms::{CommandError, Open, Opened, PracticePhone, PracticePhoneAct};

impl Opened for Enrolment {
    const GONE: &'static str = "no enrolment is open";

    /// It has no key to fall silent.
    fn end(self) {
        drop(self);
    }
}

impl Open<Enrolment> {
    /// The person does something.
    ///
    /// # Errors
    /// [`CommandCode::Gone`](crate::rooms::CommandCode::Gone).
    pub fn act(&self, act: AuthenticatorAct) -> Result<(), CommandError> {
        self.with(|enrolment| enrolment.act(act))
    }

    /// The practice phone did something; where nothing is open, nobody hears it.
    pub fn phone_did(&self, act: PracticePhoneAct, phone: &PracticePhone) {
        if act != PracticePhoneAct::Look && phone.outcome.is_some() {
            let _ = self.with(|enrolment| enrolment.phone_did(phone.problem()));
        }
    }
}
