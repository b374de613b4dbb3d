//! PIN/UV auth protocols one and two, the platform's side (CTAP 2.1 §6.5.6 and §6.5.7). A secret in
//! here must never leave but as ciphertext or a MAC.

use std::fmt;

use aws_lc_rs::{
    agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey},
    digest,
    hkdf::{HKDF_SHA256, Salt},
    hmac,
};
use webauthn::cbor::Value;
use zeroize::Zeroizing;

use crate::{Entropy, NoEntropy};

pub(crate) mod block;
#[cfg(test)]
mod tests;

/// A PIN/UV auth protocol that this client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinUvAuthProtocol {
    /// Protocol one.
    One,
    /// Protocol two.
    Two,
}

impl PinUvAuthProtocol {
    /// The first of the key's protocols, in its order of preference, that this client speaks. A key
    /// that lists none is of CTAP 2.0 and means one.
    pub fn preferred(listed: &[u64]) -> Option<Self> {
        if listed.is_empty() {
            return Some(Self::One);
        }
        listed.iter().find_map(|number| match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            _ => None,
        })
    }

    /// The number on the wire.
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// Why the key agreement or a token did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinUvAuthError {
    /// The key's public key is not a COSE P-256 key for ECDH-ES+HKDF-256.
    #[error("the authenticator's key agreement key is malformed")]
    KeyAgreement,
    /// The encrypted token has a length that the protocol does not allow.
    #[error("the authenticator's token is malformed")]
    Token,
    /// No random bytes.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

/// The platform's key pair for one key agreement. It needs no authenticator, so that it can be made
/// while one is being opened.
pub(crate) struct PlatformKey {
    private: PrivateKey,
    public: Value,
}

impl PlatformKey {
    /// A fresh one.
    pub(crate) fn generate(entropy: &mut dyn Entropy) -> Result<Self, PinUvAuthError> {
        let private = private_key(entropy)?;
        let point = private.compute_public_key().map_err(|_| PinUvAuthError::KeyAgreement)?;
        let public = cose_key(point.as_ref()).ok_or(PinUvAuthError::KeyAgreement)?;
        Ok(Self { private, public })
    }
}

/// The secret that one key agreement made. Used for one PIN, then dropped.
pub(crate) struct SharedSecret {
    protocol: PinUvAuthProtocol,
    hmac_key: Zeroizing<[u8; 32]>,
    aes_key: Zeroizing<[u8; 32]>,
}

impl SharedSecret {
    /// The platform's half of the key agreement: its public key as COSE, and the secret.
    pub(crate) fn encapsulate(
        protocol: PinUvAuthProtocol,
        key: &Value,
        ours: PlatformKey,
    ) -> Result<(Value, Self), PinUvAuthError> {
        let peer = uncompressed(key).ok_or(PinUvAuthError::KeyAgreement)?;
        let secret = agreement::agree(
            &ours.private,
            UnparsedPublicKey::new(&ECDH_P256, &peer),
            PinUvAuthError::KeyAgreement,
            |z| Self::derive(protocol, z),
        )?;
        Ok((ours.public, secret))
    }

    /// kdf(Z) of the protocol.
    fn derive(protocol: PinUvAuthProtocol, z: &[u8]) -> Result<Self, PinUvAuthError> {
        match protocol {
            PinUvAuthProtocol::One => {
                let mut key = Zeroizing::new([0; 32]);
                let hash = digest::digest(&digest::SHA256, z);
                key.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
                Ok(Self { protocol, hmac_key: key.clone(), aes_key: key })
            }
            PinUvAuthProtocol::Two => {
                let prk = Salt::new(HKDF_SHA256, &[0; 32]).extract(z);
                let expand = |info: &[u8]| -> Result<Zeroizing<[u8; 32]>, PinUvAuthError> {
                    let mut key = Zeroizing::new([0; 32]);
                    prk.expand(&[info], HKDF_SHA256)
                        .and_then(|material| material.fill(key.as_mut_slice()))
                        .map_err(|_| PinUvAuthError::KeyAgreement)?;
                    Ok(key)
                };
                let (hmac_key, aes_key) = (expand(b"CTAP2 HMAC key")?, expand(b"CTAP2 AES key")?);
                Ok(Self { protocol, hmac_key, aes_key })
            }
        }
    }

