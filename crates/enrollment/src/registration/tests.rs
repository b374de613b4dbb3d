use std::{sync::Arc, time::Duration};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{
        Answer, Created, Failure, Moment, Proof, RegistrationView, Unusable, Verdict, WhenUnusable,
    },
    driver::{Arrival, Controls, Driver, Face, Opener},
};
use practice::key::{
    PRACTICE, PracticeKey, Settings,
    firmware::PinPreset,
    presence::{Habit, Presence},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use webauthn::{
    OriginError, PublicKeyCredentialCreationOptions, RecordedResponse, RequestError, RpIdError,
    Timestamp, TrustAnchor, base64url, cbor,
};

use super::{proof, *};

mod under_policy;

const NOW: Timestamp = Timestamp(1_790_000_000);

fn options() -> Value {
    json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "AQIDBA", "name": "ada@example.org", "displayName": "Ada" },
        "challenge": "Y2hhbGxlbmdlLW9mLXRoaXMtdGVzdA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -257 }, { "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "direct",
        "extensions": { "credProps": true, "hmacCreateSecret": true, "largeBlob": {} },
    })
}

fn terms() -> Terms {
    Terms { now: NOW, when_unusable: WhenUnusable::End, enterprise_attestation: Vec::new() }
}

fn prepared(options: &Value, origin: Option<&str>) -> Result<Prepared, PrepareError> {
    let options = PublicKeyCredentialCreationOptions::from_value(options.clone()).unwrap();
    Prepared::new(options, origin, None, &terms())
}

/// A practice key with the PIN 1234.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn key(&self, presence: Box<dyn Presence>) -> PracticeKey {
        let pin = PinPreset { pin: "1234".to_owned().into(), retries: 8, force_change: false };
        let settings = Settings { pin: Some(pin), ..Settings::default() };
        loop {
            let presence = Box::new(Habit::touches_after(Duration::ZERO));
            let settings = Settings { pin: None, ..Settings::default() };
            if !self.folder.path().join("practice-key.cbor").exists() {
                break;
            }
            match PracticeKey::open_or_create(self.folder.path(), settings, presence) {
                Ok(key) => return key,
                Err(practice::PracticeError::InUse(_)) => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(error) => panic!("{error}"),
            }
        }
        PracticeKey::open_or_create(self.folder.path(), settings, presence).unwrap()
    }

    fn root(&self) -> TrustAnchor {
        let pem = std::fs::read_to_string(self.folder.path().join("practice-root.pem")).unwrap();
        TrustAnchor::from_text(&pem).unwrap()
    }

    fn run(&self, prepared: Prepared) -> Result<Made, Box<ctap::ceremony::Ended>> {
        self.run_past(prepared, PolicyGate::default()).0
    }

    /// Runs with the practice key held against a policy.
    fn run_past(
        &self,
        prepared: Prepared,
        gate: PolicyGate,
    ) -> (Result<Made, Box<ctap::ceremony::Ended>>, KnowsThePin) {
        let key = self.key(Box::new(Habit::touches_after(Duration::ZERO)));
        let driver = Driver::new();
        let controls = driver.controls();
        let id = AuthenticatorId::new(PRACTICE);
        let open: Opener = Box::new(move || Ok(Box::new(key)));
        controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
        controls.arrived(Arrival::Surveyed);
        let mut face = KnowsThePin { controls, gate, asked: 0 };
        let outcome = prepared.run(driver, Box::new(SystemEntropy::new()), &mut face);
        (outcome, face)
    }

    fn made(&self, options: &Value) -> Made {
        self.run(prepared(options, None).unwrap()).unwrap()
    }
}

struct KnowsThePin {
    controls: Controls,
    gate: PolicyGate,
    /// How often a PIN or a touch was asked for.
    asked: usize,
}

