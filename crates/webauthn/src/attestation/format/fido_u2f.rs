//! U2F attestation (WebAuthn L3 §8.6). Its signature does not cover the AAGUID, so it must never
//! prove one.

use serde_json::json;

use super::{
    Conveyed, Format, Statement,
    certificate::{self, CertificateAaguid},
    parts::{Expected, malformed},
    signed,
};
use crate::{
    CoseAlgorithmIdentifier, EcPoint, EllipticCurve, PublicKey,
    judgement::{AttestationType, Check, Findings, Reason},
    signature,
    x509::Certificate,
};

pub(super) struct FidoU2f;

impl Format for FidoU2f {
    fn identifier(&self) -> &'static str {
        super::FIDO_U2F
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.6");
        let parts = statement.sig().and_then(|sig| Ok((sig, one_certificate(statement)?)));
        let (sig, x5c) = match parts {
            Ok(parts) => parts,
            Err(expected) => return malformed(expected, findings),
        };
        findings.pass(Check::StatementStructure, json!({ "x5c": 1 }));
        statement.check_members(&["sig", "x5c"], findings);
        let trust_path = certificate::read(&x5c, findings);
        if let Some(certificate) = trust_path.first() {
            check_signature(statement, certificate, sig, findings);
            certificate::check(certificate, statement, findings);
            check_aaguid(statement, certificate, findings);
        }
        Conveyed::new(AttestationType::Basic, trust_path).without_aaguid()
    }
}

fn one_certificate<'a>(statement: &Statement<'a>) -> Result<Vec<&'a [u8]>, Expected> {
    let x5c = statement.x5c().ok().filter(|x5c| x5c.len() == 1);
    x5c.ok_or(Expected("x5c, an array of exactly one byte string"))
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
    signed::report(verdict, alg, findings);
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
        CertificateAaguid::Malformed => {
            let evidence = json!({ "oid": certificate::AAGUID });
            findings.fail(CHECK, Reason::CertificateMalformed, evidence);
        }
        CertificateAaguid::Present(_) | CertificateAaguid::Absent => {
            findings.warn(CHECK, Reason::AaguidNotZero, json!({ "authenticatorData": claimed }));
        }
    }
}
