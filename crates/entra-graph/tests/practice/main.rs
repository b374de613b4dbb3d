//! The client against the practice tenant over real sockets: every shape that Graph has, every fault,
//! and registrations that are right and wrong. Both sides are ours; what they must agree on is
//! graph.md's, cited.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout, // which dress it was is said of a test that failed
    clippy::wildcard_enum_match_arm // a test looks for one moment among all
)]

mod authenticator;
mod authority;
mod browser;
mod desk;
mod directory;
mod dress;
mod faults;
mod gate;
mod methods;
mod oneself;
mod policy;
mod providers;
mod provisioning;
mod readiness;
mod refusals;
mod registration;
mod requests;
mod room;
mod shapes;
mod sign_in;
mod support;
