//! Requests with a token, as often as they may be made. A request that changes something must never be made
//! twice unless the directory said that it did not carry it out.

mod bucket;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use enrollment::tenant::{Claims, TenantError};
use ureq::{
    Agent,
    http::{Request, header},
};
use url::Url;

pub(crate) use bucket::{Bucket, MOST as MOST_COUNTED};

use crate::{
    answer::{Answer, challenge},
    client::{Pacing, Settings},
    clock::Ahead,
    endpoint::Endpoint,
    pace::Pace,
    sign_in::Session,
    tls::{self, Trust},
    token::BearerToken,
    wire::{self, WireError},
};

/// The first pause where the directory does not say how long; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(16);

/// What does the requests.
#[derive(Debug)]
pub(crate) struct Exchange {
    agent: Agent,
    endpoint: Endpoint,
    proof: Proof,
    pace: Arc<dyn Pace>,
    bucket: Option<Bucket>,
    ahead: Ahead,
    patience: Duration,
}

/// What a request proves itself with.
#[derive(Debug)]
pub(crate) enum Proof {
    /// The same all the time.
    Fixed(Arc<BearerToken>),
    /// Of somebody who is signed in.
    Session(Arc<Session>),
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked<'a> {
    Get,
    Delete,
    Post(&'a [u8]),
    Patch(&'a [u8]),
    /// A POST that only reads.
    Batch {
        body: &'a [u8],
        /// How many of its parts count as a request for authentication methods (graph.md, section 6.1).
        counted: usize,
    },
}

impl Asked<'_> {
    /// Whether it may be made again after this status. Too many requests: it was not carried out;
    /// unavailable: who knows.
    fn may_be_repeated(self, status: u16) -> bool {
        match (self, status) {
            (Self::Get | Self::Batch { .. }, 429 | 503 | 504) => true,
            (Self::Delete | Self::Patch(_), 429) => true,
            // Of a key, the register and its list decide.
            (Self::Post(_), _) => false,
            (Self::Get | Self::Batch { .. } | Self::Delete | Self::Patch(_), _) => false,
        }
    }

    /// As how many requests for authentication methods it counts.
    fn counted(self, url: &Url) -> usize {
        match self {
            Self::Batch { counted, .. } => counted,
            Self::Get | Self::Delete | Self::Post(_) | Self::Patch(_) => {
                usize::from(Bucket::counts(url))
            }
        }
    }
}

impl Exchange {
    pub(crate) fn new(
        endpoint: Endpoint,
        proof: Proof,
        trust: &Trust,
        pace: Arc<dyn Pace>,
        settings: Settings,
    ) -> Self {
        let agent = tls::agent(endpoint.url(), trust, settings.limit);
        let bucket = match settings.pacing {
            Pacing::Unpaced => None,
            Pacing::Paced => Some(Bucket::default()),
        };
        let ahead = Ahead::default();
        Self { agent, endpoint, proof, pace, bucket, ahead, patience: settings.patience }
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// By how many seconds its clock is ahead of this computer's, as of the last answer.
    pub(crate) fn ahead(&self) -> i64 {
        self.ahead.seconds()
    }

    /// Asks, and reads the whole answer.
    pub(crate) fn ask(&self, asked: Asked<'_>, url: &Url) -> Result<Answer, TenantError> {
        let mut token = self.proof.bearer()?;
        let (mut renewed, begun, mut pause) = (false, self.pace.now(), FIRST_PAUSE);
        loop {
            if let Some(bucket) = &self.bucket {
                bucket.take(&*self.pace, asked.counted(url));
            }
            let answer = self.once(asked, url, &token)?;
            let claims = challenge::claims(&answer);
            if let (401 | 403, Some(claims)) = (answer.status, &claims) {
                self.proof.wants(claims);
            }
            if answer.status == 401 && !renewed && claims.is_none() {
                // It was not let in, so nothing was carried out.
                renewed = true;
                if let Some(other) = self.proof.instead_of(&token) {
                    token = other;
                    continue;
                }
            }
            if !asked.may_be_repeated(answer.status) {
                return Ok(answer);
            }
            let wait = answer.retry_after.unwrap_or(pause);
            let waited = self.pace.now().saturating_sub(begun);
            if waited.saturating_add(wait) > self.patience {
                return Ok(answer);
            }
            tracing::info!(status = answer.status, seconds = wait.as_secs(), "asked to wait");
            self.pace.wait(wait);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn once(
        &self,
        asked: Asked<'_>,
        url: &Url,
        token: &BearerToken,
    ) -> Result<Answer, TenantError> {
        let unusable = || TenantError::Unreachable("the request cannot be made".to_owned());
        // Whoever made the address: the token goes to its own origin and nowhere else.
        if url.origin() != self.endpoint.url().origin() {
            return Err(unusable());
        }
        let (method, body): (_, &[u8]) = match asked {
            Asked::Get => ("GET", &[]),
            Asked::Delete => ("DELETE", &[]),
            Asked::Post(body) | Asked::Batch { body, .. } => ("POST", body),
            Asked::Patch(body) => ("PATCH", body),
        };
        let authorization = wire::sensitive(&token.authorization()).ok_or_else(unusable)?;
        let mut request = Request::builder()
            .method(method)
            .uri(url.as_str())
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json");
        let id = client_request_id();
        if let Some(id) = &id {
            request = request.header("client-request-id", id);
        }
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request.body(body).map_err(|_| unusable())?;
        let answer = wire::run(&self.agent, request);
        let named = answer.map(|mut answer| {
            self.ahead.hear(answer.ahead);
            answer.asked_as = id;
            answer
        });
        named.map_err(|error| match error {
            WireError::Unreachable(words) => TenantError::Unreachable(words),
            WireError::Unanswered(words) => TenantError::Unanswered(words),
            WireError::TooLong => TenantError::Malformed {
                attempted: "reading its answer",
                why: format!("it is longer than {} bytes", wire::LONGEST_ANSWER),
            },
        })
    }
}

impl Proof {
    fn bearer(&self) -> Result<Arc<BearerToken>, TenantError> {
        match self {
            Self::Fixed(token) => Ok(Arc::clone(token)),
            Self::Session(session) => session.bearer(),
        }
    }

    /// What the next sign-in has to ask for.
    fn wants(&self, claims: &Claims) {
        match self {
            Self::Fixed(_) => {}
            Self::Session(session) => session.wants(claims.clone()),
        }
    }

    fn instead_of(&self, refused: &Arc<BearerToken>) -> Option<Arc<BearerToken>> {
        match self {
            Self::Fixed(_) => None,
            Self::Session(session) => session.instead_of(refused),
        }
    }
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
