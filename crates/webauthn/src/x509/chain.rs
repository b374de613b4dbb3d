//! From an attestation certificate to somebody's trust anchor (RFC 5280 §6 as far as WebAuthn L3
//! §7.1 step 24 needs it). It must never take a certificate of the statement for an anchor.

use super::{Certificate, Issued, Validity};
use crate::{Timestamp, base64url};

/// A certificate that its supplier trusts: a root, an intermediate, or the attestation
/// certificate itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustAnchor(Certificate);

/// The text or bytes hold no certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a trust anchor is one certificate, in DER, base64 or PEM")]
pub struct TrustAnchorError;

impl TrustAnchor {
    /// Reads DER; bytes after the certificate are let go, as published lists have some.
    ///
    /// # Errors
    /// It does not begin with a certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, TrustAnchorError> {
        let (certificate, _) = Certificate::from_der_prefix(der).map_err(|_| TrustAnchorError)?;
        Ok(Self(certificate))
    }

    /// Reads PEM, or DER in base64 or base64url, with or without line breaks.
    ///
    /// # Errors
    /// See [`TrustAnchorError`].
    pub fn from_text(text: &str) -> Result<Self, TrustAnchorError> {
        let body = match text.split_once("-----BEGIN CERTIFICATE-----") {
            Some((_, after)) => after.split_once("-----END").ok_or(TrustAnchorError)?.0,
            None => text,
        };
        let body: String = body.split_whitespace().collect();
        Self::from_der(&base64url::decode(&body).ok_or(TrustAnchorError)?)
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0
    }
}

/// What became of the way to an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// No anchors were supplied, and the certificates follow each other in order.
    NotAsked,
    /// The way leads to this anchor. Certificates after `unused_from` follow nothing.
    Reached { anchor: String, unused_from: Option<usize> },
    /// The way leads to this anchor, which is out of its time.
    ReachedOutOfTime { anchor: String, validity: Validity },
    /// A certificate on the way, counted from 0, is out of its time.
    OutOfTime { at: usize, validity: Validity },
    /// No anchor is reached.
    Untrusted,
    /// The certificate after this one, counted from 0, did not issue it.
    Broken { at: usize },
    /// This build cannot verify a signature on the way.
    Unknown { at: usize },
    /// A critical extension nobody here knows.
    CriticalExtension { at: usize, oid: String },
}

/// Follows the certificates of a statement, attestation certificate first.
pub(crate) fn assess(path: &[Certificate], anchors: &[TrustAnchor], at: Timestamp) -> Trust {
    let (linked, stop) = follow(path);
    if anchors.is_empty() {
        return stop.unwrap_or(Trust::NotAsked);
    }
    let mut unknown = None;
    let mut out_of_time = None;
    for (place, certificate) in path.iter().enumerate().take(linked + 1) {
        if let Some(oid) = certificate.unhandled_critical() {
            return Trust::CriticalExtension { at: place, oid: oid.to_owned() };
        }
        // The attestation certificate's own validity is a check of its own.
        if place > 0 && certificate.validity(at) != Validity::Valid {
            return Trust::OutOfTime { at: place, validity: certificate.validity(at) };
        }
        for TrustAnchor(anchor) in anchors {
            let reached = certificate.der == anchor.der
                || match certificate.issued_by(anchor) {
                    Issued::Yes => anchor.may_issue(place),
                    Issued::No => false,
                    Issued::Unknown => {
                        unknown = Some(Trust::Unknown { at: place });
                        false
                    }
                };
            if !reached {
                continue;
            }
            let (validity, anchor) = (anchor.validity(at), anchor.subject.text.clone());
            if validity == Validity::Valid {
                let unused_from = stop.is_some().then_some(linked + 1);
                return Trust::Reached { anchor, unused_from };
            }
            out_of_time = Some(Trust::ReachedOutOfTime { anchor, validity });
        }
    }
    out_of_time.or(stop).or(unknown).unwrap_or(Trust::Untrusted)
}

/// How many certificates follow the first in order, and what stopped them.
fn follow(path: &[Certificate]) -> (usize, Option<Trust>) {
    for (at, pair) in path.windows(2).enumerate() {
        let [certificate, issuer] = pair else { continue };
        match certificate.issued_by(issuer) {
            Issued::Yes if issuer.may_issue(at) => {}
            Issued::Yes | Issued::No => return (at, Some(Trust::Broken { at })),
            Issued::Unknown => return (at, Some(Trust::Unknown { at })),
        }
    }
    (path.len().saturating_sub(1), None)
}
