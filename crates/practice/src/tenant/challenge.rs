//! Challenges: opaque, several thousand characters, good once and for a time. A challenge must never be
//! kept, only its hash.

use aws_lc_rs::digest;
use webauthn::{Challenge, base64url};

use super::{
    clock::Ticks,
    core::random,
    state::{Issued, State, User},
};
use crate::PracticeError;

/// Open challenges of one user; the oldest gives way.
const MOST: usize = 64;

/// What became of a challenge that somebody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It may be answered, once.
    Open,
    /// Its time is over.
    Expired,
    /// It was never issued to this user, or answered already.
    Unknown,
}

/// Makes one and remembers it.
pub(super) fn issue(
    state: &mut State,
    user: &str,
    now: Ticks,
    expires: Ticks,
) -> Result<Challenge, PracticeError> {
    let challenge = draw()?;
    state.challenges.retain(|one| one.expires > now);
    let of_user = state.challenges.iter().filter(|one| one.user == user).count();
    if of_user >= MOST
        && let Some(oldest) = state.challenges.iter().position(|one| one.user == user)
    {
        state.challenges.remove(oldest);
    }
    let hash = hash(challenge.as_bytes());
    state.challenges.push(Issued { user: user.to_owned(), hash, expires });
    Ok(challenge)
}

/// What a challenge is worth to this user.
pub(super) fn standing(state: &State, user: &User, challenge: &[u8], now: Ticks) -> Standing {
    let hash = hash(challenge);
    match state.challenges.iter().find(|one| one.hash == hash && one.user == user.id) {
        Some(issued) if issued.expires > now => Standing::Open,
        Some(_) => Standing::Expired,
        None => Standing::Unknown,
    }
}

/// Takes it away: it was answered.
pub(super) fn spend(state: &mut State, challenge: &[u8]) {
    let hash = hash(challenge);
    state.challenges.retain(|one| one.hash != hash);
}

fn hash(challenge: &[u8]) -> String {
    base64url::encode(digest::digest(&digest::SHA256, challenge).as_ref())
}

/// The bytes are the text of what looks like a JWE (graph.md, section 4.2): five parts in base64url.
fn draw() -> Result<Challenge, PracticeError> {
    let header = br#"{"alg":"RSA-OAEP","enc":"A128CBC-HS256","zip":"DEF","typ":"practice"}"#;
    let parts = [
        base64url::encode(header),
        base64url::encode(&random::<256>()?),
        base64url::encode(&random::<16>()?),
        base64url::encode(&random::<2048>()?),
        base64url::encode(&random::<16>()?),
    ];
    Ok(Challenge::from(parts.join(".").into_bytes()))
}
