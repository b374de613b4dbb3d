//! Packed attestation (WebAuthn L3 §8.2), basic and self. It must never take a self attestation for
//! more than the credential's own word.

use serde_json::json;

use super::{
    Conveyed, Format, Statement,
    certificate::{self, CertificateAaguid},
};
use crate::{
    CoseAlgorithmIdentifier, PublicKey,
    judgement::{AttestationType, Check, Findings, Reason},
    signature::{self, Verdict},
    x509::Certificate,
};

pub(super) struct Packed;

impl Format for Packed {
    fn identifier(&self) -> &'static str {
        "packed"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.2");
        let none =
            || Conveyed { attestation_type: AttestationType::Unverified, trust_path: Vec::new() };
        let malformed = |findings: &mut Findings, expected| {
            let evidence = json!({ "expected": expected });
            findings.fail(Check::StatementStructure, Reason::StatementMalformed, evidence);
            none()
        };
        let map = statement.att_stmt;
        let Some(alg) = map.get("alg").and_then(crate::cbor::Value::as_i64) else {
            return malformed(findings, "alg, an integer");
        };
        let Some(sig) = map.get("sig").and_then(crate::cbor::Value::as_bytes) else {
            return malformed(findings, "sig, a byte string");
        };
        let alg = CoseAlgorithmIdentifier(alg);
        if map.get("ecdaaKeyId").is_some() {
            // Level 1 had it; Level 3 does not, and nobody made one.
            let evidence = json!({ "ecdaaKeyId": true });
            findings.unknown(Check::StatementStructure, Reason::AlgorithmUnsupported, evidence);
            return none();
        }
        let Some(x5c) = map.get("x5c") else {
            findings.pass(Check::StatementStructure, json!({ "alg": alg, "x5c": 0 }));
            self_attestation(statement, alg, sig, findings);
            let attestation_type = AttestationType::Self_;
            return Conveyed { attestation_type, trust_path: Vec::new() };
        };
        let Some(x5c) = certificate::x5c(x5c) else {
            return malformed(findings, "x5c, an array of 1 to 16 byte strings");
        };
        findings.pass(Check::StatementStructure, json!({ "alg": alg, "x5c": x5c.len() }));
        let trust_path = certificate::read(&x5c, findings);
        if let Some(certificate) = trust_path.first() {
            check_signature(statement, alg, &certificate.public_key, sig, findings);
            certificate::check_validity(certificate, statement, findings);
            findings.cite("WebAuthn L3 §8.2.1");
            check_requirements(certificate, findings);
            check_aaguid(certificate, statement, findings);
        }
        Conveyed { attestation_type: AttestationType::Basic, trust_path }
    }
}

fn self_attestation(
    statement: &Statement<'_>,
    alg: CoseAlgorithmIdentifier,
    sig: &[u8],
    findings: &mut Findings,
) {
    let Ok(key) = &statement.attested.credential_public_key else {
        // The key's own check has failed; without a key there is nothing to verify with.
        return findings.skip(Check::StatementSignature, json!({ "key": "unusable" }));
    };
    if alg == key.algorithm() {
        check_signature(statement, alg, key.key(), sig, findings);
    } else {
        let evidence = json!({ "alg": alg, "credentialPublicKey": key.algorithm() });
        let reason = Reason::StatementAlgorithmMismatch;
        findings.fail(Check::StatementSignature, reason, evidence);
    }
}

fn check_signature(
    statement: &Statement<'_>,
    alg: CoseAlgorithmIdentifier,
    key: &PublicKey,
    sig: &[u8],
    findings: &mut Findings,
) {
    let Some(client_data_hash) = statement.client_data_hash else {
        return findings.not_supplied(Check::StatementSignature);
    };
    let signed = [statement.auth_data.as_bytes(), client_data_hash].concat();
    let verdict = signature::verify(alg, key, &signed, sig);
    report_signature(verdict, alg, findings);
}

pub(super) fn report_signature(
    verdict: Verdict,
    alg: CoseAlgorithmIdentifier,
    findings: &mut Findings,
) {
    const CHECK: Check = Check::StatementSignature;
    let evidence = json!({ "alg": alg, "name": alg.name() });
    match verdict {
        Verdict::Valid => findings.pass(CHECK, evidence),
        Verdict::Invalid => findings.fail(CHECK, Reason::StatementSignatureInvalid, evidence),
        Verdict::KeyMismatch => findings.fail(CHECK, Reason::StatementAlgorithmMismatch, evidence),
        Verdict::Unsupported => findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence),
    }
}

/// Certificate requirements (WebAuthn L3 §8.2.1); each one missed is a finding.
fn check_requirements(certificate: &Certificate, findings: &mut Findings) {
    const COUNTRY: &str = "2.5.4.6";
    const ORGANIZATION: &str = "2.5.4.10";
    const UNIT: &str = "2.5.4.11";
    const COMMON_NAME: &str = "2.5.4.3";
    let subject = &certificate.subject;
    let is_country = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    let filled = |oid| subject.values(oid).any(|text| !text.trim().is_empty());
    // id-fido-gen-ce-sernum, -aaguid, -fw-version.
    let marked = ["1.3.6.1.4.1.45724.1.1.2", certificate::AAGUID, "1.3.6.1.4.1.45724.1.1.5"]
        .into_iter()
        .any(|oid| certificate.extension(oid).is_some_and(|extension| extension.critical));
    let is_leaf = certificate.basic_constraints.is_some_and(|constraints| !constraints.ca);
    for (holds, requirement) in [
        (certificate.version == 3, "version 3"),
        (subject.values(COUNTRY).any(is_country), "Subject-C, an ISO 3166 code"),
        (filled(ORGANIZATION), "Subject-O"),
        (
            subject.values(UNIT).any(|text| text == "Authenticator Attestation"),
            "Subject-OU, \"Authenticator Attestation\"",
        ),
        (filled(COMMON_NAME), "Subject-CN"),
        (is_leaf, "basic constraints with CA false"),
        (!marked, "FIDO extensions not critical"),
    ] {
        if !holds {
            let evidence = json!({ "requirement": requirement, "subject": subject.text });
            findings.fail(Check::Certificate, Reason::CertificateRequirements, evidence);
        }
    }
}

fn check_aaguid(certificate: &Certificate, statement: &Statement<'_>, findings: &mut Findings) {
    const CHECK: Check = Check::CertificateAaguid;
    let claimed = statement.attested.aaguid;
    match certificate::aaguid(certificate) {
        // Needed only where one root serves several models, which nobody here knows.
        CertificateAaguid::Absent => {
            findings.warn(CHECK, Reason::CertificateAaguidMissing, json!({}));
        }
        CertificateAaguid::Malformed => {
            findings.fail(
                CHECK,
                Reason::CertificateMalformed,
                json!({ "oid": certificate::AAGUID }),
            );
        }
        CertificateAaguid::Present(aaguid) => {
            let evidence = json!({ "certificate": aaguid, "authenticatorData": claimed });
            if aaguid == claimed {
                findings.pass(CHECK, evidence);
            } else {
                findings.fail(CHECK, Reason::CertificateAaguidMismatch, evidence);
            }
        }
    }
}
