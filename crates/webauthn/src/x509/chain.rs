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

    /// Reads a file: one certificate in DER or base64, or any number in PEM.
    ///
    /// # Errors
    /// It holds none, or one of them is none.
    pub fn all_from_file(bytes: &[u8]) -> Result<Vec<Self>, TrustAnchorError> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(BEGIN) => text
                .split(BEGIN)
                .skip(1)
                .map(|rest| Self::from_text(&format!("{BEGIN}{rest}")))
                .collect(),
            Ok(text) => Self::from_text(text).map(|one| vec![one]),
            Err(_) => Self::from_der(bytes).map(|one| vec![one]),
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0
    }
}

/// What became of the way to an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assessment {
    pub(crate) trust: Trust,
    /// What is wrong on the way, or with as much of it as there is.
    pub(crate) problems: Vec<Problem>,
}

/// Whether an anchor is reached, in whatever state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// No anchors were supplied.
    NotAsked,
    /// The way leads to this anchor. Certificates from `unused_from` on follow nothing.
    Reached { anchor: String, unused_from: Option<usize> },
    /// No anchor is reached.
    Untrusted,
    /// This build cannot verify the signature on the certificate at this place.
    Unknown { at: usize },
}

/// One thing wrong; certificates are counted from 0, the attestation certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The anchor is out of its time.
    AnchorOutOfTime { anchor: String, validity: Validity },
    /// A certificate is out of its time.
    OutOfTime { at: usize, validity: Validity },
    /// The certificate after this one did not issue it.
    Broken { at: usize },
    /// This build cannot tell whether it did.
    Unknown { at: usize },
    /// A critical extension nobody here knows.
    CriticalExtension { at: usize, oid: String },
}

/// Follows the certificates of a statement, attestation certificate first.
pub(crate) fn assess(path: &[Certificate], anchors: &[TrustAnchor], at: Timestamp) -> Assessment {
    let (linked, stop) = follow(path, anchors);
    if anchors.is_empty() {
        let mut problems = problems_on(path, linked, at);
        problems.extend(stop);
        return Assessment { trust: Trust::NotAsked, problems };
    }
    let reach = reach(path, linked, anchors, at);
    match reach.found {
        Some((place, anchor)) => {
            let mut problems = problems_on(path, place, at);
            let name = anchor.subject.text.clone();
            let validity = anchor.validity(at);
            if validity != Validity::Valid {
                problems.push(Problem::AnchorOutOfTime { anchor: name.clone(), validity });
            }
            let unused_from = stop.is_some().then_some(linked + 1);
            Assessment { trust: Trust::Reached { anchor: name, unused_from }, problems }
        }
        None => {
            let mut problems = problems_on(path, linked, at);
            problems.extend(stop);
            let trust = reach.unknown.map_or(Trust::Untrusted, |at| Trust::Unknown { at });
            Assessment { trust, problems }
        }
    }
}

struct Reach<'a> {
    /// The last certificate of the way, and the anchor that issued it or is it.
    found: Option<(usize, &'a Certificate)>,
    /// Where an anchor may have issued a certificate, for all this build can tell.
    unknown: Option<usize>,
}

/// The shortest way to an anchor, one in its time where there is one.
fn reach<'a>(
    path: &[Certificate],
    linked: usize,
    anchors: &'a [TrustAnchor],
    at: Timestamp,
) -> Reach<'a> {
    let mut reach = Reach { found: None, unknown: None };
    for (place, certificate) in path.iter().enumerate().take(linked + 1) {
        let next = path.get(place + 1).filter(|_| place < linked);
        for TrustAnchor(anchor) in anchors {
            // What follows in order did issue it; a second verification would say no more.
            let is_next = next.is_some_and(|next| next.der == anchor.der);
            let reached = is_next
                || certificate.der == anchor.der
                || match certificate.issued_by(anchor) {
                    Issued::Yes => anchor.may_issue_as_anchor(place),
                    Issued::No => false,
                    Issued::Unknown => {
                        reach.unknown = Some(place);
                        false
                    }
                };
            if reached && anchor.validity(at) == Validity::Valid {
                return Reach { found: Some((place, anchor)), unknown: None };
            }
            if reached {
                reach.found = reach.found.or(Some((place, anchor)));
            }
        }
    }
    reach
}

/// What is wrong with certificates up to a place, apart from how they follow each other. The
/// attestation certificate's own validity is a check of its own.
fn problems_on(path: &[Certificate], last: usize, at: Timestamp) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, certificate) in path.iter().enumerate().take(last + 1) {
        if let Some(oid) = certificate.unhandled_critical() {
            problems.push(Problem::CriticalExtension { at: place, oid: oid.to_owned() });
        }
        let validity = certificate.validity(at);
        if place > 0 && validity != Validity::Valid {
            problems.push(Problem::OutOfTime { at: place, validity });
        }
    }
    problems
}

/// How many certificates follow the first in order, and what stopped them.
fn follow(path: &[Certificate], anchors: &[TrustAnchor]) -> (usize, Option<Problem>) {
    let may_issue = |issuer: &Certificate, below: usize| {
        let is_anchor = anchors.iter().any(|TrustAnchor(anchor)| anchor.der == issuer.der);
        issuer.may_issue(below) || (is_anchor && issuer.may_issue_as_anchor(below))
    };
    for (at, pair) in path.windows(2).enumerate() {
        let [certificate, issuer] = pair else { continue };
        match certificate.issued_by(issuer) {
            Issued::Yes if may_issue(issuer, at) => {}
            Issued::Yes | Issued::No => return (at, Some(Problem::Broken { at })),
            Issued::Unknown => return (at, Some(Problem::Unknown { at })),
        }
    }
    (path.len().saturating_sub(1), None)
}
