//! The campaign engine from outside: an oracle written another way, all completions of unknown facts,
//! each rule taken away, and worked cases. Nothing here may look into the engine.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::as_conversions
)]

mod chance;
mod combined;
mod completions;
mod domain;
mod doubts;
mod failed;
mod forgotten;
mod in_force;
mod lines;
mod oracle;
mod policy_checks;
mod reach;
mod removal;
mod shared;
mod unplaced;
mod world;
