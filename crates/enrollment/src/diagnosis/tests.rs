use std::io::BufReader;

use entra_policy::{Fido2Policy, Registrant, Subject};
use serde_json::{Value, json};
use webauthn::{Check, Outcome, Reason, Verdict, base64url};

use super::*;
use crate::OrganisationPolicy;

mod attested;
mod batch;
mod broken;
mod tickets;

pub(crate) const NOW: webauthn::Timestamp = webauthn::Timestamp(1_790_000_000);

/// A `none` registration for `example.org`: authenticator data with UP, UV and AT, an ES256 key on its
/// curve (the generator itself), and client data with this challenge.
pub(crate) fn record() -> Value {
    let client_data = br#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"https://example.org","crossOrigin":false}"#;
    json!({
        "id": "one",
        "rp_id": "example.org",
        "origin": "https://example.org",
        "challenge": "Y2hhbGxlbmdl",
        "clientDataJSON": base64url::encode(client_data),
        "attestationObject": base64url::encode(&object()),
    })
}

fn object() -> Vec<u8> {
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let mut data = webauthn::rp_id_hash("example.org").to_vec();
    data.extend([0x45, 0, 0, 0, 0]);
    data.extend([0; 16]);
    data.extend([0, 4, 1, 2, 3, 4]);
    data.extend(hex("a5010203262001215820"));
    data.extend(hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"));
    data.extend(hex("225820"));
    data.extend(hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
    let mut object = hex("a363666d74646e6f6e656761747453746d74a0686175746844617461");
    object.extend([0x58, u8::try_from(data.len()).unwrap()]);
    object.extend(data);
    object
}

fn judged(record: &Value) -> webauthn::Judgement {
    diagnose(&Recorded::from_value(record).unwrap(), &Grounds::at(NOW))
}

#[test]
fn a_whole_record_is_judged_as_it_says() {
    let judgement = judged(&record());
    assert_eq!(judgement.verdict, Verdict::Admitted, "{:#?}", judgement.findings);
    assert_eq!(judgement.id.as_deref(), Some("one"));
    assert_eq!(deciding(&judgement), None);
}

#[test]
fn what_was_not_recorded_is_not_taken_from_the_response() {
    for missing in ["challenge", "origin", "rp_id"] {
        let mut record = record();
        record.as_object_mut().unwrap().remove(missing);
        let judgement = judged(&record);
        assert_eq!(judgement.verdict, Verdict::Undetermined, "{missing}");
        assert_eq!(deciding(&judgement).unwrap().reason, Some(Reason::ExpectationMissing));
    }
}

#[test]
fn what_was_asked_fills_in_what_the_record_leaves_out() {
    let options = json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQ", "name": "a", "displayName": "a" },
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -257 }],
    });
    let options = webauthn::PublicKeyCredentialCreationOptions::from_value(options).unwrap();
    let bare = Recorded { attestation_object: object(), ..Recorded::default() };
    let recorded = Recorded::from_value(&record()).unwrap();
    let bare = Recorded { client_data_json: recorded.client_data_json, ..bare };
    let judgement = diagnose(&bare.asked(&options, None), &Grounds::at(NOW));
    // ES256 was not among what was asked.
    assert_eq!(deciding(&judgement).unwrap().reason, Some(Reason::AlgorithmNotRequested));
}

#[test]
fn a_policy_demands_user_verification_and_refuses_models() {
    let policy = json!({
        "state": "enabled", "isAttestationEnforced": false,
        "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [{ "targetType": "group", "id": "all_users" }],
        "keyRestrictions": {
            "isEnforced": true, "enforcementType": "allow",
            "aaGuids": ["90a3ccdf-635c-4729-a248-9b709135078f"],
        },
    });
    let policy = OrganisationPolicy {
        policy: Fido2Policy::parse(&policy).unwrap(),
        subject: Subject::default(),
        registrant: Registrant::Oneself,
    };
    let grounds = Grounds { policy: Some(&policy), ..Grounds::at(NOW) };
    let judgement = diagnose(&Recorded::from_value(&record()).unwrap(), &grounds);
    assert_eq!(judgement.verdict, Verdict::Refused);
    let deciding = deciding(&judgement).unwrap();
    assert_eq!((deciding.check, deciding.outcome), (Check::PolicyAaguid, Outcome::Fail));
}

#[test]
fn a_members_own_fault_is_named() {
    let mut record = record();
    record["verify_at"] = json!("yesterday");
    assert_eq!(Recorded::from_value(&record), Err(RecordedError::Member("verify_at")));
    assert_eq!(Recorded::from_value(&json!(1)), Err(RecordedError::NotAnObject));
    assert_eq!(Recorded::from_value(&json!({})), Err(RecordedError::NoAttestationObject));
}
