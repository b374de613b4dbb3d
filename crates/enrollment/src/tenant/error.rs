//! What a directory answers when it does not do what was asked, split by whose turn it is. It must
//! never hold a token, and never lose the server's own words.

use std::time::Duration;

use serde_json::Value;

use super::Claims;

/// Why a directory did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TenantError {
    /// Nothing was reached: the request did not arrive.
    #[error("the directory cannot be reached: {0}")]
    Unreachable(String),
    /// The request went out and no whole answer came back: it may have been carried out.
    #[error("the directory did not answer: {0}")]
    Unanswered(String),
    /// Later.
    #[error("the directory asks to wait")]
    Throttled {
        /// `Retry-After`, where given.
        retry_after: Option<Duration>,
    },
    /// Its own trouble (5xx). It may have been carried out all the same.
    #[error("the directory has a problem of its own (status {status})")]
    Failing {
        /// HTTP status.
        status: u16,
        /// `Retry-After`, where given.
        retry_after: Option<Duration>,
    },
    /// Who asks is not known, or not any more.
    #[error("the directory wants a new sign-in")]
    SignInNeeded,
    /// Who asks is known, and has to prove more: sign in again with these claims.
    #[error("the directory wants a stronger sign-in")]
    StepUpNeeded {
        /// What the sign-in has to ask for.
        claims: Claims,
    },
    /// There is none by that name.
    #[error("the directory has no {0}")]
    NotFound(String),
    /// It said no.
    #[error("the directory refused: {0}")]
    Refused(Box<TenantRefusal>),
    /// It answered what nobody understands.
    #[error("the directory answered nonsense while {attempted}: {why}")]
    Malformed {
        /// What was attempted, as a present participle.
        attempted: &'static str,
        /// What was wrong about the answer.
        why: String,
    },
}

/// A refusal in the server's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{status} {code}: {message}")]
pub struct TenantRefusal {
    /// HTTP status.
    pub status: u16,
    /// `error.code`.
    pub code: String,
    /// `error.message`, unread.
    pub message: String,
    /// The `subCode` nested in the message, where there is one.
    pub sub_code: Option<String>,
    /// `request-id`, for the ticket.
    pub request_id: Option<String>,
    /// `client-request-id`: what whoever asked called the request.
    pub client_request_id: Option<String>,
    /// When it answered, as it says: of `innerError` without a zone, which is UTC.
    pub date: Option<String>,
}

/// The code of a 403 for want of a licence, as it was seen of reports and logs; the reference does not name it.
const NO_PREMIUM_LICENCE: &str = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";

impl TenantRefusal {
    /// Whether no permission and no role would help: the directory sees no premium licence.
    pub fn is_for_want_of_a_licence(&self) -> bool {
        self.status == 403 && self.code.eq_ignore_ascii_case(NO_PREMIUM_LICENCE)
    }

    /// Reads Graph's error body (graph.md §6.1), with what is nested in its message (§6.2); `None`
    /// where it is no error. The status stands elsewhere and is left at zero.
    pub fn from_value(body: &Value) -> Option<Self> {
        let error = body.get("error").filter(|error| error.is_object())?;
        let word =
            |pointer: &str| error.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let (code, message) = (word("/code"), word("/message"));
        if code.is_none() && message.is_none() {
            return None;
        }
        let message = message.unwrap_or_default();
        let inner = |name: &str| {
            word(&format!("/innerError/{name}")).or_else(|| word(&format!("/innererror/{name}")))
        };
        Some(Self {
            status: 0,
            code: code.unwrap_or_default(),
            sub_code: sub_code(&message),
            message,
            request_id: inner("request-id"),
            client_request_id: inner("client-request-id"),
            date: inner("date"),
        })
    }
}

/// JSON inside the message.
fn sub_code(message: &str) -> Option<String> {
    if !message.trim_start().starts_with('{') {
        return None;
    }
    let nested: Value = serde_json::from_str(message).ok()?;
    let values = nested.get("odata.error")?.get("values")?.as_array()?;
    let entry =
        values.iter().find(|one| one.get("item").and_then(Value::as_str) == Some("subCode"));
    entry?.get("value").and_then(Value::as_str).map(str::to_owned)
}

/// Which sign-in a directory wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewSignIn<'e> {
    /// The same once more.
    AsBefore,
    /// One that proves more.
    WithClaims(&'e Claims),
}

impl TenantError {
    /// The server's own words, where it refused.
    pub fn refusal(&self) -> Option<&TenantRefusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Unreachable(_)
            | Self::Unanswered(_)
            | Self::Throttled { .. }
            | Self::Failing { .. }
            | Self::SignInNeeded
            | Self::StepUpNeeded { .. }
            | Self::NotFound(_)
            | Self::Malformed { .. } => None,
        }
    }

    /// Whether what was asked may have been done all the same.
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Unanswered(_) | Self::Failing { .. } | Self::Malformed { .. } => true,
            Self::Unreachable(_)
            | Self::Throttled { .. }
            | Self::SignInNeeded
            | Self::StepUpNeeded { .. }
            | Self::NotFound(_)
            | Self::Refused(_) => false,
        }
    }

    /// How long the directory asks to wait, where it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after } | Self::Failing { retry_after, .. } => *retry_after,
            Self::Unreachable(_)
            | Self::Unanswered(_)
            | Self::SignInNeeded
            | Self::StepUpNeeded { .. }
            | Self::NotFound(_)
            | Self::Refused(_)
            | Self::Malformed { .. } => None,
        }
    }

    /// The sign-in that the directory wants before it does anything; `None` where none would help.
    pub fn new_sign_in(&self) -> Option<NewSignIn<'_>> {
        match self {
            Self::SignInNeeded => Some(NewSignIn::AsBefore),
            Self::StepUpNeeded { claims } => Some(NewSignIn::WithClaims(claims)),
            Self::Unreachable(_)
            | Self::Unanswered(_)
            | Self::Throttled { .. }
            | Self::Failing { .. }
            | Self::NotFound(_)
            | Self::Refused(_)
            | Self::Malformed { .. } => None,
        }
    }

    /// Whether the request was certainly not carried out, and may be once it is sent again.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Throttled { .. }
            | Self::SignInNeeded
            | Self::StepUpNeeded { .. } => true,
            Self::Unanswered(_)
            | Self::Failing { .. }
            | Self::NotFound(_)
            | Self::Refused(_)
            | Self::Malformed { .. } => false,
        }
    }
}
