//! The ceremony's faces: with a person at the terminal, and with nobody to ask. Without a person a
//! PIN is used at most once, and every question that is left ends the ceremony with its reason.

use std::sync::Arc;

use ctap::{
    AuthenticatorId, AuthenticatorInfo, Pin, PinError, PinRejection, PinRules,
    ceremony::{
        AgainReason, Answer, Failure, InsertReason, Moment, PinReason, PromptId, RegistrationView,
        Verdict,
    },
    driver::{Controls, Face},
};
use enrollment::PolicyGate;
use zeroize::Zeroizing;

use crate::{
    names::Names,
    output,
    terminal::Shared,
    text::{self, Scene},
};

#[cfg(test)]
mod tests;

/// A person at the terminal.
pub(crate) struct Attended<'g> {
    shared: Arc<Shared>,
    controls: Controls,
    scene: Scene,
    names: Names,
    gate: &'g mut PolicyGate,
    refused: Option<Failure>,
}

impl<'g> Attended<'g> {
    pub(crate) fn new(
        shared: Arc<Shared>,
        controls: Controls,
        scene: Scene,
        names: Names,
        gate: &'g mut PolicyGate,
    ) -> Self {
        Self { shared, controls, scene, names, gate, refused: None }
    }

    /// Why it was this face that ended the ceremony.
    pub(crate) fn into_refused(self) -> Option<Failure> {
        self.refused
    }
}

impl Face for Attended<'_> {
    /// Another key is waited for where there can be one; in practice there is only the one.
    fn show(&mut self, view: &RegistrationView) {
        if let (Scene::Practice, Moment::UseAnother { authenticator, why }) =
            (self.scene, &view.moment)
        {
            let (authenticator, why) = (authenticator.clone(), why.clone());
            self.refused.get_or_insert(Failure::Unusable { authenticator, why });
            return self.controls.cancel();
        }
        self.shared.show(view);
    }

    /// Why a key is refused is said at once, since another one is waited for; in practice it is
    /// what the ceremony ends with.
    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        let verdict = self.gate.judge(id, info);
        if verdict == Verdict::NotAllowed
            && self.scene == Scene::Real
            && let Some(said) = self.gate.said(id)
        {
            output::say(&text::preflight(said, &self.names.name(id)));
        }
        verdict
    }
}

/// Nobody to ask: what is known beforehand is all there is.
pub(crate) struct Unattended<'g> {
    controls: Controls,
    names: Names,
    scene: Scene,
    pin: Option<Zeroizing<Vec<u8>>>,
    patience: Patience,
    gate: &'g mut PolicyGate,
    stopped: Option<Stopped>,
}

/// How long a key that is not there is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Not at all.
    None,
    /// Until the time of the whole ceremony is up.
    Ceremony,
}

/// Why nothing more could be done without a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// No key is there.
    NoKey,
    /// The key was taken out.
    TakenOut,
    /// A PIN is wanted and none was given.
    PinWanted,
    /// The PIN that was given is wrong.
    WrongPin {
        /// Tries left, where the key says.
        retries: Option<u8>,
    },
    /// The PIN that was given is shorter than any.
    PinTooShort,
    /// What was given is no PIN.
    NoPin(PinError),
    /// A key has no PIN, and this program chooses none for it.
    PinNotSet,
    /// The practice key has no PIN, and none was given.
    PracticePinNotSet,
    /// The PIN that was given does not do as a new one.
    NewPinRejected(PinRejection),
    /// The key wants its PIN changed.
    PinMustChange,
    /// The key did not recognise the person.
    NotRecognised {
        /// Tries left, where the key says.
        retries: Option<u8>,
    },
    /// The credential was not made.
    NotMade(AgainReason),
}

impl<'g> Unattended<'g> {
    pub(crate) fn new(
        controls: Controls,
        names: Names,
        scene: Scene,
        pin: Option<Zeroizing<Vec<u8>>>,
        patience: Patience,
        gate: &'g mut PolicyGate,
    ) -> Self {
        Self { controls, names, scene, pin, patience, gate, stopped: None }
    }

