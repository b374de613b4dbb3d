//! The drawer of practice keys. It must never be shown where no practice is.

use ctap::AuthenticatorTransport;
use serde::{Deserialize, Serialize};

/// The drawer of practice keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeDrawer {
    /// All of them.
    pub keys: Vec<PracticeKey>,
    /// Which ones are plugged in.
    pub plugged: Vec<String>,
}

/// A practice key in its drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeKey {
    /// For the commands.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// How it looks as if it were reached.
    pub transport: AuthenticatorTransport,
    /// Whether the practice policy lists its model.
    pub listed: bool,
    /// Whether it has a fingerprint reader.
    pub fingerprint: bool,
    /// Whether it has a PIN.
    pub pin_set: bool,
}

/// What a hand does with a practice key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PracticeAct {
    /// Plugs it in.
    Plug,
    /// Takes it out.
    Pull,
    /// Touches it.
    Touch,
    /// Declines on it.
    Decline,
}
