//! Every shape of `graph.md` as a document of its own, read by the client over HTTP and written back. The
//! documents are made up after the published shapes; no name or number in them is anybody's.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm // a test looks for one answer among all
)]

mod dress;
mod failing;
mod finding;
mod reading;
mod requests;
mod server;
mod sheet;
mod signing_in;
mod writing;
