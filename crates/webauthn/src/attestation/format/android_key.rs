//! Android key attestation (WebAuthn L3 §8.4). A key that others may use, or that was not made in the
//! keystore, must never pass for the credential's.

use serde_json::json;

use super::{
    Conveyed, Format, Statement,
    certificate::{self, Absence},
    parts::malformed,
};
use crate::{
    android::{AuthorizationList, KeyDescription},
    judgement::{AttestationType, Check, Findings, Reason},
    x509::Certificate,
};

pub(super) struct AndroidKey;

/// `KM_ORIGIN_GENERATED`.
const GENERATED: u64 = 0;
/// `KM_PURPOSE_SIGN`.
const SIGN: u64 = 2;
/// `KM_PURPOSE_VERIFY`: what anybody can do with the public key.
const VERIFY: u64 = 3;

impl Format for AndroidKey {
    fn identifier(&self) -> &'static str {
        "android-key"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.4");
        let parts = statement.alg().and_then(|alg| Ok((alg, statement.sig()?, statement.x5c()?)));
        let (alg, sig, x5c) = match parts {
            Ok(parts) => parts,
            Err(expected) => return malformed(expected, findings),
        };
        findings.pass(Check::StatementStructure, json!({ "alg": alg, "x5c": x5c.len() }));
        statement.check_members(&["alg", "sig", "x5c"], findings);
        let trust_path = certificate::read(&x5c, findings);
        if let Some(certificate) = trust_path.first() {
            statement.check_signature(alg, &certificate.public_key, sig, findings);
            statement.check_attested_key(certificate, findings);
            certificate::check(certificate, statement, findings);
            certificate::check_aaguid(certificate, statement, Absence::Fits, findings);
            findings.cite("WebAuthn L3 §8.4.1");
            check_description(statement, certificate, findings);
        }
        Conveyed::new(AttestationType::Basic, trust_path)
    }
}

fn check_description(
    statement: &Statement<'_>,
    certificate: &Certificate,
    findings: &mut Findings,
) {
    let extension = certificate.extension(KeyDescription::OID);
    let description = extension.map(|extension| KeyDescription::from_der(&extension.value));
    let Some(Ok(description)) = description else {
        let present = extension.is_some();
        return fail(json!({ "oid": KeyDescription::OID, "present": present }), findings);
    };
    if let Some(hash) = statement.client_data_hash
        && description.attestation_challenge != hash
    {
        fail(json!({ "field": "attestationChallenge" }), findings);
    }
    let lists = [&description.software_enforced, &description.tee_enforced];
    if lists.iter().any(|list| list.all_applications) {
        fail(json!({ "field": "allApplications", "present": true }), findings);
    }
    check_authorizations(lists, findings);
    let evidence = json!({
        "attestationVersion": description.attestation_version,
        "attestationSecurityLevel": description.attestation_security_level,
        "keySecurityLevel": description.key_security_level,
    });
    findings.pass(Check::Certificate, evidence);
}

/// Origin and purpose in the union of both lists.
fn check_authorizations(lists: [&AuthorizationList; 2], findings: &mut Findings) {
    if lists.iter().all(|list| list.count == 0) {
        // The standard's own vector (L3 §16, android-key) is such: nothing authorized, nothing said.
        let evidence = json!({ "field": "origin, purpose", "authorizations": 0 });
        return findings.warn(Check::Certificate, Reason::KeyDescription, evidence);
    }
    let origins: Vec<u64> = lists.iter().filter_map(|list| list.origin).collect();
    if origins.is_empty() || origins.iter().any(|origin| *origin != GENERATED) {
        fail(json!({ "field": "origin", "found": origins }), findings);
    }
    let purposes: Vec<u64> =
        lists.iter().flat_map(|list| list.purpose.iter().flatten()).copied().collect();
    let foreign = purposes.iter().any(|purpose| ![SIGN, VERIFY].contains(purpose));
    let evidence = json!({ "field": "purpose", "found": purposes });
    if foreign || !purposes.contains(&SIGN) {
        fail(evidence, findings);
    } else if purposes.contains(&VERIFY) {
        findings.warn(Check::Certificate, Reason::KeyDescription, evidence);
    }
}

fn fail(evidence: serde_json::Value, findings: &mut Findings) {
    findings.fail(Check::Certificate, Reason::KeyDescription, evidence);
}
