//! Two million bytes of the worst for everything that Diagnose reads, ten million in the long tier. None may
//! ever have 200 MB allocated at once; how long each took is printed, and is for whoever looks: a busy machine
//! says nothing of it.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]
#![allow(unsafe_code)] // an allocator that counts; listed in tests/architecture/rooms.rs

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
    num::NonZero,
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use enrollment::{
    diagnosis::{Given, Records, Ticket, diagnose, judge_batch},
    metadata::Metadata,
};
use entra_policy::Fido2Policy;
use serde_json::json;
use webauthn::{
    PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor, base64url,
    cbor::{self, Value},
    metadata::MetadataRoots,
};

/// How many bytes each is.
static LARGE: LazyLock<usize> = LazyLock::new(|| {
    std::env::var("TOUCHSTONE_HOSTILE_BYTES").map_or(2_000_000, |bytes| bytes.parse().unwrap())
});
const MOST: usize = 200_000_000;

/// Counts what is allocated now, and the most that ever was.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn more(bytes: usize) {
    PEAK.fetch_max(NOW.fetch_add(bytes, Ordering::Relaxed) + bytes, Ordering::Relaxed);
}

// SAFETY: every call is handed to the system's allocator as it came; only numbers are kept beside it.
unsafe impl GlobalAlloc for Counting {
    // SAFETY: the caller's promises are those that the system's allocator wants.
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        more(layout.size());
        // SAFETY: the same layout.
        unsafe { System.alloc(layout) }
    }

    // SAFETY: as above.
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: what is given back came from the same allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    // SAFETY: as above.
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Old and new exist side by side while one is copied.
        more(size);
        // SAFETY: the same pointer, layout and size.
        let moved = unsafe { System.realloc(pointer, layout, size) };
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        moved
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn around(start: &str, item: &str, end: &str) -> Vec<u8> {
    let room = *LARGE - start.len() - end.len();
    format!("{start}{}{end}", item.repeat(room / item.len())).into_bytes()
}

/// A registration around this attestation object.
fn record(object: &[u8]) -> String {
    let object = base64url::encode(object);
    json!({ "attestationObject": object, "clientDataJSON": "e30" }).to_string()
}

fn object(statement: Value) -> Vec<u8> {
    let head = [&[7; 32][..], &[0x45, 0, 0, 0, 0], &[7; 16], &[0, 16], &[9; 16], &[0xA0]].concat();
    let members = [
        ("fmt", Value::from("packed")),
        ("attStmt", statement),
        ("authData", head.as_slice().into()),
    ];
    cbor::encode(&members.into_iter().collect())
}

fn many_certificates() -> Vec<u8> {
    let x5c = Value::Array(vec![Value::Bytes(vec![0x30]); 80_000]);
    object(
        [("alg", Value::from(-7)), ("sig", Value::Bytes(vec![])), ("x5c", x5c)]
            .into_iter()
            .collect(),
    )
}

fn exchange(sent: &str, answered: &str) -> String {
    json!({
        "request": { "postData": { "text": sent } },
        "response": { "status": 400, "content": { "text": answered } },
    })
    .to_string()
}

