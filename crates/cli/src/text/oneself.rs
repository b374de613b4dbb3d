//! Registering for oneself, in words. A key must never be called the one that was registered unless it said so.

use ctap::{AuthenticatorId, ceremony::Failure};
use enrollment::oneself::{NewPasskey, Proof, ProofEnd};
use entra_policy::Standing;
use webauthn::Timestamp;

use super::{ending, plain, policy::preflight};
use crate::{
    command::{Came, InHand, Untold},
    face::Stopped,
    names::Names,
};

/// Where a key's name was given for oneself.
pub(crate) const NAMED_ON_THE_PAGE: &str =
    "For oneself the page in the browser asks for the key's name: --name is not used.\n";

/// The page was to be opened, and nobody is there.
pub(crate) const NOT_OPENED_UNATTENDED: &str = "The page was not opened: nobody is at a terminal here. --open is for whoever sits before this computer.\n";

/// It was.
pub(crate) const PAGE_OPENED: &str = "The page opens in your browser.\n";

/// It could not be.
pub(crate) const PAGE_NOT_OPENED: &str =
    "No browser could be opened. Copy the address above into one.\n";

/// While the directory is watched.
pub(crate) const WATCHING: &str = "Waiting until the new passkey is in the directory, for fifteen minutes at most. Ctrl-C stops.\n";

/// Nothing was found in time.
const NOTHING_CAME: &str = "No new passkey came into the directory in this time. Nothing is lost: start again when you are ready.\n";

/// The first of several looks that failed.
pub(crate) const LOOKED_IN_VAIN: &str =
    "The directory does not answer now. It is asked again, and nothing is missed.\n";

/// What is left where no key said anything.
const FIND_OUT: &str = "To find out, sign in with the key.";

/// What Graph does not do, and what does.
pub(crate) fn not_for_oneself(address: &str, policy_read: bool, keys: &[InHand]) -> String {
    let mut text = format!(
        "Microsoft Graph registers keys for others only, not for whoever asks (405). Register yours in the \
         browser: {address}\n"
    );
    if keys.is_empty() {
        text += "No key is in hand.\n";
        return text;
    }
    if !policy_read {
        text += "The policy may not be read, so that nobody can say which key would be accepted.\n";
    }
    for key in keys {
        let name = named(&key.name, &key.id);
        let Some(said) = &key.preflight else { continue };
        text += &match said.standing() {
            Standing::Admitted => format!("{name} would be accepted.\n"),
            Standing::Undetermined => {
                format!("{name} may be accepted; the registration shows it.\n")
            }
            Standing::Refused => preflight(said, &name),
        };
    }
    text
}

/// It is in the directory.
pub(crate) fn came(passkey: &NewPasskey) -> String {
    let listed = &passkey.listed;
    let name = listed.name.as_deref().map_or_else(|| "without a name".to_owned(), plain);
    let model = listed.model.as_deref().map_or_else(|| "model not said".to_owned(), plain);
    let created = listed.created.map(|at| format!(", registered {}", Timestamp(at)));
    let created = created.unwrap_or_default();
    format!("A new passkey is in the directory: {name} ({model}{created}).\n")
}

/// On which key in hand each is.
pub(crate) fn proofs(came: &[Came]) -> String {
    if came.is_empty() {
        return NOTHING_CAME.to_owned();
    }
    came.iter().map(|one| proof(one) + "\n").collect()
}

fn proof(came: &Came) -> String {
    match &came.passkey.proof {
        Proof::On { key, verified } => {
            let name = named(key.name.as_deref().unwrap_or_default(), &key.id);
            let once = if *verified { " once it knew who you are" } else { "" };
            format!("It is on {name}: the key said so{once}.")
        }
        Proof::NotAsked => {
            "It was to be made at a provider, so no key was asked for it.".to_owned()
        }
        Proof::NoKey => format!("No key is in hand that could say whether it holds it. {FIND_OUT}"),
        Proof::OnNone => "It is on none of the keys in hand.".to_owned(),
        Proof::NoId => format!(
            "Whether it is on a key in hand cannot be told: the directory's id of it names no credential. \
             {FIND_OUT}"
        ),
        Proof::Asked | Proof::NotSaid => {
            format!("Whether it is on a key in hand cannot be told: a key did not say. {FIND_OUT}")
        }
        Proof::Hidden { .. } => {
            format!("Whether it is on a key in hand cannot be told. {} {FIND_OUT}", hidden(came))
        }
    }
}

/// Why a key that hides it did not say.
fn hidden(came: &Came) -> String {
    match (&came.untold, &came.passkey.ended) {
        (Some(Untold::Stopped(why)), _) => stopped(why),
        (Some(Untold::Failed(why)), _) | (None, Some(ProofEnd::Failed { failure: why, .. })) => {
            failure(why)
        }
        (None, Some(ProofEnd::NotOn { .. })) => {
            "The key that was asked does not hold it; another one hides what it holds.".to_owned()
        }
        (None, Some(ProofEnd::NotSupported) | None) => {
            "The key does not tell which passkeys it holds.".to_owned()
        }
    }
}

fn stopped(why: &Stopped) -> String {
    match why {
        Stopped::PinWanted => {
            "The key hides its passkeys until its PIN is entered, and there is no terminal to ask in; give \
             --pin-fd N beforehand. No try was spent."
                .to_owned()
        }
        Stopped::NoKey | Stopped::TakenOut => "The key was taken out.".to_owned(),
        Stopped::WrongPin { .. }
        | Stopped::PinTooShort
        | Stopped::NoPin(_)
        | Stopped::PinNotSet
        | Stopped::PracticePinNotSet
        | Stopped::NewPinRejected(_)
        | Stopped::PinMustChange
        | Stopped::NotRecognised { .. }
        | Stopped::NotMade(_) => ending::stopped(why),
    }
}

fn failure(why: &Failure) -> String {
    match why {
        Failure::Cancelled => "It was stopped before the key said so.".to_owned(),
        Failure::TimedOut => "The key was not asked to the end in time.".to_owned(),
        Failure::NoEntropy => "The operating system gave no random numbers.".to_owned(),
        Failure::Unusable { .. } | Failure::PowerCycleNeeded(_) | Failure::NotOpen { .. } => {
            ending::failure(why, &Names::default())
        }
    }
}

fn named(name: &str, id: &AuthenticatorId) -> String {
    format!("{} ({})", plain(name), plain(id.as_str()))
}
