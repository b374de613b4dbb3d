//! A recorded registration, judged by the same code as one that was made here. What a ticket does not
//! say must never be taken from the response that is judged.

mod batch;
mod grounds;
mod recorded;
#[cfg(test)]
mod tests;
mod ticket;

pub use batch::{BatchError, Line, Records, judge_batch};
pub use grounds::{Grounds, deciding, diagnose};
pub use recorded::{Recorded, RecordedError};
pub use ticket::{Ticket, TicketError};
