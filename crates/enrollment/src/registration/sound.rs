//! A face behind which the judge has given its known answer. No key may be told to make a credential
//! while it has not.

use ctap::{
    AuthenticatorId, AuthenticatorInfo, TransportError,
    ceremony::{Failure, Leave, RegistrationView, Unusable, Verdict},
    driver::Face,
};
use webauthn::{Unsound, known_answer};

/// The caller's face, and what the judge's test came to.
pub(super) struct Sound<'f> {
    face: &'f mut dyn Face,
    answer: Option<Result<(), Unsound>>,
    withheld_from: Option<AuthenticatorId>,
}

impl<'f> Sound<'f> {
    pub(super) fn new(face: &'f mut dyn Face) -> Self {
        Self { face, answer: None, withheld_from: None }
    }

    /// Why it was this that ended the ceremony, where it was.
    pub(super) fn failure(self) -> Option<Failure> {
        let authenticator = self.withheld_from?;
        let (attempted, message) = ("testing the judge", Unsound.to_string());
        let why = Unusable::Transport(TransportError::Io { attempted, message });
        Some(Failure::Unusable { authenticator, why })
    }

    fn tested(&mut self) -> Result<(), Unsound> {
        *self.answer.get_or_insert_with(known_answer)
    }
}

impl Face for Sound<'_> {
    fn show(&mut self, view: &RegistrationView) {
        self.face.show(view);
    }

    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        self.face.judge(id, info)
    }

    /// The key takes its time anyway.
    fn opening(&mut self) {
        let _ = self.tested();
        self.face.opening();
    }

    fn leave(&mut self, id: &AuthenticatorId) -> Leave {
        match self.tested() {
            Ok(()) => self.face.leave(id),
            Err(Unsound) => {
                self.withheld_from = Some(id.clone());
                Leave::Withheld
            }
        }
    }
}

#[cfg(test)]
mod tests;
