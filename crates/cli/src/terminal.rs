//! The terminal of a person who registers: what is shown, what is typed, and the two never mixed up.
//! A half-typed line must never be the answer to a question it was not typed for.

mod ask;
mod dialog;
mod line;
mod session;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

pub(crate) use ask::{agrees, types};
pub(crate) use dialog::{Dialog, Reply};
pub(crate) use session::{Session, Shared};
#[cfg(unix)]
use unix::{Keyboard, RawMode};
#[cfg(windows)]
use windows::{Keyboard, RawMode};
