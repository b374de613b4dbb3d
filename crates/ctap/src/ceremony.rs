//! The registration ceremony as a pure machine: what happened goes in, what to do comes out. It must
//! never do IO, read a clock, or ask the system for randomness.

mod exclusion;
mod fitness;
mod machine;
mod outcome;
mod registration;
mod request;
mod view;

pub use exclusion::Exclusion;
pub use machine::{Effect, ExchangeId, Input, Verdict};
pub use outcome::{Created, Ended, Failure, Malformed, Outcome, Proof, Unusable};
pub use registration::Registration;
pub use request::{
    ProofOfPossession, RegistrationRequest, RelyingParty, ResidentKeyRequirement, User,
    UserVerificationRequirement, WhenUnusable,
};
pub use view::{
    AgainReason, Answer, InsertReason, Moment, NotOpen, PinReason, PromptId, RegistrationView,
};
