//! Who may ask at all. A page in a browser must never get past it, whatever name it gave this computer
//! (DNS rebinding), nor anybody without the start secret.

use hyper::{header, http::request::Parts};

use super::{answer::Answer, secret::StartSecret};

/// The host that was asked, where it is one of ours and the caller may ask.
pub(super) fn admit(parts: &Parts, port: u16, secret: &StartSecret) -> Result<String, Answer> {
    let host = host(parts, port).ok_or_else(|| {
        Answer::error(421, "MisdirectedRequest", "Practice: this is not 127.0.0.1 or [::1].")
    })?;
    if parts.headers.contains_key(header::ORIGIN) {
        return Err(Answer::error(403, "Forbidden", "Practice: no page may ask."));
    }
    let mut given = parts.headers.get_all(header::AUTHORIZATION).iter();
    match (given.next(), given.next()) {
        (Some(one), None) if secret.opens(one.as_bytes()) => Ok(host),
        (None, _) => Err(unauthorized("Access token is empty.")),
        (Some(_), _) => Err(unauthorized("Access token validation failure.")),
    }
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
