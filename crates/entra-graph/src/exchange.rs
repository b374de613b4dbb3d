//! One request and its answer. Whether a request can have arrived must be decided here and nowhere else.

use std::{io, time::Duration};

use enrollment::tenant::TenantError;
use ureq::{
    Agent, Error, Timeout,
    http::{HeaderMap, Request, Response, header},
};
use url::Url;
use zeroize::Zeroizing;

use crate::{answer::Answer, token::BearerToken};

/// Longest answer that is read (bytes).
pub(crate) const LONGEST_ANSWER: u64 = 4 << 20;
/// For the connection alone.
const CONNECTING: Duration = Duration::from_secs(10);

/// What does the requests.
#[derive(Debug)]
pub(crate) struct Exchange {
    agent: Agent,
    token: BearerToken,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked<'a> {
    Get,
    Delete,
    Post(&'a [u8]),
    Patch(&'a [u8]),
}

impl Exchange {
    /// `limit` is for one request with its answer.
    pub(crate) fn new(token: BearerToken, limit: Duration) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would carry the request to somebody else.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // The environment's proxy would see what is meant for this computer.
            .proxy(None)
            // A connection of its own for each: one that died while idle is not told from one that
            // died with the request on it.
            .max_idle_connections(0)
            .timeout_connect(Some(CONNECTING.min(limit)))
            .timeout_global(Some(limit))
            .user_agent(concat!("Touchstone/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent();
        Self { agent, token }
    }

    /// Asks, and reads the whole answer.
    pub(crate) fn ask(&self, asked: Asked<'_>, url: &Url) -> Result<Answer, TenantError> {
        let response = self.send(asked, url).map_err(|error| of(&error))?;
        let (parts, mut body) = response.into_parts();
        let read = body.with_config().limit(LONGEST_ANSWER).read_to_vec();
        let header = |name: &str| text(&parts.headers, name);
        match read {
            Ok(body) => Ok(Answer {
                status: parts.status.as_u16(),
                retry_after: header("retry-after")
                    .and_then(|text| text.trim().parse().ok())
                    .map(Duration::from_secs),
                request_id: header("request-id"),
                challenge: header("www-authenticate"),
                body,
            }),
            Err(Error::BodyExceedsLimit(_)) => Err(TenantError::Malformed {
                attempted: "reading its answer",
                why: format!("it is longer than {LONGEST_ANSWER} bytes"),
            }),
            Err(error) => Err(TenantError::Unanswered(words(&error))),
        }
    }

    fn send(&self, asked: Asked<'_>, url: &Url) -> Result<Response<ureq::Body>, Error> {
        let authorization = self.token.authorization();
        let mut request = Request::builder()
            .uri(url.as_str())
            .header(header::AUTHORIZATION, sensitive(&authorization)?)
            .header(header::ACCEPT, "application/json");
        if let Some(id) = client_request_id() {
            request = request.header("client-request-id", id);
        }
        match asked {
            Asked::Get => self.agent.run(request.method("GET").body(())?),
            Asked::Delete => self.agent.run(request.method("DELETE").body(())?),
            Asked::Post(body) | Asked::Patch(body) => {
                let method = if matches!(asked, Asked::Post(_)) { "POST" } else { "PATCH" };
                let request =
                    request.method(method).header(header::CONTENT_TYPE, "application/json");
                self.agent.run(request.body(body)?)
            }
        }
    }
}

fn sensitive(text: &Zeroizing<String>) -> Result<ureq::http::HeaderValue, Error> {
    let mut value = ureq::http::HeaderValue::from_str(text).map_err(ureq::http::Error::from)?;
    value.set_sensitive(true);
    Ok(value)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Which failures are before anything was sent. Whatever is not listed may have come after: there the
/// request may have arrived.
fn of(error: &Error) -> TenantError {
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
    let words = words(error);
    if before || refused { TenantError::Unreachable(words) } else { TenantError::Unanswered(words) }
}

/// The library's words; they hold neither token nor body.
fn words(error: &Error) -> String {
    error.to_string()
}

/// A random UUID, for the ticket; a request does without where there is no randomness.
fn client_request_id() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = (*version & 0x0F) | 0x40;
    *variant = (*variant & 0x3F) | 0x80;
    // An AAGUID is written as any other UUID.
    Some(webauthn::Aaguid(bytes).to_string())
}
