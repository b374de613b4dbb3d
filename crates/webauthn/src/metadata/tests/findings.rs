use serde_json::{Value, json};

use super::service::{AAGUID, Service, entry, now, payload, standard, time};
use crate::{
    Aaguid, Certificate, Check, ClaimedStatement, Finding, Outcome, Reason, Verdict,
    metadata::{Attested, BlobError, Consulted, Demand, MetadataBlob, MetadataEntry, findings},
};

fn attested() -> Attested<'static> {
    Attested { aaguid: Some(AAGUID.parse().unwrap()), ..Attested::default() }
}

/// A statement of this format with the service's certificate.
fn by(fmt: &str, service: &Service) -> ClaimedStatement {
    let certificates = vec![Certificate::from_der(&service.leaf_der).unwrap()];
    ClaimedStatement { fmt: fmt.to_owned(), certificates }
}

fn none() -> ClaimedStatement {
    ClaimedStatement { fmt: "none".to_owned(), certificates: vec![] }
}

/// The identifier of the service's certified key, as metadata write it.
fn key_identifier(service: &Service) -> String {
    let key = Certificate::from_der(&service.leaf_der).unwrap().public_key;
    data_encoding::HEXLOWER.encode(&super::super::index::key_identifier(&key).unwrap())
}

fn blob(change: impl FnOnce(&mut Value)) -> MetadataBlob {
    let service = Service::new();
    service.open(&service.sign(&payload(vec![entry(change)]))).unwrap()
}

fn said(findings: &[Finding]) -> Vec<(Check, Outcome, Option<Reason>)> {
    findings.iter().map(|finding| (finding.check, finding.outcome, finding.reason)).collect()
}

fn of_status(reports: &Value, attested: Attested<'_>) -> Vec<(Outcome, Option<Reason>)> {
    let blob = blob(|entry| entry["statusReports"] = reports.clone());
    let found = findings(Consulted::Blob(&blob), attested, Demand::Informative, now());
    let found = found.iter().filter(|finding| finding.check == Check::MetadataStatus);
    found.map(|finding| (finding.outcome, finding.reason)).collect()
}

#[test]
fn a_certified_model_of_a_fresh_blob_passes_in_all_three() {
    let found = findings(Consulted::Blob(&blob(|_| {})), attested(), Demand::Enforced, now());
    assert_eq!(
        said(&found),
        [
            (Check::Metadata, Outcome::Pass, None),
            (Check::MetadataStatus, Outcome::Pass, None),
            (Check::MetadataRequirements, Outcome::Pass, None),
        ]
    );
    assert_eq!(found[0].evidence.get("model").unwrap(), "Exemplar Key 1");
    assert_eq!(found[0].evidence.get("no").unwrap(), 7);
    assert_eq!(found[0].evidence.get("signed").unwrap()["under"], "CN=Metadata Test Root");
    assert_eq!(found[1].evidence.get("certification").unwrap(), "L1");
    assert_eq!(found[1].evidence.get("certificateNumber").unwrap(), "FIDO1");
    assert_eq!(found[2].evidence.get("rules").unwrap(), "written");
    assert_eq!(found[2].spec, "Microsoft Entra, attestation for FIDO2 security key vendors");
}

#[test]
fn without_metadata_nothing_is_said_and_nothing_is_open() {
    let found = findings(Consulted::Nothing, attested(), Demand::Informative, now());
    assert!(found.iter().all(|finding| finding.outcome == Outcome::Skipped));
    assert_eq!(found.len(), 3);
    assert_eq!(Verdict::of(&found), Verdict::Admitted);
}

#[test]
fn an_old_blob_and_an_unsigned_one_are_warnings() {
    let bare = payload(vec![entry(|_| {})]).to_string();
    let blob = Service::new().open(bare.as_bytes()).unwrap();
    let later = time("2026-09-01");
    let found = findings(Consulted::Blob(&blob), attested(), Demand::Enforced, later);
    assert_eq!(
        said(&found)[..3],
        [
            (Check::Metadata, Outcome::Warn, Some(Reason::MetadataSignature)),
            (Check::Metadata, Outcome::Warn, Some(Reason::MetadataStale)),
            (Check::Metadata, Outcome::Pass, None),
        ]
    );
    assert_eq!(Verdict::of(&found), Verdict::Admitted);
}

