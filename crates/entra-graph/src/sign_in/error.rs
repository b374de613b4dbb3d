//! Why nobody is signed in, split by whose turn it is. It must never hold a code, a token or a verifier,
//! nor lose the authority's own words.

use std::time::Duration;

use enrollment::tenant::TenantError;
use serde_json::Value;

/// Longest text of the authority that is kept (characters).
const LONGEST: usize = 4096;

/// Why nobody is signed in, or not any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Nobody was reached.
    #[error("the authority cannot be reached: {0}")]
    Unreachable(String),
    /// Its own trouble, or too many questions.
    #[error("the authority has a problem of its own (status {status})")]
    Failing {
        /// HTTP status.
        status: u16,
        /// `Retry-After`, where given.
        retry_after: Option<Duration>,
    },
    /// It answered what nobody understands.
    #[error("the authority answered nonsense while {attempted}: {why}")]
    Malformed {
        /// What was attempted, as a present participle.
        attempted: &'static str,
        /// What was wrong about the answer.
        why: String,
    },
    /// What is asked for was not agreed to.
    #[error("nobody has agreed to what is asked for: {0}")]
    ConsentMissing(Box<AuthorityRefusal>),
    /// The person has to sign in again.
    #[error("the authority wants the person: {0}")]
    InteractionNeeded(Box<AuthorityRefusal>),
    /// The person said no.
    #[error("the person declined")]
    Declined,
    /// It said no for another reason.
    #[error("the authority refused: {0}")]
    Refused(Box<AuthorityRefusal>),
    /// The time for it is over.
    #[error("nobody signed in in time")]
    TimedOut,
    /// It was stopped here.
    #[error("signing in was stopped")]
    Stopped,
    /// Somebody else signed in than before.
    #[error("another account signed in")]
    AnotherAccount,
    /// No port of this computer for the redirect.
    #[error("no port to come back to: {0}")]
    NoPort(String),
    /// No random bytes.
    #[error("the operating system gave no random bytes")]
    NoEntropy,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
}

/// A refusal in the authority's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct AuthorityRefusal {
    /// `error`.
    pub error: String,
    /// `error_description`, unread.
    pub description: String,
    /// `error_codes`, the numbers after `AADSTS`.
    pub codes: Vec<u64>,
    /// `suberror`.
    pub suberror: Option<String>,
    /// `claims`: what the next sign-in has to ask for, JSON.
    pub claims: Option<String>,
    /// `correlation_id`, for the ticket.
    pub correlation_id: Option<String>,
    /// `trace_id`, for the ticket.
    pub trace_id: Option<String>,
}

impl AuthorityRefusal {
    /// Reads the token endpoint's error body; `None` where it is none.
    pub fn from_value(body: &Value) -> Option<Self> {
        let word = |name: &str| body.get(name).and_then(Value::as_str).map(bounded);
        let codes = body.get("error_codes").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            error: word("error")?,
            description: word("error_description").unwrap_or_default(),
            codes: codes.filter_map(Value::as_u64).take(16).collect(),
            suberror: word("suberror"),
            claims: word("claims"),
            correlation_id: word("correlation_id"),
            trace_id: word("trace_id"),
        })
    }

    /// Reads what came with a redirect: there the number stands in front of the description only.
    pub(crate) fn redirected(error: &str, description: &str) -> Self {
        let number = description.strip_prefix("AADSTS").map(|rest| {
            rest.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default()
        });
        Self {
            error: bounded(error),
            description: bounded(description),
            codes: number.and_then(|number| number.parse().ok()).into_iter().collect(),
            ..Self::default()
        }
    }

    /// Whose turn it is. The code decides, never the description (graph.md, section 6.1).
    pub(crate) fn sorted(self) -> SignInError {
        // AADSTS65001: nobody consented; 90094 and 90095: an administrator has to.
        let consent = self.suberror.as_deref() == Some("consent_required")
            || self.codes.iter().any(|code| [65001, 90094, 90095].contains(code));
        match self.error.as_str() {
            "consent_required" => SignInError::ConsentMissing(Box::new(self)),
            "interaction_required" | "invalid_grant" | "access_denied" if consent => {
                SignInError::ConsentMissing(Box::new(self))
            }
            "interaction_required"
            | "login_required"
            | "account_selection_required"
            | "invalid_grant" => SignInError::InteractionNeeded(Box::new(self)),
            "access_denied" | "authorization_declined" => SignInError::Declined,
            "expired_token" => SignInError::TimedOut,
            "temporarily_unavailable" => SignInError::Failing { status: 503, retry_after: None },
            "server_error" => SignInError::Failing { status: 500, retry_after: None },
            _ => SignInError::Refused(Box::new(self)),
        }
    }
}

fn bounded(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// What it means for a request to Graph that wanted the token: it was never sent.
impl From<SignInError> for TenantError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Unreachable(_)
            | SignInError::Failing { .. }
            | SignInError::Malformed { .. }
            | SignInError::NoEntropy
            | SignInError::NoPort(_) => Self::Unreachable(error.to_string()),
            SignInError::ConsentMissing(_)
            | SignInError::InteractionNeeded(_)
            | SignInError::Declined
            | SignInError::Refused(_)
            | SignInError::TimedOut
            | SignInError::Stopped
            | SignInError::AnotherAccount
            | SignInError::SignedOut => Self::SignInNeeded,
        }
    }
}