impl Face for KnowsThePin {
    fn show(&mut self, view: &RegistrationView) {
        if let Moment::EnterPin { prompt, .. } = view.moment {
            let pin = Pin::new(b"1234".to_vec().into()).unwrap();
            self.controls.answer(prompt, Answer::Pin(pin));
        }
        if matches!(view.moment, Moment::EnterPin { .. } | Moment::TouchKey { .. }) {
            self.asked += 1;
        }
    }
    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        self.gate.judge(id, info)
    }
}

fn sendable(judged: Judged) -> Sendable {
    match judged.standing {
        Standing::Verified(sendable) => *sendable,
        standing @ (Standing::Undetermined(_) | Standing::Refused) => {
            panic!("{standing:?} {:#?}", judged.judgement.findings)
        }
    }
}

fn response(sendable: &Sendable) -> Value {
    serde_json::to_value(sendable.response().unwrap()).unwrap()
}

#[test]
fn a_registration_with_the_practice_key_becomes_a_response_that_says_what_was_made() {
    let desk = Desk::new();
    let judged = desk.made(&options()).judge(Vec::new(), None, NOW);
    assert_eq!(judged.proof, ProofOfPossession::Holds);
    assert_eq!(judged.judgement.attestation.trusted, None);
    let response = response(&sendable(judged));
    assert_eq!(response["authenticatorAttachment"], "cross-platform");
    // What getInfo says, not how it was reached.
    assert_eq!(response["response"]["transports"], json!(["usb"]));
    assert_eq!(response["response"]["publicKeyAlgorithm"], -7);
    assert_eq!(
        response["clientExtensionResults"],
        json!({
            "credProps": { "rk": true },
            "hmacCreateSecret": true,
            "largeBlob": { "supported": false },
        })
    );
    // WebAuthn L3 §5.8.1.1.
    let client_data = base64url::decode(response["response"]["clientDataJSON"].as_str().unwrap());
    assert_eq!(
        String::from_utf8(client_data.unwrap()).unwrap(),
        r#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdlLW9mLXRoaXMtdGVzdA","origin":"https://example.org","crossOrigin":false}"#
    );
}

#[test]
fn a_root_that_is_trusted_proves_the_model_and_another_does_not() {
    let desk = Desk::new();
    let judged = desk.made(&options()).judge(Vec::new(), None, NOW);
    assert!(matches!(judged.standing, Standing::Verified(_)));
    let judged = desk.made(&options()).judge(vec![desk.root()], None, NOW);
    assert_eq!(judged.judgement.attestation.trusted, Some(true));
    let stranger = Desk::new();
    drop(stranger.key(Box::new(Habit::never_touches())));
    let judged = desk.made(&options()).judge(vec![stranger.root()], None, NOW);
    assert_eq!(judged.judgement.attestation.trusted, Some(false));
    assert!(matches!(judged.standing, Standing::Refused), "{:?}", judged.standing);
}

#[test]
fn none_strips_the_statement_and_the_model_while_the_judge_sees_them() {
    let desk = Desk::new();
    let mut options = options();
    options["attestation"] = json!("none");
    let judged = desk.made(&options).judge(vec![desk.root()], None, NOW);
    assert_eq!(judged.judgement.attestation.fmt.as_deref(), Some("packed"));
    assert_eq!(judged.judgement.aaguid.unwrap().0, practice::key::PRACTICE_AAGUID);
    let response = sendable(judged).response().unwrap();
    let recorded = RecordedResponse::from_value(serde_json::to_value(&response).unwrap()).unwrap();
    let object = webauthn::AttestationObject::from_bytes(&recorded.attestation_object).unwrap();
    assert_eq!(object.fmt(), "none");
    assert_eq!(object.auth_data()[37..53], [0; 16]);
}

#[test]
fn a_key_that_holds_the_account_already_makes_no_second_credential() {
    let desk = Desk::new();
    let first = response(&sendable(desk.made(&options()).judge(Vec::new(), None, NOW)));
    let mut again = options();
    again["excludeCredentials"] = json!([{ "type": "public-key", "id": first["id"] }]);
    let ended = desk.run(prepared(&again, None).unwrap()).unwrap_err();
    assert!(matches!(
        ended.failure,
        Failure::Unusable { why: Unusable::AlreadyRegistered { .. }, .. }
    ));
    assert!(ended.possibly_on.is_empty());
}