#[test]
fn a_blob_whose_signature_does_not_hold_refuses() {
    let error = BlobError::SignatureInvalid;
    let found = findings(Consulted::Unusable(&error), attested(), Demand::Informative, now());
    let expected = (Check::Metadata, Outcome::Fail, Some(Reason::MetadataSignature));
    assert_eq!(said(&found)[0], expected);
    assert_eq!(Verdict::of(&found), Verdict::Refused);
}

#[test]
fn a_model_that_is_not_there_refuses_only_where_metadata_is_demanded_and_fresh() {
    let blob = blob(|_| {});
    let unknown = Attested { aaguid: Some(Aaguid([9; 16])), ..Attested::default() };
    let outcome = |demand, at| {
        let found = findings(Consulted::Blob(&blob), unknown, demand, time(at));
        let missing = found.iter().find(|one| one.reason == Some(Reason::MetadataMissing));
        missing.unwrap().outcome
    };
    assert_eq!(outcome(Demand::Informative, "2026-06-01"), Outcome::Warn);
    assert_eq!(outcome(Demand::Enforced, "2026-06-01"), Outcome::Fail);
    assert_eq!(outcome(Demand::Enforced, "2026-09-01"), Outcome::Unknown);
}

#[test]
fn a_registration_that_names_no_model_has_nothing_to_look_for() {
    let blob = blob(|_| {});
    let anonymous = Attested { aaguid: Some(Aaguid::ZERO), ..Attested::default() };
    let found = findings(Consulted::Blob(&blob), anonymous, Demand::Informative, now());
    assert!(found.iter().all(|finding| finding.outcome == Outcome::Skipped));
}

#[test]
fn an_entry_that_somebody_supplied_counts_only_for_its_own_model() {
    let own = MetadataEntry::from_value(&entry(|_| {}));
    let found = findings(Consulted::Entry(&own), attested(), Demand::Informative, now());
    // Nobody stands for it, as for a bare payload.
    let unsigned = (Check::Metadata, Outcome::Warn, Some(Reason::MetadataSignature));
    assert_eq!(said(&found)[..2], [unsigned, (Check::Metadata, Outcome::Pass, None)]);
    let other = Attested { aaguid: Some(Aaguid([9; 16])), ..Attested::default() };
    let found = findings(Consulted::Entry(&own), other, Demand::Informative, now());
    let expected = (Check::Metadata, Outcome::Fail, Some(Reason::MetadataMissing));
    assert_eq!(said(&found)[1], expected);
}

// FIDO MDS v3.0 §3.1.1: U2F entries are found by attestationCertificateKeyIdentifiers; the U2F
// signature does not cover the AAGUID (WebAuthn L3 §8.6), so that another model's is nobody's word.
#[test]
fn a_u2f_registration_is_found_by_its_certificate_and_never_by_the_aaguid_that_it_claims() {
    let maker = Service::new();
    let service = Service::new();
    let of_u2f = entry(|entry| {
        entry.as_object_mut().unwrap().remove("aaguid");
        entry["metadataStatement"].as_object_mut().unwrap().remove("aaguid");
        entry["metadataStatement"]["description"] = json!("Exemplar U2F");
        entry["attestationCertificateKeyIdentifiers"] = json!([key_identifier(&maker)]);
    });
    let payload = payload(vec![entry(|_| {}), of_u2f]);
    let blob = service.open(&service.sign(&payload)).unwrap();
    let model = |statements: &[ClaimedStatement]| {
        let entry = Consulted::Blob(&blob).entry(Attested { statements, ..attested() });
        entry.and_then(MetadataEntry::model)
    };
    assert_eq!(model(&[by("fido-u2f", &maker)]), Some("Exemplar U2F"));
    assert_eq!(model(&[none(), by("fido-u2f", &maker)]), Some("Exemplar U2F"));
    assert_eq!(model(&[by("fido-u2f", &service)]), None);
    // Two certificates of which one leads nowhere are of no one model.
    assert_eq!(model(&[by("fido-u2f", &maker), by("fido-u2f", &service)]), None);
    // What is signed together with its AAGUID is found by it.
    assert_eq!(model(&[by("packed", &maker)]), Some("Exemplar Key 1"));
    assert_eq!(model(&[by("fido-u2f", &maker), by("packed", &maker)]), Some("Exemplar Key 1"));
    let statements = [by("fido-u2f", &service)];
    let attested = Attested { statements: &statements, ..attested() };
    let found = findings(Consulted::Blob(&blob), attested, Demand::Enforced, now());
    let expected = (Check::Metadata, Outcome::Fail, Some(Reason::MetadataMissing));
    assert_eq!(said(&found)[0], expected);
    let sought = found[0].evidence.get("attestationCertificateKeyIdentifiers").unwrap();
    assert_eq!(sought, json!([key_identifier(&service)]));
}

