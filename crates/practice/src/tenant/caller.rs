//! Who asks: the owner of the practice, somebody who signed in, or a browser that may only sign in. A
//! caller must never be taken for more than what the gate made of it.

use std::collections::BTreeSet;

/// Who asks.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// Whoever has the start secret: an application with every permission.
    Owner,
    /// A program on behalf of somebody who signed in.
    Delegate(Delegate),
    /// Anybody who has the authority's address.
    Nobody,
}

/// On whose behalf, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delegate {
    /// The user's object id.
    pub(super) user: String,
    /// The delegated permissions of the token.
    pub(super) scopes: BTreeSet<String>,
    /// Whether the token says that multi-factor authentication was done anew (`ngcmfa`).
    pub(super) fresh: bool,
}
