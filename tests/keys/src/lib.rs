//! Virtual security keys on real transports, and hostile ones, for the tests of this project.
//! Nothing here may ever be linked into what is shipped: its PINs and keys protect nothing.
//!
//! In process: [`plug_in`] gives a key behind 64-byte CTAPHID reports, [`DirectKey`] one that is
//! called with CTAP2 requests. For other processes there is the binary `vkey`.

// All of this is test code: a broken expectation has to stop the test, with its place.
#![allow(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used
)]

mod attestation;
mod cbor;
mod ctaphid;
mod direct;
mod firmware;
#[allow(clippy::wildcard_enum_match_arm, reason = "each kind differs from the rest in one thing")]
pub mod hostile;
pub mod link;
#[allow(clippy::wildcard_enum_match_arm, reason = "the same")]
pub mod nfc;
mod options;
mod person;
pub mod pin;
pub mod sample;
pub mod usb;

pub use attestation::Attestation;
pub use ctaphid::Responder;
pub use direct::DirectKey;
pub use firmware::{Firmware, Request};
pub use options::{AttestationKind, Brand, Options, Unsupported};
pub use person::{Person, Touch};
pub use usb::{MemoryKey, plug_in};
