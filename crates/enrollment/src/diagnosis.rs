//! A recorded registration, judged by the same code as one that was made here. What a ticket does not
//! say must never be taken from the response that is judged.

mod batch;
mod document;
mod given;
mod grounds;
mod need;
mod recorded;
mod report;
#[cfg(test)]
pub(crate) mod tests;
mod ticket;
mod words;

pub use batch::{BatchError, Line, Records, judge_batch};
pub use document::{document, document_of_a_server_only};
pub use given::Given;
pub use grounds::{Grounds, deciding, diagnose};
pub use need::Need;
pub use recorded::{Purpose, Recorded, RecordedError};
pub use report::Report;
pub use ticket::{Ticket, TicketError};
pub use words::{TicketWords, reason_words};
