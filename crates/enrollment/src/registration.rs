//! One registration: prepared, made by a key, judged, handed over. Each step is a type that only the
//! step before it makes, so that none can be skipped.
//!
//! ```text
//! creation options, origin -> Prepared -> (ceremony) -> Made -> Judged -> Sendable -> response
//!                                                                  '-> Unproved + SendUnproved -^
//! ```
//!
//! In the ceremony, before any PIN or touch, stands the policy's pre-flight ([`PolicyGate`]), and its
//! admission between `Made` and `Judged`: what it refuses never becomes `Sendable`.

mod code;
mod journal;
mod judge;
mod judged;
mod made;
mod policy;
mod prepared;
mod proof;
mod sound;
#[cfg(test)]
mod tests;

pub use journal::{Beginning, Creation, Journal, Noting};
pub use judge::Basis;
pub use judged::{Judged, SendUnproved, Sendable, Standing, Unproved};
pub use made::Made;
pub(crate) use policy::key_facts;
pub use policy::{OrganisationPolicy, PolicyGate, Preflight};
pub use prepared::{PrepareError, Prepared, Terms};
pub use proof::ProofOfPossession;
