//! Apple anonymous attestation (WebAuthn L3 §8.8). It has no signature of its own, so it must never
//! pass without the nonce that the certificate carries.

use serde_json::json;

use super::{
    Conveyed, Format, Statement,
    certificate::{self, Absence},
    parts::malformed,
};
use crate::{
    client_data::sha256,
    der::{self, NotDer, Reader, Tag},
    judgement::{AttestationType, Check, Findings, Reason},
    x509::Certificate,
};

pub(super) struct Apple;

/// The extension that holds the nonce.
const NONCE: &str = "1.2.840.113635.100.8.2";

impl Format for Apple {
    fn identifier(&self) -> &'static str {
        "apple"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.8");
        let x5c = match statement.x5c() {
            Ok(x5c) => x5c,
            Err(expected) => return malformed(expected, findings),
        };
        findings.pass(Check::StatementStructure, json!({ "x5c": x5c.len() }));
        // Apple's own has `alg`, which the syntax does not.
        statement.check_members(&["x5c", "alg"], findings);
        let trust_path = certificate::read(&x5c, findings);
        if let Some(certificate) = trust_path.first() {
            check_nonce(statement, certificate, findings);
            statement.check_attested_key(certificate, findings);
            certificate::check(certificate, statement, findings);
            certificate::check_aaguid(certificate, statement, Absence::Fits, findings);
        }
        Conveyed::new(AttestationType::AnonCa, trust_path)
    }
}

fn check_nonce(statement: &Statement<'_>, certificate: &Certificate, findings: &mut Findings) {
    const CHECK: Check = Check::StatementSignature;
    let evidence = json!({ "oid": NONCE });
    let Some(extension) = certificate.extension(NONCE) else {
        return findings.fail(CHECK, Reason::NonceMismatch, evidence);
    };
    let Ok(nonce) = nonce(&extension.value) else {
        return findings.fail(CHECK, Reason::CertificateMalformed, evidence);
    };
    let Some(signed) = statement.signed() else { return findings.not_supplied(CHECK) };
    if nonce == sha256(&signed) {
        findings.pass(CHECK, evidence);
    } else {
        findings.fail(CHECK, Reason::NonceMismatch, evidence);
    }
}

/// `SEQUENCE { [1] EXPLICIT OCTET STRING }`.
fn nonce(value: &[u8]) -> Result<&[u8], NotDer> {
    let mut reader = Reader::new(der::only(value, Tag::SEQUENCE)?);
    let nonce = der::only(reader.expect(Tag::context(1))?, Tag::OCTET_STRING)?;
    reader.end()?;
    Ok(nonce)
}