/// What each may be given: small parts in great number, nesting, and one part that is all there is.
fn cases() -> Vec<(&'static str, Vec<u8>)> {
    let registration = record(&many_certificates());
    let options = json!({ "publicKey": {
        "challenge": "AAAAAAAAAAAAAAAAAAAAAA", "rp": { "name": "a" },
        "user": { "id": "AA", "name": "a", "displayName": "a" }, "pubKeyCredParams": [],
    } });
    let refusal = json!({ "error": { "code": "badRequest", "message": "no" } }).to_string();
    let small = record(b"\xA0");
    let entries = |item: String| around(r#"{"log":{"entries":[0"#, &format!(",{item}"), "]}}");
    vec![
        ("numbers", around("[0", ",0", "]")),
        ("empty objects", around("[0", ",{}", "]")),
        ("empty arrays", around("[0", ",[]", "]")),
        ("empty texts", around("[0", r#","""#, "]")),
        ("objects of one member", around("[0", r#",{"a":0}"#, "]")),
        ("many members", around(r#"{"a":0"#, r#","b":0"#, "}")),
        ("nested arrays", around("", "[", "")),
        ("nested objects", around("", r#"{"a":"#, "")),
        (
            "nested and closed a hundred deep",
            around("[0", &format!(",{}{}", "[".repeat(100), "]".repeat(100)), "]"),
        ),
        ("one text", around("\"", "a", "\"")),
        ("escapes", around("\"", r"\u0041", "\"")),
        ("base64", around("", "A", "")),
        ("hex with separators", around("00", ":00", "")),
        ("lines of nothing", around("", "\n", "")),
        ("lines of objects", around("", "{}\n", "")),
        ("lines of one member", around("", "{\"a\":0}\n", "")),
        ("lines of registrations", around("", &format!("{small}\n"), "")),
        ("an array of registrations", around("[0", &format!(",{small}"), "]")),
        ("many certificates in each", around("[0", &format!(",{registration}"), "]")),
        (
            "one registration that is long",
            around(r#"{"clientDataJSON":"e30","attestationObject":""#, "A", "\"}"),
        ),
        (
            "client data that is long",
            around(r#"{"attestationObject":"oA","clientDataJSON":""#, "A", "\"}"),
        ),
        (
            "many roots of one registration",
            around(r#"{"attestationObject":"oA","trust_roots":["MA""#, r#","MA""#, "]}"),
        ),
        ("many algorithms", around(r#"{"attestationObject":"oA","algs":[0"#, ",-7", "]}")),
        (
            "a metadata entry of many reports",
            around(
                r#"{"attestationObject":"oA","mds_entry":{"statusReports":[0"#,
                r#",{"status":"REVOKED"}"#,
                "]}}",
            ),
        ),
        ("many refusals", around("[0", &format!(",{refusal}"), "]")),
        ("many options", around("[0", &format!(",{options}"), "]")),
        (
            "options of many algorithms",
            around(
                r#"{"challenge":"AAAA","pubKeyCredParams":[{}"#,
                r#",{"type":"public-key","alg":-7}"#,
                "]}",
            ),
        ),
        (
            "options of many exclusions",
            around(
                r#"{"challenge":"AAAA","excludeCredentials":[{}"#,
                r#",{"id":"AA","type":"public-key"}"#,
                "]}",
            ),
        ),
        ("empty exchanges", entries("{}".to_owned())),
        ("exchanges", entries(exchange(&small, &refusal))),
        ("exchanges of options", entries(exchange("", &options.to_string()))),
        ("exchanges of numbers", entries(exchange("[0,0,0,0,0,0,0,0]", "[0,0,0,0,0,0,0,0]"))),
        (
            "one exchange of numbers",
            around(r#"{"log":{"entries":[{"request":{"postData":{"text":"[0"#, ",0", r#"]"}}}]}}"#),
        ),
        ("metadata entries", around(r#"{"no":1,"entries":[0"#, ",{}", "]}")),
        (
            "metadata of many reports",
            around(
                r#"{"no":1,"entries":[{"aaguid":"00000000-0000-0000-0000-000000000001","statusReports":[0"#,
                ",{}",
                "]}]}",
            ),
        ),
        (
            "policy of many models",
            around(
                r#"{"passkeyProfiles":[{"keyRestrictions":{"aaGuids":[0"#,
                r#","00000000-0000-0000-0000-000000000001""#,
                "]}}]}",
            ),
        ),
        ("policy of many profiles", around(r#"{"passkeyProfiles":[0"#, ",{}", "]}")),
        ("PEM without an end", around("", "-----BEGIN CERTIFICATE-----\n", "")),
        ("empty PEM", around("", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "")),
        ("CBOR arrays", vec![0x81; *LARGE]),
        ("CBOR maps", [0xA1, 0x01].repeat(*LARGE / 2)),
    ]
}

fn read_ticket(bytes: &[u8], now: Timestamp) {
    let given = Given::default();
    let Ok(ticket) = Ticket::read(bytes) else { return };
    for place in 0..ticket.registrations.len() {
        if let Some(Ok(recorded)) = ticket.registration(place, Some("file"), &given) {
            black_box(diagnose(&recorded, &given.grounds(now)));
        }
    }
}

fn read_batch(bytes: &[u8], now: Timestamp) {
    let given = Given::default();
    judge_batch(
        Records::new(bytes),
        NonZero::new(2).unwrap(),
        |_, recorded| recorded.map(|one| diagnose(&one, &given.grounds(now)).verdict).is_ok(),
        |_| Ok(()),
    )
    .unwrap();
}

type Read = fn(&[u8], Timestamp);

const READERS: [(&str, Read); 6] = [
    ("ticket", read_ticket),
    ("batch", read_batch),
    ("metadata", |bytes, now| drop(black_box(Metadata::read(bytes, &MetadataRoots::fido(), now)))),
    ("options", |bytes, _| drop(black_box(PublicKeyCredentialCreationOptions::from_json(bytes)))),
    ("policy", |bytes, _| drop(black_box(Fido2Policy::from_json(bytes)))),
    ("anchors", |bytes, _| drop(black_box(TrustAnchor::all_from_file(bytes)))),
];

/// One test, and nothing beside it: the count is the whole process's.
#[test]
fn millions_of_bytes_of_the_worst_never_take_two_hundred_million() {
    let now = "2026-11-20".parse().unwrap();
    let only = std::env::var("HOSTILE").ok();
    let mut over = Vec::new();
    for (name, bytes) in cases() {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        assert!(bytes.len() > *LARGE / 10 * 8, "{name} has {} bytes only", bytes.len());
        // A batch differs where there are many, or where one has no end.
        let in_batch = ["lines", "an array", "many certificates", "nested arrays", "one text"];
        for (reader, read) in READERS {
            if reader == "batch" && !in_batch.iter().any(|start| name.starts_with(start)) {
                continue;
            }
            let before = NOW.load(Ordering::Relaxed);
            PEAK.store(before, Ordering::Relaxed);
            let began = Instant::now();
            read(&bytes, now);
            let (took, peak) = (began.elapsed(), PEAK.load(Ordering::Relaxed) - before);
            println!("{reader}, {name}: {} MB, {} ms", peak / 1_000_000, took.as_millis());
            if peak > MOST {
                over.push(format!("{reader}, {name}: {} MB", peak / 1_000_000));
            }
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}
