//! Android SafetyNet attestation (WebAuthn L3 §8.5), of a service that has ended: recorded answers
//! are judged at their time. It must never take an answer for Google's without its host name.

mod response;
#[cfg(test)]
mod tests;

use serde_json::json;

use self::response::Response;
use super::{
    Conveyed, Format, Statement,
    certificate::{self, Absence},
    parts::{Expected, malformed},
    signed,
};
use crate::{
    cbor::Value,
    client_data::sha256,
    judgement::{AttestationType, Check, Findings, Reason},
    signature,
    x509::Certificate,
};

pub(super) struct AndroidSafetynet;

/// To whom the certificate must have been issued.
const HOST: &str = "attest.android.com";

/// How far the answer's own time may be from the time of the judgement (seconds): it is made while
/// the person waits (docs/decisions/0024).
const LEEWAY: i64 = 60;

impl Format for AndroidSafetynet {
    fn identifier(&self) -> &'static str {
        "android-safetynet"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.5");
        let ver = statement.att_stmt.get("ver").and_then(Value::as_text);
        let Some(ver) = ver.filter(|ver| !ver.is_empty()) else {
            return malformed(Expected("ver, a text string"), findings);
        };
        let response = match statement.bytes("response", "response, a byte string") {
            Ok(response) => response,
            Err(expected) => return malformed(expected, findings),
        };
        let response = match Response::from_bytes(response) {
            Ok(response) => response,
            Err(error) => {
                let evidence = json!({ "error": error.to_string() });
                findings.fail(Check::StatementStructure, Reason::SafetynetResponse, evidence);
                return Conveyed::unverified();
            }
        };
        findings.pass(
            Check::StatementStructure,
            json!({ "ver": ver, "x5c": response.x5c.len(), "timestampMs": response.timestamp_ms }),
        );
        statement.check_members(&["ver", "response"], findings);
        check_claims(&response, statement, findings);
        let trust_path = certificate::read(&response.x5c, findings);
        if let Some(certificate) = trust_path.first() {
            check_signature(&response, certificate, findings);
            certificate::check(certificate, statement, findings);
            check_host(certificate, findings);
            certificate::check_aaguid(certificate, statement, Absence::Fits, findings);
        }
        Conveyed::new(AttestationType::Basic, trust_path)
    }

    fn certificates(&self, att_stmt: &Value) -> Vec<Vec<u8>> {
        let response = att_stmt.get("response").and_then(Value::as_bytes);
        let response = response.and_then(|response| Response::from_bytes(response).ok());
        response.map(|response| response.x5c).unwrap_or_default()
    }
}

fn check_claims(response: &Response, statement: &Statement<'_>, findings: &mut Findings) {
    const CHECK: Check = Check::StatementStructure;
    let mut fail = |field: &str| {
        findings.fail(CHECK, Reason::SafetynetResponse, json!({ "field": field }));
    };
    if let Some(signed) = statement.signed()
        && response.nonce != data_encoding::BASE64.encode(&sha256(&signed))
    {
        fail("nonce");
    }
    if response.cts_profile_match != Some(true) {
        fail("ctsProfileMatch");
    }
    // An integrity that is denied outright contradicts a matching profile.
    if response.basic_integrity == Some(false) {
        fail("basicIntegrity");
    }
    let age =
        response.timestamp_ms.map(|made| statement.at.0.saturating_sub(made.div_euclid(1000)));
    if age.is_none_or(|age| !(-LEEWAY..=LEEWAY).contains(&age)) {
        fail("timestampMs");
    }
    if response.apk_package_name.as_deref() != Some("com.google.android.gms") {
        let evidence = json!({ "field": "apkPackageName", "found": response.apk_package_name });
        findings.warn(CHECK, Reason::SafetynetResponse, evidence);
    }
}

fn check_signature(response: &Response, certificate: &Certificate, findings: &mut Findings) {
    let Some(alg) = response.algorithm else {
        let evidence = json!({ "alg": response.alg });
        let reason = Reason::AlgorithmUnsupported;
        return findings.unknown(Check::StatementSignature, reason, evidence);
    };
    let (key, signed) = (&certificate.public_key, response.signing_input.as_bytes());
    signed::report(signature::verify(alg, key, signed, &response.signature), alg, findings);
}

fn check_host(certificate: &Certificate, findings: &mut Findings) {
    // RFC 6125 §6.4.4: the common name counts only where there are no DNS names.
    let names = certificate.dns_names();
    let common_names: Vec<_> = certificate.subject.values("2.5.4.3").collect();
    let issued_to = if names.is_empty() { &common_names } else { &names };
    if !issued_to.iter().any(|name| name.eq_ignore_ascii_case(HOST)) {
        let evidence = json!({ "requirement": HOST, "found": issued_to });
        findings.fail(Check::Certificate, Reason::CertificateRequirements, evidence);
    }
}
