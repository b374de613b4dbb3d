//! The steps of WebAuthn L3 §7.1 that no attestation format changes. None must ever return early
//! past another.

use serde_json::json;

use super::{
    CrossOrigin, Expectations, UserPresence, UserVerification, extensions, report_deviations,
};
use crate::{
    AuthenticatorData, CollectedClientData, CredentialId, Flaw, PublicKeyError,
    attestation::format::TrustPath,
    base64url,
    judgement::{AttestationSummary, Check, Findings, Reason, evidence},
    rp_id::rp_id_hash,
    signature,
    x509::{Assessment, Problem, Trust, Validity, assess},
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
            let evidence = evidence!({ "error": error.to_string() });
            return findings.fail(Check::ClientData, Reason::ClientDataMalformed, evidence);
        }
    };
    if data.r#type == CollectedClientData::CREATE {
        let evidence = evidence!({ "type": CollectedClientData::CREATE });
        findings.pass(Check::ClientData, evidence);
    } else {
        let evidence = evidence!({ "type": data.r#type.clone() });
        findings.fail(Check::ClientData, Reason::ClientDataType, evidence);
    }
    challenge(&data, expected.challenge.as_deref(), findings);
    origin(&data, expected, findings);
    token_binding(&data, findings);
    cross_origin(&data, &expected.cross_origin, findings);
}

fn challenge(data: &CollectedClientData, expected: Option<&str>, findings: &mut Findings) {
    let Some(expected) = expected else { return findings.not_supplied(Check::Challenge) };
    let bytes = |text: &str| base64url::decode(text);
    // The challenge itself stays out of the evidence: it may still be alive.
    let lengths = evidence!({ "expected": expected.len(), "found": data.challenge.len() });
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
    let evidence =
        evidence!({ "expected": expected.origins.as_slice(), "found": data.origin.clone() });
    if expected.origins.contains(&data.origin) {
        findings.pass(Check::Origin, evidence);
    } else {
        findings.fail(Check::Origin, Reason::OriginMismatch, evidence);
    }
}

/// Level 2 had token bindings; Level 3 has only their name. A state that was never one, or that
/// somebody must have had a TLS connection for, is not what this client data should say.
fn token_binding(data: &CollectedClientData, findings: &mut Findings) {
    let Some(token_binding) = data.others.get("tokenBinding") else { return };
    let status = token_binding.get("status").and_then(|status| status.as_str());
    if !matches!(status, Some("supported" | "not-supported")) {
        let evidence = evidence!({ "tokenBinding": status.map(str::to_owned) });
        findings.warn(Check::ClientData, Reason::ClientDataMalformed, evidence);
    }
}

fn cross_origin(data: &CollectedClientData, expected: &CrossOrigin, findings: &mut Findings) {
    if data.cross_origin != Some(true) && data.top_origin.is_none() {
        return;
    }
    let evidence =
        evidence!({ "crossOrigin": data.cross_origin, "topOrigin": data.top_origin.clone() });
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
            findings.pass(Check::RpId, evidence!({ "rpId": rp_id.clone() }));
        }
        Some(rp_id) => {
            findings.fail(
                Check::RpId,
                Reason::RpIdMismatch,
                evidence!({ "expected": rp_id.clone() }),
            );
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
    let evidence = evidence!({
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
    // WebAuthn L3 §6.1: bits 1 and 5 are reserved for future use, which is not ours to forbid.
    if flags.0 & 0x22 != 0 {
        findings.warn(CHECK, Reason::FlagsReserved, evidence.clone());
    }
    if !(absent || unverified || inconsistent) {
        findings.pass(CHECK, evidence);
    }
}

fn layout(data: &AuthenticatorData, findings: &mut Findings) {
    const CHECK: Check = Check::AttestedData;
    if !data.flags.attested_credential_data() {
        let evidence = evidence!({ "flags": data.flags.0 });
        findings.fail(CHECK, Reason::AttestedDataMissing, evidence);
    }
    for flaw in &data.flaws {
        let evidence = evidence!({ "flaw": format!("{flaw:?}") });
        let reason = match flaw {
            Flaw::TrailingBytes(_) => Reason::TrailingBytes,
            Flaw::AttestedCredentialDataTruncated
            | Flaw::PublicKeyNotCbor(_)
            | Flaw::ExtensionsMalformed => Reason::AuthenticatorDataMalformed,
        };
        findings.fail(CHECK, reason, evidence);
    }
    report_deviations(CHECK, data.deviations, findings);
    extensions::check(data, findings);
    if let Some(attested) = &data.attested_credential_data
        && data.flaws.is_empty()
    {
        let length = attested.credential_id.as_bytes().len();
        let evidence = evidence!({ "aaguid": attested.aaguid, "credentialIdLength": length });
        findings.pass(CHECK, evidence);
    }
}

/// WebAuthn L3 §4, credential ID: at least 16 bytes, or what no one can guess anyway.
const SHORTEST_CREDENTIAL_ID: usize = 16;

fn credential_id(own: &CredentialId, response: Option<&[u8]>, findings: &mut Findings) {
    const CHECK: Check = Check::CredentialId;
    let length = own.as_bytes().len();
    let too_long = length > CredentialId::MAX;
    let short = evidence!({ "length": length });
    if length == 0 {
        findings.fail(CHECK, Reason::CredentialIdTooShort, short);
    } else if length < SHORTEST_CREDENTIAL_ID {
        findings.warn(CHECK, Reason::CredentialIdTooShort, short);
    }
    let other = response.is_some_and(|response| own.as_bytes() != response);
    if too_long {
        findings.fail(CHECK, Reason::CredentialIdTooLong, evidence!({ "length": length }));
    }
    if other {
        let evidence = evidence!({ "authenticatorData": json!(own) });
        findings.fail(CHECK, Reason::CredentialIdMismatch, evidence);
    }
    if !too_long && !other && length > 0 {
        let compared = response.is_some();
        findings.pass(CHECK, evidence!({ "length": length, "compared": compared }));
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
            let evidence = evidence!({ "error": error.to_string() });
            return findings.fail(Check::PublicKey, reason, evidence);
        }
    };
    let alg = key.algorithm();
    if key.optional_parameters().is_empty() {
        findings.pass(Check::PublicKey, evidence!({ "alg": alg }));
    } else {
        let evidence = evidence!({ "parameters": key.optional_parameters() });
        findings.warn(Check::PublicKey, Reason::PublicKeyMalformed, evidence);
    }
    let evidence =
        evidence!({ "alg": alg, "name": alg.name(), "requested": expected.algorithms.as_deref() });
    if expected.algorithms.as_ref().is_some_and(|asked| !asked.contains(&alg)) {
        findings.fail(Check::Algorithm, Reason::AlgorithmNotRequested, evidence);
    } else if signature::is_supported(alg) && signature::is_usable(key.key()) {
        if alg.is_weak() {
            findings.warn(Check::Algorithm, Reason::AlgorithmWeak, evidence.clone());
        }
        findings.pass(Check::Algorithm, evidence);
    } else {
        findings.unknown(Check::Algorithm, Reason::AlgorithmUnsupported, evidence);
    }
}

/// Steps 23 and 24, for each path of the statement: every one must lead to an anchor.
pub(super) fn chains(
    paths: &[TrustPath],
    expected: &Expectations,
    summary: &mut AttestationSummary,
    findings: &mut Findings,
) {
    let mut trusted = (!paths.is_empty() && !expected.trust_anchors.is_empty()).then_some(true);
    for path in paths {
        if let Some(statement) = path.statement {
            findings.enter(statement);
        }
        let assessment = assess(&path.certificates, &expected.trust_anchors, expected.at);
        let own = chain(&assessment, path, expected, findings);
        trusted = match (trusted, own) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, _) | (_, None) => None,
            (Some(true), Some(true)) => Some(true),
        };
        if let Trust::Reached { anchor, .. } = assessment.trust {
            summary.anchor = summary.anchor.take().or(Some(anchor));
        }
        findings.leave();
    }
    summary.trusted = trusted;
    if trusted != Some(true) {
        summary.anchor = None;
    }
}

