//! One registration: prepared, made by a key, judged, handed over. Each step is a type that only the
//! step before it makes, so that none can be skipped.
//!
//! ```text
//! creation options, origin -> Prepared -> (ceremony) -> Made -> Judged -> Sendable -> response
//!                                                                  '-> Unproved + SendUnproved -^
//! ```
//!
//! Between `Prepared` and the ceremony stands the policy's pre-flight, between `Judged` and
//! `Sendable` its admission, and around both the ledger, once these exist.

mod judged;
mod made;
mod prepared;
mod proof;
#[cfg(test)]
mod tests;

pub use judged::{Judged, SendUnproved, Sendable, Standing, Unproved};
pub use made::Made;
pub use prepared::{PrepareError, Prepared, Terms};
pub use proof::ProofOfPossession;
