//! Attestation (WebAuthn L3 §6.5): the object, its conveyance, its formats and their verification.
//! It must never send on what was judged in any other bytes than those judged.

mod claimed;
pub(crate) mod format;
mod object;

pub use claimed::ClaimedStatement;
pub use object::{AttestationObject, AttestationObjectError};
