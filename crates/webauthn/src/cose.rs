//! COSE algorithm identifiers and keys (RFC 9052, RFC 9053) as WebAuthn narrows them. It must
//! never guess an algorithm from a key or a key from an algorithm.

mod algorithm;
mod key;
#[cfg(test)]
mod tests;

pub use algorithm::CoseAlgorithmIdentifier;
pub use key::{CosePublicKey, PublicKeyError};
