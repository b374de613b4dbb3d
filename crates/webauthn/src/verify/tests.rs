mod authenticator;

use rcgen::{BasicConstraints, CustomExtension, DnType, IsCa, date_time_ymd};
use serde_json::json;

use self::authenticator::{
    AAGUID, Issued, Registration, aaguid_extension, intermediate, leaf, root,
};
use super::{
    CrossOrigin, Expectations, RecordedRegistration, UserPresence, UserVerification, verify,
};
use crate::{
    Aaguid, CallerOrigin, Check, CollectedClientData, CoseAlgorithmIdentifier,
    PublicKeyCredentialCreationOptions, Reason, RegistrationRequest, TrustAnchor, Verdict,
    Verification, Verified,
    cbor::{self, Value},
    judgement::AttestationType,
};

fn lines(verification: &Verification) -> Vec<String> {
    verification.judgement.findings.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn expect(verification: &Verification, verdict: Verdict, line: &str) {
    let lines = lines(verification);
    assert_eq!(verification.judgement.verdict, verdict, "{lines:#?}");
    assert!(lines.iter().any(|found| found == line), "{line} is not in {lines:#?}");
}

#[test]
fn a_basic_attestation_verifies_and_every_check_is_reported() {
    let verification = Registration::new().packed(&[&leaf(&root(), |_| {})]);
    expect(&verification, Verdict::Admitted, "statement-signature Pass");
    for check in Check::VERIFICATION {
        let mut findings = verification.judgement.findings.iter();
        assert!(findings.any(|finding| finding.check == check), "{}", check.as_str());
    }
    let attestation = &verification.judgement.attestation;
    assert_eq!((attestation.r#type, attestation.trusted), (AttestationType::Basic, None));
    let Verified::Verified(registration) = verification.registration else { unreachable!() };
    assert_eq!(registration.authenticator_data().as_bytes().len(), 142);
}

#[test]
fn the_document_has_the_shape_other_programs_rely_on() {
    let root = root();
    let mut registration = Registration::new();
    registration.expected.trust_anchors = vec![root.anchor()];
    let mut judgement = registration.packed(&[&leaf(&root, |_| {})]).judgement;
    judgement.id = Some("mine".to_owned());
    judgement.findings.retain(|finding| finding.check == Check::StatementSignature);
    let expected = json!({
        "id": "mine",
        "verdict": "admitted",
        "aaguid": AAGUID.to_string(),
        "model": null,
        "attestation": {
            "fmt": "packed", "type": "basic", "trusted": true, "anchor": "CN=Test Root",
        },
        "findings": [{
            "check": "statement-signature",
            "outcome": "pass",
            "reason": null,
            "evidence": { "alg": -7, "name": "ES256" },
            "spec": "WebAuthn L3 §8.2",
        }],
    });
    assert_eq!(serde_json::to_string(&judgement).unwrap(), expected.to_string());
}

#[test]
fn what_was_not_supplied_is_skipped_and_leaves_the_verdict_open() {
    type Change = fn(&mut Registration);
    let certificate = leaf(&root(), |_| {});
    let changes: [(&str, Change); 3] = [
        ("challenge", |r| r.expected.challenge = None),
        ("origin", |r| r.expected.origins.clear()),
        ("rp-id", |r| r.expected.rp_id = None),
    ];
    for (check, change) in changes {
        let mut registration = Registration::new();
        change(&mut registration);
        let verification = registration.packed(&[&certificate]);
        let line = format!("{check} Skipped expectation-missing");
        expect(&verification, Verdict::Undetermined, &line);
        assert!(matches!(verification.registration, Verified::Undetermined(_)));
    }
}

// WebAuthn L3 §7.1 step 24 asks for the way to an anchor; one that cannot be read may be its end.
#[test]
fn an_anchor_that_cannot_be_read_leaves_open_what_reaches_no_other() {
    let (own, other) = (root(), root());
    let certificate = leaf(&own, |_| {});
    let with = |anchors: Vec<TrustAnchor>| {
        let mut registration = Registration::new();
        registration.expected.trust_anchors = anchors;
        registration.expected.unreadable_anchors = 1;
        registration.packed(&[&certificate])
    };
    for anchors in [vec![], vec![other.anchor()]] {
        let verification = with(anchors);
        expect(&verification, Verdict::Undetermined, "chain Unknown anchor-unreadable");
        assert_eq!(verification.judgement.attestation.trusted, None);
    }
    let verification = with(vec![own.anchor()]);
    expect(&verification, Verdict::Admitted, "chain Warn anchor-unreadable");
    assert_eq!(verification.judgement.attestation.trusted, Some(true));
}

#[test]
fn without_client_data_nothing_is_proved_but_nothing_is_wrong() {
    let registration = Registration::new();
    let certificate = leaf(&root(), |_| {});
    let verification = registration.packed(&[&certificate]);
    let Verified::Verified(verified) = verification.registration else { unreachable!() };
    let recorded = RecordedRegistration {
        client_data_json: None,
        attestation_object: verified.attestation_object().as_bytes(),
        credential_id: None,
    };
    let verification = verify(recorded, &registration.expected);
    let line = "statement-signature Skipped expectation-missing";
    expect(&verification, Verdict::Undetermined, line);
    assert_eq!(verification.judgement.attestation.r#type, AttestationType::Unverified);
}

#[test]
fn everything_wrong_is_reported_not_only_the_first() {
    let mut registration = Registration::new();
    registration.flags = 0x50;
    registration.tail = vec![1];
    registration.expected.user_verification = UserVerification::Required;
    registration.expected.rp_id = Some("example.com".to_owned());
    registration.expected.origins = vec!["https://example.com".to_owned()];
    registration.expected.challenge = Some("AAAA".to_owned());
    registration.expected.algorithms = Some(vec![CoseAlgorithmIdentifier::RS256]);
    registration.client_data.r#type = "webauthn.get".to_owned();
    let verification = registration.judge("packed", Value::Map(vec![]));
    for line in [
        "client-data Fail client-data-type",
        "challenge Fail challenge-mismatch",
        "origin Fail origin-mismatch",
        "rp-id Fail rp-id-mismatch",
        "flags Fail user-not-present",
        "flags Fail user-not-verified",
        "flags Fail backup-flags-inconsistent",
        "attested-data Fail trailing-bytes",
        "algorithm Fail algorithm-not-requested",
        "statement-structure Fail statement-malformed",
    ] {
        expect(&verification, Verdict::Invalid, line);
    }
    assert_eq!(verification.registration, Verified::Invalid);
}

#[test]
fn an_anchor_may_be_the_root_an_intermediate_or_the_certificate_itself() {
    let root = root();
    let middle = intermediate(&root, |_| {});
    let certificate = leaf(&middle, |_| {});
    for (path, anchor) in [
        (vec![&certificate, &middle], &root),
        (vec![&certificate, &middle, &root], &root),
        (vec![&certificate, &middle], &middle),
        (vec![&certificate], &middle),
        (vec![&certificate], &certificate),
    ] {
        let mut registration = Registration::new();
        registration.expected.trust_anchors = vec![authenticator::root().anchor(), anchor.anchor()];
        let verification = registration.packed(&path);
        expect(&verification, Verdict::Admitted, "chain Pass");
        assert_eq!(verification.judgement.attestation.trusted, Some(true));
    }
}

fn chain(path: &[&Issued], anchors: &[&Issued]) -> Verification {
    let mut registration = Registration::new();
    registration.expected.trust_anchors = anchors.iter().map(|anchor| anchor.anchor()).collect();
    registration.packed(path)
}

#[test]
fn a_way_that_does_not_hold_is_named() {
    let root = root();
    let middle = intermediate(&root, |_| {});
    let certificate = leaf(&middle, |_| {});
    let stranger = authenticator::root();
    let untrusted = chain(&[&certificate, &middle], &[&stranger]);
    expect(&untrusted, Verdict::Invalid, "chain Fail chain-untrusted");
    assert_eq!(untrusted.judgement.attestation.trusted, Some(false));
    // The root alone does not reach the leaf: the intermediate is missing.
    let gap = chain(&[&certificate], &[&root]);
    expect(&gap, Verdict::Invalid, "chain Fail chain-untrusted");
    let disordered = chain(&[&certificate, &root, &middle], &[&root]);
    expect(&disordered, Verdict::Invalid, "chain Fail chain-broken");
    let foreign = chain(&[&certificate, &stranger], &[]);
    expect(&foreign, Verdict::Invalid, "chain Fail chain-broken");
    // What follows the certificate that an anchor issued is only untidy.
    let untidy = chain(&[&certificate, &stranger], &[&middle]);
    expect(&untidy, Verdict::Admitted, "chain Warn chain-broken");
}

#[test]
fn only_authorities_issue() {
    let root = root();
    let no_authority = leaf(&root, |_| {});
    let certificate = leaf(&no_authority, |_| {});
    let listed = chain(&[&certificate], &[&no_authority]);
    expect(&listed, Verdict::Invalid, "chain Fail chain-untrusted");
    let through = chain(&[&certificate, &no_authority], &[&root]);
    expect(&through, Verdict::Invalid, "chain Fail chain-broken");
    // A path length of 0 allows no authority below.
    let short = intermediate(&root, |_| {});
    let below = intermediate(&short, |_| {});
    let certificate = leaf(&below, |_| {});
    let too_long = chain(&[&certificate, &below, &short], &[&root]);
    expect(&too_long, Verdict::Invalid, "chain Fail chain-broken");
}

#[test]
fn validity_is_judged_at_the_time_given() {
    let root = root();
    let past = leaf(&root, |parameters| parameters.not_after = date_time_ymd(2025, 1, 1));
    expect(&chain(&[&past], &[]), Verdict::Invalid, "certificate Fail certificate-expired");
    let future = leaf(&root, |parameters| parameters.not_before = date_time_ymd(2027, 1, 1));
    expect(&chain(&[&future], &[]), Verdict::Invalid, "certificate Fail certificate-not-yet-valid");
    let middle = intermediate(&root, |p| p.not_after = date_time_ymd(2025, 1, 1));
    let certificate = leaf(&middle, |_| {});
    let expired = chain(&[&certificate, &middle], &[&root]);
    expect(&expired, Verdict::Invalid, "chain Fail certificate-expired");
    let anchored = chain(&[&certificate], &[&middle]);
    expect(&anchored, Verdict::Invalid, "chain Fail certificate-expired");
}

#[test]
fn each_certificate_requirement_of_packed_is_checked() {
    let root = root();
    let without = |kind: DnType| {
        leaf(&root, |parameters| {
            parameters.distinguished_name.remove(kind);
        })
    };
    let mut critical = aaguid_extension(AAGUID);
    critical.set_criticality(true);
    for certificate in [
        without(DnType::CountryName),
        without(DnType::OrganizationName),
        without(DnType::OrganizationalUnitName),
        without(DnType::CommonName),
        leaf(&root, |p| {
            p.distinguished_name.push(DnType::OrganizationalUnitName, "Authenticators")
        }),
        leaf(&root, |p| p.distinguished_name.push(DnType::CountryName, "Utopia")),
        leaf(&root, |p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)),
        leaf(&root, |p| p.is_ca = IsCa::NoCa),
        leaf(&root, |p| p.custom_extensions = vec![critical]),
    ] {
        let verification = Registration::new().packed(&[&certificate]);
        expect(&verification, Verdict::Invalid, "certificate Fail certificate-requirements");
    }
}

#[test]
fn the_certificate_s_aaguid_must_be_that_of_authenticator_data() {
    let root = root();
    let with = |extensions: Vec<CustomExtension>| {
        let certificate = leaf(&root, |parameters| parameters.custom_extensions = extensions);
        Registration::new().packed(&[&certificate])
    };
    let other = with(vec![aaguid_extension(Aaguid([0xBB; 16]))]);
    expect(&other, Verdict::Invalid, "certificate-aaguid Fail certificate-aaguid-mismatch");
    let missing = with(vec![]);
    expect(&missing, Verdict::Admitted, "certificate-aaguid Warn certificate-aaguid-missing");
    // One OCTET STRING where WebAuthn L3 §8.2.1 wants two.
    let oid = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
    let bare = with(vec![CustomExtension::from_oid_content(&oid, AAGUID.0.to_vec())]);
    expect(&bare, Verdict::Invalid, "certificate-aaguid Fail certificate-malformed");
}

#[test]
fn a_statement_of_another_key_or_over_other_data_fails() {
    let certificate = leaf(&root(), |_| {});
    let registration = Registration::new();
    let statement = |sig: Vec<u8>, alg: i64| -> Value {
        let x5c = Value::Array(vec![certificate.der.as_slice().into()]);
        [("alg", alg.into()), ("sig", sig.into()), ("x5c", x5c)].into_iter().collect()
    };
    let other = registration.judge("packed", statement(certificate.sign(b"other"), -7));
    expect(&other, Verdict::Invalid, "statement-signature Fail statement-signature-invalid");
    assert_eq!(other.judgement.attestation.r#type, AttestationType::Unverified);
    let good = certificate.sign(&registration.signed());
    let rs256 = registration.judge("packed", statement(good.clone(), -257));
    expect(&rs256, Verdict::Invalid, "statement-signature Fail statement-algorithm-mismatch");
    let unheard_of = registration.judge("packed", statement(good, -90_000));
    let line = "statement-signature Unknown algorithm-unsupported";
    expect(&unheard_of, Verdict::Undetermined, line);
}

#[test]
fn statements_against_the_syntax_of_packed_are_malformed() {
    let registration = Registration::new();
    let sig = ("sig", Value::from([1]));
    for statement in [
        Value::Null,
        [sig.clone()].into_iter().collect(),
        [("alg", Value::from(-7))].into_iter().collect(),
        [("alg", Value::from("ES256")), sig.clone()].into_iter().collect(),
        [("alg", (-7).into()), sig.clone(), ("x5c", Value::Array(vec![]))].into_iter().collect(),
        [("alg", (-7).into()), sig.clone(), ("x5c", Value::Null)].into_iter().collect(),
    ] {
        let verification = registration.judge("packed", statement);
        expect(&verification, Verdict::Invalid, "statement-structure Fail statement-malformed");
    }
    let x5c = Value::Array(vec![Value::from([0x30, 0])]);
    let statement = [("alg", (-7).into()), sig, ("x5c", x5c)].into_iter().collect();
    let verification = registration.judge("packed", statement);
    expect(&verification, Verdict::Invalid, "certificate Fail certificate-malformed");
}

#[test]
fn self_attestation_is_the_credential_s_own_and_needs_no_anchor() {
    let mut registration = Registration::new();
    registration.expected.trust_anchors = vec![root().anchor()];
    let verification = registration.packed_self(-7);
    expect(&verification, Verdict::Admitted, "statement-signature Pass");
    let attestation = &verification.judgement.attestation;
    assert_eq!((attestation.r#type, attestation.trusted), (AttestationType::Self_, None));
    let other = registration.packed_self(-35);
    expect(&other, Verdict::Invalid, "statement-signature Fail statement-algorithm-mismatch");
}

#[test]
fn u2f_has_one_certificate_on_p256_and_proves_no_aaguid() {
    let root = root();
    let certificate = leaf(&root, |parameters| parameters.custom_extensions.clear());
    let mut registration = Registration::new();
    let named = registration.u2f(&[&certificate]);
    // WebAuthn L3 §8.6 does not ask for zero, and its own vector has another.
    expect(&named, Verdict::Admitted, "certificate-aaguid Warn aaguid-not-zero");
    let contradicted =
        leaf(&root, |p| p.custom_extensions = vec![aaguid_extension(Aaguid([1; 16]))]);
    let contradiction = registration.u2f(&[&contradicted]);
    let line = "certificate-aaguid Fail certificate-aaguid-mismatch";
    expect(&contradiction, Verdict::Invalid, line);
    registration.aaguid = Aaguid::ZERO;
    let verification = registration.u2f(&[&contradicted]);
    expect(&verification, Verdict::Admitted, "certificate-aaguid Skipped");
    let two = registration.u2f(&[&certificate, &root]);
    expect(&two, Verdict::Invalid, "statement-structure Fail statement-malformed");
    // The signature covers the credential ID: another flag byte passes, as U2F has it.
    registration.flags = 0x41;
    expect(&registration.u2f(&[&certificate]), Verdict::Admitted, "statement-signature Pass");
}

// WebAuthn L3 §8.9 leaves it to the relying party how statements are taken together.
#[test]
fn a_compound_says_no_more_than_the_statement_that_says_least() {
    use AttestationType::{Basic, None as Nothing, Self_};
    let root = root();
    let own = leaf(&root, |_| {});
    let mut registration = Registration::new();
    registration.expected.trust_anchors = vec![root.anchor()];
    let none = || ("none", Value::Map(vec![]));
    let u2f = || ("fido-u2f", registration.u2f_statement(&[&own]));
    let packed = || ("packed", registration.packed_statement(&[&own]));
    let by_itself = || ("packed", registration.self_statement(-7));
    for (what, parts, r#type, trusted, covers_aaguid) in [
        ("nothing and U2F", vec![none(), u2f()], Nothing, None, false),
        ("U2F and nothing", vec![u2f(), none()], Nothing, None, false),
        ("U2F twice", vec![u2f(), u2f()], Basic, Some(true), false),
        ("packed and U2F", vec![packed(), u2f()], Basic, Some(true), true),
        ("packed and self", vec![packed(), by_itself()], Self_, None, true),
        ("packed twice", vec![packed(), packed()], Basic, Some(true), true),
    ] {
        let verification = registration.compound(parts);
        let found = &verification.judgement.attestation;
        assert_eq!(verification.judgement.verdict, Verdict::Admitted, "{what}");
        assert_eq!((found.r#type, found.trusted), (r#type, trusted), "{what}");
        assert_eq!(found.anchor.is_some(), trusted == Some(true), "{what}");
        assert_eq!(found.covers_aaguid, covers_aaguid, "{what}");
    }
    let single = registration.u2f(&[&own]).judgement.attestation;
    assert_eq!((single.r#type, single.covers_aaguid), (Basic, false));
    assert!(registration.packed(&[&own]).judgement.attestation.covers_aaguid);
}

#[test]
fn none_has_no_statement() {
    let registration = Registration::new();
    let none = registration.judge("none", Value::Map(vec![]));
    expect(&none, Verdict::Admitted, "statement-signature Skipped");
    assert_eq!(none.judgement.attestation.r#type, AttestationType::None);
    let statement = [("sig", Value::Null)].into_iter().collect();
    let stated = registration.judge("none", statement);
    expect(&stated, Verdict::Invalid, "statement-structure Fail none-with-statement");
}

#[test]
fn a_format_is_registered_or_not_and_case_counts() {
    let judge = |fmt| Registration::new().judge(fmt, Value::Map(vec![]));
    for fmt in ["tpm", "android-key", "android-safetynet", "apple", "compound"] {
        let line = "statement-structure Fail statement-malformed";
        expect(&judge(fmt), Verdict::Invalid, line);
    }
    for fmt in ["Packed", "packed2", "", "None"] {
        let line = "statement-structure Fail format-unsupported";
        expect(&judge(fmt), Verdict::Invalid, line);
    }
}

#[test]
fn cbor_that_is_untidy_warns_and_a_key_twice_fails() {
    let registration = Registration::new();
    let auth_data = cbor::encode(&registration.auth_data().into());
    let untidy =
        [b"\xBF\x63fmt\x64none\x67attStmt\xBF\xFF\x68authData", &*auth_data, b"\xFF"].concat();
    let verification = registration.judge_bytes(&untidy);
    expect(&verification, Verdict::Admitted, "statement-structure Warn cbor-not-canonical");
    let twice =
        [b"\xA4\x63fmt\x64none\x63fmt\x64none\x67attStmt\xA0\x68authData", &*auth_data].concat();
    let verification = registration.judge_bytes(&twice);
    expect(&verification, Verdict::Invalid, "statement-structure Fail cbor-duplicate-key");
    let verification = registration.judge_bytes(&[&*untidy, &[0]].concat());
    expect(&verification, Verdict::Invalid, "statement-structure Fail trailing-bytes");
    let verification = registration.judge_bytes(&untidy[..untidy.len() - 1]);
    expect(&verification, Verdict::Invalid, "statement-structure Fail cbor-malformed");
}

#[test]
fn frames_are_what_the_relying_party_says_they_are() {
    let mut registration = Registration::new();
    registration.client_data.cross_origin = Some(true);
    registration.client_data.top_origin = Some("https://top.example".to_owned());
    let mut judge = |cross_origin| {
        registration.expected.cross_origin = cross_origin;
        registration.judge("none", Value::Map(vec![]))
    };
    expect(&judge(CrossOrigin::Unstated), Verdict::Admitted, "origin Warn cross-origin");
    expect(&judge(CrossOrigin::Forbidden), Verdict::Invalid, "origin Fail cross-origin");
    let page = |page: &str| CrossOrigin::Allowed(vec![page.to_owned()]);
    expect(&judge(page("https://top.example")), Verdict::Admitted, "origin Pass");
    expect(&judge(page("https://other.example")), Verdict::Invalid, "origin Fail cross-origin");
}

#[test]
fn presence_may_be_absent_under_conditional_mediation_only() {
    let mut registration = Registration::new();
    registration.flags = 0x44;
    let absent = registration.judge("none", Value::Map(vec![]));
    expect(&absent, Verdict::Invalid, "flags Fail user-not-present");
    registration.expected.user_presence = UserPresence::Conditional;
    let conditional = registration.judge("none", Value::Map(vec![]));
    expect(&conditional, Verdict::Admitted, "flags Pass");
}

#[test]
fn a_challenge_in_another_spelling_warns() {
    let mut registration = Registration::new();
    registration.client_data.challenge.push('=');
    let verification = registration.judge("none", Value::Map(vec![]));
    expect(&verification, Verdict::Admitted, "challenge Warn client-data-malformed");
    registration.client_data.challenge.clear();
    let verification = registration.judge("none", Value::Map(vec![]));
    expect(&verification, Verdict::Invalid, "challenge Fail challenge-mismatch");
}

#[test]
fn keys_are_judged_whatever_the_format() {
    let mut registration = Registration::new();
    let good = registration.key.clone();
    let last = registration.key.len() - 1;
    registration.key[last] ^= 1;
    let off_curve = registration.judge("none", Value::Map(vec![]));
    expect(&off_curve, Verdict::Invalid, "public-key Fail public-key-not-on-curve");
    // {1: 77, 3: -90000}: a kind of key and an algorithm nobody knows.
    registration.key = b"\xA2\x01\x18\x4D\x03\x3A\x00\x01\x5F\x8F".to_vec();
    let unknown = registration.judge("none", Value::Map(vec![]));
    expect(&unknown, Verdict::Undetermined, "algorithm Unknown algorithm-unsupported");
    // One pair more: -4, the private key.
    registration.key = [&[0xA6], &good[1..], b"\x23\x41\x01"].concat();
    let private = registration.judge("none", Value::Map(vec![]));
    expect(&private, Verdict::Invalid, "public-key Fail public-key-private-part");
}

#[test]
fn a_response_id_that_is_not_the_credential_s_is_found() {
    let registration = Registration::new();
    let verification = registration.judge("none", Value::Map(vec![]));
    let Verified::Verified(verified) = verification.registration else { unreachable!() };
    let recorded = RecordedRegistration {
        client_data_json: verified.client_data_json(),
        attestation_object: verified.attestation_object().as_bytes(),
        credential_id: Some(b"another"),
    };
    let verification = verify(recorded, &registration.expected);
    expect(&verification, Verdict::Invalid, "credential-id Fail credential-id-mismatch");
}

#[test]
fn anchors_are_read_from_pem_base64_and_der() {
    let der = root().der;
    let base64 = data_encoding::BASE64.encode(&der);
    let pem = format!(
        "text\n-----BEGIN CERTIFICATE-----\n{}\r\n{}\n-----END CERTIFICATE-----\n",
        &base64[..64],
        &base64[64..]
    );
    let anchor = TrustAnchor::from_der(&[&*der, b"\n"].concat()).unwrap();
    for text in [base64.as_str(), &crate::base64url::encode(&der), &pem] {
        assert_eq!(TrustAnchor::from_text(text), Ok(anchor.clone()));
    }
    assert!(TrustAnchor::from_text("no certificate").is_err());
    assert!(TrustAnchor::from_der(&[]).is_err());
    assert_eq!(anchor.certificate().as_der(), der);
}

#[test]
fn reasons_and_checks_are_the_contract_s_codes() {
    for check in Check::ALL {
        assert_eq!(serde_json::to_value(check).unwrap(), check.as_str());
    }
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
    }
    // The contract's 59 reasons, and those added to them: expectation-missing, key-requirements,
    // aaguid-unknown, scope-unknown, policy-unknown, algorithm-weak, credential-key-mismatch,
    // flags-reserved, credential-id-too-short, metadata-retired, anchor-unreadable,
    // metadata-attestation-type.
    assert_eq!((Check::ALL.len(), Reason::ALL.len()), (23, 59 + 12));
}

#[test]
fn a_request_expects_what_it_asked_for() {
    let options = json!({
        "rp": { "id": "example.org", "name": "Example" },
        "user": { "id": "dGVzdA", "name": "anna", "displayName": "Anna" },
        "challenge": "_w",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "userVerification": "required" },
    });
    let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
    let origin = CallerOrigin::parse("https://login.example.org").unwrap();
    let request = RegistrationRequest::new(options, &origin, None).unwrap();
    let mut registration = Registration::new();
    registration.expected = Expectations::of(&request, registration.expected.at);
    registration.client_data = CollectedClientData::from_json(request.client_data_json()).unwrap();
    let verified = registration.judge("none", Value::Map(vec![]));
    expect(&verified, Verdict::Admitted, "origin Pass");
    registration.flags = 0x41;
    let unverified = registration.judge("none", Value::Map(vec![]));
    expect(&unverified, Verdict::Invalid, "flags Fail user-not-verified");
}
