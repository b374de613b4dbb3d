//! Reads the published metadata of other people's corpus. A BLOB must never be taken for signed that
//! is not, nor one entry be lost.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;
use webauthn::{
    Aaguid, TrustAnchor,
    metadata::{
        Answer, AuthenticatorStatus, BlobError, Certification, CertificationLevel, MetadataBlob,
        MetadataEntry, MetadataRoots, OddityKind, Opening, ProtocolFamily, WrittenRequirements,
    },
};

use crate::record;

/// File, number, `nextUpdate`, entries, a day on which its certificates were valid.
const REAL: [(&str, u64, &str, usize, &str); 4] = [
    ("real-no9-2021", 9, "2021-12-01", 98, "2021-11-15"),
    ("real-no23-2023", 23, "2023-02-01", 148, "2023-01-15"),
    ("real-no31-2023", 31, "2023-10-01", 174, "2023-09-15"),
    ("real-2024-12", 121, "2025-01-01", 280, "2024-12-15"),
];

fn unpacked(folder: &Path, file: &str) -> Vec<u8> {
    let packed = fs::read(folder.join("mds").join(file)).unwrap();
    let mut gzip = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = gzip.stdin.take().unwrap();
    let writer = thread::spawn(move || input.write_all(&packed).unwrap());
    let output = gzip.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{file}");
    output.stdout
}

fn open(bytes: &[u8], roots: &MetadataRoots, at: &str) -> Result<MetadataBlob, BlobError> {
    MetadataBlob::open(bytes, Opening { roots, at: at.parse().unwrap(), previous: None })
}

fn latest(folder: &Path) -> MetadataBlob {
    let payload = unpacked(folder, "mds3-payload-no291.json.gz");
    open(&payload, &MetadataRoots::fido(), "2026-10-15").unwrap()
}

#[test]
fn real_blobs_hold_at_their_time_and_neither_before_nor_after() {
    let Some(folder) = record::corpus() else { return };
    let fido = MetadataRoots::fido();
    for (file, number, next_update, entries, at) in REAL {
        let bytes = unpacked(&folder, &format!("{file}.jwt.gz"));
        let blob = open(&bytes, &fido, at).unwrap();
        assert_eq!((blob.number(), blob.len()), (number, entries), "{file}");
        assert_eq!(blob.next_update(), next_update.parse().ok());
        assert_eq!(blob.entries().count(), entries);
        // From 2024 on, one key identifier stands in two entries.
        assert_eq!(blob.warnings().len(), usize::from(number > 100), "{file}");
        assert!(blob.signed_by().unwrap().anchor.contains("R3"), "{file}");
        assert!(
            !blob.is_stale(at.parse().unwrap()) && blob.is_stale("2026-01-01".parse().unwrap())
        );
        let late = open(&bytes, &fido, "2026-11-27").unwrap_err();
        assert_eq!(late, BlobError::CertificateExpired, "{file}");
        let early = open(&bytes, &fido, "2020-01-01").unwrap_err();
        assert_eq!(early, BlobError::CertificateNotYetValid, "{file}");
        let nobody = MetadataRoots::own(vec![]);
        assert_eq!(open(&bytes, &nobody, at).unwrap_err(), BlobError::Untrusted);
        let mut bent = bytes;
        let middle = bent.len() / 2;
        bent[middle] = if bent[middle] == b'A' { b'B' } else { b'A' };
        assert_eq!(open(&bent, &fido, at).unwrap_err(), BlobError::SignatureInvalid, "{file}");
    }
}

#[test]
fn the_latest_payload_has_all_its_entries_signed_or_not() {
    let Some(folder) = record::corpus() else { return };
    let bare = latest(&folder);
    assert_eq!((bare.number(), bare.len(), bare.signed_by()), (291, 520, None));
    let signed = unpacked(&folder, "own-signed-no291.jwt.gz");
    let root = fs::read(folder.join("mds/own-root.der")).unwrap();
    let roots = MetadataRoots::own(vec![TrustAnchor::from_der(&root).unwrap()]);
    let blob = open(&signed, &roots, "2026-10-15").unwrap();
    assert_eq!((blob.number(), blob.entries().count()), (291, 520));
    assert!(blob.signed_by().is_some());
    let untrusted = open(&signed, &MetadataRoots::fido(), "2026-10-15").unwrap_err();
    assert_eq!(untrusted, BlobError::Untrusted);
    assert!(blob.entries().eq(bare.entries()));
    assert_eq!(blob.warnings().len(), 1);
}

