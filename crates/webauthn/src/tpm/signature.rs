//! `TPMT_SIGNATURE` (TPM 2.0 part 2 §11.3.4), the form that WebAuthn L3 §8.3 names for `sig` and
//! that hardly anybody sends. It must never change what is verified, only how it is wrapped.

use std::borrow::Cow;

use super::{StructureError, reader::Reader};
use crate::der;

/// The signature as every other format has it: what was wrapped, or the bytes themselves.
pub(crate) fn bare_signature(sig: &[u8]) -> Cow<'_, [u8]> {
    unwrap(sig).unwrap_or(Cow::Borrowed(sig))
}

fn unwrap(sig: &[u8]) -> Result<Cow<'_, [u8]>, StructureError> {
    let mut reader = Reader::new(sig);
    let scheme = reader.u16("sigAlg")?;
    reader.u16("hash")?;
    let bare = match scheme {
        // RSASSA and RSAPSS.
        0x0014 | 0x0016 => Cow::Borrowed(reader.sized("sig")?),
        // ECDSA.
        0x0018 => {
            let number = |bytes: &[u8]| {
                let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
                der::unsigned(&digits)
            };
            let (r, s) = (reader.sized("signatureR")?, reader.sized("signatureS")?);
            Cow::Owned(der::sequence(&[number(r), number(s)].concat()))
        }
        _ => return Err(StructureError::Unknown("sigAlg")),
    };
    reader.end()?;
    Ok(bare)
}
