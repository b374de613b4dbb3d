//! The seal: AES-256-GCM over the response, bound to registration, person and expiry. A sealed
//! response whose binding was changed must never open.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ctap::Entropy;
use webauthn::Timestamp;
use zeroize::Zeroizing;

use crate::{ledger::RegistrationId, store::StoreError, tenant::PersonId};

/// The key that seals.
pub(crate) struct SealingKey(LessSafeKey);

/// What a seal is bound to.
pub(crate) struct Bound<'a> {
    pub(crate) registration: &'a RegistrationId,
    pub(crate) person: &'a PersonId,
    pub(crate) expires: Timestamp,
}

/// A sealed response.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) nonce: [u8; NONCE_LEN],
    pub(crate) text: Vec<u8>,
}

impl SealingKey {
    /// `None` where the bytes make no key.
    pub(crate) fn new(bytes: &[u8; 32]) -> Option<Self> {
        Some(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).ok()?)))
    }

    /// Seals under a random nonce: a key seals a few thousand responses in its life, where 2^32 would
    /// be too many (NIST SP 800-38D §8.3).
    ///
    /// # Errors
    /// No random bytes, or more than fits.
    pub(crate) fn seal(
        &self,
        body: &[u8],
        bound: &Bound<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<Sealed, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce)?;
        // Room for the tag, so that the clear text is not left behind by a move.
        let mut text = Vec::with_capacity(body.len() + AES_256_GCM.tag_len());
        text.extend_from_slice(body);
        let under = Nonce::assume_unique_for_key(nonce);
        let sealed = self.0.seal_in_place_append_tag(under, Aad::from(bound.bytes()), &mut text);
        sealed.map_err(|_| StoreError::Unkeepable)?;
        Ok(Sealed { nonce, text })
    }

    /// Opens what was sealed. `None`: it was sealed otherwise.
    pub(crate) fn open(&self, sealed: &Sealed, bound: &Bound<'_>) -> Option<Zeroizing<Vec<u8>>> {
        let mut text = Zeroizing::new(sealed.text.clone());
        let nonce = Nonce::assume_unique_for_key(sealed.nonce);
        let length = self.0.open_in_place(nonce, Aad::from(bound.bytes()), &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SealingKey(..)")
    }
}

impl Bound<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"touchstone outbox 1\0".to_vec();
        for part in [&self.registration.0, &self.person.0] {
            bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes.extend_from_slice(&self.expires.0.to_be_bytes());
        bytes
    }
}
