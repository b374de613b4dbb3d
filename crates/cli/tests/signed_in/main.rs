//! `touchstone` for somebody who signed in, over HTTP against the practice authority and its Graph. The test
//! plays the browser; no token may be seen anywhere but on the wire.

#![cfg(unix)] // a terminal of its own, and a browser that is a script
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr // a test that cannot run says so
)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod chance;
mod clouds;
mod dress;
mod elsewhere;
mod faults;
mod later;
mod lockout;
mod lost_key;
mod markers;
#[cfg(target_os = "linux")]
mod memory_only;
mod oneself;
mod opaque;
mod policy_faults;
mod policy_moved;
mod sign_in;
mod terminal;
mod work;
mod world;
