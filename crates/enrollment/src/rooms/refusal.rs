//! What a window hears where a command did not do what was asked. The code is for the page's table
//! of texts, the message for a ticket; neither must ever hold what was typed.

use serde::Serialize;

use crate::{store::StoreError, tenant::TenantError};

/// Why a command did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct CommandError {
    /// Which case it is.
    pub code: CommandCode,
    /// The cause in the program's words, for a ticket.
    pub message: String,
}

/// The cases that a page tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CommandCode {
    /// Nobody is asked for a PIN now; the question was answered, or the key is gone.
    NoPinAsked,
    /// The PIN window stands open for another question.
    AnotherPinAsked,
    /// What was typed cannot be a PIN: empty, more than 63 bytes, or not text.
    NotAPin,
    /// The bytes are not what this command takes.
    Malformed,
    /// The record, the outbox or the settings cannot be read or written.
    Record,
    /// A file that the person named cannot be read or written.
    File,
    /// The practice organisation or its keys could not be started.
    Practice,
    /// The directory did not answer as it should.
    Directory,
    /// Nobody is signed in any more to the organisation that it is for.
    SignedOut,
    /// It was begun for another organisation than the one that the window works for.
    Elsewhere,
    /// There is no such practice key, registration or answer, or not any more.
    Gone,
    /// It cannot be skipped: set-up is required.
    Required,
    /// The window system did not do it.
    Window,
    /// The file or text is longer than anything of its kind.
    TooLarge,
    /// There is neither a registration nor a server's answer in it.
    NotATicket,
    /// There are creation options in it, and nothing that answers them.
    OptionsOnly,
    /// The file is not what it was given as.
    NotGiven,
    /// What was typed is no time.
    NotATime,
    /// The word that confirms a change was not typed.
    WordNeeded,
}

impl CommandError {
    /// The record, the outbox or the settings did not do it.
    pub fn record(error: StoreError) -> Self {
        tracing::warn!(%error, "record or settings");
        Self::new(CommandCode::Record, error)
    }

    /// The directory did not do it, or lets nobody in without a new sign-in.
    pub fn directory(error: TenantError) -> Self {
        let code = match error.new_sign_in() {
            Some(_) => CommandCode::SignedOut,
            None => CommandCode::Directory,
        };
        Self::new(code, error)
    }

    /// A file that the person named cannot be read or written.
    pub fn file(error: std::io::Error) -> Self {
        Self::new(CommandCode::File, error)
    }

    /// An error of this case with its cause.
    pub fn new(code: CommandCode, cause: impl ToString) -> Self {
        Self { code, message: cause.to_string() }
    }
}
