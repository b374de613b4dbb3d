//! The caller's origin, and which RP IDs it may use. It must never allow one that a browser on the
//! same origin would refuse.

use std::{collections::BTreeSet, fmt};

use serde_json::Value;
use url::{Host, Url};

use crate::rp_id::{RpId, RpIdError, is_valid_domain};

/// An origin that may use WebAuthn: a secure context whose host is a valid domain.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CallerOrigin {
    serialized: String,
    effective_domain: String,
}

/// Why a text is not an origin that may use WebAuthn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not scheme, host and port alone.
    #[error("{0:?} is not an origin such as https://example.com")]
    NotAnOrigin(String),
    /// Neither https, nor http on localhost.
    #[error("{0:?} is not a secure context: https is needed")]
    NotSecure(String),
    /// The host is an address.
    #[error("{0:?} has an IP address for its host")]
    IpAddress(String),
    /// The host is not a valid domain.
    #[error("{0:?} has a host that is not a valid domain")]
    NotAValidDomain(String),
}

impl CallerOrigin {
    /// Reads `https://host[:port]`, with nothing after it but perhaps a slash.
    ///
    /// # Errors
    /// See [`OriginError`].
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let not_an_origin = || OriginError::NotAnOrigin(text.to_owned());
        // The URL parser forgives white space, backslashes and missing slashes.
        let forgiven = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
        let lower = text.to_ascii_lowercase();
        let secure = lower.starts_with("https://");
        if text.contains(forgiven) || !lower.contains("://") {
            return Err(not_an_origin());
        }
        if !secure && !lower.starts_with("http://") {
            return Err(OriginError::NotSecure(text.to_owned()));
        }
        let url = Url::parse(text).map_err(|_| not_an_origin())?;
        let bare = url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && !text.contains('@');
        if !bare {
            return Err(not_an_origin());
        }
        let effective_domain = match url.host() {
            Some(Host::Domain(domain)) => domain.to_owned(),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
                return Err(OriginError::IpAddress(text.to_owned()));
            }
            None => return Err(not_an_origin()),
        };
        if !is_valid_domain(&effective_domain) {
            return Err(OriginError::NotAValidDomain(text.to_owned()));
        }
        // W3C Secure Contexts §3.1: localhost and its subdomains never leave the computer.
        if !secure && effective_domain != "localhost" && !effective_domain.ends_with(".localhost") {
            return Err(OriginError::NotSecure(text.to_owned()));
        }
        Ok(Self { serialized: url.origin().ascii_serialization(), effective_domain })
    }

    /// The origin of a native client that acts for an RP ID: `https://` and the RP ID.
    pub fn of(rp_id: &RpId) -> Self {
        let effective_domain = rp_id.as_str().to_owned();
        Self { serialized: format!("https://{effective_domain}"), effective_domain }
    }

    /// The ASCII serialization, as client data has it: without a default port or final slash.
    pub fn as_str(&self) -> &str {
        &self.serialized
    }

    /// The host.
    pub fn effective_domain(&self) -> &str {
        &self.effective_domain
    }

    /// The RP ID where the options name none: the host itself.
    ///
    /// # Errors
    /// The host is an effective top-level domain.
    pub fn default_rp_id(&self) -> Result<RpId, RpIdError> {
        RpId::from_domain(self.effective_domain.clone())
    }

    /// Checks that this origin may use the RP ID (WebAuthn L3 §5.1.3 step 8).
    ///
    /// # Errors
    /// [`RpIdError::NotForOrigin`].
    pub fn authorize(
        &self,
        rp_id: &RpId,
        related: Option<&RelatedOrigins>,
    ) -> Result<AuthorizedRp, RpIdError> {
        let basis = if rp_id.as_str() == self.effective_domain {
            AuthorizationBasis::Equal
        } else if rp_id.is_registrable_suffix_of_or_equal_to(&self.effective_domain) {
            AuthorizationBasis::RegistrableSuffix
        } else if related.is_some_and(|related| related.contains(self)) {
            AuthorizationBasis::RelatedOrigin
        } else {
            let (rp_id, origin) = (rp_id.to_string(), self.to_string());
            return Err(RpIdError::NotForOrigin { rp_id, origin });
        };
        Ok(AuthorizedRp { rp_id: rp_id.clone(), origin: self.clone(), basis })
    }
}

impl fmt::Display for CallerOrigin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.serialized)
    }
}

/// An RP ID and an origin that may use it. Only [`CallerOrigin::authorize`] makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorizedRp {
    rp_id: RpId,
    origin: CallerOrigin,
    basis: AuthorizationBasis,
}

/// Why an origin may use an RP ID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuthorizationBasis {
    /// It is the origin's host.
    Equal,
    /// It is a registrable domain suffix of the host.
    RegistrableSuffix,
    /// The RP ID's own document lists the origin.
    RelatedOrigin,
}

impl AuthorizedRp {
    /// The RP ID.
    pub fn rp_id(&self) -> &RpId {
        &self.rp_id
    }

    /// The origin.
    pub fn origin(&self) -> &CallerOrigin {
        &self.origin
    }

    /// Why the one may use the other.
    pub fn basis(&self) -> AuthorizationBasis {
        self.basis
    }
}

/// The document at `https://RP-ID/.well-known/webauthn` (WebAuthn L3 §5.11), fetched by others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelatedOrigins {
    origins: Vec<String>,
}

/// The document is not a JSON object whose `origins` is an array of strings, or is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("related origins are a JSON object with an array of strings at `origins`")]
pub struct RelatedOriginsError;

impl RelatedOrigins {
    /// Registrable origin labels that are considered, the standard's minimum.
    pub const MAX_LABELS: usize = 5;

    /// Largest document that is read, in bytes.
    pub const MAX_LENGTH: usize = 256 << 10;

    /// Reads the document (WebAuthn L3 §5.11.1 step 2). Whoever fetched it answers for the RP ID,
    /// `https`, status 200 and the content type.
    ///
    /// # Errors
    /// See [`RelatedOriginsError`].
    pub fn from_json(json: &[u8]) -> Result<Self, RelatedOriginsError> {
        if json.len() > Self::MAX_LENGTH {
            return Err(RelatedOriginsError);
        }
        let document: Value = serde_json::from_slice(json).map_err(|_| RelatedOriginsError)?;
        let origins = document.get("origins").and_then(Value::as_array);
        let texts = origins.ok_or(RelatedOriginsError)?.iter().map(Value::as_str);
        let origins = texts.map(|text| text.map(ToOwned::to_owned)).collect::<Option<_>>();
        Ok(Self { origins: origins.ok_or(RelatedOriginsError)? })
    }

    /// The related origins validation procedure (WebAuthn L3 §5.11.1 steps 3 to 5).
    pub fn contains(&self, caller: &CallerOrigin) -> bool {
        let mut labels_seen = BTreeSet::new();
        for item in &self.origins {
            let Ok(url) = Url::parse(item) else { continue };
            let Some(label) = registrable_origin_label(&url) else { continue };
            if labels_seen.len() >= Self::MAX_LABELS && !labels_seen.contains(&label) {
                continue;
            }
            if url.origin().ascii_serialization() == caller.serialized {
                return true;
            }
            labels_seen.insert(label);
        }
        false
    }
}

/// The first label of the registrable domain.
fn registrable_origin_label(url: &Url) -> Option<String> {
    let Some(Host::Domain(domain)) = url.host() else { return None };
    let registrable = psl::domain_str(domain)?;
    let (label, _) = registrable.split_once('.')?;
    (!label.is_empty()).then(|| label.to_owned())
}

#[cfg(test)]
mod tests;