/// An empty statement; for `packed` one with ECDAA, which Level 1 had and this build cannot verify.
fn statement(fmt: &str) -> cbor::Value {
    if fmt != "packed" {
        return cbor::Value::Map(Vec::new());
    }
    let members: [(cbor::Value, cbor::Value); 3] = [
        ("alg".into(), (-7).into()),
        ("sig".into(), vec![0_u8].into()),
        ("ecdaaKeyId".into(), vec![0_u8].into()),
    ];
    members.into_iter().collect()
}

/// What a key answers with this format and its statement.
fn created(fmt: &str) -> Created {
    let attested = [&[7; 16], &[0, 4][..], b"cred", &cbor::encode(&base_point())].concat();
    // UP, UV and AT; counter 0.
    let auth_data =
        [&webauthn::rp_id_hash("example.org")[..], &[0x45, 0, 0, 0, 0], &attested].concat();
    let members: cbor::Value =
        [(1, cbor::Value::from(fmt)), (2, auth_data.into()), (3, statement(fmt))]
            .into_iter()
            .collect();
    let info: cbor::Value =
        [(1, cbor::Value::from(vec![cbor::Value::from("FIDO_2_1")])), (3, [7u8; 16].into())]
            .into_iter()
            .collect();
    Created {
        authenticator: AuthenticatorId::new("nfc:1"),
        transport: AuthenticatorTransport::Nfc,
        info: Arc::new(AuthenticatorInfo::parse(&cbor::encode(&info)).unwrap()),
        response: cbor::encode(&members),
        discoverable: false,
        proof: Proof::NotTried,
        traces: None,
        after_cancel: false,
        possibly_on: Vec::new(),
        pin_changed_on: Vec::new(),
    }
}

fn made_of(created: Created) -> Made {
    let options = PublicKeyCredentialCreationOptions::from_value(options()).unwrap();
    let origin = webauthn::CallerOrigin::parse("https://example.org").unwrap();
    Made::new(webauthn::RegistrationRequest::new(options, &origin, None).unwrap(), created)
}

#[test]
fn what_this_build_cannot_verify_is_sent_only_with_a_persons_consent() {
    let judged = made_of(created("packed")).judge(Vec::new(), None, NOW);
    let Standing::Undetermined(unproved) = judged.standing else { panic!("{judged:?}") };
    let response = response(&unproved.with_consent(SendUnproved::as_the_person_said()));
    assert_eq!(response["id"], base64url::encode(b"cred"));
    // getInfo named no transports: how it was reached stands in (WebAuthn L3 §5.1.3 step 24).
    assert_eq!(response["response"]["transports"], json!(["nfc"]));
}

#[test]
fn what_does_not_hold_is_never_sent_and_every_finding_is_there() {
    for created in [
        // No registered format.
        created("home-made"),
        // No attestation object at all.
        Created { response: vec![0xA0], ..created("none") },
        Created { response: vec![0xFF; 3], ..created("none") },
        Created { response: Vec::new(), ..created("none") },
    ] {
        let judged = made_of(created).judge(Vec::new(), None, NOW);
        assert!(matches!(judged.standing, Standing::Refused), "{judged:?}");
        assert_eq!(judged.judgement.verdict, webauthn::Verdict::Invalid);
        assert!(judged.judgement.findings.len() >= webauthn::Check::VERIFICATION.len());
    }
}

#[test]
fn an_origin_may_only_use_its_own_rp_id() {
    let refused = |options: &Value, origin: Option<&str>| prepared(options, origin).unwrap_err();
    let other = refused(&options(), Some("https://example.com"));
    assert!(matches!(
        other,
        PrepareError::Request(RequestError::RpId(RpIdError::NotForOrigin { .. }))
    ));
    let insecure = refused(&options(), Some("http://example.org"));
    assert!(matches!(insecure, PrepareError::Origin(OriginError::NotSecure(_))));
    for address in ["127.0.0.1", "[::1]", "0x7f.1"] {
        let mut options = options();
        options["rp"]["id"] = json!(address);
        assert!(
            matches!(
                refused(&options, None),
                PrepareError::Request(RequestError::RpId(
                    RpIdError::IpAddress(_) | RpIdError::NotADomain(_)
                ))
            ),
            "{address}"
        );
    }
    assert!(prepared(&options(), Some("https://login.example.org:8443")).is_ok());
}

