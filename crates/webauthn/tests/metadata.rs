//! Metadata from anybody: cut, bent, deep, wide and without end. None must ever panic, or cost more
//! than its own size allows.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, missing_docs)]

use proptest::prelude::*;
use serde_json::{Value, json};
use webauthn::{
    Aaguid, Timestamp,
    metadata::{
        Attested, Consulted, Demand, Icon, MetadataBlob, MetadataEntry, MetadataRoots, Opening,
        WrittenRequirements, findings,
    },
};

const MODEL: Aaguid = Aaguid([7; 16]);

fn read_everything(bytes: &[u8]) {
    let opening = Opening { roots: &MetadataRoots::fido(), at: Timestamp(0), previous: None };
    let Ok(blob) = MetadataBlob::open(bytes, opening) else { return };
    for entry in blob.entries() {
        read_entry(entry);
    }
    let attested = Attested { aaguid: Some(MODEL), ..Attested::default() };
    let found = findings(Consulted::Blob(&blob), attested, Demand::Enforced, Timestamp(0));
    assert!(found.len() >= 3);
}

fn read_entry(entry: &MetadataEntry) {
    let attested = Attested { aaguid: Some(MODEL), ..Attested::default() };
    let at = Timestamp(1_780_000_000);
    let found = findings(Consulted::Entry(entry), attested, Demand::Informative, at);
    serde_json::to_string(&found).unwrap();
    let _ = WrittenRequirements::of(entry, at);
    if let Some(statement) = &entry.statement {
        let _ = (statement.trust_anchors(), statement.icon(), statement.icon_dark());
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "REVOKED",
            "2026-02-30",
            "2026-02-28",
            "AAAA",
            "fido2",
            "\u{e9}"
        ])
        .prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        let name = prop::sample::select(vec![
            "status",
            "effectiveDate",
            "certificate",
            "versions",
            "options",
            "major",
            "id",
            "x",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..5).prop_map(|members| {
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
}

fn entry() -> Value {
    json!({
        "aaguid": MODEL,
        "metadataStatement": {
            "description": "A key", "protocolFamily": "fido2", "upv": [{ "major": 1, "minor": 0 }],
            "attestationTypes": ["basic_full"], "attestationRootCertificates": ["AAAA"],
            "icon": "data:image/png;base64,iVBORw0KGgo=",
            "authenticatorGetInfo": { "versions": ["FIDO_2_0"], "options": { "rk": true } },
        },
        "statusReports": [{ "status": "REVOKED", "effectiveDate": "2026-01-01" }],
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_everything(&bytes);
        let _ = Icon::from_data_url(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_payload_that_was_bent_is_read_or_refused(
        at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = json!({ "no": 1, "nextUpdate": "2026-01-01", "entries": [entry(), entry()] })
            .to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = with;
        read_everything(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        read_everything(&bytes);
    }

    #[test]
    fn any_member_may_be_anything(
        outer in prop::sample::select(vec!["aaguid", "aaid", "metadataStatement", "statusReports",
            "attestationCertificateKeyIdentifiers", "timeOfLastStatusChange"]),
        inner in prop::sample::select(vec!["aaguid", "description", "friendlyNames", "upv", "icon",
            "userVerificationDetails", "attestationTypes", "attestationRootCertificates",
            "authenticatorGetInfo", "supportedExtensions", "keyProtection"]),
        value in any_json(), other in any_json(),
    ) {
        let mut changed = entry();
        changed["metadataStatement"][inner] = other;
        read_entry(&MetadataEntry::from_value(&changed.clone()));
        changed[outer] = value;
        read_entry(&MetadataEntry::from_value(&changed.clone()));
        read_everything(json!({ "no": 1, "entries": [changed] }).to_string().as_bytes());
    }
}

/// Payloads of about this many bytes that make much of little.
fn hostile(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let around = |start: &str, item: &str, end: &str| {
        let items = item.repeat(size / item.len());
        format!("{start}{items}{end}").into_bytes()
    };
    let one = |start: &str, item: &str, end: &str| {
        around(
            &format!(r#"{{"no":1,"entries":[{{"aaguid":"{MODEL}",{start}"#),
            item,
            &format!("{end}}}]}}"),
        )
    };
    let large = |item: &str| {
        let item =
            format!(r#"{{"metadataStatement":{{"a":[0{}]}}}},"#, item.repeat(900_000 / item.len()));
        around(r#"{"no":1,"entries":["#, &item, "0]}")
    };
    vec![
        ("large entries of numbers", large(",0")),
        ("large entries of objects", large(",{}")),
        ("many small entries", around(r#"{"no":1,"entries":[0"#, ",0", "]}")),
        ("many empty entries", around(r#"{"no":1,"entries":[0"#, ",{}", "]}")),
        ("many members", one(r#""a":0"#, r#","b":0"#, "")),
        ("many reports", one(r#""statusReports":[0"#, ",{}", "]")),
        ("many adverse reports", one(r#""statusReports":[0"#, r#",{"status":"REVOKED"}"#, "]")),
        ("many identifiers", one(r#""attestationCertificateKeyIdentifiers":[0"#, r#","""#, "]")),
        ("many numbers", one(r#""metadataStatement":{"upv":[0"#, ",0", "]}")),
        (
            "many anchors",
            one(r#""metadataStatement":{"attestationRootCertificates":[0"#, r#","""#, "]}"),
        ),
        ("a long text", one(r#""metadataStatement":{"icon":"data:;base64,"#, "A", r#""}"#)),
        ("deep", one(r#""metadataStatement":"#, "[", "")),
        ("deep and closed", around(r#"{"no":1,"entries":["#, "[", "")),
        ("many dots", around("", ".", "")),
        ("a long header", around("", "A", "..AA")),
        ("escapes", one(r#""metadataStatement":{"description":""#, r"\u0041", r#""}"#)),
    ]
}

#[test]
fn what_makes_much_of_little_is_read_or_refused() {
    for size in [60_000, 900_000] {
        for (_, bytes) in hostile(size) {
            read_everything(&bytes);
        }
    }
}

/// For whoever measures: `HOSTILE=NAME` reads ten megabytes of that shape, and says how long it took.
#[test]
#[ignore = "measured by hand in a release build"]
fn ten_megabytes() {
    for (name, bytes) in hostile(10 << 20) {
        if std::env::var("HOSTILE").is_ok_and(|only| only != name) {
            continue;
        }
        let start = std::time::Instant::now();
        read_everything(&bytes);
        println!("{name}: {} bytes, {:?}", bytes.len(), start.elapsed());
    }
}
