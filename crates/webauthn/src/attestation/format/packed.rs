//! Packed attestation (WebAuthn L3 §8.2), basic, self, and by an attestation authority. It must never
//! take a self attestation for more than the credential's own word.

use super::{
    Conveyed, Format, Statement,
    certificate::{self, Absence},
    parts::{Expected, malformed},
};
use crate::{
    CoseAlgorithmIdentifier,
    judgement::{AttestationType, Check, Findings, Reason, evidence},
    x509::Certificate,
};

pub(super) struct Packed;

impl Format for Packed {
    fn identifier(&self) -> &'static str {
        "packed"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.2");
        let parts = match Parts::read(statement) {
            Ok(parts) => parts,
            Err(expected) => return malformed(expected, findings),
        };
        let Parts { alg, sig, x5c } = parts;
        if statement.att_stmt.get("ecdaaKeyId").is_some() {
            // Level 1 had it; Level 3 does not, and nobody made one.
            let evidence = evidence!({ "ecdaaKeyId": true });
            findings.unknown(Check::StatementStructure, Reason::AlgorithmUnsupported, evidence);
            return Conveyed::unverified();
        }
        let certificates = x5c.as_ref().map_or(0, Vec::len);
        findings.pass(Check::StatementStructure, evidence!({ "alg": alg, "x5c": certificates }));
        statement.check_members(&["alg", "sig", "x5c"], findings);
        let Some(x5c) = x5c else {
            self_attestation(statement, alg, sig, findings);
            return Conveyed::new(AttestationType::Self_, vec![]);
        };
        let trust_path = certificate::read(&x5c, findings);
        if let Some(certificate) = trust_path.first() {
            statement.check_signature(alg, &certificate.public_key, sig, findings);
            certificate::check(certificate, statement, findings);
            findings.cite("WebAuthn L3 §8.2.1");
            check_requirements(certificate, findings);
            certificate::check_aaguid(certificate, statement, Absence::Warns, findings);
        }
        // Only metadata can tell a batch's certificate from one by an attestation authority.
        Conveyed::new(AttestationType::Basic, trust_path)
    }
}

struct Parts<'a> {
    alg: CoseAlgorithmIdentifier,
    sig: &'a [u8],
    x5c: Option<Vec<&'a [u8]>>,
}

impl<'a> Parts<'a> {
    fn read(statement: &Statement<'a>) -> Result<Self, Expected> {
        let (alg, sig) = (statement.alg()?, statement.sig()?);
        let has_x5c = statement.att_stmt.get("x5c").is_some();
        Ok(Self { alg, sig, x5c: has_x5c.then(|| statement.x5c()).transpose()? })
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
        return findings.skip(Check::StatementSignature, evidence!({ "key": "unusable" }));
    };
    if alg == key.algorithm() {
        statement.check_signature(alg, key.key(), sig, findings);
    } else {
        let evidence = evidence!({ "alg": alg, "credentialPublicKey": key.algorithm() });
        let reason = Reason::StatementAlgorithmMismatch;
        findings.fail(Check::StatementSignature, reason, evidence);
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
    let marked = [certificate::SERNUM, certificate::AAGUID, certificate::FW_VERSION]
        .into_iter()
        .any(|oid| certificate.extension(oid).is_some_and(|extension| extension.critical));
    for (holds, requirement) in [
        (certificate.version == 3, "version 3"),
        (subject.values(COUNTRY).any(is_country), "Subject-C, an ISO 3166 code"),
        (filled(ORGANIZATION), "Subject-O"),
        (
            subject.values(UNIT).any(|text| text == "Authenticator Attestation"),
            "Subject-OU, \"Authenticator Attestation\"",
        ),
        (filled(COMMON_NAME), "Subject-CN"),
        (certificate.is_end_entity(), "basic constraints with CA false"),
        (!marked, "FIDO extensions not critical"),
    ] {
        if !holds {
            let evidence =
                evidence!({ "requirement": requirement, "subject": subject.text.clone() });
            findings.fail(Check::Certificate, Reason::CertificateRequirements, evidence);
        }
    }
}
