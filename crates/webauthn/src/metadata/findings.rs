//! What the metadata says of a registration, as findings. What one BLOB does not know must never be
//! said not to exist: it may be old, and a key may be new.

use serde_json::{Map, Value, json};

use super::{
    attestation,
    attested::{Attested, Fit},
    blob::{BlobError, MetadataBlob},
    entry::MetadataEntry,
    requirements::{Answer, WrittenRequirements},
    status::{Adverse, Certification, StatusReport},
    words::AuthenticatorStatus,
};
use crate::{
    Certificate, Timestamp,
    judgement::{Check, Finding, Findings, Reason},
    x509::Issued,
};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub enum Consulted<'a> {
    /// No metadata was supplied.
    Nothing,
    /// What was supplied cannot be used.
    Unusable(&'a BlobError),
    /// A BLOB.
    Blob(&'a MetadataBlob),
    /// One entry that somebody supplied, and nobody stands for.
    Entry(&'a MetadataEntry),
}

/// What hangs on the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Somebody enforces attestation that metadata vouches for.
    Enforced,
    /// Nobody does: what is missing is worth a warning.
    Informative,
}

/// Everything that the metadata says of a registration at a time.
pub fn findings(
    consulted: Consulted<'_>,
    attested: Attested<'_>,
    demand: Demand,
    at: Timestamp,
) -> Vec<Finding> {
    let mut findings = Findings::default();
    let entry = consulted.entry(attested);
    metadata(consulted, entry, attested, demand, at, &mut findings);
    match entry {
        Some(entry) => {
            attestation::compare(entry, attested, demand, &mut findings);
            status(entry, attested, at, &mut findings);
            requirements(entry, demand, at, &mut findings);
        }
        None => {
            findings.skip(Check::MetadataStatus, Value::Null);
            findings.skip(Check::MetadataRequirements, Value::Null);
        }
    }
    findings.into_list()
}

fn metadata(
    consulted: Consulted<'_>,
    entry: Option<&MetadataEntry>,
    attested: Attested<'_>,
    demand: Demand,
    at: Timestamp,
    findings: &mut Findings,
) {
    const CHECK: Check = Check::Metadata;
    let mut evidence = source(consulted);
    let blob = match consulted {
        Consulted::Nothing => return findings.skip(CHECK, Value::Null),
        Consulted::Unusable(error) => {
            let evidence = json!({ "error": error.to_string() });
            return if error.is_of_signature() {
                findings.fail(CHECK, Reason::MetadataSignature, evidence)
            } else {
                findings.unknown(CHECK, Reason::MetadataMissing, evidence)
            };
        }
        Consulted::Blob(blob) => Some(blob),
        Consulted::Entry(_) => None,
    };
    evidence.extend(attested.named());
    let stale = blob.is_some_and(|blob| blob.is_stale(at));
    let is_signed = blob.is_some_and(|blob| blob.signed_by().is_some());
    if !is_signed {
        findings.warn(CHECK, Reason::MetadataSignature, json!(evidence));
    }
    if stale {
        findings.warn(CHECK, Reason::MetadataStale, json!(evidence));
    }
    if let Consulted::Entry(supplied) = consulted
        && entry.is_none()
    {
        evidence.insert("entry".to_owned(), json!(supplied.aaguid));
        return match attested.fit(supplied) {
            // It is of some model, and nobody can say of which.
            Fit::Nameless => findings.unknown(CHECK, Reason::MetadataMissing, evidence),
            Fit::Other | Fit::Own => findings.fail(CHECK, Reason::MetadataMissing, evidence),
        };
    }
    match entry {
        Some(entry) => {
            evidence.insert("model".to_owned(), json!(entry.model()));
            findings.pass(CHECK, evidence);
        }
        // Without a model and a certificate there is nothing to look for.
        None if attested.is_nameless() && demand == Demand::Informative => {
            findings.skip(CHECK, evidence);
        }
        None => match demand {
            Demand::Informative => {
                findings.warn(CHECK, Reason::MetadataMissing, evidence);
            }
            // A model may have come since.
            Demand::Enforced if stale => {
                findings.unknown(CHECK, Reason::MetadataMissing, evidence);
            }
            Demand::Enforced => findings.fail(CHECK, Reason::MetadataMissing, evidence),
        },
    }
}

fn source(consulted: Consulted<'_>) -> Map<String, Value> {
    let mut evidence = Map::new();
    if let Consulted::Entry(_) = consulted {
        evidence.insert("signed".to_owned(), Value::Bool(false));
    }
    if let Consulted::Blob(blob) = consulted {
        evidence.insert("no".to_owned(), json!(blob.number()));
        evidence.insert("nextUpdate".to_owned(), json!(blob.next_update()));
        let signer = blob.signed_by().map(|by| json!({ "by": by.signer, "under": by.anchor }));
        evidence.insert("signed".to_owned(), signer.unwrap_or(Value::Bool(false)));
    }
    evidence
}

fn status(entry: &MetadataEntry, attested: Attested<'_>, at: Timestamp, findings: &mut Findings) {
    const CHECK: Check = Check::MetadataStatus;
    for adverse in entry.status.adverse(at) {
        let evidence = reported(adverse.report, adverse.fixed_by);
        if adverse.report.status == AuthenticatorStatus::Revoked {
            findings.fail(CHECK, Reason::MetadataRevoked, evidence);
        } else if concerns(adverse, attested) {
            findings.fail(CHECK, Reason::MetadataCompromised, evidence);
        } else {
            findings.warn(CHECK, Reason::MetadataCompromised, evidence);
        }
    }
    for report in entry.status.in_force(at) {
        if report.status == AuthenticatorStatus::UpdateAvailable && !has(attested, report) {
            let reason = Reason::MetadataUpdateAvailable;
            findings.warn(CHECK, reason, reported(report, None));
        } else if report.status == AuthenticatorStatus::Retired {
            findings.warn(CHECK, Reason::MetadataRetired, reported(report, None));
        }
    }
    if !findings.is_bad(CHECK) {
        let (certification, number) = match entry.status.certification(at) {
            Certification::Certified(level, number) => (level.as_str(), number),
            Certification::NotCertified => ("not-certified", None),
            Certification::SelfAsserted => ("self-asserted", None),
            Certification::Unstated => ("unstated", None),
        };
        let latest = entry.status.in_force(at).next_back();
        let since = latest.and_then(|report| report.effective_date);
        let evidence = json!({
            "certification": certification,
            "certificateNumber": number,
            "status": latest.map(|report| &report.status),
            "effectiveDate": since,
        });
        findings.pass(CHECK, evidence);
    }
}

/// Whether what is reported can be true of the key at hand: its firmware may be newer, and its batch
/// another.
fn concerns(adverse: Adverse<'_>, attested: Attested<'_>) -> bool {
    // The firmware is the key's own word, and whoever has an attestation key can say any.
    let by_its_word = adverse.report.status != AuthenticatorStatus::AttestationKeyCompromise;
    if by_its_word && adverse.fixed_by.is_some_and(|fixed| has(attested, fixed)) {
        return false;
    }
    let Some(batch) = &adverse.report.certificate else { return true };
    let Ok(batch) = Certificate::from_der(batch) else { return true };
    let is_of =
        |one: &Certificate| one.as_der() == batch.as_der() || one.issued_by(&batch) != Issued::No;
    attested.certificates().any(is_of)
}

/// Whether the key is known to have firmware at least as new as the report's.
fn has(attested: Attested<'_>, report: &StatusReport) -> bool {
    let known = attested.firmware_version.zip(report.authenticator_version);
    known.is_some_and(|(own, reported)| own >= reported)
}

fn reported(report: &StatusReport, fixed_by: Option<&StatusReport>) -> Value {
    json!({
        "status": report.status,
        "effectiveDate": report.effective_date,
        "authenticatorVersion": report.authenticator_version,
        "url": report.url,
        "batch": report.certificate.is_some(),
        "fixedBy": fixed_by.map(|fixed| json!({
            "status": fixed.status,
            "effectiveDate": fixed.effective_date,
            "authenticatorVersion": fixed.authenticator_version,
        })),
    })
}

/// What is written, labelled as that. Microsoft's own list decides, so that falling short leaves the
/// question open where attestation is enforced, and is no refusal.
fn requirements(entry: &MetadataEntry, demand: Demand, at: Timestamp, findings: &mut Findings) {
    const CHECK: Check = Check::MetadataRequirements;
    let written = WrittenRequirements::of(entry, at);
    let evidence = json!({
        "rules": "written",
        "met": written.that_are(Answer::Met),
        "notMet": written.that_are(Answer::NotMet),
        "notStated": written.that_are(Answer::NotStated),
    });
    let reason = Reason::MetadataRequirements;
    match demand {
        Demand::Enforced | Demand::Informative if written.are_met() => {
            findings.pass(CHECK, evidence);
        }
        Demand::Enforced => findings.unknown(CHECK, reason, evidence),
        Demand::Informative => findings.warn(CHECK, reason, evidence),
    }
}
