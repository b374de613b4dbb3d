//! Any bytes as a metadata BLOB, signed or bare, and as one entry: reading answers or refuses, and
//! what is asked of an entry is answered whatever it says.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::{
    Timestamp,
    metadata::{
        Attested, Consulted, Demand, MetadataBlob, MetadataEntry, MetadataRoots, Opening,
        WrittenRequirements, findings,
    },
};

const AT: Timestamp = Timestamp(1_780_000_000);

fn ask(entry: &MetadataEntry) {
    let attested = Attested { aaguid: entry.aaguid, ..Attested::default() };
    let found = findings(Consulted::Entry(entry), attested, Demand::Enforced, AT);
    assert!(found.len() >= 3);
    let _ = WrittenRequirements::of(entry, AT);
    if let Some(statement) = &entry.statement {
        let _ = (statement.trust_anchors(), statement.icon());
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = str::from_utf8(bytes) {
        ask(&MetadataEntry::from_json(text));
    }
    let opening = Opening { roots: &MetadataRoots::fido(), at: AT, previous: Some(1) };
    let Ok(blob) = MetadataBlob::open(bytes, opening) else { return };
    assert!(blob.number() >= 1);
    let mut read = 0;
    for entry in blob.entries() {
        ask(entry);
        read += 1;
    }
    assert_eq!(read, blob.len());
});
