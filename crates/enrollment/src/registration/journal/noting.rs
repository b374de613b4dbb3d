//! A face that opens the record before anybody is asked for anything, and puts each key on it before the
//! ceremony has leave to tell it anything. It must hand everything else on as it comes.

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{Leave, Moment, RegistrationView, Verdict},
    driver::{Controls, Face},
};
use webauthn::Aaguid;

use super::Journal;

/// What keys are called.
type Named<'n> = &'n dyn Fn(&AuthenticatorId) -> Option<String>;

/// The caller's face, before a journal.
pub struct Noting<'f> {
    journal: &'f mut Journal,
    face: &'f mut dyn Face,
    controls: Controls,
    named: Named<'f>,
    hand: Option<Hand>,
}

/// The key in hand.
struct Hand {
    id: AuthenticatorId,
    aaguid: Option<Aaguid>,
    begun: bool,
}

impl<'f> Noting<'f> {
    /// This face, with a record behind it.
    pub fn new(
        journal: &'f mut Journal,
        face: &'f mut dyn Face,
        controls: Controls,
        named: Named<'f>,
    ) -> Self {
        Self { journal, face, controls, named, hand: None }
    }

    /// Opens the record. Where it does not open, nobody is asked for a PIN in vain.
    fn ready(&mut self) {
        if let Err(error) = self.journal.ready() {
            tracing::warn!(%error, "the ceremony is stopped");
            self.journal.unwritten = Some(error);
            self.controls.cancel();
        }
    }

    /// Whether the record names this key by now.
    fn noted(&mut self, id: &AuthenticatorId) -> bool {
        let hand = self.hand.as_mut().filter(|hand| hand.id == *id);
        if hand.as_ref().is_some_and(|hand| hand.begun) {
            return true;
        }
        let aaguid = hand.as_ref().and_then(|hand| hand.aaguid);
        match self.journal.begin(id, (self.named)(id), aaguid) {
            Ok(()) => {
                if let Some(hand) = hand {
                    hand.begun = true;
                }
                true
            }
            Err(error) => {
                tracing::warn!(%error, "a key got no leave");
                self.journal.unwritten = Some(error);
                false
            }
        }
    }
}

impl Face for Noting<'_> {
    fn show(&mut self, view: &RegistrationView) {
        // No key is opening meanwhile, and it may be long before one does.
        if matches!(view.moment, Moment::InsertKey { .. } | Moment::NotOpen { .. }) {
            self.ready();
        }
        self.face.show(view);
    }

    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        let aaguid = Some(Aaguid(info.aaguid)).filter(|aaguid| !aaguid.is_zero());
        self.hand = Some(Hand { id: id.clone(), aaguid, begun: false });
        self.face.judge(id, info)
    }

    fn opening(&mut self) {
        self.ready();
        self.face.opening();
    }

    fn leave(&mut self, id: &AuthenticatorId) -> Leave {
        match self.face.leave(id) {
            Leave::Given if self.noted(id) => Leave::Given,
            Leave::Given | Leave::Withheld => Leave::Withheld,
        }
    }
}
