//! What all fuzz targets share: an allocator that ends the run when one allocation is larger than
//! any decoder may ask for. It must never be linked into the product.
//!
//! libFuzzer's own `-malloc_limit_mb` works only beside a sanitizer, which stable Rust lacks.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    process::abort,
};

use webauthn::{
    Expectations, Judgement, RecordedRegistration, Timestamp,
    cbor::{self, Value},
    rp_id_hash, verify,
};

/// The largest single allocation that input may cause (bytes): 1 MiB.
pub const LARGEST_ALLOCATION: usize = 1024 * 1024;

struct Capped;

#[global_allocator]
static CAPPED: Capped = Capped;

/// Ends the run, so that the engine keeps the input that led here. A panic has ended it already, and
/// its backtrace may take what it needs.
fn check(size: usize) {
    if size > LARGEST_ALLOCATION && !std::thread::panicking() {
        eprintln!("an allocation of {size} bytes; at most {LARGEST_ALLOCATION} are allowed");
        abort();
    }
}

// SAFETY: every call goes to the system's allocator unchanged; the check in front has no effect
// other than ending the process.
unsafe impl GlobalAlloc for Capped {
    // SAFETY: as for the trait; the caller's promises are passed on.
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        check(layout.size());
        // SAFETY: the caller promised what System asks for.
        unsafe { System.alloc(layout) }
    }

    // SAFETY: as for the trait; the caller's promises are passed on.
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        check(layout.size());
        // SAFETY: the caller promised what System asks for.
        unsafe { System.alloc_zeroed(layout) }
    }

    // SAFETY: as for the trait; the caller's promises are passed on.
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        check(size);
        // SAFETY: the caller promised what System asks for.
        unsafe { System.realloc(pointer, layout, size) }
    }

    // SAFETY: as for the trait; the caller's promises are passed on.
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller promised what System asks for.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What a peer says, cut from one input: each piece has its length in front (two bytes, big-endian),
/// and the last is as long as what is left. After the last there is nothing more.
pub struct Script<'a>(&'a [u8]);

impl<'a> Script<'a> {
    /// Reads from this input.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// One byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    /// One piece, at most this long.
    pub fn piece(&mut self, longest: usize) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*length)).min(longest).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        self.0 = rest;
        Some(piece)
    }
}

/// Judges a statement over authenticator data and client data in which everything else is right.
pub fn judge(fmt: &str, statement: Value) -> Judgement {
    const CLIENT_DATA: &str =
        r#"{"type":"webauthn.create","challenge":"AAAA","origin":"https://example.org"}"#;
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}, the base point of P-256 (SEC 2 §2.4.2).
    const KEY: &[u8] = b"\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20\
        \x6B\x17\xD1\xF2\xE1\x2C\x42\x47\xF8\xBC\xE6\xE5\x63\xA4\x40\xF2\
        \x77\x03\x7D\x81\x2D\xEB\x33\xA0\xF4\xA1\x39\x45\xD8\x98\xC2\x96\x22\x58\x20\
        \x4F\xE3\x42\xE2\xFE\x1A\x7F\x9B\x8E\xE7\xEB\x4A\x7C\x0F\x9E\x16\
        \x2B\xCE\x33\x57\x6B\x31\x5E\xCE\xCB\xB6\x40\x68\x37\xBF\x51\xF5";
    let head = [&rp_id_hash("example.org")[..], &[0x45, 0, 0, 0, 0], &[7; 16], &[0, 16], &[9; 16]];
    let auth_data = [&*head.concat(), KEY].concat();
    let object: Value =
        [("fmt", fmt.into()), ("attStmt", statement), ("authData", auth_data.into())]
            .into_iter()
            .collect();
    // 2026-11-20.
    let mut expected = Expectations::at(Timestamp(1_795_132_800));
    expected.challenge = Some("AAAA".to_owned());
    expected.origins = vec!["https://example.org".to_owned()];
    expected.rp_id = Some("example.org".to_owned());
    let recorded = RecordedRegistration {
        client_data_json: Some(CLIENT_DATA.as_bytes()),
        attestation_object: &cbor::encode(&object),
        credential_id: None,
    };
    verify(recorded, &expected).judgement
}
