//! What an attestation object brings along, read before it is judged: its statements and their
//! certificates. It must never be taken for proved.

use super::{AttestationObject, format};
use crate::{cbor::Value, x509::Certificate};

/// Most certificates of one statement that are read.
const MOST_CERTIFICATES: usize = 16;

/// One attestation statement as it stands there, verified by nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedStatement {
    /// Its attestation statement format identifier.
    pub fmt: String,
    /// Its certificates up to the first that is none, attestation certificate first.
    pub certificates: Vec<Certificate>,
}

impl AttestationObject {
    /// The statement, or each of a compound (WebAuthn L3 §8.9).
    pub fn claimed(&self) -> Vec<ClaimedStatement> {
        match format::parts(self.fmt(), self.statement()) {
            Some(parts) => {
                parts.map(|(fmt, statement)| ClaimedStatement::of(fmt, statement)).collect()
            }
            None => vec![ClaimedStatement::of(self.fmt(), self.statement())],
        }
    }
}

impl ClaimedStatement {
    fn of(fmt: &str, statement: &Value) -> Self {
        let x5c = format::find(fmt).map(|format| format.certificates(statement));
        let read = |der: &Vec<u8>| Certificate::from_der(der).ok();
        let x5c = x5c.iter().flatten().take(MOST_CERTIFICATES);
        Self { fmt: fmt.to_owned(), certificates: x5c.map_while(read).collect() }
    }

    /// Whether it is of U2F, whose signature does not cover the AAGUID (WebAuthn L3 §8.6).
    pub(crate) fn is_u2f(&self) -> bool {
        self.fmt == format::FIDO_U2F
    }

    /// Whether it says nothing (WebAuthn L3 §8.7).
    pub(crate) fn is_none(&self) -> bool {
        self.fmt == format::NONE
    }
}

#[cfg(test)]
mod tests;
