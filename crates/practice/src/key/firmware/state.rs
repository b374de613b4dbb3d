//! What the key keeps without power. It changes only through `Firmware::commit`, which stores it
//! before anything may depend on it.

use std::{num::NonZeroU32, sync::Arc};

use aws_lc_rs::pbkdf2;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{Board, BoardError, credential::Resident};

/// PIN tries of a fresh key (CTAP 2.1 §6.5.2.2: at most 8).
pub(super) const MAX_PIN_RETRIES: u8 = 8;
/// The longest PIN (bytes of UTF-8; CTAP 2.1 §6.5.1).
pub(super) const MAX_PIN_BYTES: u8 = 63;
/// Makes guessing a PIN from a copied file slow, since people may practise with their real one.
const PIN_ITERATIONS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9_999);

/// How a key is made, and what a reset takes it back to.
pub struct Factory {
    /// The model.
    pub aaguid: [u8; 16],
    /// How it attests.
    pub attestation: Attestation,
    /// Slots for discoverable credentials.
    pub max_resident_keys: u16,
    /// The minimum PIN length a reset goes back to (code points, 4 to 63).
    pub min_pin_length: u8,
    /// A PIN that is already set, and the state it is in.
    pub pin: Option<PinPreset>,
}

/// A PIN that a key is made with.
pub struct PinPreset {
    /// The PIN, in Normalization Form C. It may be shorter than the minimum: a change is then
    /// forced.
    pub pin: Zeroizing<String>,
    /// Tries left, at most 8; with 0 the key is blocked.
    pub retries: u8,
    /// Whether it has to be changed before use.
    pub force_change: bool,
}

/// How the key attests.
pub enum Attestation {
    /// With the batch's key (PKCS#8) and certificates (DER, leaf first).
    Batch {
        /// The batch's private key, PKCS#8.
        private_key: Zeroizing<Vec<u8>>,
        /// The leaf and what stands above it except the root, DER.
        certificates: Vec<Vec<u8>>,
    },
    /// With the credential's own key (WebAuthn L3 §6.5.4, self attestation).
    SelfSigned,
}

/// What never changes after the key was made.
pub(super) struct Made {
    pub(super) aaguid: [u8; 16],
    pub(super) attestation: Attestation,
    pub(super) max_resident_keys: u16,
    pub(super) min_pin_length: u8,
}

/// The secret that every credential of the key is derived from; a reset replaces it.
pub(super) struct Secret(pub(super) [u8; 32]);

impl Secret {
    pub(super) fn generate(board: &mut dyn Board) -> Result<Self, BoardError> {
        let mut secret = Self([0; 32]);
        board.random(&mut secret.0)?;
        Ok(secret)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) made: Arc<Made>,
    pub(super) secret: Arc<Secret>,
    pub(super) pin: Option<PinVerifier>,
    pub(super) pin_retries: u8,
    pub(super) min_pin_length: u8,
    pub(super) min_pin_length_rp_ids: Vec<String>,
    pub(super) force_pin_change: bool,
    pub(super) always_uv: bool,
    pub(super) sign_count: u32,
    /// Oldest first.
    pub(super) residents: Vec<Resident>,
}

impl State {
    pub(super) fn new(factory: Factory, board: &mut dyn Board) -> Result<Self, BoardError> {
        let Factory { aaguid, attestation, max_resident_keys, min_pin_length, pin } = factory;
        let secret = Arc::new(Secret::generate(board)?);
        let made = Arc::new(Made { aaguid, attestation, max_resident_keys, min_pin_length });
        let mut state = Self::fresh(made, secret);
        if let Some(preset) = pin {
            let length = u8::try_from(preset.pin.chars().count()).unwrap_or(u8::MAX);
            let hash = super::client_pin::pin_hash(preset.pin.as_bytes());
            state.pin = Some(PinVerifier::new(&hash, length, board)?);
            state.pin_retries = preset.retries.min(MAX_PIN_RETRIES);
            state.force_pin_change = preset.force_change || length < state.min_pin_length;
        }
        Ok(state)
    }

    fn fresh(made: Arc<Made>, secret: Arc<Secret>) -> Self {
        Self {
            min_pin_length: made.min_pin_length,
            made,
            secret,
            pin: None,
            pin_retries: MAX_PIN_RETRIES,
            min_pin_length_rp_ids: Vec::new(),
            force_pin_change: false,
            always_uv: false,
            sign_count: 0,
            residents: Vec::new(),
        }
    }

    /// CTAP 2.1 §6.6: everything goes back to how the key was made, and no old credential is
    /// recognised any more.
    pub(super) fn reset(&mut self, secret: Arc<Secret>) {
        *self = Self::fresh(Arc::clone(&self.made), secret);
    }

    pub(super) fn slots_left(&self) -> usize {
        usize::from(self.made.max_resident_keys).saturating_sub(self.residents.len())
    }
}

/// What a PIN is checked against.
#[derive(Clone)]
pub(super) struct PinVerifier {
    pub(super) salt: [u8; 16],
    pub(super) digest: [u8; 32],
    /// `PINCodePointLength` (CTAP 2.1 §6.5.2.2).
    pub(super) code_points: u8,
}

impl PinVerifier {
    /// From `LEFT(SHA-256(PIN), 16)`, which is all that the protocol ever shows.
    pub(super) fn new(
        hash: &[u8; 16],
        code_points: u8,
        board: &mut dyn Board,
    ) -> Result<Self, BoardError> {
        let mut salt = [0; 16];
        board.random(&mut salt)?;
        Ok(Self { salt, digest: stretch(&salt, hash), code_points })
    }

    /// Compares in constant time; a hash of another length never matches.
    pub(super) fn matches(&self, hash: &[u8]) -> bool {
        bool::from(self.digest.ct_eq(&stretch(&self.salt, hash))) && hash.len() == 16
    }
}

fn stretch(salt: &[u8; 16], hash: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, PIN_ITERATIONS, salt, hash, &mut out);
    out
}
