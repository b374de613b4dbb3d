//! CBOR (RFC 8949) as CTAP2 uses it: total decoding in, canonical encoding out.
//! It must never panic on input, recurse without bound, or allocate by a length the input claims.

mod decode;
mod encode;
#[cfg(test)]
mod tests;
mod value;

pub use decode::{
    DecodeError, Decoded, Deviation, Deviations, RawEntries, decode, decode_map_raw, decode_prefix,
};
pub use encode::encode;
pub use value::{Key, Value};
