//! What nobody's answers are: a PIN that was given, and how long a key is waited for. A PIN must never be used
//! twice, and every other question is left to nobody.

use ctap::{
    Pin, PinError, PinRejection, PinRules,
    ceremony::{AgainReason, Answer, InsertReason, Moment, PinReason, PromptId},
};
use zeroize::Zeroizing;

use crate::text::Scene;

/// All there is where nobody can be asked.
pub(crate) struct Beforehand {
    scene: Scene,
    pin: Option<Zeroizing<Vec<u8>>>,
    patience: Patience,
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

impl Beforehand {
    pub(crate) fn new(scene: Scene, pin: Option<Zeroizing<Vec<u8>>>, patience: Patience) -> Self {
        Self { scene, pin, patience }
    }

    pub(super) fn scene(&self) -> Scene {
        self.scene
    }

    /// The answer that this moment wants, where it wants one.
    ///
    /// # Errors
    /// It asks what only a person could answer.
    pub(crate) fn answer(
        &mut self,
        moment: &Moment,
    ) -> Result<Option<(PromptId, Answer)>, Stopped> {
        match moment {
            Moment::InsertKey { reason: InsertReason::First } => match self.patience {
                Patience::None => Err(Stopped::NoKey),
                Patience::Ceremony => Ok(None),
            },
            Moment::InsertKey {
                reason: InsertReason::TakenOut | InsertReason::TakenOutUnanswered,
            } => Err(Stopped::TakenOut),
            Moment::EnterPin { prompt, retries, reason, .. } => {
                self.enter_pin(*retries, *reason).map(|pin| Some((*prompt, pin)))
            }
            Moment::SetPin { prompt, rules, rejected, .. } => {
                self.set_pin(*rules, *rejected).map(|pin| Some((*prompt, pin)))
            }
            Moment::ChangePin { .. } => Err(Stopped::PinMustChange),
            Moment::VerifyUserAgain { prompt, pin_instead: true, .. } if self.pin.is_some() => {
                Ok(Some((*prompt, Answer::UsePin)))
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
            | Moment::Over => Ok(None),
        }
    }

    /// Once: a PIN that was wrong would be wrong again.
    fn enter_pin(&mut self, retries: Option<u8>, reason: PinReason) -> Result<Answer, Stopped> {
        match reason {
            PinReason::WrongPin => return Err(Stopped::WrongPin { retries }),
            PinReason::TooShort => return Err(Stopped::PinTooShort),
            PinReason::UserVerification | PinReason::Expired => {}
        }
        let pin = self.pin.take().ok_or(Stopped::PinWanted)?;
        Pin::new(pin).map(Answer::Pin).map_err(Stopped::NoPin)
    }

    /// A new PIN comes without a person to the practice key only: nobody should find a PIN on a key
    /// that they did not choose.
    fn set_pin(
        &mut self,
        rules: PinRules,
        rejected: Option<PinRejection>,
    ) -> Result<Answer, Stopped> {
        match (self.scene, rejected) {
            (Scene::Real, _) => return Err(Stopped::PinNotSet),
            (Scene::Practice, Some(rejection)) => return Err(Stopped::NewPinRejected(rejection)),
            (Scene::Practice, None) => {}
        }
        let pin = self.pin.take().ok_or(Stopped::PracticePinNotSet)?;
        let pin = Pin::new(pin).map_err(Stopped::NoPin)?;
        rules.judge(&pin).map_err(Stopped::NewPinRejected)?;
        Ok(Answer::NewPin(pin))
    }
}
