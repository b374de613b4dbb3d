//! What a window may ask for, the intents of a room in a file. A command must never be longer than
//! its hand-over to the crates.

pub(crate) mod about;
pub(crate) mod activity;
pub(crate) mod authenticator;
pub(crate) mod computer;
pub(crate) mod diagnose;
pub(crate) mod methods;
pub(crate) mod nudge;
pub(crate) mod oneself;
pub(crate) mod pin;
pub(crate) mod practice;
pub(crate) mod register;
pub(crate) mod response;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod tenant;
pub(crate) mod unfinished;

use enrollment::rooms::CommandError;

/// What a command answers.
type Answered<T> = Result<T, CommandError>;
