//! The ceremonies as pure machines: what happened goes in, what to do comes out. They must never do
//! IO, read a clock, or ask the system for randomness.

mod code;
mod exclusion;
mod fitness;
mod machine;
mod outcome;
mod registration;
mod removal;
mod request;
#[cfg(test)]
mod tests;
mod view;

pub use exclusion::Exclusion;
pub use machine::{Effect, ExchangeId, Input, Leave, Verdict};
pub use outcome::{Created, Ended, Failure, Found, Malformed, Outcome, Proof, Traces, Unusable};
pub use registration::Registration;
pub use removal::{
    Finding, Removal, RemovalOutcome, RemovalRequest, Search, StoredCredential, Then,
};
pub use request::{
    Afterwards, RegistrationRequest, RelyingParty, ResidentKeyRequirement, User,
    UserVerificationRequirement, WhenUnusable,
};
pub use view::{
    AgainReason, Answer, InsertReason, Moment, NotOpen, PinReason, PromptId, RegistrationView,
};
