//! The directory watched for somebody who does something elsewhere. A watch must never ask more often than the
//! directory allows, nor hold up the person while it asks.

mod pace;

pub(crate) use pace::Pace;
