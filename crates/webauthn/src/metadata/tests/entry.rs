use serde_json::json;

use super::service::{AAGUID, Service, entry, now, payload, standard};
use crate::{
    Certificate,
    metadata::{
        Answer, AttachmentHint, Icon, IconError, KeyProtection, MatcherProtection, MetadataEntry,
        OddityKind, ProtocolFamily, Requirement, WrittenRequirements,
    },
};

fn odd(entry: &MetadataEntry) -> Vec<(&str, OddityKind)> {
    entry.oddities.iter().map(|odd| (odd.path.as_str(), odd.kind)).collect()
}

#[test]
fn a_model_s_statement_is_read() {
    let entry = MetadataEntry::from_value(&entry(|_| {}));
    assert_eq!(odd(&entry), []);
    assert_eq!(entry.aaguid, Some(AAGUID.parse().unwrap()));
    let statement = entry.statement.as_ref().unwrap();
    assert_eq!(statement.protocol_family, Some(ProtocolFamily::Fido2));
    assert_eq!(statement.key_protection, [KeyProtection::Hardware, KeyProtection::SecureElement]);
    assert_eq!(statement.matcher_protection, [MatcherProtection::OnChip]);
    assert_eq!(statement.attachment_hint, [AttachmentHint::External, AttachmentHint::Wired]);
    assert_eq!(statement.user_verification_details, [["passcode_external"]]);
    let info = statement.get_info.as_ref().unwrap();
    assert_eq!((info.option("rk"), info.option("uv")), (Some(true), None));
    assert!(info.is_fido2());
    assert_eq!(info.aaguid, entry.aaguid);
}

#[test]
fn words_and_members_that_nobody_knows_are_kept() {
    let json = entry(|entry| {
        entry["new"] = json!({ "a": 1 });
        entry["metadataStatement"]["newer"] = json!([2]);
        entry["metadataStatement"]["keyProtection"] = json!(["enclave"]);
        entry["metadataStatement"]["authenticatorGetInfo"]["newest"] = json!(3);
        entry["statusReports"] = json!([{ "status": "PRAISED", "by": "all" }]);
    });
    let blob = Service::new().open(payload(vec![json.clone()]).to_string().as_bytes()).unwrap();
    let aaguid = AAGUID.parse().unwrap();
    assert_eq!(blob.source(aaguid), Some(json.to_string().as_str()));
    let entry = blob.by_aaguid(aaguid).unwrap();
    let statement = entry.statement.as_ref().unwrap();
    assert_eq!(entry.others, ["new"]);
    assert!(statement.others.contains(&"newer".to_owned()));
    assert_eq!(statement.key_protection, [KeyProtection::Other("enclave".to_owned())]);
    assert_eq!(statement.get_info.as_ref().unwrap().others, ["newest"]);
    let report = &entry.status.reports()[0];
    assert_eq!((report.status.as_str(), &report.others[..]), ("PRAISED", &["by".to_owned()][..]));
}

// One entry of the published metadata lacks these two, which ends a reader that wants them.
#[test]
fn what_is_missing_or_of_another_type_is_noted_and_costs_no_more() {
    let entry = MetadataEntry::from_value(&entry(|entry| {
        let statement = entry["metadataStatement"].as_object_mut().unwrap();
        statement.remove("userVerificationDetails");
        statement.remove("attachmentHint");
        statement.insert("upv".to_owned(), json!([{ "major": "1" }, { "major": 1, "minor": 0 }]));
        statement.insert("description".to_owned(), json!(5));
        statement.insert("authenticatorGetInfo".to_owned(), json!("none"));
    }));
    assert_eq!(
        odd(&entry),
        [
            ("metadataStatement.description", OddityKind::Not("a string")),
            ("metadataStatement.upv[0]", OddityKind::Not("a version")),
            ("metadataStatement.authenticatorGetInfo", OddityKind::Not("an object")),
            ("metadataStatement.userVerificationDetails", OddityKind::Missing),
            ("metadataStatement.attachmentHint", OddityKind::Missing),
        ]
    );
    assert_eq!(entry.model(), Some("Exemplar Key"));
    assert_eq!(entry.statement.unwrap().upv.len(), 1);
}

#[test]
fn a_statement_of_another_model_is_noted() {
    let entry = MetadataEntry::from_value(&entry(|entry| {
        entry["metadataStatement"]["aaguid"] = json!("00000000-0000-0000-0000-000000000001");
        entry["metadataStatement"]["authenticatorGetInfo"]["aaguid"] = json!("02".repeat(16));
    }));
    let info = "metadataStatement.authenticatorGetInfo.aaguid";
    assert_eq!(
        odd(&entry),
        [("metadataStatement.aaguid", OddityKind::Disagrees), (info, OddityKind::Disagrees)]
    );
}

#[test]
fn anchors_are_read_however_they_are_wrapped() {
    let service = Service::new();
    let text = standard(&service.root_der);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
    let (start, end) = text.split_at(64);
    let entry = MetadataEntry::from_value(&entry(|entry| {
        let list = json!([text, format!(" {start}\r\n{end}\n"), pem, "", "AAAA", 5]);
        entry["metadataStatement"]["attestationRootCertificates"] = list;
    }));
    let found = entry.statement.as_ref().unwrap().trust_anchors();
    assert_eq!(found.anchors, vec![service.anchor(); 3]);
    assert_eq!(found.unreadable, [3, 4, 5]);
    let place = "metadataStatement.attestationRootCertificates[5]";
    assert_eq!(odd(&entry), [(place, OddityKind::Not("a string"))]);
}

