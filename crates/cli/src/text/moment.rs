//! The moments of a registration in words. One that asks nothing of the person must never distract
//! them.

use ctap::{
    PinRejection, PinRules, StatusCode,
    ceremony::{AgainReason, InsertReason, Moment, NotOpen, PinReason},
};

use super::{Scene, ending::unusable, remark, tries};
use crate::names::Names;

/// After Ctrl-C.
pub(crate) const STOPPING: &str = "Stopping.";

/// Where keys work that this program does not reach.
const ELSEWHERE: &str =
    "Bluetooth keys and phones are not reached from here; they work in the browser's own dialog.";

/// The moment in words; `None` where there is nothing to say.
pub(crate) fn moment(moment: &Moment, names: &Names, scene: Scene) -> Option<String> {
    Some(match moment {
        Moment::Connecting | Moment::Working { .. } | Moment::Over => return None,
        Moment::InsertKey { reason } => insert(*reason, scene),
        Moment::NotOpen { authenticator, why } => not_open(*why, &names.name(authenticator)),
        Moment::SelectByTouch { authenticators } => {
            let count = authenticators.len();
            format!("{count} keys are blinking. Touch the one you want to use.")
        }
        Moment::UseAnother { authenticator, why } => {
            let name = names.name(authenticator);
            format!("{name} cannot be used here. {} Use another key.", unusable(why))
        }
        Moment::EnterPin { authenticator, retries, reason, .. } => {
            pin(*reason, *retries, &names.name(authenticator))
        }
        Moment::SetPin { authenticator, rules, rejected, .. } => {
            set_pin(*rules, *rejected, &names.name(authenticator))
        }
        Moment::ChangePin { authenticator, rules, retries, reason, rejected, .. } => {
            change_pin(*rules, *retries, *reason, *rejected, &names.name(authenticator))
        }
        Moment::VerifyUser { .. } => "Put your finger on the key now.".to_owned(),
        Moment::VerifyUserAgain { retries, .. } => {
            let tries = tries(*retries);
            format!("The key did not recognise you ({}). {tries}", StatusCode::UvInvalid)
        }
        Moment::Reinsert { .. } => reinsert(scene),
        Moment::TouchKey { .. } => match scene {
            Scene::Real => "Touch your key now.".to_owned(),
            Scene::Practice => "The practice key waits for a touch, and touches itself.".to_owned(),
        },
        Moment::TryAgain { why, .. } => again(*why).to_owned(),
        Moment::Stopping => {
            "Stopping. The key is asked to let go; Ctrl-C again does not wait for it.".to_owned()
        }
    })
}

fn insert(reason: InsertReason, scene: Scene) -> String {
    match (scene, reason) {
        (Scene::Practice, InsertReason::First) => "Waiting for the practice key.".to_owned(),
        (Scene::Practice, InsertReason::TakenOut | InsertReason::TakenOutUnanswered) => {
            "The practice key was taken out.".to_owned()
        }
        (Scene::Real, InsertReason::First) => {
            format!("Insert your key, or hold it to the reader. {ELSEWHERE}")
        }
        (Scene::Real, InsertReason::TakenOut) => {
            "The key was taken out. Put it back, or insert another one.".to_owned()
        }
        (Scene::Real, InsertReason::TakenOutUnanswered) => {
            "The key was taken out before it answered. It may hold a new credential that nobody \
             knows of. Put it back, or insert another one."
                .to_owned()
        }
    }
}

fn not_open(why: NotOpen, name: &str) -> String {
    match why {
        NotOpen::NoRight => format!(
            "{name} is there, but you have no right to open it. `touchstone doctor` says how to \
             get it."
        ),
        NotOpen::InUse => {
            format!("{name} is in use by another program. Close that program, or let it finish.")
        }
    }
}

fn pin(reason: PinReason, retries: Option<u8>, name: &str) -> String {
    let tries = tries(retries);
    match reason {
        PinReason::UserVerification => format!("{name} wants its PIN. {tries}"),
        PinReason::WrongPin => {
            format!("That PIN was wrong ({}). {tries}", StatusCode::PinInvalid)
        }
        PinReason::TooShort => {
            format!("A PIN has at least 4 characters. No try was spent. {tries}")
        }
        PinReason::Expired => format!(
            "The permission that the PIN gave has run out ({}). {name} wants it again. {tries}",
            StatusCode::PinAuthInvalid
        ),
    }
}

fn set_pin(rules: PinRules, rejected: Option<PinRejection>, name: &str) -> String {
    let rules = remark::rules(rules);
    match rejected {
        Some(rejection) => format!("{} {rules}", remark::rejected(rejection)),
        None => format!("{name} has no PIN yet and needs one. {rules}"),
    }
}

fn change_pin(
    rules: PinRules,
    retries: Option<u8>,
    reason: PinReason,
    rejected: Option<PinRejection>,
    name: &str,
) -> String {
    let rules = remark::rules(rules);
    let tries = tries(retries);
    match (rejected, reason) {
        (Some(rejection), _) => format!("{} {rules}", remark::rejected(rejection)),
        (None, PinReason::WrongPin) => {
            format!("The present PIN was wrong ({}). {tries}", StatusCode::PinInvalid)
        }
        (None, PinReason::TooShort) => {
            format!("A PIN has at least 4 characters. No try was spent. {tries}")
        }
        (None, PinReason::UserVerification | PinReason::Expired) => format!(
            "{name} wants its PIN changed before it does anything else. You need the present PIN \
             first. {tries} The new PIN: {rules}"
        ),
    }
}

fn reinsert(scene: Scene) -> String {
    let blocked = StatusCode::PinAuthBlocked;
    match scene {
        Scene::Real => format!(
            "Three wrong PINs in a row ({blocked}). Take the key out and put it back; then the PIN \
             is asked again."
        ),
        Scene::Practice => format!(
            "Three wrong PINs in a row ({blocked}). A real key would have to be taken out and put \
             back now."
        ),
    }
}

fn again(why: AgainReason) -> &'static str {
    match why {
        AgainReason::TooLate => "The key was not touched in time.",
        AgainReason::Declined => "The key was told no.",
        AgainReason::NotVerified => "The key wants to know that it is you before it goes on.",
        AgainReason::Unanswered => {
            "The key was taken out during the last attempt and may hold a new credential that \
             nobody knows of. Trying again makes another one."
        }
        AgainReason::AnotherKey => "This is not the key of the last attempt.",
    }
}
