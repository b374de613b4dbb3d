//! In which of the shapes that Graph is known to answer in the tenant answers. None of them may change
//! what an answer means (graph.md, sections 4.2 and 6.1).

use serde::{Deserialize, Serialize};

/// The shapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Switches {
    /// Whether creation options are wrapped.
    pub envelope: Envelope,
    /// Whether `@odata.type` stands on every node.
    pub odata_types: ODataTypes,
    /// How IDs in `excludeCredentials` are written.
    pub exclude_ids: ExcludeIds,
    /// How `innerError` is written.
    pub inner_error: InnerErrorSpelling,
    /// Entries of a page; `None`: all in one.
    pub page_size: Option<u16>,
    /// Whether more than five requests in ten seconds are too many.
    pub throttling: Throttling,
}

/// Whether creation options are wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Envelope {
    /// As in captures.
    #[default]
    Bare,
    /// In `value`, as in the beta documentation's sample.
    Value,
}

/// Whether `@odata.type` stands on every node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ODataTypes {
    /// As in captures.
    #[default]
    Absent,
    /// As in the v1.0 documentation's sample.
    Everywhere,
}

/// How IDs in `excludeCredentials` are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExcludeIds {
    /// Standard base64 with padding.
    Base64,
    /// Base64url, then the number of `=` that it lacks.
    #[default]
    PadDigit,
    /// Base64url without padding.
    Unpadded,
}

/// How `innerError` is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InnerErrorSpelling {
    /// `innerError`.
    #[default]
    Camel,
    /// `innererror`.
    Lower,
}

/// Whether more than five requests in ten seconds for authentication methods are too many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Throttling {
    /// No.
    #[default]
    Off,
    /// Yes, and the 429 says how long to wait.
    WithRetryAfter,
    /// Yes, and it does not.
    Silent,
}
