//! Any bytes as the report descriptor of a USB device: it is a security key or it is not.

#![no_main]

use ctap::transport::hid::is_fido;
use touchstone_fuzz as _; // the capped allocator

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let fido = is_fido(bytes);
    // The usage page of security keys has to stand in it, in one or the other way of writing it.
    assert!(!fido || bytes.windows(2).any(|pair| pair == [0xD0, 0xF1]));
});
