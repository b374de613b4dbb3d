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
    /// Whether members that are optional are there.
    pub members: Members,
    /// How IDs in `excludeCredentials` are written.
    pub exclude_ids: ExcludeIds,
    /// Whether ids of keys name their credentials.
    pub method_ids: MethodIds,
    /// How lists of a policy are written in which no order counts.
    pub lists: Lists,
    /// How `innerError` is written.
    pub inner_error: InnerErrorSpelling,
    /// Entries of a page; `None`: all in one.
    pub page_size: Option<u16>,
    /// Whether more than five requests in ten seconds are too many.
    pub throttling: Throttling,
    /// How long an access token lasts (seconds); `None`: 3,599.
    pub token_seconds: Option<u32>,
    /// Whether a refresh token that was used is good once more.
    pub refresh_reuse: RefreshReuse,
    /// Who can agree to what an application asks for.
    pub consent: Consent,
    /// Whether changes to somebody's methods want multi-factor authentication done anew.
    pub step_up: StepUp,
    /// What the organisation has paid for.
    pub licence: Licence,
}

/// What the organisation has paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Licence {
    /// A premium licence.
    #[default]
    Premium,
    /// None: no report of registrations, and seven days of the audit log.
    Free,
}

/// Whether a refresh token that was used is good once more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefreshReuse {
    /// No; and whatever came of it is worth nothing any more.
    #[default]
    Refused,
    /// Yes, for as long as it lasts.
    Accepted,
}

/// Who can agree to what an application asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Whoever signs in.
    #[default]
    ByAnyone,
    /// To permissions over everybody, only an administrator; and none has.
    ByAdministrator,
}

/// Whether changes to somebody's methods want multi-factor authentication done anew, and how that is
/// said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepUp {
    /// They do not.
    #[default]
    Off,
    /// 401 with the claims in `WWW-Authenticate`.
    Unauthorized,
    /// 403 with the same.
    Forbidden,
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

/// Whether members that are optional, or that not every tree and sample has, are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Members {
    /// All that the tree has.
    #[default]
    Whole,
    /// Only what every document has.
    Sparse,
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

/// Whether ids of keys name their credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodIds {
    /// Base64url, then the number of `=` that it lacks.
    #[default]
    PadDigit,
    /// A GUID that says nothing, and that could be taken for the other.
    Opaque,
}

/// How lists of a policy are written in which no order counts, and the ids in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lists {
    /// As they were sent.
    #[default]
    AsSent,
    /// In another order, each entry once, ids in upper case.
    Rewritten,
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
