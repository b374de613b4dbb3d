//! What the authority answers to a form, read tolerantly. A secret in it must never get into an error, nor
//! be left behind in memory by the reading.

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt, time::Duration};

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{Account, AuthorityRefusal, SignInError};
use crate::{
    answer::Answer,
    token::{BearerToken, RefreshToken},
};

/// Longest life of a token that is believed (seconds); a day and more is for CAE.
const LONGEST_LIFE: u64 = 30 * 3600;
/// RFC 6749 §5.1 only recommends `expires_in`: without it a token is taken for short-lived (seconds).
const UNSAID_LIFE: u64 = 300;
/// Between two questions about a device code, where nothing is said (RFC 8628 §3.2).
const INTERVAL: u64 = 5;
const LONGEST_INTERVAL: u64 = 60;
/// graph.md, section 8: fifteen minutes; never longer than an hour.
const LONGEST_WAIT: u64 = 3600;

/// What was given.
#[derive(Debug)]
pub struct Tokens {
    pub(crate) access: BearerToken,
    /// How long it lasts, from the answer on.
    pub(crate) life: Duration,
    pub(crate) refresh: Option<RefreshToken>,
    /// Permissions, without the resource in front.
    pub(crate) scopes: BTreeSet<String>,
    id: Option<String>,
}

/// A code for another device.
#[derive(Debug)]
pub struct DeviceCode {
    pub(crate) code: Zeroizing<String>,
    /// What is typed there.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// How long it is good.
    pub life: Duration,
    /// How often it may be asked about.
    pub interval: Duration,
}

/// What became of asking about a device code.
#[derive(Debug)]
pub enum Polled {
    /// Somebody signed in.
    Tokens(Box<Tokens>),
    /// Not yet.
    Pending,
    /// Not yet, and less often.
    SlowDown,
}

impl Tokens {
    /// Who signed in; `None` where that was not asked.
    pub(crate) fn account(
        &self,
        client_id: &str,
        nonce: Option<&str>,
    ) -> Result<Option<Account>, SignInError> {
        self.id.as_deref().map(|id| Account::read(id, client_id, nonce)).transpose()
    }
}

/// A text that is wiped.
struct Secret(Zeroizing<String>);

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    token_type: String,
    access_token: Secret,
    #[serde(default)]
    expires_in: Option<Seconds>,
    #[serde(default)]
    refresh_token: Option<Secret>,
    #[serde(default)]
    id_token: Option<String>,
    #[serde(default)]
    scope: String,
}

/// A number, also where it is written as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Seconds {
    fn get(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

/// Reads the token endpoint's answer.
///
/// # Errors
/// What it is instead.
pub fn tokens(answer: Answer) -> Result<Tokens, SignInError> {
    const ATTEMPTED: &str = "giving tokens";
    let body = good(answer, ATTEMPTED)?;
    // The reader's words would quote what was read.
    let read: TokenAnswer = serde_json::from_slice(&body).map_err(|error| {
        malformed(ATTEMPTED, &format!("{:?} at {}", error.classify(), place(&error)))
    })?;
    if !read.token_type.eq_ignore_ascii_case("bearer") {
        return Err(malformed(ATTEMPTED, "another type than Bearer"));
    }
    let writable =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !writable(&read.access_token.0) {
        return Err(malformed(ATTEMPTED, "a token that no header can carry"));
    }
    let life = read.expires_in.map_or(Some(UNSAID_LIFE), |life| life.get());
    let life = life.ok_or_else(|| malformed(ATTEMPTED, "no time in expires_in"))?;
    let scopes = read.scope.split_whitespace();
    let scopes = scopes.filter_map(|one| one.rsplit('/').next()).map(str::to_owned);
    Ok(Tokens {
        access: BearerToken::new(read.access_token.0),
        life: Duration::from_secs(life.min(LONGEST_LIFE)),
        refresh: read
            .refresh_token
            .filter(|one| !one.0.is_empty())
            .map(|one| RefreshToken::new(one.0)),
        scopes: scopes.collect(),
        id: read.id_token,
    })
}

#[derive(Deserialize)]
struct DeviceAnswer {
    device_code: Secret,
    user_code: String,
    verification_uri: String,
    expires_in: Seconds,
    #[serde(default)]
    interval: Option<Seconds>,
}

/// Reads the answer to a request for a device code (RFC 8628 §3.2).
///
/// # Errors
/// What it is instead.
pub fn device_code(answer: Answer) -> Result<DeviceCode, SignInError> {
    const ATTEMPTED: &str = "giving a device code";
    let body = good(answer, ATTEMPTED)?;
    let read: DeviceAnswer = serde_json::from_slice(&body).map_err(|error| {
        malformed(ATTEMPTED, &format!("{:?} at {}", error.classify(), place(&error)))
    })?;
    let life =
        read.expires_in.get().ok_or_else(|| malformed(ATTEMPTED, "no time in expires_in"))?;
    let interval = read.interval.and_then(|one| one.get()).unwrap_or(INTERVAL);
    Ok(DeviceCode {
        code: read.device_code.0,
        user_code: read.user_code,
        verification_uri: read.verification_uri,
        life: Duration::from_secs(life.min(LONGEST_WAIT)),
        interval: Duration::from_secs(interval.clamp(1, LONGEST_INTERVAL)),
    })
}

/// Reads the answer to a question about a device code.
///
/// # Errors
/// What it is instead.
pub fn polled(answer: Answer) -> Result<Polled, SignInError> {
    match tokens(answer) {
        Ok(tokens) => Ok(Polled::Tokens(Box::new(tokens))),
        Err(SignInError::Refused(refusal)) if refusal.error == "authorization_pending" => {
            Ok(Polled::Pending)
        }
        Err(SignInError::Refused(refusal)) if refusal.error == "slow_down" => Ok(Polled::SlowDown),
        Err(error) => Err(error),
    }
}

/// The body of a good answer; whatever else it is says whose turn it is.
fn good(answer: Answer, attempted: &'static str) -> Result<Zeroizing<Vec<u8>>, SignInError> {
    let Answer { status, retry_after, body, .. } = answer;
    let body = Zeroizing::new(body);
    match status {
        200..300 => Ok(body),
        408 | 429 | 500.. => Err(SignInError::Failing { status, retry_after }),
        400..500 => {
            let read: Value = serde_json::from_slice(&body).unwrap_or_default();
            let refusal = AuthorityRefusal::from_value(&read);
            Err(refusal.map_or_else(
                || malformed(attempted, &format!("status {status} without an error")),
                AuthorityRefusal::sorted,
            ))
        }
        _ => Err(malformed(attempted, &format!("it has the status {status}"))),
    }
}

fn place(error: &serde_json::Error) -> String {
    format!("{}:{}", error.line(), error.column())
}

fn malformed(attempted: &'static str, why: &str) -> SignInError {
    SignInError::Malformed { attempted, why: why.to_owned() }
}
