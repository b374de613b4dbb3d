//! DER (X.690 §10), written in a few forms and read strictly. It must never take bytes that another
//! reader would understand otherwise.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::{NotDer, Reader, Tag, is_strict, only, unsigned_number};
pub(crate) use write::{bit_string, oid, sequence, unsigned};
