//! What all fuzz targets share: an allocator that ends the run when one allocation is larger than
//! any decoder may ask for. It must never be linked into the product.
//!
//! libFuzzer's own `-malloc_limit_mb` works only beside a sanitizer, which stable Rust lacks.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    process::abort,
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