fn count<T: Ord>(words: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

#[test]
fn the_latest_payload_says_what_another_reader_counted_in_it() {
    let Some(folder) = record::corpus() else { return };
    let blob = latest(&folder);
    let entries: Vec<&MetadataEntry> = blob.entries().collect();
    let statements: Vec<_> = entries.iter().map(|one| one.statement.as_ref().unwrap()).collect();
    let families = count(statements.iter().map(|one| one.protocol_family.clone().unwrap()));
    let expected =
        [(ProtocolFamily::Uaf, 36), (ProtocolFamily::U2f, 136), (ProtocolFamily::Fido2, 348)];
    assert_eq!(families, expected.into());
    assert_eq!(entries.iter().filter(|one| one.aaguid.is_some()).count(), 348);
    assert_eq!(statements.iter().filter(|one| one.get_info.is_some()).count(), 347);
    let keys: Vec<_> =
        entries.iter().flat_map(|one| &one.attestation_certificate_key_identifiers).collect();
    assert_eq!(keys.len(), 207);
    let reports = entries.iter().flat_map(|one| one.status.reports());
    let statuses = count(reports.map(|report| report.status.clone()));
    assert_eq!(statuses.values().sum::<usize>(), 938);
    assert_eq!(statuses[&AuthenticatorStatus::FidoCertifiedL2], 171);
    assert_eq!(statuses[&AuthenticatorStatus::FidoCertifiedL3Plus], 1);
    let anchors: Vec<_> = statements.iter().map(|one| one.trust_anchors()).collect();
    println!(
        "{} anchors read, {} unreadable",
        anchors.iter().map(|one| one.anchors.len()).sum::<usize>(),
        anchors.iter().map(|one| one.unreadable.len()).sum::<usize>()
    );
    assert!(anchors.iter().all(|one| one.unreadable.is_empty()));
    let icons = statements.iter().filter(|one| matches!(one.icon(), Ok(Some(_)))).count();
    assert_eq!(icons, 517);
}

#[test]
fn what_is_odd_in_the_latest_payload_is_known_and_nothing_else_is() {
    let Some(folder) = record::corpus() else { return };
    let blob = latest(&folder);
    let odd: Vec<_> = blob.entries().filter(|entry| !entry.oddities.is_empty()).collect();
    for entry in &odd {
        println!("{:?} {:?} {:?}", entry.aaguid, entry.model(), entry.oddities);
    }
    let dashlane: Aaguid = "531126d6-e717-415c-9320-3d9aa6981239".parse().unwrap();
    let missing: Vec<_> = blob
        .by_aaguid(dashlane)
        .unwrap()
        .oddities
        .iter()
        .filter(|odd| odd.kind == OddityKind::Missing)
        .map(|odd| odd.path.clone())
        .collect();
    let expected =
        ["metadataStatement.userVerificationDetails", "metadataStatement.attachmentHint"];
    assert_eq!(missing, expected);
    assert!(odd.len() <= 5);
}

// The one adverse status of this payload.
#[test]
fn the_revoked_model_was_certified_by_nobody_and_is_revoked_from_its_day_on() {
    let Some(folder) = record::corpus() else { return };
    let blob = latest(&folder);
    let at = |day: &str| day.parse().unwrap();
    let revoked: Vec<_> = blob
        .entries()
        .filter(|entry| entry.status.adverse(at("2026-10-15")).next().is_some())
        .collect();
    let [entry] = revoked[..] else { panic!("{} models", revoked.len()) };
    assert!(entry.model().unwrap().contains("TruU Windows"));
    assert_eq!(entry.status.adverse(at("2023-12-19")).count(), 0);
    assert_eq!(entry.status.adverse(at("2023-12-20")).count(), 1);
    assert_eq!(entry.status.certification(at("2023-12-19")), Certification::NotCertified);
}

#[test]
fn most_models_meet_what_is_written_and_each_that_does_not_says_why() {
    let Some(folder) = record::corpus() else { return };
    let (blob, at) = (latest(&folder), "2026-10-15".parse().unwrap());
    let fido2: Vec<_> = blob.entries().filter(|entry| entry.aaguid.is_some()).collect();
    let written: Vec<_> = fido2.iter().map(|entry| WrittenRequirements::of(entry, at)).collect();
    let met = written.iter().filter(|one| one.are_met()).count();
    let unmet = written.iter().flat_map(|one| one.that_are(Answer::NotMet));
    let unmet = count(unmet.map(|requirement| format!("{requirement:?}")));
    println!("{met} of {} models meet what is written; not met: {unmet:?}", fido2.len());
    assert!((240..=260).contains(&met), "{met}");
    let certified = fido2.iter().filter(|entry| {
        matches!(entry.status.certification(at),
            Certification::Certified(level, _) if level >= CertificationLevel::L1)
    });
    assert!(certified.count() > 200);
}

#[test]
fn the_get_info_of_each_entry_is_read_as_it_was_written_down() {
    let Some(folder) = record::corpus() else { return };
    let blob = latest(&folder);
    let records = record::read(&folder, "getinfo.json");
    let mut compared = 0;
    for record in records.as_array().unwrap() {
        let number = record["mds_no"].as_u64();
        let aaguid = record["aaguid"].as_str().and_then(|text| text.parse().ok());
        let (Some(291), Some(aaguid)) = (number, aaguid) else { continue };
        let statement = blob.by_aaguid(aaguid).unwrap().statement.as_ref().unwrap();
        let info = statement.get_info.as_ref().unwrap();
        let words = |name: &str| -> Vec<String> {
            let items = record["getInfo"][name].as_array().into_iter().flatten();
            items.map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(info.versions, words("versions"), "{aaguid}");
        assert_eq!(info.extensions, words("extensions"), "{aaguid}");
        assert_eq!(info.transports, words("transports"), "{aaguid}");
        let options = record["getInfo"]["options"].as_object();
        assert_eq!(info.options.len(), options.map_or(0, serde_json::Map::len), "{aaguid}");
        for (name, value) in options.into_iter().flatten() {
            assert_eq!(info.option(name).map(Value::Bool).as_ref(), Some(value), "{aaguid} {name}");
        }
        let disagrees = blob
            .by_aaguid(aaguid)
            .unwrap()
            .oddities
            .iter()
            .any(|odd| odd.kind == OddityKind::Disagrees);
        let labelled = record["aaguid_mismatch_statement_vs_getInfo"] == true;
        assert_eq!(disagrees, labelled, "{aaguid}");
        compared += 1;
    }
    println!("{compared} getInfo statements compared");
    assert!(compared >= 340);
}
