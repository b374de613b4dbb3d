//! U2F attestation (WebAuthn L3 §8.6). Its signature does not cover the AAGUID, so it must never
//! prove one.

use serde_json::json;

use super::{
    Conveyed, Format, Statement,
    certificate::{self, CertificateAaguid},
    packed::report_signature,
};
use crate::{
    CoseAlgorithmIdentifier, EcPoint, EllipticCurve, PublicKey,
    cbor::Value,
    judgement::{AttestationType, Check, Findings, Reason},
    signature,
    x509::Certificate,
};

pub(super) struct FidoU2f;

impl Format for FidoU2f {
    fn identifier(&self) -> &'static str {
        "fido-u2f"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.6");
        let unverified =
            || Conveyed { attestation_type: AttestationType::Unverified, trust_path: Vec::new() };
        let malformed = |findings: &mut Findings, expected| {
            let evidence = json!({ "expected": expected });
            findings.fail(Check::StatementStructure, Reason::StatementMalformed, evidence);
            unverified()
        };
        let Some(sig) = statement.att_stmt.get("sig").and_then(Value::as_bytes) else {
            return malformed(findings, "sig, a byte string");
        };
        let x5c = statement.att_stmt.get("x5c").and_then(certificate::x5c);
        let Some(x5c) = x5c.filter(|x5c| x5c.len() == 1) else {
            return malformed(findings, "x5c, an array of exactly one byte string");
        };
        findings.pass(Check::StatementStructure, json!({ "x5c": 1 }));
        let trust_path = certificate::read(&x5c, findings);
        if let Some(certificate) = trust_path.first() {
            check_signature(statement, certificate, sig, findings);
            certificate::check_validity(certificate, statement, findings);
            check_aaguid(statement, certificate, findings);
        }
        Conveyed { attestation_type: AttestationType::Basic, trust_path }
    }
}

fn check_signature(
    statement: &Statement<'_>,
    certificate: &Certificate,
    sig: &[u8],
    findings: &mut Findings,
) {
    if p256(&certificate.public_key).is_none() {
        let evidence = json!({ "requirement": "an EC key on P-256" });
        findings.fail(Check::Certificate, Reason::CertificateRequirements, evidence);
        return;
    }
    let Ok(key) = &statement.attested.credential_public_key else {
        return findings.skip(Check::StatementSignature, json!({ "key": "unusable" }));
    };
    let Some(point) = p256(key.key()) else {
        let evidence = json!({ "credentialPublicKey": key.algorithm(), "expected": "P-256" });
        let reason = Reason::StatementAlgorithmMismatch;
        return findings.fail(Check::StatementSignature, reason, evidence);
    };
    let Some(client_data_hash) = statement.client_data_hash else {
        return findings.not_supplied(Check::StatementSignature);
    };
    let verification_data = [
        &[0x00],
        &statement.auth_data.rp_id_hash[..],
        client_data_hash,
        statement.attested.credential_id.as_bytes(),
        point.uncompressed(),
    ]
    .concat();
    let alg = CoseAlgorithmIdentifier::ES256;
    let verdict = signature::verify(alg, &certificate.public_key, &verification_data, sig);
    report_signature(verdict, alg, findings);
}

fn p256(key: &PublicKey) -> Option<&EcPoint> {
    if let PublicKey::Ec(point) = key {
        Some(point).filter(|point| point.curve() == EllipticCurve::P256)
    } else {
        None
    }
}

/// CTAP 2.2 §7.1.4 makes a U2F key's AAGUID zero. WebAuthn §8.6 does not ask for it, and the
/// standard's own vector (L3 §16, "FIDO U2F Attestation") has another, so another is a warning: it
/// is nobody's word.
/// Where the certificate names an AAGUID, a different one is a contradiction.
fn check_aaguid(statement: &Statement<'_>, certificate: &Certificate, findings: &mut Findings) {
    const CHECK: Check = Check::CertificateAaguid;
    let claimed = statement.attested.aaguid;
    if claimed.is_zero() {
        return findings.skip(CHECK, json!({ "authenticatorData": claimed }));
    }
    match certificate::aaguid(certificate) {
        CertificateAaguid::Present(aaguid) if aaguid != claimed => {
            let evidence = json!({ "certificate": aaguid, "authenticatorData": claimed });
            findings.fail(CHECK, Reason::CertificateAaguidMismatch, evidence);
        }
        CertificateAaguid::Present(_)
        | CertificateAaguid::Malformed
        | CertificateAaguid::Absent => {
            findings.warn(CHECK, Reason::AaguidNotZero, json!({ "authenticatorData": claimed }));
        }
    }
}
