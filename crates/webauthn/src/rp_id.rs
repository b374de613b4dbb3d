//! The RP ID and the domain rules it stands under. It must never name a whole registry, an address,
//! or a domain in any spelling but the one browsers hash.

use std::fmt;

use url::Host;

use crate::client_data::sha256;

/// A relying party identifier (WebAuthn L3 §4): a valid domain in lower-case ASCII that is not an
/// effective top-level domain.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RpId(String);

/// Why a text cannot be an RP ID, or not for this origin (`SecurityError` in a browser).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RpIdError {
    /// Not a domain name.
    #[error("the RP ID {0:?} is not a domain name")]
    NotADomain(String),
    /// An IPv4 or IPv6 address.
    #[error("the RP ID {0:?} is an IP address")]
    IpAddress(String),
    /// A domain, but spelled otherwise than it is hashed.
    #[error("the RP ID {given:?} must be written {canonical:?}")]
    NotCanonical {
        /// As it stood.
        given: String,
        /// In lower case and Punycode.
        canonical: String,
    },
    /// A domain under which anybody registers (public suffix list).
    #[error("the RP ID {0:?} is an effective top-level domain")]
    PublicSuffix(String),
    /// Neither the origin's domain, nor a registrable suffix of it, nor related to it.
    #[error("the RP ID {rp_id:?} is not for {origin}")]
    NotForOrigin {
        /// The RP ID.
        rp_id: String,
        /// The serialized origin.
        origin: String,
    },
}

impl RpId {
    /// Reads an RP ID as a browser takes it.
    ///
    /// # Errors
    /// See [`RpIdError`].
    pub fn parse(text: &str) -> Result<Self, RpIdError> {
        let not_a_domain = || RpIdError::NotADomain(text.to_owned());
        let domain = match Host::parse(text).map_err(|_| not_a_domain())? {
            Host::Domain(domain) => domain,
            Host::Ipv4(_) | Host::Ipv6(_) => return Err(RpIdError::IpAddress(text.to_owned())),
        };
        if !is_valid_domain(&domain) {
            return Err(not_a_domain());
        }
        if domain != text {
            let given = text.to_owned();
            return Err(RpIdError::NotCanonical { given, canonical: domain });
        }
        Self::from_domain(domain)
    }

    pub(crate) fn from_domain(domain: String) -> Result<Self, RpIdError> {
        // A registry's own page may call itself so in a browser. This client acts for
        // organisations, none of which is a registry, and a credential of "co.uk" would be
        // everybody's. Names outside the list (localhost, an intranet host) are not meant.
        let suffix = psl::suffix(domain.as_bytes());
        if suffix.is_some_and(|suffix| suffix.is_known() && suffix == domain.as_str()) {
            return Err(RpIdError::PublicSuffix(domain));
        }
        Ok(Self(domain))
    }

    /// The domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `rpIdHash`.
    pub fn hash(&self) -> [u8; 32] {
        rp_id_hash(&self.0)
    }

    /// "Is a registrable domain suffix of or is equal to" (HTML, §7.5.2 of the Living Standard).
    pub(crate) fn is_registrable_suffix_of_or_equal_to(&self, host: &str) -> bool {
        if self.0 == host {
            return true;
        }
        let ends_with = |name: &[u8]| {
            let front = name.strip_suffix(self.0.as_bytes());
            front.is_some_and(|front| front.ends_with(b"."))
        };
        let suffix = |name: &str| psl::suffix(name.as_bytes()).map(|s| s.as_bytes().to_vec());
        // By the list's rule for the unlisted, a single label is a public suffix too.
        let is_public = suffix(&self.0).is_none_or(|suffix| suffix == self.0.as_bytes());
        let above_public = suffix(host).is_none_or(|suffix| ends_with(&suffix));
        ends_with(host.as_bytes()) && !is_public && !above_public
    }
}

impl fmt::Display for RpId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// SHA-256 of an RP ID, checked or not: a judge compares what was used.
pub fn rp_id_hash(rp_id: &str) -> [u8; 32] {
    sha256(rp_id.as_bytes())
}

/// "Valid domain" (URL Living Standard §3.2): domain to ASCII with beStrict, which leaves letters,
/// digits and inner hyphens, and bounds the lengths. The root's dot is not part of it.
pub(crate) fn is_valid_domain(domain: &str) -> bool {
    let valid_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() <= 253 && domain.split('.').all(valid_label)
}

#[cfg(test)]
mod tests;
