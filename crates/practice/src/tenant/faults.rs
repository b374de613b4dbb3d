//! Faults by script: which request goes wrong, and how. A script must never be read half: a word that
//! it does not know is an error.

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// One fault. As JSON:
/// `{"match": {"method": "POST", "path": "*/fido2Methods"}, "nth": 2, "times": 1, "action": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Which requests count.
    #[serde(rename = "match", default)]
    pub matching: Matching,
    /// With which of them it begins, counted from 1.
    #[serde(default = "first")]
    pub nth: NonZeroU32,
    /// For how many of them.
    #[serde(default)]
    pub times: Times,
    /// What happens.
    pub action: Action,
}

/// Which requests count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Matching {
    /// The method; `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path after `/v1.0` or `/beta`, as it was sent; `*` stands for any run of characters.
    /// `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// For how many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Times {
    /// So many.
    Count(u32),
    /// From then on: `"always"`.
    Always(Always),
}

/// The word `always`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Always {
    /// It.
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Count(1)
    }
}

/// What happens instead of, or around, the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[serde(deny_unknown_fields)]
pub enum Action {
    /// An error in Graph's shape, and nothing is done.
    Answer {
        /// The status.
        status: u16,
        /// `error.code`; by default the one that Graph has for the status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// `Retry-After` (seconds).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// 401 with a claims challenge: who asks has to sign in again, more strongly.
    ClaimsChallenge,
    /// 403 with the same.
    ClaimsForbidden,
    /// These very bytes, and nothing is done.
    Verbatim {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// A redirect elsewhere, and nothing is done.
    Redirect {
        /// `Location`.
        location: String,
    },
    /// It is done, and answered so much later.
    Delay {
        /// How much later.
        milliseconds: u32,
    },
    /// The connection ends; nothing was done.
    CutBefore,
    /// It is done; the connection ends without an answer.
    CutAfterCommit,
    /// It is done; the connection ends within the answer.
    CutWithinAnswer,
    /// It is done, and answered with an error all the same.
    FailAfterCommit {
        /// The status.
        status: u16,
    },
}

impl Action {
    /// The word in the journal.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Answer { .. } => "answer",
            Self::ClaimsChallenge => "claims-challenge",
            Self::ClaimsForbidden => "claims-forbidden",
            Self::Verbatim { .. } => "verbatim",
            Self::Redirect { .. } => "redirect",
            Self::Delay { .. } => "delay",
            Self::CutBefore => "cut-before",
            Self::CutAfterCommit => "cut-after-commit",
            Self::CutWithinAnswer => "cut-within-answer",
            Self::FailAfterCommit { .. } => "fail-after-commit",
        }
    }
}

/// Reads a script: a JSON list of faults.
///
/// # Errors
/// It is none.
pub fn read(json: &[u8]) -> Result<Vec<Fault>, serde_json::Error> {
    serde_json::from_slice(json)
}

/// The script, and how many requests each fault has seen.
#[derive(Debug, Default)]
pub(super) struct Script(Vec<(Fault, u32)>);

impl Script {
    pub(super) fn new(faults: Vec<Fault>) -> Self {
        Self(faults.into_iter().map(|fault| (fault, 0)).collect())
    }

    pub(super) fn faults(&self) -> Vec<&Fault> {
        self.0.iter().map(|(fault, _)| fault).collect()
    }

    /// What befalls this request: the first fault whose turn it is. Every one that matches counts it.
    pub(super) fn befall(&mut self, method: &str, path: &str) -> Option<Action> {
        let mut action = None;
        for (fault, seen) in &mut self.0 {
            if !fault.matching.matches(method, path) {
                continue;
            }
            *seen = seen.saturating_add(1);
            if action.is_none() && fault.has_its_turn(*seen) {
                action = Some(fault.action.clone());
            }
        }
        action
    }
}

impl Fault {
    fn has_its_turn(&self, seen: u32) -> bool {
        let Some(since) = seen.checked_sub(self.nth.get()) else { return false };
        match self.times {
            Times::Count(count) => since < count,
            Times::Always(Always::Always) => true,
        }
    }
}

impl Matching {
    fn matches(&self, method: &str, path: &str) -> bool {
        let wanted = self.method.as_deref().unwrap_or(method);
        let pattern = self.path.as_deref().unwrap_or("*");
        wanted.eq_ignore_ascii_case(method) && glob(pattern, path)
    }
}

/// Whether `*` for any run of characters makes the pattern this text.
fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        if let Some(between) = last.replace(piece) {
            let Some((_, after)) = rest.split_once::<&str>(between) else { return false };
            rest = after;
        }
    }
    last.map_or(rest.is_empty(), |end| rest.ends_with(end))
}

fn first() -> NonZeroU32 {
    NonZeroU32::MIN
}
