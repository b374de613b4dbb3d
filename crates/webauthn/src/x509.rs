//! X.509 certificates as far as attestation needs them, in types of our own. Nothing read here must
//! ever be trusted: that is for [`TrustAnchor`]s.

mod chain;
mod parse;

pub(crate) use chain::{Assessment, Problem, Trust, assess};
pub use chain::{TrustAnchor, TrustAnchorError};

use crate::{
    PublicKey, Timestamp,
    der::{self, Reader, Tag},
    signature::{self, Scheme, Verdict},
};

/// One certificate (RFC 5280 §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    signature_scheme: Option<Scheme>,
    signature: Vec<u8>,
    /// 1, 2 or 3 as people count; the field holds one less.
    pub version: u32,
    /// The serial number, big-endian as it stands.
    pub serial_number: Vec<u8>,
    /// The issuer's name.
    pub issuer: Name,
    /// The subject's name.
    pub subject: Name,
    /// Not valid before.
    pub not_before: Timestamp,
    /// Not valid after.
    pub not_after: Timestamp,
    /// The key it certifies.
    pub public_key: PublicKey,
    /// `cA` and `pathLenConstraint`, where there is a basic constraints extension.
    pub basic_constraints: Option<BasicConstraints>,
    /// `keyCertSign`, where there is a key usage extension.
    pub key_cert_sign: Option<bool>,
    /// Whether the key is for signatures other than on certificates, where there is a key usage
    /// extension.
    pub digital_signature: Option<bool>,
    /// Every extension.
    pub extensions: Vec<Extension>,
}

/// The bytes are not a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a DER-encoded X.509 certificate")]
pub struct CertificateError;

/// A distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    raw: Vec<u8>,
    /// For people.
    pub text: String,
    /// Attribute types (dotted) and values.
    pub attributes: Vec<(String, String)>,
}

impl Name {
    /// The values of an attribute type.
    pub fn values<'a>(&'a self, oid: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |(found, _)| found == oid).map(|(_, text)| text.as_str())
    }

    /// RFC 5280 §7.1 in short: the same bytes, or the same attributes but for case and spaces.
    fn matches(&self, other: &Self) -> bool {
        let same = |((one, a), (two, b)): (&(String, String), &(String, String))| {
            one == two && same_but_for_case_and_spaces(a, b)
        };
        self.raw == other.raw
            || self.attributes.len() == other.attributes.len()
                && self.attributes.iter().zip(&other.attributes).all(same)
    }
}

fn same_but_for_case_and_spaces(one: &str, two: &str) -> bool {
    let lower = |word: &str| word.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (mut one, mut two) = (one.split_whitespace(), two.split_whitespace());
    loop {
        match (one.next(), two.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a == b || lower(a) == lower(b) => {}
            (Some(_), Some(_) | None) | (None, Some(_)) => return false,
        }
    }
}

/// `basicConstraints` (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether it is a certification authority.
    pub ca: bool,
    /// How many authorities may stand between it and the last certificate.
    pub path_len: Option<u32>,
}

/// An extension, its value undecoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Dotted.
    pub oid: String,
    /// Whether who does not know it must refuse the certificate.
    pub critical: bool,
    /// The bytes inside the outer OCTET STRING.
    pub value: Vec<u8>,
}

/// Whether a certificate was issued by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issued {
    Yes,
    No,
    /// This build cannot verify the signature.
    Unknown,
}

/// Where a time falls in a certificate's validity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    Valid,
    Expired,
    NotYetValid,
}

impl Certificate {
    /// The bytes it was read from.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The extension, where it is present.
    pub fn extension(&self, oid: &str) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.oid == oid)
    }

    /// Whether its key may make signatures (RFC 5280 §4.2.1.3).
    pub(crate) fn may_sign(&self) -> bool {
        self.digital_signature != Some(false)
    }

    /// Whether it says that it is no certification authority.
    pub(crate) fn is_end_entity(&self) -> bool {
        self.basic_constraints.is_some_and(|constraints| !constraints.ca)
    }

    /// The DNS names among the subject alternative names (RFC 5280 §4.2.1.6).
    pub(crate) fn dns_names(&self) -> Vec<&str> {
        let names = self.extension("2.5.29.17");
        let names = names.and_then(|extension| der::only(&extension.value, Tag::SEQUENCE).ok());
        let mut reader = Reader::new(names.unwrap_or_default());
        let mut found = Vec::new();
        while let Ok(name) = reader.element() {
            if name.tag == Tag::context_primitive(2) {
                found.extend(std::str::from_utf8(name.content));
            }
        }
        found
    }

    pub(crate) fn validity(&self, at: Timestamp) -> Validity {
        if at < self.not_before {
            Validity::NotYetValid
        } else if at > self.not_after {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }

    pub(crate) fn issued_by(&self, issuer: &Self) -> Issued {
        if !self.issuer.matches(&issuer.subject) {
            return Issued::No;
        }
        let Some(scheme) = self.signature_scheme else { return Issued::Unknown };
        let key = &issuer.public_key;
        match signature::verify_with(scheme, key, &self.to_be_signed, &self.signature) {
            Verdict::Valid => Issued::Yes,
            Verdict::Invalid | Verdict::KeyMismatch => Issued::No,
            Verdict::Unsupported => Issued::Unknown,
        }
    }

    /// Whether it may issue certificates with `below` authorities between it and the last one, as one that is
    /// trusted by itself: version 1 has no extensions to say so (RFC 5280 §6.1.4 k).
    pub(crate) fn may_issue_as_anchor(&self, below: usize) -> bool {
        self.may_issue(below) || (self.version < 3 && self.basic_constraints.is_none())
    }

    /// The same of one that only stands in a path.
    pub(crate) fn may_issue(&self, below: usize) -> bool {
        let ca = self.basic_constraints.is_some_and(|constraints| {
            constraints.ca
                && constraints
                    .path_len
                    .is_none_or(|most| usize::try_from(most).is_ok_and(|most| below <= most))
        });
        ca && self.key_cert_sign != Some(false)
    }

    /// Critical extensions that nothing here looks at.
    pub(crate) fn unhandled_critical(&self) -> Option<&str> {
        // Basic constraints, key usage, and what neither limits signing nor naming here: extended
        // key usage, names, policies, distribution points.
        const KNOWN: [&str; 7] = [
            "2.5.29.19",
            "2.5.29.15",
            "2.5.29.37",
            "2.5.29.17",
            "2.5.29.18",
            "2.5.29.32",
            "2.5.29.31",
        ];
        let critical = self.extensions.iter().filter(|extension| extension.critical);
        critical.map(|extension| extension.oid.as_str()).find(|oid| !KNOWN.contains(oid))
    }
}
