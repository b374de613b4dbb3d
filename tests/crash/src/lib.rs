//! A registration in a process that is killed, with its key and its directory outside of it. It must
//! never be shipped: its keyring lies in a file.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm // a test answers some moments among all
)]

pub mod desk;
pub mod person;
pub mod wire;
