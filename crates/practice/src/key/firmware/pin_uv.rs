//! PIN/UV auth protocols one and two on the authenticator's side (CTAP 2.1 §6.5.6, §6.5.7).
//! A shared secret must never outlive its request, and signatures are compared in constant time.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use ctap::StatusCode;
use subtle::ConstantTimeEq;
use webauthn::cbor::Value;
use zeroize::Zeroizing;

use super::{
    Answer, Board, BoardError,
    crypto::{BLOCK, cbc_decrypt, cbc_encrypt, hkdf_sha256, hmac_sha256, sha256},
    request::{MapRef, Required},
};

/// A PIN/UV auth protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    One,
    Two,
}

impl Protocol {
    /// In the order of preference that getInfo reports.
    pub(super) const NUMBERS: [u8; 2] = [2, 1];

    /// Reads a `pinUvAuthProtocol` that has to be there.
    pub(super) fn read(number: Answer<Option<u64>>) -> Answer<Self> {
        match number.required()? {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            _ => Err(StatusCode::InvalidParameter),
        }
    }

    /// `verify`, for a key of 32 bytes.
    pub(super) fn verify(self, key: &[u8; 32], message: &[&[u8]], signature: &[u8]) -> Answer<()> {
        let whole = hmac_sha256(key, message);
        let expected = match self {
            Self::One => whole.get(..16).unwrap_or_default(),
            Self::Two => whole.as_slice(),
        };
        let equal = bool::from(expected.ct_eq(signature));
        if equal { Ok(()) } else { Err(StatusCode::PinAuthInvalid) }
    }
}

/// The key agreement keys, one for each protocol; new at power-up and after a wrong PIN.
pub(super) struct Agreements {
    one: Agreement,
    two: Agreement,
}

struct Agreement {
    private: PrivateKey,
    x: [u8; 32],
    y: [u8; 32],
}

impl Agreements {
    pub(super) fn generate(board: &mut dyn Board) -> Result<Self, BoardError> {
        Ok(Self { one: Agreement::generate(board)?, two: Agreement::generate(board)? })
    }

    /// `regenerate` of one protocol.
    pub(super) fn regenerate(
        &mut self,
        protocol: Protocol,
        board: &mut dyn Board,
    ) -> Result<(), BoardError> {
        *self.of_mut(protocol) = Agreement::generate(board)?;
        Ok(())
    }

    /// `getPublicKey`: the COSE_Key, which names an algorithm that is not the one used.
    pub(super) fn public(&self, protocol: Protocol) -> Value {
        let Agreement { x, y, .. } = self.of(protocol);
        [
            (1, Value::from(2)),
            (3, Value::from(-25)),
            (-1, Value::from(1)),
            (-2, Value::from(*x)),
            (-3, Value::from(*y)),
        ]
        .into_iter()
        .collect()
    }

    /// `decapsulate`: the secret shared with the platform whose key this is.
    pub(super) fn decapsulate(
        &self,
        protocol: Protocol,
        platform: MapRef<'_>,
    ) -> Answer<SharedSecret> {
        let point = platform_point(platform)?;
        let peer = UnparsedPublicKey::new(&ECDH_P256, point);
        let refused = StatusCode::InvalidParameter;
        agree(&self.of(protocol).private, peer, refused, |z| Ok(SharedSecret::derive(protocol, z)))
    }

    fn of(&self, protocol: Protocol) -> &Agreement {
        match protocol {
            Protocol::One => &self.one,
            Protocol::Two => &self.two,
        }
    }

    fn of_mut(&mut self, protocol: Protocol) -> &mut Agreement {
        match protocol {
            Protocol::One => &mut self.one,
            Protocol::Two => &mut self.two,
        }
    }
}

impl Agreement {
    fn generate(board: &mut dyn Board) -> Result<Self, BoardError> {
        let mut scalar = Zeroizing::new([0; 32]);
        // A scalar of the curve's order or above comes once in 2^32; more often is a broken board.
        for _ in 0..8 {
            board.random(scalar.as_mut())?;
            if let Some(made) = Self::from_scalar(&scalar) {
                return Ok(made);
            }
        }
        Err(BoardError)
    }

