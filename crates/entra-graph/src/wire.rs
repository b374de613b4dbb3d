//! One request over HTTP and its answer. Whether a request can have arrived must be decided here and
//! nowhere else.

use std::{
    io,
    time::{Duration, SystemTime},
};

use ureq::{
    Agent, Error, Timeout,
    http::{HeaderMap, HeaderValue, Request},
};
use zeroize::Zeroizing;

use crate::{answer::Answer, clock};

/// Longest answer that is read (bytes).
pub(crate) const LONGEST_ANSWER: u64 = 4 << 20;

/// Why there is no answer. The words are the library's; they hold neither token nor body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WireError {
    /// It did not arrive.
    Unreachable(String),
    /// It may have arrived.
    Unanswered(String),
    /// The answer is longer than anything that is read.
    TooLong,
}

/// Asks, and reads the whole answer.
pub(crate) fn run(agent: &Agent, request: Request<&[u8]>) -> Result<Answer, WireError> {
    let (parts, body) = request.into_parts();
    // Without a body nothing is said of its length.
    let response = if body.is_empty() {
        agent.run(Request::from_parts(parts, ()))
    } else {
        agent.run(Request::from_parts(parts, body))
    };
    let (parts, mut body) = response.map_err(|error| of(&error))?.into_parts();
    let read = body.with_config().limit(LONGEST_ANSWER).read_to_vec();
    let header = |name: &str| text(&parts.headers, name);
    match read {
        Ok(body) => Ok(Answer {
            status: parts.status.as_u16(),
            retry_after: header("retry-after")
                .and_then(|text| text.trim().parse().ok())
                .map(Duration::from_secs),
            request_id: header("request-id"),
            client_request_id: header("client-request-id"),
            asked_as: None,
            date: header("date"),
            ahead: header("date").and_then(|text| clock::ahead(&text, SystemTime::now())),
            challenge: header("www-authenticate"),
            body,
        }),
        Err(Error::BodyExceedsLimit(_)) => Err(WireError::TooLong),
        Err(error) => Err(WireError::Unanswered(error.to_string())),
    }
}

/// A header that no log shows.
pub(crate) fn sensitive(text: &Zeroizing<String>) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// All that stand under a name, as one list.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let all: Vec<&str> = all.collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Which failures are before anything was sent. Whatever is not listed may have come after: there the
/// request may have arrived.
fn of(error: &Error) -> WireError {
    let before = matches!(
        error,
        Error::HostNotFound
            | Error::ConnectionFailed
            | Error::BadUri(_)
            | Error::Http(_)
            | Error::RequireHttpsOnly(_)
            | Error::Timeout(Timeout::Resolve | Timeout::Connect)
    );
    // Only connecting is answered so; a connection that was open is reset or aborted.
    let refused =
        matches!(error, Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused);
    let words = error.to_string();
    if before || refused { WireError::Unreachable(words) } else { WireError::Unanswered(words) }
}