    /// encrypt(key, plaintext): whole blocks in, for protocol two with the IV before them.
    pub(crate) fn encrypt(
        &self,
        plaintext: &[u8],
        entropy: &mut dyn Entropy,
    ) -> Result<Vec<u8>, NoEntropy> {
        let mut iv = [0; 16];
        match self.protocol {
            PinUvAuthProtocol::One => Ok(block::encrypt(&self.aes_key, &iv, plaintext)),
            PinUvAuthProtocol::Two => {
                entropy.fill(&mut iv)?;
                let mut out = iv.to_vec();
                out.extend(block::encrypt(&self.aes_key, &iv, plaintext));
                Ok(out)
            }
        }
    }

    /// authenticate(key, message) under the shared secret.
    pub(crate) fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        mac(self.protocol, self.hmac_key.as_slice(), message)
    }

    /// Decrypts a pinUvAuthToken: 16 or 32 bytes in protocol one, 32 in protocol two.
    pub(crate) fn open_token(&self, sealed: &[u8]) -> Result<PinUvAuthToken, PinUvAuthError> {
        let (iv, blocks, lengths): (_, _, &[usize]) = match self.protocol {
            PinUvAuthProtocol::One => ([0; 16], sealed, &[16, 32]),
            PinUvAuthProtocol::Two => {
                let (iv, blocks) = sealed.split_first_chunk().ok_or(PinUvAuthError::Token)?;
                (*iv, blocks, &[32])
            }
        };
        if !lengths.contains(&blocks.len()) {
            return Err(PinUvAuthError::Token);
        }
        let token = block::decrypt(&self.aes_key, &iv, blocks);
        Ok(PinUvAuthToken { protocol: self.protocol, token })
    }
}

/// Proof towards a key that its PIN was typed or its user verified. Wiped when dropped.
pub struct PinUvAuthToken {
    protocol: PinUvAuthProtocol,
    token: Zeroizing<Vec<u8>>,
}

impl PinUvAuthToken {
    /// authenticate(pinUvAuthToken, message): the pinUvAuthParam.
    pub(crate) fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        mac(self.protocol, &self.token, message)
    }

    /// The protocol it belongs to.
    pub(crate) fn protocol(&self) -> PinUvAuthProtocol {
        self.protocol
    }
}

impl fmt::Debug for PinUvAuthToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PinUvAuthToken(..)")
    }
}

/// HMAC-SHA-256, of which protocol one sends the first 16 bytes.
fn mac(protocol: PinUvAuthProtocol, key: &[u8], message: &[u8]) -> Vec<u8> {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    let length = match protocol {
        PinUvAuthProtocol::One => 16,
        PinUvAuthProtocol::Two => 32,
    };
    tag.as_ref().iter().copied().take(length).collect()
}

/// A fresh P-256 key. One in 2^32 draws is no valid scalar; then another is drawn.
fn private_key(entropy: &mut dyn Entropy) -> Result<PrivateKey, PinUvAuthError> {
    for _ in 0..8 {
        let mut scalar = Zeroizing::new([0; 32]);
        entropy.fill(scalar.as_mut_slice())?;
        if let Ok(key) = PrivateKey::from_private_key(&ECDH_P256, scalar.as_slice()) {
            return Ok(key);
        }
    }
    Err(PinUvAuthError::NoEntropy(NoEntropy))
}

/// COSE_Key of CTAP 2.1 §6.5.6 getPublicKey: EC2, ECDH-ES+HKDF-256 (-25), P-256, x, y.
fn cose_key(uncompressed: &[u8]) -> Option<Value> {
    let (x, y) = uncompressed.strip_prefix(&[4])?.split_at_checked(32)?;
    let members: [(i64, Value); 5] =
        [(1, 2.into()), (3, (-25).into()), (-1, 1.into()), (-2, x.into()), (-3, y.into())];
    Some(members.into_iter().collect())
}

/// The point of such a key; whether it lies on the curve is for the agreement to find out.
fn uncompressed(key: &Value) -> Option<Vec<u8>> {
    let is = |label: i64, wanted: i64| key.get(label).and_then(Value::as_i64) == Some(wanted);
    if !(is(1, 2) && is(-1, 1)) {
        return None;
    }
    let (x, y) = (key.get(-2)?.as_bytes()?, key.get(-3)?.as_bytes()?);
    (x.len() == 32 && y.len() == 32).then(|| [&[4], x, y].concat())
}
