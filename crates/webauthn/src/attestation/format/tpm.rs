//! TPM attestation (WebAuthn L3 §8.3). What a TPM did not certify must never pass for certified: each
//! structure is tied to the next, and the last to the credential.

mod certificate;
mod vendor;

use serde_json::json;

use super::{
    Conveyed, Format, Statement,
    certificate::{self as common, Absence},
    parts::{Expected, malformed},
    signed,
};
use crate::{
    CoseAlgorithmIdentifier, PublicKey,
    cbor::Value,
    judgement::{AttestationType, Check, Findings, Reason},
    signature,
    tpm::{Attest, Attested, Key, Public, bare_signature},
};

pub(super) struct Tpm;

const CHECK: Check = Check::StatementStructure;

struct Parts<'a> {
    alg: CoseAlgorithmIdentifier,
    sig: &'a [u8],
    x5c: Vec<&'a [u8]>,
    cert_info: &'a [u8],
    pub_area: &'a [u8],
}

impl<'a> Parts<'a> {
    fn read(statement: &Statement<'a>) -> Result<Self, Expected> {
        if statement.att_stmt.get("ver").and_then(Value::as_text) != Some("2.0") {
            return Err(Expected("ver, \"2.0\""));
        }
        Ok(Self {
            alg: statement.alg()?,
            sig: statement.sig()?,
            x5c: statement.x5c()?,
            cert_info: statement.bytes("certInfo", "certInfo, a byte string")?,
            pub_area: statement.bytes("pubArea", "pubArea, a byte string")?,
        })
    }
}

impl Format for Tpm {
    fn identifier(&self) -> &'static str {
        "tpm"
    }

    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed {
        findings.cite("WebAuthn L3 §8.3");
        let parts = match Parts::read(statement) {
            Ok(parts) => parts,
            Err(expected) => return malformed(expected, findings),
        };
        let known = ["ver", "alg", "sig", "x5c", "certInfo", "pubArea"];
        statement.check_members(&known, findings);
        check_structures(&parts, statement, findings);
        if !findings.is_bad(CHECK) {
            findings.pass(CHECK, json!({ "alg": parts.alg, "x5c": parts.x5c.len() }));
        }
        let trust_path = common::read(&parts.x5c, findings);
        if let Some(aik) = trust_path.first() {
            let sig = bare_signature(parts.sig);
            let verdict = signature::verify(parts.alg, &aik.public_key, parts.cert_info, &sig);
            signed::report(verdict, parts.alg, findings);
            common::check(aik, statement, findings);
            findings.cite("WebAuthn L3 §8.3.1");
            certificate::check_requirements(aik, findings);
            common::check_aaguid(aik, statement, Absence::Fits, findings);
        }
        Conveyed::new(AttestationType::AttCa, trust_path)
    }
}

fn check_structures(parts: &Parts<'_>, statement: &Statement<'_>, findings: &mut Findings) {
    let cert_info = match Attest::from_bytes(parts.cert_info) {
        Ok(cert_info) => {
            check_cert_info(&cert_info, parts, statement, findings);
            Some(cert_info)
        }
        Err(error) => {
            fail("certInfo", &error.to_string(), findings);
            None
        }
    };
    let pub_area = match Public::from_bytes(parts.pub_area) {
        Ok(pub_area) => pub_area,
        Err(error) => return fail("pubArea", &error.to_string(), findings),
    };
    check_key(&pub_area, statement, findings);
    let Some(Attested::Certify { name, .. }) = cert_info.map(|info| info.attested) else { return };
    let Some(expected) = pub_area.name() else {
        let evidence = json!({ "nameAlg": pub_area.name_alg.0 });
        return findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence);
    };
    if name != expected {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes.get(..80).unwrap_or(bytes));
        let evidence = json!({ "attested": hex(name), "pubArea": hex(&expected) });
        findings.fail(CHECK, Reason::TpmNameMismatch, evidence);
    }
}

fn check_cert_info(
    cert_info: &Attest<'_>,
    parts: &Parts<'_>,
    statement: &Statement<'_>,
    findings: &mut Findings,
) {
    if cert_info.magic != Attest::GENERATED {
        fail("magic", &format!("{:#010x}", cert_info.magic), findings);
    }
    if cert_info.r#type != Attest::CERTIFY {
        fail("type", &format!("{:#06x}", cert_info.r#type), findings);
    }
    if cert_info.clock_safe > 1 {
        // TPMI_YES_NO is 0 or 1. L3 §8.3 ignores the clock, and its own vector has another.
        let evidence = json!({ "field": "clockInfo.safe", "found": cert_info.clock_safe });
        findings.warn(CHECK, Reason::TpmStructure, evidence);
    }
    let Some(hash) = parts.alg.hash() else {
        let evidence = json!({ "field": "extraData", "alg": parts.alg });
        return findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence);
    };
    match statement.signed() {
        None => findings.not_supplied(Check::StatementSignature),
        Some(signed) if hash.digest(&signed).as_ref() == cert_info.extra_data => {}
        Some(_) => fail("extraData", "not the hash of what was to be attested", findings),
    }
}

/// The public area must be that of the credential's key.
fn check_key(pub_area: &Public<'_>, statement: &Statement<'_>, findings: &mut Findings) {
    // Where the credential's key is unusable, its own check has failed.
    let Ok(credential) = &statement.attested.credential_public_key else { return };
    if let Key::Rsa { key_bits, modulus, .. } = pub_area.key
        && usize::from(key_bits) != modulus.len() * 8
    {
        fail("keyBits", &key_bits.to_string(), findings);
    }
    match pub_area.public_key() {
        Some(key) if key == *credential.key() => {}
        _ if *credential.key() == PublicKey::Unknown => {
            let evidence = json!({ "credentialPublicKey": credential.algorithm() });
            findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence);
        }
        Some(_) | None => fail("pubArea", "not the credential's public key", findings),
    }
    if let Some(scheme) = pub_area.scheme
        && !scheme.allows(credential.algorithm())
    {
        fail("scheme", &format!("{:#06x}", scheme.scheme), findings);
    }
}

fn fail(field: &str, found: &str, findings: &mut Findings) {
    findings.fail(CHECK, Reason::TpmStructure, json!({ "field": field, "found": found }));
}
