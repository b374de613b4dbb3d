//! What a virtual key is like: which firmware, what it can do, and who sits in front of it.
//! It must not hold an option that a firmware silently ignores; those are refused by name.

use std::time::Duration;

use crate::Touch;

/// Whose firmware answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    /// OpenSK's authenticator: CTAP 2.1, fingerprints, enterprise attestation.
    OpenSk,
    /// Trussed's `fido-authenticator`: Nitrokey 3 and Solo 2, reports `FIDO_2_3`.
    Trussed,
}

/// How the key attests (WebAuthn L3 §6.5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestationKind {
    /// Packed with a batch certificate.
    Batch,
    /// Packed with a certificate that only authorised relying parties get (CTAP 2.1 §7.1).
    Enterprise,
    /// Packed, signed with the credential's own key.
    SelfSigned,
}

/// One virtual key.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose firmware answers.
    pub brand: Brand,
    /// The model; a Trussed key that attests itself reports its own instead.
    pub aaguid: [u8; 16],
    /// How it attests.
    pub attestation: AttestationKind,
    /// What the person does when it blinks.
    pub touch: Touch,
    /// Fingers enrolled at the start.
    pub fingers: u8,
    /// Code points a PIN must have at least.
    pub min_pin_length: u8,
    /// Discoverable credentials it has room for.
    pub max_resident_keys: u32,
    /// The PIN set at the start, if one is.
    pub pin: Option<String>,
}

impl Options {
    /// A key of this firmware with batch attestation and no PIN, touched at once.
    #[must_use]
    pub fn new(brand: Brand) -> Self {
        Self {
            brand,
            aaguid: *b"virtual-key-0001",
            attestation: AttestationKind::Batch,
            touch: Touch::After(Duration::ZERO),
            fingers: 0,
            min_pin_length: 4,
            max_resident_keys: 25,
            pin: None,
        }
    }

    /// Whether the firmware can be like this.
    ///
    /// # Errors
    /// Names the first option that this firmware does not know.
    pub fn check(&self) -> Result<(), Unsupported> {
        match self.brand {
            Brand::OpenSk => Ok(()),
            Brand::Trussed if !cfg!(feature = "trussed") => Err(Unsupported::NotBuilt),
            Brand::Trussed if self.fingers > 0 => Err(Unsupported::Fingers),
            Brand::Trussed if self.attestation == AttestationKind::Enterprise => {
                Err(Unsupported::Enterprise)
            }
            Brand::Trussed if self.min_pin_length != 4 => Err(Unsupported::MinPinLength),
            Brand::Trussed => Ok(()),
        }
    }
}

/// An option that the chosen firmware does not know.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsupported {
    /// Built without the feature.
    #[error("this build has no Trussed key: build with --features trussed")]
    NotBuilt,
    /// No sensor.
    #[error("the Trussed key has no fingerprint sensor")]
    Fingers,
    /// No enterprise attestation.
    #[error("the Trussed key knows no enterprise attestation")]
    Enterprise,
    /// Fixed in the firmware.
    #[error("the Trussed key's minimum PIN length is 4")]
    MinPinLength,
}