// RFC 5280 §4.2.1.2, method 1: rcgen makes it of SHA-256, so the certificate's own is of no use here.
#[test]
fn a_u2f_model_is_found_by_the_key_in_its_certificate() {
    let service = Service::new();
    let certificate = Certificate::from_der(&service.leaf_der).unwrap();
    let crate::PublicKey::Ec(point) = &certificate.public_key else { panic!("a P-256 key") };
    let digest = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY,
        point.uncompressed(),
    );
    let identifier = data_encoding::HEXUPPER.encode(digest.as_ref());
    let u2f = json!({
        "attestationCertificateKeyIdentifiers": [identifier],
        "metadataStatement": { "description": "Exemplar U2F", "protocolFamily": "u2f" },
        "statusReports": [],
    });
    let blob = service.open(payload(vec![entry(|_| {}), u2f]).to_string().as_bytes()).unwrap();
    let found = blob.by_certified_key(&certificate.public_key).unwrap();
    assert_eq!(found.model(), Some("Exemplar U2F"));
    let other = Certificate::from_der(&service.root_der).unwrap();
    assert!(blob.by_certified_key(&other.public_key).is_none());
}

#[test]
fn a_picture_is_what_its_bytes_say_and_nothing_but_a_picture() {
    let url = |label: &str, bytes: &[u8]| format!("data:{label};base64,{}", standard(bytes));
    let kind = |url: &str| Icon::from_data_url(url).map(|icon| icon.media_type);
    let jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    assert_eq!(kind(&url("image/png", b"\x89PNG\r\n\x1A\n")), Ok("image/png"));
    assert_eq!(kind(&url("image/png", &jpeg)), Ok("image/jpeg"));
    let svg = br#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>"#;
    assert_eq!(kind(&url("image/svg+xml", svg)), Ok("image/svg+xml"));
    assert_eq!(kind(&url("text/html", b"<html><script>")), Err(IconError::UnknownKind));
    assert_eq!(kind("https://example.org/icon.png"), Err(IconError::NotADataUrl));
    assert_eq!(kind("data:image/svg+xml,<svg/>"), Err(IconError::NotADataUrl));
    assert_eq!(kind(&url("image/png", &vec![0; 600 << 10])), Err(IconError::TooLarge));
}

fn answer(requirement: Requirement, change: impl FnOnce(&mut serde_json::Value)) -> Answer {
    let entry = MetadataEntry::from_value(&entry(change));
    let written = WrittenRequirements::of(&entry, now());
    written.answers().iter().find(|(own, _)| *own == requirement).unwrap().1
}

// Microsoft Entra, attestation for FIDO2 security key vendors.
#[test]
fn the_written_requirements_are_told_one_by_one() {
    use Answer::{Met, NotMet, NotStated};
    use Requirement::{
        Certified, Fido2, HmacSecret, PackedAttestation, ResidentKey, UserVerification,
    };
    let met = WrittenRequirements::of(&MetadataEntry::from_value(&entry(|_| {})), now());
    assert!(met.are_met());
    let info = |entry: &mut serde_json::Value, member: &str, value: serde_json::Value| {
        entry["metadataStatement"]["authenticatorGetInfo"][member] = value;
    };
    let without_info = |entry: &mut serde_json::Value| {
        entry["metadataStatement"].as_object_mut().unwrap().remove("authenticatorGetInfo");
    };
    let uncertified = json!([{ "status": "NOT_FIDO_CERTIFIED", "effectiveDate": "2024-01-01" }]);
    assert_eq!(answer(Certified, |e| e["statusReports"] = uncertified), NotMet);
    assert_eq!(answer(Certified, |e| e["statusReports"] = json!([])), NotStated);
    assert_eq!(answer(Fido2, |e| info(e, "versions", json!(["U2F_V2"]))), NotMet);
    assert_eq!(answer(Fido2, |e| info(e, "versions", json!(["FIDO_2_1_PRE"]))), NotMet);
    assert_eq!(answer(Fido2, |e| e["metadataStatement"]["protocolFamily"] = json!("u2f")), NotMet);
    assert_eq!(answer(Fido2, without_info), Met);
    assert_eq!(answer(ResidentKey, |e| info(e, "options", json!({}))), NotMet);
    assert_eq!(answer(ResidentKey, without_info), NotStated);
    let presence = json!([[{ "userVerificationMethod": "presence_internal" }]]);
    let neither = |e: &mut serde_json::Value| {
        e["metadataStatement"]["userVerificationDetails"] = presence.clone();
        info(e, "options", json!({ "rk": true }));
    };
    assert_eq!(answer(UserVerification, neither), NotMet);
    assert_eq!(answer(HmacSecret, |e| info(e, "extensions", json!(["credProtect"]))), NotMet);
    assert_eq!(answer(HmacSecret, |e| info(e, "extensions", json!(["prf"]))), Met);
    assert_eq!(answer(HmacSecret, without_info), NotStated);
    let surrogate = json!(["basic_surrogate"]);
    let only_itself = |e: &mut serde_json::Value| {
        e["metadataStatement"]["attestationTypes"] = surrogate.clone();
    };
    assert_eq!(answer(PackedAttestation, only_itself), NotMet);
    let formats = |e: &mut serde_json::Value| info(e, "attestationFormats", json!(["tpm"]));
    assert_eq!(answer(PackedAttestation, formats), NotMet);
}
