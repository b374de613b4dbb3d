//! Authenticator data (WebAuthn L3 §6.1), read for every input. It keeps the bytes as they came and
//! must never refuse what a judge can still report.

use crate::{
    Aaguid, CosePublicKey, CredentialId, PublicKeyError,
    cbor::{self, Deviations, Value},
};

/// The flags byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flags(pub u8);

impl Flags {
    /// User present (UP).
    pub fn user_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// User verified (UV).
    pub fn user_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// Backup eligible (BE): the credential may leave the authenticator.
    pub fn backup_eligible(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// Backed up now (BS).
    pub fn backup_state(self) -> bool {
        self.0 & 0x10 != 0
    }

    /// Attested credential data included (AT).
    pub fn attested_credential_data(self) -> bool {
        self.0 & 0x40 != 0
    }

    /// Extension data included (ED).
    pub fn extension_data(self) -> bool {
        self.0 & 0x80 != 0
    }
}

/// Authenticator data and the bytes it was read from.
#[derive(Clone, PartialEq, Debug)]
pub struct AuthenticatorData {
    raw: Vec<u8>,
    /// SHA-256 of the RP ID.
    pub rp_id_hash: [u8; 32],
    /// The flags.
    pub flags: Flags,
    /// The signature counter.
    pub sign_count: u32,
    /// What AT announces, as far as it could be read.
    pub attested_credential_data: Option<AttestedCredentialData>,
    /// What ED announces: a CBOR map, where it could be read.
    pub extensions: Option<Value>,
    /// How the CBOR in it differs from canonical.
    pub deviations: Deviations,
    /// Where its layout is broken, in the order met.
    pub flaws: Vec<Flaw>,
}

/// Attested credential data (WebAuthn L3 §6.5.1).
#[derive(Clone, PartialEq, Debug)]
pub struct AttestedCredentialData {
    /// The AAGUID.
    pub aaguid: Aaguid,
    /// The credential ID.
    pub credential_id: CredentialId,
    /// The credential public key, or why it is none.
    pub credential_public_key: Result<CosePublicKey, PublicKeyError>,
    /// The bytes of the COSE key.
    pub credential_public_key_bytes: Vec<u8>,
}

/// How authenticator data departs from its layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// AT is set, but the data ends inside the credential data.
    AttestedCredentialDataTruncated,
    /// The credential public key is no CBOR item.
    PublicKeyNotCbor(cbor::DecodeError),
    /// ED is set, but no CBOR map follows.
    ExtensionsMalformed,
    /// Bytes follow that no flag announces.
    TrailingBytes(usize),
}

/// The data is shorter than its fixed part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("authenticator data has at least 37 bytes, these are {0}")]
pub struct TooShort(pub usize);

/// Where the AAGUID stands, when AT is set.
pub(crate) const AAGUID: std::ops::Range<usize> = 37..53;

impl AuthenticatorData {
    /// Reads authenticator data. Everything after the fixed 37 bytes that is wrong is a
    /// [`Flaw`], not an error.
    ///
    /// # Errors
    /// Fewer than 37 bytes.
    pub fn from_bytes(raw: &[u8]) -> Result<Self, TooShort> {
        let short = || TooShort(raw.len());
        let (rp_id_hash, rest) = raw.split_first_chunk().ok_or_else(short)?;
        let ([flags], rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (sign_count, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let mut data = Self {
            raw: raw.to_vec(),
            rp_id_hash: *rp_id_hash,
            flags: Flags(*flags),
            sign_count: u32::from_be_bytes(*sign_count),
            attested_credential_data: None,
            extensions: None,
            deviations: Deviations::default(),
            flaws: Vec::new(),
        };
        data.read_variable_part(rest);
        Ok(data)
    }

    /// The bytes as they came.
    pub fn as_bytes(&self) -> &[u8] {
        &self.raw
    }

    fn read_variable_part(&mut self, mut rest: &[u8]) {
        if self.flags.attested_credential_data() {
            match self.read_attested_credential_data(rest) {
                Ok(after) => rest = after,
                // Without an end of the key nothing after it can be told apart.
                Err(flaw) => return self.flaws.push(flaw),
            }
        }
        if self.flags.extension_data() {
            let Ok((decoded, after)) = cbor::decode_prefix(rest) else {
                return self.flaws.push(Flaw::ExtensionsMalformed);
            };
            if decoded.value.as_map().is_none() {
                self.flaws.push(Flaw::ExtensionsMalformed);
            }
            self.deviations = self.deviations.union(decoded.deviations);
            self.extensions = Some(decoded.value);
            rest = after;
        }
        if !rest.is_empty() {
            self.flaws.push(Flaw::TrailingBytes(rest.len()));
        }
    }

    fn read_attested_credential_data<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], Flaw> {
        const TRUNCATED: Flaw = Flaw::AttestedCredentialDataTruncated;
        let (aaguid, rest) = bytes.split_first_chunk().ok_or(TRUNCATED)?;
        let (length, rest) = rest.split_first_chunk().ok_or(TRUNCATED)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (credential_id, rest) = rest.split_at_checked(length).ok_or(TRUNCATED)?;
        let (key, after) = cbor::decode_prefix(rest).map_err(Flaw::PublicKeyNotCbor)?;
        let (key_bytes, _) = rest.split_at_checked(rest.len() - after.len()).ok_or(TRUNCATED)?;
        self.deviations = self.deviations.union(key.deviations);
        self.attested_credential_data = Some(AttestedCredentialData {
            aaguid: Aaguid(*aaguid),
            credential_id: credential_id.into(),
            credential_public_key: CosePublicKey::from_cbor(&key.value),
            credential_public_key_bytes: key_bytes.to_vec(),
        });
        Ok(after)
    }
}

#[cfg(test)]
mod tests;