/// Reports one path, and whether it may be trusted.
fn chain(
    assessment: &Assessment,
    path: &TrustPath,
    expected: &Expectations,
    findings: &mut Findings,
) -> Option<bool> {
    const CHECK: Check = Check::Chain;
    for problem in &assessment.problems {
        report_problem(problem, findings);
    }
    let anchors = expected.trust_anchors.len();
    let sound = assessment.problems.is_empty();
    match &assessment.trust {
        // One that cannot be read may be the one that it leads to.
        Trust::NotAsked | Trust::Untrusted if expected.unreadable_anchors > 0 => {
            let evidence =
                evidence!({ "anchors": anchors, "unreadable": expected.unreadable_anchors });
            findings.unknown(CHECK, Reason::AnchorUnreadable, evidence);
            None
        }
        Trust::NotAsked => {
            if sound {
                let certificates = path.certificates.len();
                findings
                    .skip(CHECK, evidence!({ "anchors": anchors, "certificates": certificates }));
            }
            None
        }
        Trust::Reached { anchor, unused_from } => {
            if sound {
                findings.pass(CHECK, evidence!({ "anchor": anchor.clone() }));
            }
            if expected.unreadable_anchors > 0 {
                let evidence = evidence!({ "unreadable": expected.unreadable_anchors });
                findings.warn(CHECK, Reason::AnchorUnreadable, evidence);
            }
            if let Some(unused) = unused_from {
                findings.warn(CHECK, Reason::ChainBroken, evidence!({ "x5c": *unused }));
            }
            Some(sound)
        }
        Trust::Untrusted => {
            let unknown = |problem: &Problem| matches!(problem, Problem::Unknown { .. });
            if assessment.problems.iter().any(unknown) {
                return None;
            }
            findings.fail(CHECK, Reason::ChainUntrusted, evidence!({ "anchors": anchors }));
            Some(false)
        }
        Trust::Unknown { at } => {
            findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence!({ "x5c": *at }));
            None
        }
    }
}

fn report_problem(problem: &Problem, findings: &mut Findings) {
    const CHECK: Check = Check::Chain;
    let time = |validity: &Validity| match validity {
        Validity::Expired => Reason::CertificateExpired,
        Validity::NotYetValid | Validity::Valid => Reason::CertificateNotYetValid,
    };
    match problem {
        Problem::AnchorOutOfTime { anchor, validity } => {
            findings.fail(CHECK, time(validity), evidence!({ "anchor": anchor.clone() }));
        }
        Problem::OutOfTime { at, validity } => {
            findings.fail(CHECK, time(validity), evidence!({ "x5c": *at }));
        }
        Problem::Broken { at } => {
            findings.fail(CHECK, Reason::ChainBroken, evidence!({ "x5c": *at }));
        }
        Problem::Unknown { at } => {
            findings.unknown(CHECK, Reason::AlgorithmUnsupported, evidence!({ "x5c": *at }));
        }
        Problem::CriticalExtension { at, oid } => {
            let evidence = evidence!({ "x5c": *at, "criticalExtension": oid.clone() });
            findings.fail(CHECK, Reason::CertificateRequirements, evidence);
        }
    }
}
