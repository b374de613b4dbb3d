//! Tests over other people's data, which stays where it lies: set `TOUCHSTONE_CORPUS` to its folder.
//! None must ever pass for lack of data without saying so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, missing_docs)]

mod metadata;
mod record;
mod registrations;
mod wpt;
