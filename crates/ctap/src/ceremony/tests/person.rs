//! A person who answers at random, and what may be done with what was typed: each PIN once, on the
//! key it was typed for.

use aws_lc_rs::digest;
use webauthn::cbor::Value;

use super::{CHANGE_PIN, Command, Dice, SET_PIN, pin};
use crate::{
    AuthenticatorId, Pin,
    ceremony::{Answer, Moment},
    pin_uv_auth::block,
};

/// What one typed PIN is good for, once.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::ceremony) enum Use {
    Try([u8; 16]),
    Set(Vec<u8>),
}

/// Types PINs; no two are the same.
#[derive(Default)]
pub(in crate::ceremony) struct Typist(u32);

impl Typist {
    /// An answer, and what may be done with it.
    pub(in crate::ceremony) fn answer(
        &mut self,
        dice: &mut Dice,
        kind: usize,
    ) -> (Answer, Vec<Use>) {
        let tried = |pin: &Pin| Use::Try(*pin.hash());
        let set = |pin: &Pin| Use::Set(pin.padded().to_vec());
        let (one, two) = (self.some_pin(dice), self.some_pin(dice));
        match kind {
            0 if one.code_points() < 4 => (Answer::Pin(one), Vec::new()),
            0 => {
                let uses = vec![tried(&one)];
                (Answer::Pin(one), uses)
            }
            1 => {
                let uses = vec![set(&one)];
                (Answer::NewPin(one), uses)
            }
            2 => {
                let uses = vec![tried(&one), set(&two)];
                (Answer::PinChange { current: one, new: two }, uses)
            }
            BY_PIN => (Answer::UsePin, Vec::new()),
            _ => (Answer::Again, Vec::new()),
        }
    }

    /// Never the same twice; now and then one that is too short.
    fn some_pin(&mut self, dice: &mut Dice) -> Pin {
        self.0 += 1;
        if dice.one_in(8) { pin("123") } else { pin(&format!("{:06}", self.0)) }
    }
}

pub(in crate::ceremony) fn is_new_pin(command: Command) -> bool {
    [SET_PIN, CHANGE_PIN].contains(&command)
}

/// The PINs in a request. The key's agreement key is the base point, its private half one, so that
/// Z is the x of the platform's key; protocol one, CTAP 2.1 §6.5.6.
pub(in crate::ceremony) fn opened(parameters: &Value) -> Vec<Use> {
    let x = parameters.get(3).and_then(|key| key.get(-2)?.as_bytes()).unwrap();
    let key = digest::digest(&digest::SHA256, x).as_ref().try_into().unwrap();
    let open = |label: u8| {
        let sealed = parameters.get(label)?.as_bytes()?;
        Some(block::decrypt(&key, &[0; 16], sealed).to_vec())
    };
    let set = open(5).map(Use::Set);
    let tried = open(6).map(|hash| Use::Try(hash.try_into().unwrap()));
    set.into_iter().chain(tried).collect()
}

/// Answering "by PIN" to a question for a finger.
pub(in crate::ceremony) const BY_PIN: usize = 4;

#[expect(clippy::wildcard_enum_match_arm, reason = "every other moment asks for nothing")]
pub(in crate::ceremony) fn kind_of(moment: &Moment) -> usize {
    match moment {
        Moment::EnterPin { .. } => 0,
        Moment::SetPin { .. } => 1,
        Moment::ChangePin { .. } => 2,
        _ => 3,
    }
}

/// The key that asks the question of a moment.
pub(in crate::ceremony) fn asker(moment: &Moment) -> Option<&AuthenticatorId> {
    if let Moment::EnterPin { authenticator, .. }
    | Moment::SetPin { authenticator, .. }
    | Moment::ChangePin { authenticator, .. }
    | Moment::VerifyUserAgain { authenticator, .. }
    | Moment::TryAgain { authenticator, .. } = moment
    {
        Some(authenticator)
    } else {
        None
    }
}