#[test]
fn a_supplied_entry_without_an_aaguid_is_of_u2f_by_its_keys_or_of_nobody() {
    let maker = Service::new();
    let nameless = |keys: Value| {
        MetadataEntry::from_value(&entry(|entry| {
            entry.as_object_mut().unwrap().remove("aaguid");
            entry["metadataStatement"].as_object_mut().unwrap().remove("aaguid");
            entry["attestationCertificateKeyIdentifiers"] = keys;
        }))
    };
    let answer = |entry: &MetadataEntry, statement: ClaimedStatement| {
        let attested = Attested { statements: &[statement], ..attested() };
        let consulted = Consulted::Entry(entry);
        let found = findings(consulted, attested, Demand::Informative, now());
        (consulted.entry(attested).is_some(), found[1].outcome, found[1].reason)
    };
    let missing = Some(Reason::MetadataMissing);
    let own = nameless(json!([key_identifier(&maker)]));
    assert_eq!(answer(&own, by("fido-u2f", &maker)), (true, Outcome::Pass, None));
    assert_eq!(answer(&own, by("fido-u2f", &Service::new())), (false, Outcome::Fail, missing));
    assert_eq!(answer(&own, by("packed", &maker)), (false, Outcome::Fail, missing));
    for statement in [by("fido-u2f", &maker), by("packed", &maker), none()] {
        let nobodys = nameless(json!([]));
        assert_eq!(answer(&nobodys, statement), (false, Outcome::Unknown, missing));
    }
    // The statement in the entry names a model as well as the entry does.
    let inside = MetadataEntry::from_value(&entry(|entry| {
        entry.as_object_mut().unwrap().remove("aaguid");
    }));
    assert_eq!(answer(&inside, by("packed", &maker)), (true, Outcome::Pass, None));
    // An AAGUID that no signature covers fits no entry.
    assert_eq!(answer(&inside, by("fido-u2f", &maker)), (false, Outcome::Fail, missing));
}

// FIDO Registry v2.2 §3.6.3: attestationTypes are those that a model has.
#[test]
fn an_attestation_that_the_model_does_not_have_is_said_and_refused_where_it_is_demanded() {
    use crate::judgement::AttestationType::{AnonCa, AttCa, Basic, None as Nothing, Self_};
    let said = |listed: Value, found, demand| {
        let blob = blob(|entry| entry["metadataStatement"]["attestationTypes"] = listed);
        let attested = Attested { attestation_type: Some(found), ..attested() };
        let found = findings(Consulted::Blob(&blob), attested, demand, now());
        let own = found.iter().find(|one| one.reason == Some(Reason::MetadataAttestationType));
        own.map(|one| (one.check, one.outcome))
    };
    for (listed, found, enforced) in [
        (json!(["basic_full"]), Basic, None),
        (json!(["attca"]), Basic, None),
        (json!(["basic_full", "basic_surrogate"]), Self_, None),
        (json!(["basic_full"]), Nothing, None),
        (json!([]), Self_, None),
        (json!(["basic_full"]), Self_, Some(Outcome::Fail)),
        (json!(["none"]), Self_, Some(Outcome::Fail)),
        (json!(["basic_surrogate"]), Basic, Some(Outcome::Fail)),
        (json!(["basic_surrogate"]), AttCa, Some(Outcome::Fail)),
        (json!(["basic_full"]), AttCa, Some(Outcome::Warn)),
        (json!(["basic_full"]), AnonCa, Some(Outcome::Warn)),
        (json!(["basic_full", "basic_new"]), Self_, Some(Outcome::Warn)),
    ] {
        let own = |outcome| (Check::Metadata, outcome);
        let what = format!("{listed} {found:?}");
        assert_eq!(said(listed.clone(), found, Demand::Enforced), enforced.map(own), "{what}");
        let warned = enforced.map(|_| own(Outcome::Warn));
        assert_eq!(said(listed, found, Demand::Informative), warned, "{what}");
    }
}

