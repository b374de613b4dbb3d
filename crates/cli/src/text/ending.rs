//! How it ended, in words. What may have been left on a key must never go unsaid.

use ctap::{
    AuthenticatorId, StatusCode,
    ceremony::{AgainReason, Failure, NotOpen, Unusable},
};

use super::{remark, tries};
use crate::{face::Stopped, names::Names};

/// Why there is no credential.
pub(crate) fn failure(failure: &Failure, names: &Names) -> String {
    match failure {
        Failure::Cancelled => "Stopped. Nothing was registered.".to_owned(),
        Failure::TimedOut => "The time for this registration is up. Nothing was registered.".into(),
        Failure::Unusable { authenticator, why } => {
            format!("{} cannot be used here. {}", names.name(authenticator), unusable(why))
        }
        Failure::PowerCycleNeeded(authenticator) => format!(
            "Three wrong PINs in a row ({}). Take {} out and put it back before the next try.",
            StatusCode::PinAuthBlocked,
            names.name(authenticator)
        ),
        Failure::NotOpen { authenticator, why: NotOpen::NoRight } => format!(
            "{} is there, but you have no right to open it. `touchstone doctor` says how to get it.",
            names.name(authenticator)
        ),
        Failure::NotOpen { authenticator, why: NotOpen::InUse } => {
            format!("{} is in use by another program.", names.name(authenticator))
        }
        Failure::NoEntropy => {
            "The operating system gave no random numbers. Nothing was registered.".to_owned()
        }
    }
}

/// Why this key will not do.
pub(crate) fn unusable(why: &Unusable) -> String {
    match why {
        Unusable::NotCtap2 => {
            "It is an older key (U2F): it speaks no CTAP2, and nothing else is spoken here. It can \
             hold no passkey, and its attestation cannot be rehearsed."
                .to_owned()
        }
        Unusable::NoDiscoverableCredentials => {
            "A passkey is required, and this key cannot keep any.".to_owned()
        }
        Unusable::NoUserVerification => {
            "It has to verify that it is you, and has neither PIN nor fingerprint.".to_owned()
        }
        Unusable::NoCommonAlgorithm => format!(
            "It has none of the signature algorithms that are asked for ({}).",
            StatusCode::UnsupportedAlgorithm
        ),
        Unusable::NoCredProtect => {
            "The protection that is demanded (credProtect) is not in this key.".to_owned()
        }
        Unusable::NoCredentialManagement => {
            "It does not tell which credentials it holds (it has no credential management).".into()
        }
        Unusable::PinNotSet => {
            "It has no PIN, and without one it does not tell which credentials it holds.".to_owned()
        }
        Unusable::NotAllowed => "The organisation's policy does not allow this model.".to_owned(),
        Unusable::AlreadyRegistered { .. } => format!(
            "It is already registered for this account ({}).",
            StatusCode::CredentialExcluded
        ),
        Unusable::Full => format!(
            "It is full ({}): every slot for passkeys is used. Remove one with the key's own \
             program, or use another key.",
            StatusCode::KeyStoreFull
        ),
        Unusable::PinBlocked => format!(
            "Its PIN is blocked ({}): no try is left. Only a reset brings the key back. It \
             destroys every credential and the PIN on the key, and everything registered with it \
             has to be registered anew. This program resets nothing by itself.",
            StatusCode::PinBlocked
        ),
        Unusable::UserVerificationBlocked => format!(
            "Its fingerprint reader is blocked ({}), and it has no PIN to unblock it with.",
            StatusCode::UvBlocked
        ),
        Unusable::Refused(status) => format!("It refused ({status})."),
        Unusable::Transport(error) => format!("There was no answer from it: {error}."),
        Unusable::Malformed(malformed) => {
            format!("What it answered makes no sense: {malformed}.")
        }
    }
}

/// Why nothing more could be done without a person.
pub(crate) fn stopped(stopped: &Stopped) -> String {
    match stopped {
        Stopped::NoKey => {
            "No key is there. Insert one and run this again, or give --wait.".to_owned()
        }
        Stopped::TakenOut => "The key was taken out. Nothing was registered.".to_owned(),
        Stopped::PinWanted => "The key wants its PIN, and there is no terminal to ask in. Give \
                               --pin-fd N. No try was spent."
            .to_owned(),
        Stopped::WrongPin { retries } => {
            format!("That PIN was wrong ({}). {}", StatusCode::PinInvalid, tries(*retries))
        }
        Stopped::PinTooShort => "A PIN has at least 4 characters. No try was spent.".to_owned(),
        Stopped::NoPin(error) => remark::no_pin(*error).to_owned(),
        Stopped::PinNotSet => {
            "The key has no PIN yet and needs one. Run this in a terminal, where \
                               you can choose it."
                .to_owned()
        }
        Stopped::PracticePinNotSet => "The practice key has no PIN yet and needs one. Run this in \
                                       a terminal, or give one with --pin-fd, for example: \
                                       printf 1234 | touchstone register ... --pin-fd 0"
            .to_owned(),
        Stopped::NewPinRejected(rejection) => remark::rejected(*rejection),
        Stopped::PinMustChange => {
            "The key wants its PIN changed before it does anything else. Run \
                                   this in a terminal, where you can choose the new one."
                .to_owned()
        }
        Stopped::NotRecognised { retries } => {
            format!("The key did not recognise the person. {}", tries(*retries))
        }
        Stopped::NotMade(AgainReason::TooLate) => "The key was not touched in time.".to_owned(),
        Stopped::NotMade(AgainReason::Declined) => "The key was told no.".to_owned(),
        Stopped::NotMade(AgainReason::NotVerified) => {
            "The key wanted the person verified first.".to_owned()
        }
        Stopped::NotMade(AgainReason::Unanswered) => {
            "The key was taken out before it answered.".to_owned()
        }
        Stopped::NotMade(AgainReason::AnotherKey) => {
            "The key at hand is not the one of the last attempt.".to_owned()
        }
    }
}

/// What may be on keys now, and which PINs are new. Empty where there is nothing to say.
pub(crate) fn left_behind(
    possibly_on: &[AuthenticatorId],
    pin_changed_on: &[AuthenticatorId],
    names: &Names,
) -> String {
    let mut text = String::new();
    for key in pin_changed_on {
        text += &format!(
            "The PIN of {} was set or changed, or may have been: try the new one first.\n",
            names.name(key)
        );
    }
    for key in possibly_on {
        text += &format!(
            "{} went away while it made a credential. It may hold one that nobody knows of: look \
             at it with the key's own program.\n",
            names.name(key)
        );
    }
    text
}
