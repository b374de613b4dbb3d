//! The rules of the house (ARCHITECTURE.md, "Direction"), checked over the manifests and sources as
//! they are. A rule must never be loosened here without saying why there.
//!
//! Each rule is a function that answers the breaches it found, so that it is also shown made-up
//! breaches: a rule that cannot fail proves nothing.

#![allow(clippy::unwrap_used)] // a test says what it expects by unwrapping

mod capabilities;
mod packages;
mod rooms;
mod sources;
mod style;

/// One sentence per breach, each naming the place.
type Breaches = Vec<String>;

/// Fails with every breach on a line of its own.
fn assert_kept(breaches: Breaches) {
    assert!(breaches.is_empty(), "the rules are broken:\n  {}", breaches.join("\n  "));
}
