//! Whole registrations by our client with three keys: OpenSK and Trussed over CTAPHID in memory, and
//! the practice key. Our own judge has to admit each; `scripts/test/registrations.sh` then has three
//! independent relying-party libraries judge the same ones, from the file that
//! `TOUCHSTONE_REGISTRATIONS` names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod keys;
mod rehearsals;
mod removals;

use std::{io::Write, time::Duration};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, Pin, PinError, SystemEntropy,
    ceremony::{Answer, Ended, Failure, Moment, RegistrationView, Unusable, Verdict, WhenUnusable},
    driver::{Arrival, Controls, Driver, Face},
};
use enrollment::{Judged, Prepared, ProofOfPossession, SendUnproved, Standing, Terms};
use keys::{Plugged, kinds};
use serde_json::{Value, json};
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor};
use zeroize::Zeroizing;

const PIN: &str = "123456";

/// Types the PIN whenever it is asked for, and remembers what was shown.
struct Typist {
    controls: Controls,
    shown: Vec<Moment>,
}

fn pin() -> Result<Pin, PinError> {
    Pin::new(Zeroizing::new(PIN.as_bytes().to_vec()))
}

impl Face for Typist {
    #[allow(clippy::wildcard_enum_match_arm, reason = "nothing else is asked")]
    fn show(&mut self, view: &RegistrationView) {
        match view.moment {
            Moment::EnterPin { prompt, .. } => {
                self.controls.answer(prompt, Answer::Pin(pin().unwrap()));
            }
            Moment::SetPin { prompt, .. } => {
                self.controls.answer(prompt, Answer::NewPin(pin().unwrap()));
            }
            _ => {}
        }
        self.shown.push(view.moment.clone());
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

/// Creation options with these members instead of the usual ones.
fn options(changes: &Value) -> Value {
    let mut options = json!({
        "rp": { "id": "example.com", "name": "Example" },
        "user": { "id": "dXNlci0x", "name": "ada@example.com", "displayName": "Ada" },
        "challenge": "QSBjaGFsbGVuZ2Ugb2YgdGhpcnR5LXR3byBieXRlcyE",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
        "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
        "attestation": "direct"
    });
    for (member, value) in changes.as_object().unwrap() {
        options[member] = value.clone();
    }
    options
}

fn now() -> Timestamp {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(now.as_secs()).unwrap())
}

fn register(key: &Plugged, options: &Value) -> Result<Judged, Box<Ended>> {
    let parsed = PublicKeyCredentialCreationOptions::from_value(options.clone()).unwrap();
    let terms =
        Terms { now: now(), when_unusable: WhenUnusable::End, enterprise_attestation: Vec::new() };
    let prepared = Prepared::new(parsed, None, None, &terms).unwrap();
    let driver = Driver::new();
    let controls = driver.controls();
    controls.arrived(Arrival::Attached(key.id(), key.transport(), key.opener()));
    controls.arrived(Arrival::Surveyed);
    let mut typist = Typist { controls, shown: Vec::new() };
    let made = prepared.run(driver, Box::new(SystemEntropy::new()), &mut typist)?;
    let anchor = TrustAnchor::from_der(&key.root()).unwrap();
    Ok(made.judge(vec![anchor], None, now()))
}

/// What a verifier is asked: the contract of `tests/verifiers`.
fn verifier_request(name: &str, options: &Value, root: &[u8], response: &Value) -> Value {
    let algorithms: Vec<_> =
        options["pubKeyCredParams"].as_array().unwrap().iter().map(|one| &one["alg"]).collect();
    let mut request = json!({
        "id": name,
        "origin": "https://example.com",
        "rp_id": "example.com",
        "challenge": options["challenge"],
        "require_uv": options["authenticatorSelection"]["userVerification"] == "required",
        "algs": algorithms,
        "response": response,
    });
    if options["attestation"] == "direct" {
        request["trust_roots"] = json!([data_encoding::BASE64.encode(root)]);
    }
    request
}

/// The response, which our own judge must have admitted.
fn response(judged: Judged, name: &str) -> Value {
    let findings = serde_json::to_string_pretty(&judged.judgement).unwrap();
    assert_eq!(judged.proof, ProofOfPossession::Holds, "{name}");
    let sendable = match judged.standing {
        Standing::Verified(sendable) => sendable,
        Standing::Undetermined(unproved) => {
            panic!(
                "{name}: undetermined\n{findings}\n{unproved:?} {:?}",
                SendUnproved::as_the_person_said()
            );
        }
        Standing::Refused => panic!("{name}: refused\n{findings}"),
    };
    serde_json::to_value(sendable.response().unwrap()).unwrap()
}

fn hundred_ids() -> Vec<Value> {
    (0..100u8)
        .map(|n| json!({ "type": "public-key", "id": data_encoding::BASE64URL_NOPAD.encode(&[n; 64]) }))
        .collect()
}

fn scenarios() -> Vec<(&'static str, Value)> {
    let selection = |resident_key: &str| json!({ "authenticatorSelection": { "residentKey": resident_key, "userVerification": "required" } });
    vec![
        ("resident key required", selection("required")),
        ("resident key preferred", selection("preferred")),
        ("resident key discouraged", selection("discouraged")),
        (
            "a hundred excluded ids, none of them here",
            json!({ "excludeCredentials": hundred_ids() }),
        ),
        (
            "RS256 first",
            json!({ "pubKeyCredParams": [
                { "type": "public-key", "alg": -257 }, { "type": "public-key", "alg": -7 }] }),
        ),
        ("attestation none", json!({ "attestation": "none" })),
        (
            "extensions",
            json!({ "extensions": {
                "credProps": true, "hmacCreateSecret": true, "minPinLength": true,
                "credentialProtectionPolicy": "userVerificationOptionalWithCredentialIDList",
                "enforceCredentialProtectionPolicy": true } }),
        ),
    ]
}

#[test]
fn every_key_registers_in_every_way_that_is_asked() {
    let mut lines = Vec::new();
    for kind in kinds() {
        for (what, changes) in scenarios() {
            let name = format!("{kind:?}: {what}");
            let key = kind.with_pin(Some(PIN));
            let options = options(&changes);
            let judged =
                register(&key, &options).unwrap_or_else(|ended| panic!("{name}: {ended:?}"));
            let response = response(judged, &name);
            if what == "extensions" {
                let results = &response["clientExtensionResults"];
                assert_eq!(results["credProps"]["rk"], true, "{name}");
                assert_eq!(results["hmacCreateSecret"], true, "{name}");
            }
            lines.push(verifier_request(&name, &options, &key.root(), &response));
        }
        let name = format!("{kind:?}: no PIN set");
        let key = kind.with_pin(None);
        let options = options(&json!({}));
        let judged = register(&key, &options).unwrap_or_else(|ended| panic!("{name}: {ended:?}"));
        lines.push(verifier_request(&name, &options, &key.root(), &response(judged, &name)));
    }
    let Ok(path) = std::env::var("TOUCHSTONE_REGISTRATIONS") else { return };
    let mut file = std::fs::File::create(path).unwrap();
    for line in &lines {
        writeln!(file, "{line}").unwrap();
    }
    println!("{} registrations written", lines.len());
}

#[test]
fn a_key_that_holds_one_of_a_hundred_excluded_ids_is_told_apart_and_names_it() {
    for kind in kinds() {
        for place in [0, 50, 100] {
            let key = kind.with_pin(Some(PIN));
            let first = register(&key, &options(&json!({}))).unwrap();
            let id = response(first, "the first")["id"].clone();
            let mut excluded = hundred_ids();
            excluded.insert(place, json!({ "type": "public-key", "id": id }));
            let again = options(&json!({
                "excludeCredentials": excluded, "user": { "id": "b3RoZXI", "name": "o", "displayName": "o" } }));
            let ended = register(&key, &again).expect_err("already registered");
            let Failure::Unusable { why: Unusable::AlreadyRegistered { credential_id }, .. } =
                ended.failure
            else {
                panic!("{kind:?} at {place}: {:?}", ended.failure);
            };
            let named = credential_id.map(|id| data_encoding::BASE64URL_NOPAD.encode(&id));
            assert_eq!(named.map(Value::from), Some(id), "{kind:?} at {place}");
        }
    }
}

#[test]
fn a_key_full_of_discoverable_credentials_says_so() {
    for kind in kinds() {
        let key = kind.with_room_for_one(PIN);
        assert!(register(&key, &options(&json!({}))).is_ok(), "{kind:?}");
        let other =
            options(&json!({ "user": { "id": "b3RoZXI", "name": "o", "displayName": "o" } }));
        let ended = register(&key, &other).expect_err("full");
        assert!(
            matches!(ended.failure, Failure::Unusable { why: Unusable::Full, .. }),
            "{kind:?}: {:?}",
            ended.failure
        );
    }
}

/// A registration in process takes milliseconds; the limit only keeps a hang from lasting.
#[test]
fn a_touch_that_never_comes_ends_with_the_time() {
    for kind in kinds() {
        let key = kind.never_touched(PIN);
        let short = options(&json!({}));
        let parsed = PublicKeyCredentialCreationOptions::from_value(short).unwrap();
        let terms =
            Terms { now: now(), when_unusable: WhenUnusable::End, enterprise_attestation: vec![] };
        let prepared = Prepared::new(parsed, None, None, &terms).unwrap();
        let driver = Driver::new();
        let controls = driver.controls();
        controls.arrived(Arrival::Attached(key.id(), key.transport(), key.opener()));
        controls.arrived(Arrival::Surveyed);
        let stopper = controls.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(1500));
            stopper.cancel();
        });
        let mut typist = Typist { controls, shown: Vec::new() };
        let outcome = prepared.run(driver, Box::new(SystemEntropy::new()), &mut typist);
        let ended = outcome.expect_err("cancelled");
        assert_eq!(ended.failure, Failure::Cancelled, "{kind:?}");
        assert!(ended.possibly_on.is_empty(), "{kind:?}: the key said that it made nothing");
        let asked = typist.shown.iter().any(|moment| matches!(moment, Moment::TouchKey { .. }));
        assert!(asked, "{kind:?}: the touch was asked for");
    }
}
