//! The steps of WebAuthn L3 §7.1 that no attestation format changes. None must ever return early
//! past another.

use serde_json::json;

use super::{CrossOrigin, Expectations, UserPresence, UserVerification, report_deviations};
use crate::{
    AuthenticatorData, CollectedClientData, CredentialId, Flaw, PublicKeyError, base64url,
    judgement::{AttestationSummary, Check, Findings, Reason},
    rp_id::rp_id_hash,
    signature,
    x509::{Certificate, Trust, Validity, assess},
};

/// Steps 5 to 11.
pub(super) fn client_data(json: Option<&[u8]>, expected: &Expectations, findings: &mut Findings) {
    let Some(json) = json else {
        findings.not_supplied(Check::ClientData);
        findings.not_supplied(Check::Challenge);
        return findings.not_supplied(Check::Origin);
    };
    let data = match CollectedClientData::from_json(json) {
        Ok(data) => data,
        Err(error) => {
            let evidence = json!({ "error": error.to_string() });
            return findings.fail(Check::ClientData, Reason::ClientDataMalformed, evidence);
        }
    };
    let evidence = json!({ "type": data.r#type });
    if data.r#type == CollectedClientData::CREATE {
        findings.pass(Check::ClientData, evidence);
    } else {
        findings.fail(Check::ClientData, Reason::ClientDataType, evidence);
    }
    challenge(&data, expected.challenge.as_deref(), findings);
    origin(&data, expected, findings);
    cross_origin(&data, &expected.cross_origin, findings);
}

fn challenge(data: &CollectedClientData, expected: Option<&str>, findings: &mut Findings) {
    let Some(expected) = expected else { return findings.not_supplied(Check::Challenge) };
    let bytes = |text: &str| base64url::decode(text);
    // The challenge itself stays out of the evidence: it may still be alive.
    let lengths = json!({ "expected": expected.len(), "found": data.challenge.len() });
    if data.challenge == expected.trim_end_matches('=') {
        findings.pass(Check::Challenge, lengths);
    } else if bytes(&data.challenge).is_some_and(|found| Some(found) == bytes(expected)) {
        // The same bytes in another spelling, which relying parties that decode do not notice.
        findings.warn(Check::Challenge, Reason::ClientDataMalformed, lengths);
    } else {
        findings.fail(Check::Challenge, Reason::ChallengeMismatch, lengths);
    }
}

fn origin(data: &CollectedClientData, expected: &Expectations, findings: &mut Findings) {
    if expected.origins.is_empty() {
        return findings.not_supplied(Check::Origin);
    }
    let evidence = json!({ "expected": expected.origins, "found": data.origin });
    if expected.origins.contains(&data.origin) {
        findings.pass(Check::Origin, evidence);
    } else {
        findings.fail(Check::Origin, Reason::OriginMismatch, evidence);
    }
}

fn cross_origin(data: &CollectedClientData, expected: &CrossOrigin, findings: &mut Findings) {
    if data.cross_origin != Some(true) && data.top_origin.is_none() {
        return;
    }
    let evidence = json!({ "crossOrigin": data.cross_origin, "topOrigin": data.top_origin });
    match expected {
        CrossOrigin::Unstated => findings.warn(Check::Origin, Reason::CrossOrigin, evidence),
        CrossOrigin::Forbidden => findings.fail(Check::Origin, Reason::CrossOrigin, evidence),
        CrossOrigin::Allowed(pages) => {
            let listed = |page| pages.is_empty() || pages.contains(page);
            if data.top_origin.as_ref().is_none_or(listed) {
                findings.pass(Check::Origin, evidence);
            } else {
                findings.fail(Check::Origin, Reason::CrossOrigin, evidence);
            }
        }
    }
}

/// Steps 14 to 20 and 25.
pub(super) fn authenticator_data(
    data: &AuthenticatorData,
    response_id: Option<&[u8]>,
    expected: &Expectations,
    findings: &mut Findings,
) {
    match &expected.rp_id {
        None => findings.not_supplied(Check::RpId),
        Some(rp_id) if rp_id_hash(rp_id) == data.rp_id_hash => {
            findings.pass(Check::RpId, json!({ "rpId": rp_id }));
        }
        Some(rp_id) => {
            findings.fail(Check::RpId, Reason::RpIdMismatch, json!({ "expected": rp_id }));
        }
    }
    flags(data, expected, findings);
    layout(data, findings);
    let Some(attested) = &data.attested_credential_data else { return };
    credential_id(&attested.credential_id, response_id, findings);
    public_key(data, expected, findings);
}

fn flags(data: &AuthenticatorData, expected: &Expectations, findings: &mut Findings) {
    const CHECK: Check = Check::Flags;
    let flags = data.flags;
    let evidence = json!({
        "flags": flags.0,
        "up": flags.user_present(),
        "uv": flags.user_verified(),
        "be": flags.backup_eligible(),
        "bs": flags.backup_state(),
    });
    let absent = expected.user_presence == UserPresence::Required && !flags.user_present();
    let unverified =
        expected.user_verification == UserVerification::Required && !flags.user_verified();
    let inconsistent = flags.backup_state() && !flags.backup_eligible();
    for (wrong, reason) in [
        (absent, Reason::UserNotPresent),
        (unverified, Reason::UserNotVerified),
        (inconsistent, Reason::BackupFlagsInconsistent),
    ] {
        if wrong {
            findings.fail(CHECK, reason, evidence.clone());
        }
    }
    if !(absent || unverified || inconsistent) {
        findings.pass(CHECK, evidence);
    }
}

fn layout(data: &AuthenticatorData, findings: &mut Findings) {
    const CHECK: Check = Check::AttestedData;
    if !data.flags.attested_credential_data() {
        let evidence = json!({ "flags": data.flags.0 });
        findings.fail(CHECK, Reason::AttestedDataMissing, evidence);
    }
    for flaw in &data.flaws {
        let evidence = json!({ "flaw": format!("{flaw:?}") });
        let reason = match flaw {
            Flaw::TrailingBytes(_) => Reason::TrailingBytes,
            Flaw::AttestedCredentialDataTruncated
            | Flaw::PublicKeyNotCbor(_)
            | Flaw::ExtensionsMalformed => Reason::AuthenticatorDataMalformed,
        };
        findings.fail(CHECK, reason, evidence);
    }
    report_deviations(CHECK, data.deviations, findings);
    if let Some(attested) = &data.attested_credential_data
        && data.flaws.is_empty()
    {
        let length = attested.credential_id.as_bytes().len();
        let evidence = json!({ "aaguid": attested.aaguid, "credentialIdLength": length });
        findings.pass(CHECK, evidence);
    }
}

fn credential_id(own: &CredentialId, response: Option<&[u8]>, findings: &mut Findings) {
    const CHECK: Check = Check::CredentialId;
    let length = own.as_bytes().len();
    let too_long = length > CredentialId::MAX;
    let other = response.is_some_and(|response| own.as_bytes() != response);
    if too_long {
        findings.fail(CHECK, Reason::CredentialIdTooLong, json!({ "length": length }));
    }
    if other {
        let evidence = json!({ "authenticatorData": own });
        findings.fail(CHECK, Reason::CredentialIdMismatch, evidence);
    }
    if !too_long && !other {
        let compared = response.is_some();
        findings.pass(CHECK, json!({ "length": length, "compared": compared }));
    }
}

fn public_key(data: &AuthenticatorData, expected: &Expectations, findings: &mut Findings) {
    let Some(attested) = &data.attested_credential_data else { return };
    let key = match &attested.credential_public_key {
        Ok(key) => key,
        Err(error) => {
            let reason = match error {
                PublicKeyError::Malformed(_) => Reason::PublicKeyMalformed,
                PublicKeyError::NotOnCurve => Reason::PublicKeyNotOnCurve,
                PublicKeyError::PrivatePart => Reason::PublicKeyPrivatePart,
            };
            let evidence = json!({ "error": error.to_string() });
            return findings.fail(Check::PublicKey, reason, evidence);
        }
    };
    let alg = key.algorithm();
    if key.optional_parameters().is_empty() {
        findings.pass(Check::PublicKey, json!({ "alg": alg }));
    } else {
        let evidence = json!({ "parameters": key.optional_parameters() });
        findings.warn(Check::PublicKey, Reason::PublicKeyMalformed, evidence);
    }
    let evidence = json!({ "alg": alg, "name": alg.name(), "requested": expected.algorithms });
    if expected.algorithms.as_ref().is_some_and(|asked| !asked.contains(&alg)) {
        findings.fail(Check::Algorithm, Reason::AlgorithmNotRequested, evidence);
    } else if signature::is_supported(alg) {
        findings.pass(Check::Algorithm, evidence);
    } else {
        findings.unknown(Check::Algorithm, Reason::AlgorithmUnsupported, evidence);
    }
}

/// Steps 23 and 24.
pub(super) fn chain(
    path: &[Certificate],
    expected: &Expectations,
    summary: &mut AttestationSummary,
    findings: &mut Findings,
) {
    const CHECK: Check = Check::Chain;
    if path.is_empty() {
        return;
    }
    let anchors = expected.trust_anchors.len();
    let trust = assess(path, &expected.trust_anchors, expected.at);
    summary.trusted = (anchors > 0).then_some(false);
    let time = |validity| match validity {
        Validity::Expired => Reason::CertificateExpired,
        Validity::NotYetValid | Validity::Valid => Reason::CertificateNotYetValid,
    };
    match trust {
        Trust::NotAsked => {
            findings.skip(CHECK, json!({ "anchors": 0, "certificates": path.len() }));
        }
        Trust::Reached { anchor, unused_from } => {
            findings.pass(CHECK, json!({ "anchor": anchor }));
            if let Some(unused) = unused_from {
                findings.warn(CHECK, Reason::ChainBroken, json!({ "x5c": unused }));
            }
            summary.trusted = Some(true);
            summary.anchor = Some(anchor);
        }
        Trust::ReachedOutOfTime { anchor, validity } => {
            findings.fail(CHECK, time(validity), json!({ "anchor": anchor }));
        }
        Trust::OutOfTime { at, validity } => {
            findings.fail(CHECK, time(validity), json!({ "x5c": at }));
        }
        Trust::Untrusted => {
            findings.fail(CHECK, Reason::ChainUntrusted, json!({ "anchors": anchors }));
        }
        Trust::Broken { at } => findings.fail(CHECK, Reason::ChainBroken, json!({ "x5c": at })),
        Trust::Unknown { at } => {
            summary.trusted = None;
            findings.unknown(CHECK, Reason::AlgorithmUnsupported, json!({ "x5c": at }));
        }
        Trust::CriticalExtension { at, oid } => {
            let evidence = json!({ "x5c": at, "criticalExtension": oid });
            findings.fail(CHECK, Reason::CertificateRequirements, evidence);
        }
    }
}