#[test]
fn options_without_an_rp_id_need_an_origin_to_take_it_from() {
    let mut options = options();
    options["rp"] = json!({ "name": "Example" });
    assert_eq!(prepared(&options, None).unwrap_err(), PrepareError::NoRpId);
    let prepared = prepared(&options, Some("https://login.example.org")).unwrap();
    assert_eq!(prepared.rp_id(), "login.example.org");
}

#[test]
fn what_no_security_key_can_do_is_refused_before_one_is_asked() {
    let mut platform = options();
    platform["authenticatorSelection"]["authenticatorAttachment"] = json!("platform");
    assert_eq!(prepared(&platform, None).unwrap_err(), PrepareError::PlatformOnly);
    let mut blob = options();
    blob["extensions"]["largeBlob"] = json!({ "support": "required" });
    assert_eq!(prepared(&blob, None).unwrap_err(), PrepareError::LargeBlobRequired);
}

#[test]
fn a_challenge_bounds_the_time_of_the_ceremony_and_an_expired_one_starts_none() {
    // Graph's challengeTimeoutDateTime stands beside publicKey.
    let at = |time: &str| json!({ "challengeTimeoutDateTime": time, "publicKey": options() });
    // 1,790,000,000 s is 2026-09-21T14:13:20Z.
    let soon = prepared(&at("2026-09-21T14:14:20Z"), None).unwrap();
    assert_eq!(soon.limit(), Duration::from_secs(60));
    let late = prepared(&at("2026-09-21T14:13:20Z"), None).unwrap_err();
    assert_eq!(late, PrepareError::ChallengeExpired);
}

#[test]
fn enterprise_attestation_is_asked_only_for_rp_ids_that_the_settings_list() {
    let mut options = options();
    options["attestation"] = json!("enterprise");
    let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
    let asked = |listed: &[&str]| {
        let listed = listed.iter().map(|one| (*one).to_owned()).collect();
        let terms = Terms { enterprise_attestation: listed, ..terms() };
        let prepared = Prepared::new(options.clone(), None, None, &terms).unwrap();
        format!("{prepared:?}").contains("enterprise_attestation: Some")
    };
    assert!(asked(&["example.org"]));
    assert!(!asked(&["example.com"]));
    assert!(!asked(&[]));
}

#[test]
fn a_signature_that_is_not_the_new_credentials_is_no_proof() {
    let members = [(2, cbor::Value::from([0u8; 37])), (3, cbor::Value::from([0u8; 8]))];
    let response = cbor::encode(&members.into_iter().collect());
    let signed = Proof::Signed { client_data_hash: [0; 32], response };
    let rp_id = webauthn::RpId::parse("example.org").unwrap();
    let key = webauthn::CosePublicKey::from_cbor(&base_point()).unwrap();
    assert_eq!(proof::check(&signed, Some(&key), &rp_id), ProofOfPossession::Fails);
    assert_eq!(proof::check(&Proof::NotTried, Some(&key), &rp_id), ProofOfPossession::Unknown);
}

/// P-256's base point (SEC 2 §2.4.2) as a COSE key: a point of the curve that is nobody's.
fn base_point() -> cbor::Value {
    let hex = |text: &str| data_encoding::HEXUPPER.decode(text.as_bytes()).unwrap();
    [
        (1i64, cbor::Value::from(2u8)),
        (3, cbor::Value::from(-7i64)),
        (-1, cbor::Value::from(1u8)),
        (-2, hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296").into()),
        (-3, hex("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5").into()),
    ]
    .into_iter()
    .collect()
}
