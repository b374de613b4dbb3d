//! Registering for oneself, in words. A key must never be called the one that was registered unless it said so.

use entra_policy::Standing;

use super::{plain, policy::preflight};
use crate::command::{Came, InHand};

/// While the directory is watched.
pub(crate) const WATCHING: &str = "Waiting until the new passkey is in the directory, for fifteen minutes at most. Ctrl-C stops.\n";

/// Nothing was found in time.
pub(crate) const NOTHING_CAME: &str = "No new passkey came into the directory in this time. Nothing is lost: start again when you are ready.\n";

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
        let name = named(key);
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
pub(crate) fn came(came: &Came) -> String {
    let name = came.method.display_name.as_deref().or(came.method.model.as_deref());
    let name = name.unwrap_or("without a name");
    let mut text = format!("A new passkey is in the directory: {}.\n", plain(name));
    text += &match &came.on {
        Some(key) => format!("It is on {}: the key said so.\n", named(key)),
        None if came.silent > 0 => {
            "Whether it is on a key in hand cannot be told: a key did not say.\n".to_owned()
        }
        None => "It is on none of the keys in hand.\n".to_owned(),
    };
    text
}

fn named(key: &InHand) -> String {
    format!("{} ({})", plain(&key.name), plain(key.id.as_str()))
}
