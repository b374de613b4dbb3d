//! Verification of a registration (WebAuthn L3 §7.1), the judge. It must never stop at the first
//! thing wrong, nor take what it compares with from the response itself.

mod extensions;
mod steps;
#[cfg(test)]
mod tests;

use crate::{
    AttestationObject, AttestationObjectError, AuthenticatorData, CoseAlgorithmIdentifier,
    RegistrationRequest, Timestamp,
    attestation::format::{self, Statement},
    base64url,
    cbor::{Deviation, Deviations},
    client_data::client_data_hash,
    judgement::{
        AttestationSummary, AttestationType, Check, Finding, Findings, Judgement, Reason, Verdict,
        evidence,
    },
    options::UserVerificationRequirement,
    x509::TrustAnchor,
};

/// A registration as somebody recorded it.
#[derive(Clone, Copy, Debug)]
pub struct RecordedRegistration<'a> {
    /// `clientDataJSON`, where it was recorded.
    pub client_data_json: Option<&'a [u8]>,
    /// `attestationObject`, as the authenticator made it.
    pub attestation_object: &'a [u8],
    /// `rawId` of the response, where it was recorded.
    pub credential_id: Option<&'a [u8]>,
}

/// What a registration is compared with. What is `None` or empty is not compared, and says so.
#[derive(Clone, Debug)]
pub struct Expectations {
    /// The challenge in base64url.
    pub challenge: Option<String>,
    /// Origins that may be named; none: not supplied.
    pub origins: Vec<String>,
    /// The RP ID.
    pub rp_id: Option<String>,
    /// Whether the user must have been verified.
    pub user_verification: UserVerification,
    /// Whether the user must have been present.
    pub user_presence: UserPresence,
    /// Whether a cross-origin frame may have made it.
    pub cross_origin: CrossOrigin,
    /// Algorithms asked for. `None`: any that this build can verify.
    pub algorithms: Option<Vec<CoseAlgorithmIdentifier>>,
    /// Anchors that somebody trusts; none: not supplied.
    pub trust_anchors: Vec<TrustAnchor>,
    /// How many more anchors somebody has named in a form that cannot be read.
    pub unreadable_anchors: usize,
    /// When certificates must be valid.
    pub at: Timestamp,
}

/// What is demanded of UV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerification {
    /// It must be set.
    Required,
    /// It may be clear.
    NotRequired,
}

/// What is demanded of UP (WebAuthn L3 §7.1 step 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserPresence {
    /// It must be set.
    Required,
    /// Conditional mediation: it may be clear.
    Conditional,
}

/// What is known about frames (WebAuthn L3 §7.1 steps 10 and 11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CrossOrigin {
    /// The relying party has not said: a frame is worth a warning.
    Unstated,
    /// No frame may have made it.
    Forbidden,
    /// A frame may have, on pages of these origins (none: any).
    Allowed(Vec<String>),
}

impl Expectations {
    /// Compares nothing yet: expectations are added by whoever knows them.
    pub fn at(at: Timestamp) -> Self {
        Self {
            challenge: None,
            origins: Vec::new(),
            rp_id: None,
            user_verification: UserVerification::NotRequired,
            user_presence: UserPresence::Required,
            cross_origin: CrossOrigin::Unstated,
            algorithms: None,
            trust_anchors: Vec::new(),
            unreadable_anchors: 0,
            at,
        }
    }
}

impl Expectations {
    /// What a request asked for, on a page of its own. Anchors are added by whoever trusts some.
    pub fn of(request: &RegistrationRequest, at: Timestamp) -> Self {
        let options = request.options();
        Self {
            challenge: Some(base64url::encode(options.challenge.as_bytes())),
            origins: vec![request.rp().origin().to_string()],
            rp_id: Some(request.rp().rp_id().to_string()),
            user_verification: match options.user_verification() {
                UserVerificationRequirement::Required => UserVerification::Required,
                UserVerificationRequirement::Preferred
                | UserVerificationRequirement::Discouraged => UserVerification::NotRequired,
            },
            cross_origin: CrossOrigin::Forbidden,
            algorithms: Some(request.algorithms().to_vec()),
            ..Self::at(at)
        }
    }
}

/// What verification came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Every finding, and what follows.
    pub judgement: Judgement,
    /// The registration, as far as it may be used.
    pub registration: Verified,
}

/// A registration, as far as it may be used.
#[derive(Clone, Debug, PartialEq)]
pub enum Verified {
    /// It verifies.
    Verified(VerifiedRegistration),
    /// Nothing is wrong, but not everything is known; use needs a person's consent.
    Undetermined(UndeterminedRegistration),
    /// It must not be used.
    Invalid,
}

/// A registration that verified. Only [`verify`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedRegistration(Registration);

/// A registration with nothing wrong and something unknown. Only [`verify`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct UndeterminedRegistration(Registration);

#[derive(Clone, Debug, PartialEq)]
struct Registration {
    object: AttestationObject,
    auth_data: AuthenticatorData,
    client_data_json: Option<Vec<u8>>,
    attestation: AttestationSummary,
}

macro_rules! registration {
    ($($name:ident)*) => {
        $(impl $name {
            /// The attestation object as the authenticator made it.
            pub fn attestation_object(&self) -> &AttestationObject {
                &self.0.object
            }

            /// Its authenticator data.
            pub fn authenticator_data(&self) -> &AuthenticatorData {
                &self.0.auth_data
            }

            /// The client data, where it was recorded.
            pub fn client_data_json(&self) -> Option<&[u8]> {
                self.0.client_data_json.as_deref()
            }

            /// The attestation in short.
            pub fn attestation(&self) -> &AttestationSummary {
                &self.0.attestation
            }
        })*
    };
}