    /// Why it was this face that ended the ceremony.
    pub(crate) fn into_stopped(self) -> Option<Stopped> {
        self.stopped
    }

    fn react(&mut self, moment: &Moment) -> Result<(), Stopped> {
        match moment {
            Moment::InsertKey { reason: InsertReason::First } => match self.patience {
                Patience::None => Err(Stopped::NoKey),
                Patience::Ceremony => Ok(()),
            },
            Moment::InsertKey {
                reason: InsertReason::TakenOut | InsertReason::TakenOutUnanswered,
            } => Err(Stopped::TakenOut),
            Moment::EnterPin { prompt, retries, reason, .. } => {
                self.enter_pin(*prompt, *retries, *reason)
            }
            Moment::SetPin { prompt, rules, rejected, .. } => {
                self.set_pin(*prompt, *rules, *rejected)
            }
            Moment::ChangePin { .. } => Err(Stopped::PinMustChange),
            Moment::VerifyUserAgain { prompt, pin_instead: true, .. } if self.pin.is_some() => {
                self.controls.answer(*prompt, Answer::UsePin);
                Ok(())
            }
            Moment::VerifyUserAgain { retries, .. } => {
                Err(Stopped::NotRecognised { retries: *retries })
            }
            Moment::TryAgain { why, .. } => Err(Stopped::NotMade(*why)),
            // The machine ends by itself where one of these is final.
            Moment::NotOpen { .. }
            | Moment::Connecting
            | Moment::SelectByTouch { .. }
            | Moment::UseAnother { .. }
            | Moment::VerifyUser { .. }
            | Moment::Reinsert { .. }
            | Moment::Working { .. }
            | Moment::TouchKey { .. }
            | Moment::Stopping
            | Moment::Over => Ok(()),
        }
    }

    fn enter_pin(
        &mut self,
        prompt: PromptId,
        retries: Option<u8>,
        reason: PinReason,
    ) -> Result<(), Stopped> {
        match reason {
            PinReason::WrongPin => return Err(Stopped::WrongPin { retries }),
            PinReason::TooShort => return Err(Stopped::PinTooShort),
            PinReason::UserVerification | PinReason::Expired => {}
        }
        let pin = self.pin.take().ok_or(Stopped::PinWanted)?;
        self.controls.answer(prompt, Answer::Pin(Pin::new(pin).map_err(Stopped::NoPin)?));
        Ok(())
    }

    /// A new PIN comes without a person to the practice key only: nobody should find a PIN on a key
    /// that they did not choose.
    fn set_pin(
        &mut self,
        prompt: PromptId,
        rules: PinRules,
        rejected: Option<PinRejection>,
    ) -> Result<(), Stopped> {
        match (self.scene, rejected) {
            (Scene::Real, _) => return Err(Stopped::PinNotSet),
            (Scene::Practice, Some(rejection)) => return Err(Stopped::NewPinRejected(rejection)),
            (Scene::Practice, None) => {}
        }
        let pin = self.pin.take().ok_or(Stopped::PracticePinNotSet)?;
        let pin = Pin::new(pin).map_err(Stopped::NoPin)?;
        rules.judge(&pin).map_err(Stopped::NewPinRejected)?;
        self.controls.answer(prompt, Answer::NewPin(pin));
        Ok(())
    }
}

impl Face for Unattended<'_> {
    fn show(&mut self, view: &RegistrationView) {
        match self.react(&view.moment) {
            Ok(()) => {
                // A question that was answered from what is known is none for a person.
                let asked = matches!(
                    view.moment,
                    Moment::EnterPin { .. }
                        | Moment::SetPin { .. }
                        | Moment::VerifyUserAgain { .. }
                );
                if let Some(words) = text::moment(&view.moment, &self.names, self.scene)
                    && !asked
                {
                    output::say_line(&words);
                }
            }
            Err(stopped) => {
                self.stopped.get_or_insert(stopped);
                self.controls.cancel();
            }
        }
    }

    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        self.gate.judge(id, info)
    }
}
