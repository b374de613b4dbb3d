//! TPM 2.0 structures as a `tpm` statement has them (TCG TPM 2.0 Library, part 2). They are read, not
//! judged: a reader must never refuse what it can still tell apart.

mod attest;
mod public;
mod reader;
mod signature;
#[cfg(test)]
mod tests;

pub use attest::{Attest, Attested};
pub use public::{Key, NameAlg, Public, SignatureScheme};
pub(crate) use signature::bare_signature;

/// Bytes that are not the structure, with the member at which reading ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StructureError {
    /// They end inside this member.
    #[error("the TPM structure ends inside {0}")]
    Truncated(&'static str),
    /// So many bytes follow its end.
    #[error("{0} bytes follow the TPM structure")]
    Trailing(usize),
    /// This member has a value of which the length is not known.
    #[error("the TPM structure has an unknown {0}")]
    Unknown(&'static str),
}