// FIDO MDS v3.0 §3.1.4: relying parties should reject future registrations.
#[test]
fn a_revoked_model_is_refused_from_that_day_on_and_not_before() {
    let revoked = |date: &str| {
        of_status(&json!([{ "status": "REVOKED", "effectiveDate": date }]), attested())
    };
    assert_eq!(revoked("2026-06-01"), [(Outcome::Fail, Some(Reason::MetadataRevoked))]);
    assert_eq!(revoked("2026-06-02"), [(Outcome::Pass, None)]);
}

#[test]
fn each_compromise_refuses() {
    for status in [
        "USER_VERIFICATION_BYPASS",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE",
    ] {
        let reports = json!([{ "status": status, "effectiveDate": "2026-01-01" }]);
        let expected = [(Outcome::Fail, Some(Reason::MetadataCompromised))];
        assert_eq!(of_status(&reports, attested()), expected, "{status}");
    }
}

#[test]
fn a_compromise_that_newer_firmware_ended_refuses_unless_the_key_is_known_to_have_it() {
    let reports = json!([
        { "status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2026-01-01", "authenticatorVersion": 2 },
        { "status": "UPDATE_AVAILABLE", "effectiveDate": "2026-02-01", "authenticatorVersion": 3 },
    ]);
    let with = |firmware_version| of_status(&reports, Attested { firmware_version, ..attested() });
    let compromised = Some(Reason::MetadataCompromised);
    let update = (Outcome::Warn, Some(Reason::MetadataUpdateAvailable));
    assert_eq!(with(None), [(Outcome::Fail, compromised), update]);
    assert_eq!(with(Some(2)), [(Outcome::Fail, compromised), update]);
    assert_eq!(with(Some(3)), [(Outcome::Warn, compromised), (Outcome::Pass, None)]);
}

// FIDO MDS v3.0 §3.1.4: of a compromised attestation key all new registrations are to be rejected, and
// whoever has it can name any firmware.
#[test]
fn a_compromised_attestation_key_is_not_believed_about_its_firmware() {
    let reports = json!([
        { "status": "ATTESTATION_KEY_COMPROMISE", "effectiveDate": "2026-01-01", "authenticatorVersion": 2 },
        { "status": "UPDATE_AVAILABLE", "effectiveDate": "2026-02-01", "authenticatorVersion": 3 },
    ]);
    let newest = of_status(&reports, Attested { firmware_version: Some(9), ..attested() });
    assert_eq!(newest, [(Outcome::Fail, Some(Reason::MetadataCompromised))]);
}

// FIDO MDS v3.0 §3.1.4: the certificate identifies the batch.
#[test]
fn a_compromised_batch_is_that_of_the_certificate_and_no_other() {
    let (batch, other) = (Service::new(), Service::new());
    let reports = json!([
        { "status": "ATTESTATION_KEY_COMPROMISE", "certificate": standard(&batch.root_der) },
    ]);
    let of = |service: &Service| {
        of_status(&reports, Attested { statements: &[by("packed", service)], ..attested() })
    };
    let compromised = Some(Reason::MetadataCompromised);
    assert_eq!(of(&batch), [(Outcome::Fail, compromised)]);
    assert_eq!(of(&other), [(Outcome::Warn, compromised), (Outcome::Pass, None)]);
}

#[test]
fn an_update_and_a_retirement_are_warnings() {
    let reports = |status: &str| json!([{ "status": status, "effectiveDate": "2026-01-01" }]);
    let expected = |reason| [(Outcome::Warn, Some(reason)), (Outcome::Pass, None)];
    assert_eq!(
        of_status(&reports("UPDATE_AVAILABLE"), attested()),
        expected(Reason::MetadataUpdateAvailable)
    );
    assert_eq!(of_status(&reports("RETIRED"), attested()), expected(Reason::MetadataRetired));
}

// Microsoft's own list has models that fall short of what is written.
#[test]
fn falling_short_of_what_is_written_leaves_it_open_and_is_no_refusal() {
    let blob = blob(|entry| {
        entry["metadataStatement"]["authenticatorGetInfo"]["extensions"] = json!([]);
    });
    let verdict = |demand| {
        let found = findings(Consulted::Blob(&blob), attested(), demand, now());
        let last = found.last().unwrap();
        assert_eq!(last.evidence.get("notMet").unwrap(), json!(["hmac-secret"]));
        Verdict::of(&found)
    };
    assert_eq!(verdict(Demand::Enforced), Verdict::Undetermined);
    assert_eq!(verdict(Demand::Informative), Verdict::Admitted);
}
