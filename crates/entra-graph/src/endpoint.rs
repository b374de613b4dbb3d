//! Where a directory is, and the addresses below it. Nothing may be sent in clear to anywhere but this
//! computer.

#[cfg(test)]
mod tests;

use url::{Host, Url};

/// The address of a directory, without version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Url);

/// Why an address is none that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not a URL.
    #[error("the directory's address is no URL")]
    NotAUrl,
    /// It has a path, a query or a name in front of the host.
    #[error("the directory's address has more than a scheme, a host and a port")]
    MoreThanAnOrigin,
    /// Without TLS, and not an address of this computer.
    #[error("without TLS only 127.0.0.1 and [::1] can be a directory")]
    NotLoopback,
    /// Neither http nor https.
    #[error("a directory is asked by https")]
    Scheme,
}

impl Endpoint {
    /// Reads an address. A name is none for loopback: a resolver could make it another computer.
    ///
    /// # Errors
    /// See [`EndpointError`].
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(|_| EndpointError::NotAUrl)?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if !plain {
            return Err(EndpointError::MoreThanAnOrigin);
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if loopback(&url) => Ok(Self(url)),
            "http" => Err(EndpointError::NotLoopback),
            _ => Err(EndpointError::Scheme),
        }
    }

    /// As a URL.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn is_loopback(&self) -> bool {
        loopback(&self.0)
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// An address below it; segments are escaped.
    pub(crate) fn below(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // A URL with a host has a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.clear().extend(segments);
        }
        url
    }

    /// An address that the directory itself gave, if it is one of its own.
    pub(crate) fn own(&self, link: &str) -> Option<Url> {
        Url::parse(link)
            .ok()
            .filter(|link| link.origin() == self.0.origin() && link.username().is_empty())
    }
}

/// Whether a URL names an address of this computer, by the address itself.
pub(crate) fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}