    fn from_scalar(scalar: &[u8; 32]) -> Option<Self> {
        let private = PrivateKey::from_private_key(&ECDH_P256, scalar).ok()?;
        let public = private.compute_public_key().ok()?;
        let (_, x, y) = split_point(public.as_ref())?;
        Some(Self { private, x, y })
    }
}

/// An uncompressed point of P-256 (SEC 1 §2.3.3) as its first byte and coordinates.
pub(super) fn split_point(point: &[u8]) -> Option<(u8, [u8; 32], [u8; 32])> {
    let (form, coordinates) = point.split_first()?;
    let (x, y) = coordinates.split_at_checked(32)?;
    Some((*form, x.try_into().ok()?, y.try_into().ok()?))
}

/// CTAP 2.1 §6.5.6: exactly kty, alg, crv, x and y of P-256; whether it is on the curve, the key
/// agreement says.
fn platform_point(key: MapRef<'_>) -> Answer<[u8; 65]> {
    let refused = StatusCode::InvalidParameter;
    let fixed = [(1, 2), (3, -25), (-1, 1)]
        .into_iter()
        .all(|(label, number)| key.integer(label) == Ok(Some(number)));
    if !fixed || key.len() != 5 {
        return Err(refused);
    }
    let x = key.bytes(-2).required().map_err(|_| refused)?;
    let y = key.bytes(-3).required().map_err(|_| refused)?;
    if x.len() != 32 || y.len() != 32 {
        return Err(refused);
    }
    [&[4], x, y].concat().try_into().map_err(|_| refused)
}

/// What both sides hold after the key agreement.
pub(super) struct SharedSecret {
    protocol: Protocol,
    hmac_key: Zeroizing<[u8; 32]>,
    aes_key: Zeroizing<[u8; 32]>,
}

impl SharedSecret {
    fn derive(protocol: Protocol, z: &[u8]) -> Self {
        let (hmac_key, aes_key) = match protocol {
            Protocol::One => (Zeroizing::new(sha256(z)), Zeroizing::new(sha256(z))),
            Protocol::Two => (hkdf_sha256(z, b"CTAP2 HMAC key"), hkdf_sha256(z, b"CTAP2 AES key")),
        };
        Self { protocol, hmac_key, aes_key }
    }

    pub(super) fn verify(&self, message: &[&[u8]], signature: &[u8]) -> Answer<()> {
        self.protocol.verify(&self.hmac_key, message, signature)
    }

    /// `None`: the ciphertext is not of whole blocks, or has none.
    pub(super) fn decrypt(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (iv, body) = match self.protocol {
            Protocol::One => ([0; BLOCK], ciphertext),
            Protocol::Two => {
                let (iv, body) = ciphertext.split_first_chunk()?;
                (*iv, body)
            }
        };
        if body.is_empty() || !body.len().is_multiple_of(BLOCK) {
            return None;
        }
        let mut plaintext = Zeroizing::new(body.to_vec());
        cbc_decrypt(&self.aes_key, &iv, &mut plaintext);
        Some(plaintext)
    }

    /// The plaintext is of whole blocks.
    pub(super) fn encrypt(
        &self,
        plaintext: &[u8],
        board: &mut dyn Board,
    ) -> Result<Vec<u8>, BoardError> {
        let mut body = plaintext.to_vec();
        match self.protocol {
            Protocol::One => {
                cbc_encrypt(&self.aes_key, &[0; BLOCK], &mut body);
                Ok(body)
            }
            Protocol::Two => {
                let mut iv = [0; BLOCK];
                board.random(&mut iv)?;
                cbc_encrypt(&self.aes_key, &iv, &mut body);
                Ok([iv.as_slice(), &body].concat())
            }
        }
    }
}