registration! { VerifiedRegistration UndeterminedRegistration }

/// Judges a registration; every check is reported.
pub fn verify(recorded: RecordedRegistration<'_>, expected: &Expectations) -> Verification {
    let mut findings = Findings::new();
    let mut summary = AttestationSummary {
        fmt: None,
        r#type: AttestationType::Unverified,
        trusted: None,
        anchor: None,
        covers_aaguid: false,
    };
    steps::client_data(recorded.client_data_json, expected, &mut findings);
    let object = read_object(recorded.attestation_object, &mut findings);
    let auth_data = object.as_ref().and_then(|object| read_auth_data(object, &mut findings));
    if let Some(object) = &object {
        summary.fmt = Some(object.fmt().to_owned());
    }
    if let (Some(object), Some(auth_data)) = (&object, &auth_data) {
        steps::authenticator_data(auth_data, recorded.credential_id, expected, &mut findings);
        statement(object, auth_data, recorded, expected, &mut summary, &mut findings);
    }
    let aaguid = auth_data.as_ref().and_then(|data| data.attested_credential_data.as_ref());
    let aaguid = aaguid.map(|attested| attested.aaguid);
    let findings = findings.complete();
    let verdict = Verdict::of(&findings);
    let registration = object.zip(auth_data).map(|(object, auth_data)| Registration {
        object,
        auth_data,
        client_data_json: recorded.client_data_json.map(<[u8]>::to_vec),
        attestation: summary.clone(),
    });
    let registration = match (verdict, registration) {
        (Verdict::Admitted, Some(registration)) => {
            Verified::Verified(VerifiedRegistration(registration))
        }
        (Verdict::Undetermined, Some(registration)) => {
            Verified::Undetermined(UndeterminedRegistration(registration))
        }
        (Verdict::Refused | Verdict::Invalid, _) | (_, None) => Verified::Invalid,
    };
    let judgement =
        Judgement { id: None, verdict, aaguid, model: None, attestation: summary, findings };
    Verification { judgement, registration }
}

fn read_object(bytes: &[u8], findings: &mut Findings) -> Option<AttestationObject> {
    const CHECK: Check = Check::StatementStructure;
    match AttestationObject::from_bytes(bytes) {
        Ok(object) => {
            report_deviations(CHECK, object.deviations(), findings);
            Some(object)
        }
        Err(error) => {
            let reason = match error {
                AttestationObjectError::Cbor(crate::cbor::DecodeError::Trailing(_)) => {
                    Reason::TrailingBytes
                }
                AttestationObjectError::Cbor(_) => Reason::CborMalformed,
                AttestationObjectError::Member(_) | AttestationObjectError::TooLarge(_) => {
                    Reason::StatementMalformed
                }
            };
            findings.fail(CHECK, reason, evidence!({ "error": error.to_string() }));
            None
        }
    }
}

fn read_auth_data(
    object: &AttestationObject,
    findings: &mut Findings,
) -> Option<AuthenticatorData> {
    AuthenticatorData::from_bytes(object.auth_data())
        .inspect_err(|error| {
            let reason = Reason::AuthenticatorDataMalformed;
            findings.fail(Check::AttestedData, reason, evidence!({ "error": error.to_string() }));
        })
        .ok()
}

/// A key twice makes two readers read two things; the rest is only untidy.
fn report_deviations(check: Check, deviations: Deviations, findings: &mut Findings) {
    let names: Vec<_> = deviations.iter().map(|deviation| format!("{deviation:?}")).collect();
    if deviations.contains(Deviation::DuplicateKey) {
        findings.fail(
            check,
            Reason::CborDuplicateKey,
            evidence!({ "deviations": names.as_slice() }),
        );
    } else if !names.is_empty() {
        findings.warn(
            check,
            Reason::CborNotCanonical,
            evidence!({ "deviations": names.as_slice() }),
        );
    }
}

fn statement(
    object: &AttestationObject,
    auth_data: &AuthenticatorData,
    recorded: RecordedRegistration<'_>,
    expected: &Expectations,
    summary: &mut AttestationSummary,
    findings: &mut Findings,
) {
    const CHECK: Check = Check::StatementStructure;
    let evidence = evidence!({ "fmt": object.fmt().to_owned() });
    let Some(format) = format::find(object.fmt()) else {
        return findings.fail(CHECK, Reason::FormatUnsupported, evidence);
    };
    // Without attested data, whose check has failed, a statement is about nothing.
    let Some(attested) = &auth_data.attested_credential_data else { return };
    let hash = recorded.client_data_json.map(client_data_hash);
    let statement = Statement {
        att_stmt: object.statement(),
        auth_data,
        attested,
        client_data_hash: hash.as_ref(),
        at: expected.at,
    };
    let conveyed = format.verify(&statement, findings);
    steps::chains(&conveyed.trust_paths, expected, summary, findings);
    let holds = [Check::StatementStructure, Check::StatementSignature, Check::Certificate]
        .into_iter()
        .all(|check| !findings.is_bad(check));
    // That nothing failed is no proof: a signature, or what a format has in its place, must have passed.
    let signed = conveyed.attestation_type == AttestationType::None
        || findings.has_passed(Check::StatementSignature);
    if holds && signed {
        summary.r#type = conveyed.attestation_type;
        summary.covers_aaguid = conveyed.covers_aaguid;
    }
    // An anchor that one statement of a compound reaches vouches for no more than the whole does.
    if holds && !conveyed.attestation_type.is_certified() {
        (summary.trusted, summary.anchor) = (None, None);
    }
}

/// A finding in a sentence for logs, codes only.
impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} {:?}", self.check.as_str(), self.outcome)?;
        self.reason.map_or(Ok(()), |reason| write!(out, " {}", reason.as_str()))
    }
}
