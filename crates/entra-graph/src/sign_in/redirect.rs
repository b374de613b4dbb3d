//! What a browser brings back to this computer. Whatever does not carry the `state` that went out must
//! never be taken for an answer.

#[cfg(test)]
mod tests;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

use super::AuthorityRefusal;

/// Longest head of a request that is read (bytes). A code has about two thousand.
pub const LONGEST_HEAD: usize = 32 << 10;

/// What came back.
pub enum Landed {
    /// A code for tokens.
    Code(Zeroizing<String>),
    /// The authority's or the person's no.
    Refused(Box<AuthorityRefusal>),
}

/// Why a request to the redirect is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOurs {
    /// No HTTP/1 request.
    #[error("no HTTP request")]
    Malformed,
    /// Another method than GET.
    #[error("another method than GET")]
    Method,
    /// For another host.
    #[error("for another host")]
    Host,
    /// Another path.
    #[error("another path")]
    Path,
    /// Without our `state`, or with another.
    #[error("not what was asked for")]
    State,
    /// Neither a code nor an error, or something twice.
    #[error("neither a code nor an error")]
    Nothing,
}

/// Reads the head of a request to this port, up to the empty line.
///
/// # Errors
/// See [`NotOurs`].
pub fn read(head: &[u8], port: u16, state: &str) -> Result<Landed, NotOurs> {
    let head = str::from_utf8(head).map_err(|_| NotOurs::Malformed)?;
    let mut lines = head.split("\r\n");
    let mut request = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (request.next(), request.next(), request.next(), request.next())
    else {
        return Err(NotOurs::Malformed);
    };
    if !version.starts_with("HTTP/1.") {
        return Err(NotOurs::Malformed);
    }
    // A name that was made to point here is not ours (DNS rebinding).
    if !host(lines).is_some_and(|host| is_own(host, port)) {
        return Err(NotOurs::Host);
    }
    if method != "GET" {
        return Err(NotOurs::Method);
    }
    let query = target.strip_prefix("/?").ok_or(NotOurs::Path)?;
    let query = Query::read(query.split('#').next().unwrap_or_default());
    let came = query.one("state").unwrap_or_default();
    if verify_slices_are_equal(came.as_bytes(), state.as_bytes()).is_err() {
        return Err(NotOurs::State);
    }
    match (query.one("code"), query.one("error")) {
        (Some(code), None) if !code.is_empty() => Ok(Landed::Code(Zeroizing::new(code.to_owned()))),
        (None, Some(error)) => {
            let description = query.one("error_description").unwrap_or_default();
            Ok(Landed::Refused(Box::new(AuthorityRefusal::redirected(error, description))))
        }
        (Some(_) | None, _) => Err(NotOurs::Nothing),
    }
}

/// The one `Host`.
fn host<'h>(lines: impl Iterator<Item = &'h str>) -> Option<&'h str> {
    let mut hosts = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim())
    });
    hosts.next().filter(|_| hosts.next().is_none())
}

fn is_own(host: &str, port: u16) -> bool {
    [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(host))
}

/// The names and values of a query; wiped, because a code is among them.
struct Query(Vec<(String, Zeroizing<String>)>);

impl Query {
    fn read(text: &str) -> Self {
        let pairs = url::form_urlencoded::parse(text.as_bytes()).into_owned();
        Self(pairs.map(|(name, value)| (name, Zeroizing::new(value))).collect())
    }

    /// The value of a name that stands once.
    fn one(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(one, _)| one == name);
        let first = found.next()?;
        found.next().is_none().then_some(first.1.as_str())
    }
}
