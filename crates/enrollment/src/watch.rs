//! The directory watched for somebody who does something elsewhere. A watch must never ask more often than the
//! directory allows, nor hold up the person while it asks.

mod looks;
mod pace;
mod thread;

pub(crate) use looks::{Looking, Looks};
pub(crate) use pace::Pace;
pub(crate) use thread::{Parting, Tell, Watch, Watching};
