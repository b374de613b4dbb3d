//! Who may ask at all. A page in a browser must never get past it, whatever name it gave this computer
//! (DNS rebinding), nor anybody without the start secret, a token of the authority, or its address.

use hyper::{header, http::request::Parts};

use super::{
    answer::Answer,
    authority::Bearer,
    caller::Caller,
    secret::{AuthoritySecret, StartSecret},
};

/// The secrets that let somebody in.
#[derive(Clone, Copy)]
pub(super) struct Locks<'s> {
    pub(super) start: &'s StartSecret,
    pub(super) authority: &'s AuthoritySecret,
}

/// Somebody who may ask.
#[derive(Clone, Debug)]
pub(super) struct Admitted {
    /// The host that was asked, one of ours.
    pub(super) host: String,
    pub(super) caller: Caller,
    /// The path below the authority's address, where that was asked.
    pub(super) inside: Option<String>,
}

/// Lets in whoever may ask; `known` says what a bearer token is worth.
pub(super) fn admit(
    parts: &Parts,
    port: u16,
    locks: Locks<'_>,
    known: impl FnOnce(&[u8]) -> Bearer,
) -> Result<Admitted, Answer> {
    let host = host(parts, port).ok_or_else(|| {
        Answer::error(421, "MisdirectedRequest", "Practice: this is not 127.0.0.1 or [::1].")
    })?;
    if parts.headers.contains_key(header::ORIGIN) {
        return Err(Answer::error(403, "Forbidden", "Practice: no page may ask."));
    }
    // A browser brings no token along: its address has the secret.
    if let Some(inside) = locks.authority.below(parts.uri.path()) {
        let inside = Some(inside.to_owned());
        return Ok(Admitted { host, caller: Caller::Nobody, inside });
    }
    let mut given = parts.headers.get_all(header::AUTHORIZATION).iter();
    let caller = match (given.next(), given.next()) {
        (Some(one), None) if locks.start.opens(one.as_bytes()) => Ok(Caller::Owner),
        (Some(one), None) => match bearer(one.as_bytes()).map(known) {
            Some(Bearer::Good(delegate)) => Ok(Caller::Delegate(delegate)),
            Some(Bearer::Expired) => Err(EXPIRED),
            Some(Bearer::Unknown) | None => Err(UNKNOWN),
        },
        (None, _) => Err("Access token is empty."),
        (Some(_), _) => Err(UNKNOWN),
    };
    let caller = caller.map_err(unauthorized)?;
    Ok(Admitted { host, caller, inside: None })
}

const UNKNOWN: &str = "Access token validation failure.";
const EXPIRED: &str = "Lifetime validation failed, the token is expired.";

/// RFC 9110 §11.1: the scheme's case does not count.
pub(super) fn bearer(authorization: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = authorization.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
}

/// The one `Host` header, where it names loopback and the port.
fn host(parts: &Parts, port: u16) -> Option<String> {
    let mut given = parts.headers.get_all(header::HOST).iter();
    let (Some(host), None) = (given.next(), given.next()) else { return None };
    let host = host.to_str().ok()?;
    let ours = [format!("127.0.0.1:{port}"), format!("[::1]:{port}"), format!("localhost:{port}")];
    // An absolute target would name a host of its own (RFC 9112 §3.2.2).
    let relative = parts.uri.authority().is_none();
    (relative && ours.iter().any(|one| one == host)).then(|| host.to_owned())
}

fn unauthorized(message: &str) -> Answer {
    let challenge = "Bearer realm=\"\", authorization_uri=\"http://localhost/practice\"";
    Answer::error(401, "InvalidAuthenticationToken", message).with("www-authenticate", challenge)
}
