//! What formats with certificates share. It must never decide which of a format's rules apply.

use super::Statement;
use crate::{
    Aaguid,
    cbor::Value,
    der::{self, Tag},
    judgement::{Check, Evidence, Findings, Reason, evidence},
    x509::{Certificate, Validity},
};

/// `id-fido-gen-ce-aaguid`.
pub(super) const AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
/// `id-fido-gen-ce-sernum`: which device, in an enterprise attestation.
pub(super) const SERNUM: &str = "1.3.6.1.4.1.45724.1.1.2";
/// `id-fido-gen-ce-fw-version`.
pub(super) const FW_VERSION: &str = "1.3.6.1.4.1.45724.1.1.5";

/// More certificates than any chain has; each costs a signature to follow.
const MOST: usize = 16;

/// The byte strings of `x5c`. `None`: not an array of at least one byte string.
pub(super) fn x5c(value: &Value) -> Option<Vec<&[u8]>> {
    let items = value.as_array().filter(|items| (1..=MOST).contains(&items.len()))?;
    items.iter().map(Value::as_bytes).collect()
}

/// Reads the certificates, reporting each that is none. Empty where the first is none.
pub(super) fn read<T: AsRef<[u8]>>(x5c: &[T], findings: &mut Findings) -> Vec<Certificate> {
    let mut path = Vec::with_capacity(x5c.len());
    for (at, der) in x5c.iter().enumerate() {
        match Certificate::from_der(der.as_ref()) {
            Ok(certificate) => path.push(certificate),
            Err(error) => {
                let evidence = evidence!({ "x5c": at, "error": error.to_string() });
                findings.fail(Check::Certificate, Reason::CertificateMalformed, evidence);
                // What follows a gap follows nothing.
                break;
            }
        }
    }
    path
}

/// Reports what holds for every attestation certificate: its time, and that its key may sign.
pub(super) fn check(certificate: &Certificate, statement: &Statement<'_>, findings: &mut Findings) {
    const CHECK: Check = Check::Certificate;
    if !certificate.may_sign() {
        let evidence =
            evidence!({ "requirement": "key usage, where present, with digitalSignature" });
        findings.fail(CHECK, Reason::CertificateRequirements, evidence);
    }
    let evidence = evidence(certificate, statement);
    match certificate.validity(statement.at) {
        Validity::Valid => findings.pass(CHECK, evidence),
        Validity::Expired => findings.fail(CHECK, Reason::CertificateExpired, evidence),
        Validity::NotYetValid => {
            findings.fail(CHECK, Reason::CertificateNotYetValid, evidence);
        }
    }
}

/// Who the certificate is for, and which batch or device it names.
fn evidence(certificate: &Certificate, statement: &Statement<'_>) -> Evidence {
    let mut evidence = evidence!({
        "subject": certificate.subject.text.clone(),
        "serialNumber": hex(&certificate.serial_number),
    });
    for (name, oid) in [("sernum", SERNUM), ("firmwareVersion", FW_VERSION)] {
        if let Some(extension) = certificate.extension(oid) {
            let inner = der::Reader::new(&extension.value).element();
            evidence.add(name, hex(inner.map_or(&extension.value, |inner| inner.content)));
        }
    }
    evidence.add("notBefore", certificate.not_before.to_string());
    evidence.add("notAfter", certificate.not_after.to_string());
    evidence.add("at", statement.at.to_string());
    evidence
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes.get(..64).unwrap_or(bytes))
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
    match der::only(&extension.value, Tag::OCTET_STRING).map(Aaguid::try_from) {
        Ok(Ok(aaguid)) => CertificateAaguid::Present(aaguid),
        Ok(Err(_)) | Err(_) => CertificateAaguid::Malformed,
    }
}

/// What it means that a certificate names no AAGUID.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    /// The format asks for the extension where one root serves several models.
    Warns,
    /// The format knows no such extension.
    Fits,
}

/// Where the certificate names an AAGUID, it must be that of authenticator data.
pub(super) fn check_aaguid(
    certificate: &Certificate,
    statement: &Statement<'_>,
    absence: Absence,
    findings: &mut Findings,
) {
    const CHECK: Check = Check::CertificateAaguid;
    let claimed = statement.attested.aaguid;
    match aaguid(certificate) {
        CertificateAaguid::Absent => match absence {
            Absence::Warns => {
                findings.warn(CHECK, Reason::CertificateAaguidMissing, Evidence::default());
            }
            Absence::Fits => findings.skip(CHECK, evidence!({ "authenticatorData": claimed })),
        },
        CertificateAaguid::Malformed => {
            findings.fail(CHECK, Reason::CertificateMalformed, evidence!({ "oid": AAGUID }));
        }
        CertificateAaguid::Present(aaguid) => {
            let evidence = evidence!({ "certificate": aaguid, "authenticatorData": claimed });
            if aaguid == claimed {
                findings.pass(CHECK, evidence);
            } else {
                findings.fail(CHECK, Reason::CertificateAaguidMismatch, evidence);
            }
        }
    }
}
