//! What formats with certificates share. It must never decide which of a format's rules apply.

use serde_json::json;

use super::Statement;
use crate::{
    Aaguid,
    cbor::Value,
    judgement::{Check, Findings, Reason},
    x509::{Certificate, Validity},
};

/// `id-fido-gen-ce-aaguid`.
pub(super) const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";

/// More certificates than any chain has; each costs a signature to follow.
const MOST: usize = 16;

/// The byte strings of `x5c`. `None`: not an array of at least one byte string.
pub(super) fn x5c(value: &Value) -> Option<Vec<&[u8]>> {
    let items = value.as_array().filter(|items| (1..=MOST).contains(&items.len()))?;
    items.iter().map(Value::as_bytes).collect()
}

/// Reads the certificates, reporting each that is none. Empty where the first is none.
pub(super) fn read(x5c: &[&[u8]], findings: &mut Findings) -> Vec<Certificate> {
    let mut path = Vec::new();
    for (at, der) in x5c.iter().enumerate() {
        match Certificate::from_der(der) {
            Ok(certificate) => path.push(certificate),
            Err(error) => {
                let evidence = json!({ "x5c": at, "error": error.to_string() });
                findings.fail(Check::Certificate, Reason::CertificateMalformed, evidence);
                // What follows a gap follows nothing.
                break;
            }
        }
    }
    path
}

/// Reports whether the attestation certificate is in its time.
pub(super) fn check_validity(
    certificate: &Certificate,
    statement: &Statement<'_>,
    findings: &mut Findings,
) {
    let evidence = json!({
        "subject": certificate.subject.text,
        "notBefore": certificate.not_before,
        "notAfter": certificate.not_after,
        "at": statement.at,
    });
    match certificate.validity(statement.at) {
        Validity::Valid => findings.pass(Check::Certificate, evidence),
        Validity::Expired => {
            findings.fail(Check::Certificate, Reason::CertificateExpired, evidence);
        }
        Validity::NotYetValid => {
            findings.fail(Check::Certificate, Reason::CertificateNotYetValid, evidence);
        }
    }
}

/// What a certificate says of the AAGUID.
pub(super) enum CertificateAaguid {
    Absent,
    /// Not sixteen bytes in an OCTET STRING in the extension's own.
    Malformed,
    Present(Aaguid),
}

pub(super) fn aaguid(certificate: &Certificate) -> CertificateAaguid {
    let Some(extension) = certificate.extension(AAGUID) else { return CertificateAaguid::Absent };
    match extension.value.strip_prefix(&[0x04, 0x10]).map(Aaguid::try_from) {
        Some(Ok(aaguid)) => CertificateAaguid::Present(aaguid),
        Some(Err(_)) | None => CertificateAaguid::Malformed,
    }
}
