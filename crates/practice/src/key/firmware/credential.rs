//! Credentials: their ids, and the keys that follow from an id and the key's secret. No private
//! key is ever stored, and an id is believed only when this key made it for this RP ID.

use aws_lc_rs::{
    agreement::{ECDH_P256, PrivateKey},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use ctap::StatusCode;
use subtle::ConstantTimeEq;
use webauthn::cbor::Value;
use zeroize::Zeroizing;

use super::{
    Answer, Board, BoardError,
    crypto::hmac_sha256,
    pin_uv::split_point,
    state::{Secret, State},
};

/// Length of every credential id of this key (bytes).
pub(super) const ID_LENGTH: usize = 64;
const FORM: u8 = 1;

/// A signature algorithm of this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Es256,
    EdDsa,
}

impl Algorithm {
    pub(super) const ALL: [Self; 2] = [Self::Es256, Self::EdDsa];

    /// The COSE algorithm identifier.
    pub(super) fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
        }
    }

    pub(super) fn from_cose(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.cose() == number)
    }

    fn code(self) -> u8 {
        match self {
            Self::Es256 => 1,
            Self::EdDsa => 2,
        }
    }
}

/// The credProtect policy (CTAP 2.1 §12.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    Optional,
    OptionalWithCredentialIdList,
    Required,
}

impl Protection {
    const ALL: [Self; 3] = [Self::Optional, Self::OptionalWithCredentialIdList, Self::Required];

    pub(super) fn level(self) -> u8 {
        match self {
            Self::Optional => 1,
            Self::OptionalWithCredentialIdList => 2,
            Self::Required => 3,
        }
    }

    pub(super) fn from_level(level: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| u64::from(one.level()) == level)
    }
}

/// Where a credential lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Residence {
    /// In its id, which the relying party keeps.
    Id,
    /// In a slot of the key: it is discoverable.
    Slot,
}

/// A credential id: form, residence, algorithm, protection (a byte each), 28 random bytes, and an
/// HMAC over all that and the RP ID's hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct CredentialId {
    bytes: [u8; ID_LENGTH],
    pub(super) residence: Residence,
    pub(super) algorithm: Algorithm,
    pub(super) protection: Protection,
}

impl CredentialId {
    pub(super) fn generate(
        secret: &Secret,
        rp_id_hash: &[u8; 32],
        residence: Residence,
        algorithm: Algorithm,
        protection: Protection,
        board: &mut dyn Board,
    ) -> Result<Self, BoardError> {
        let mut nonce = [0; 28];
        board.random(&mut nonce)?;
        let place = match residence {
            Residence::Id => 0,
            Residence::Slot => 1,
        };
        let head = [FORM, place, algorithm.code(), protection.level()];
        let tag = tag(secret, rp_id_hash, &[&head, &nonce]);
        let mut bytes = [0; ID_LENGTH];
        let parts = head.iter().chain(&nonce).chain(tag.iter());
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = *from);
        Ok(Self { bytes, residence, algorithm, protection })
    }

    /// Reads the form; whether it is genuine, [`Self::is_genuine`] says.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; ID_LENGTH] = bytes.try_into().ok()?;
        let [FORM, place, algorithm, protection, ..] = bytes else { return None };
        Some(Self {
            bytes,
            residence: match place {
                0 => Residence::Id,
                1 => Residence::Slot,
                _ => return None,
            },
            algorithm: Algorithm::ALL.into_iter().find(|one| one.code() == algorithm)?,
            protection: Protection::from_level(u64::from(protection))?,
        })
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A `PublicKeyCredentialDescriptor`.
    pub(super) fn descriptor(&self) -> Value {
        [("id", Value::from(self.bytes)), ("type", Value::from("public-key"))].into_iter().collect()
    }

    fn is_genuine(&self, secret: &Secret, rp_id_hash: &[u8; 32]) -> bool {
        let (body, made) = self.bytes.split_at(32);
        bool::from(tag(secret, rp_id_hash, &[body]).as_slice().ct_eq(made))
    }

    /// The secret behind the hmac-secret extension (CTAP 2.1 §12.5).
    pub(super) fn random_secret(&self, secret: &Secret, label: &[u8]) -> Zeroizing<[u8; 32]> {
        hmac_sha256(&secret.0, &[b"hmac-secret", label, &self.bytes])
    }

    pub(super) fn signing_key(&self, secret: &Secret) -> Answer<SigningKey> {
        // A scalar of the curve's order or above comes once in 2^32: the next one is taken then.
        (0..8u8)
            .find_map(|turn| {
                let scalar = hmac_sha256(&secret.0, &[b"private key", &[turn], &self.bytes]);
                SigningKey::from_scalar(self.algorithm, &scalar)
            })
            .ok_or(StatusCode::Unspecified)
    }
}

fn tag(secret: &Secret, rp_id_hash: &[u8; 32], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut whole: Vec<&[u8]> = vec![b"credential id", rp_id_hash];
    whole.extend_from_slice(parts);
    hmac_sha256(&secret.0, &whole)
}

/// The account of a credential, as the relying party named it.
#[derive(Clone)]
pub(super) struct User {
    pub(super) id: Vec<u8>,
    pub(super) name: Option<String>,
    pub(super) display_name: Option<String>,
}

impl User {
    /// With the names, which are for a verified user only (CTAP 2.1 §6.2.2 step 11), or the id.
    pub(super) fn to_value(&self, names: Names) -> Value {
        let mut entries = vec![("id", Value::from(self.id.as_slice()))];
        match names {
            Names::Hidden => {}
            Names::Shown => {
                entries.extend(self.name.clone().map(|name| ("name", Value::from(name))));
                let display_name = self.display_name.clone();
                entries.extend(display_name.map(|name| ("displayName", Value::from(name))));
            }
        }
        entries.into_iter().collect()
    }
}

/// Whether the account's names may be told.
#[derive(Clone, Copy)]
pub(super) enum Names {
    Shown,
    Hidden,
}

/// A credential in a slot.
#[derive(Clone)]
pub(super) struct Resident {
    pub(super) id: CredentialId,
    pub(super) rp_id: String,
    pub(super) rp_name: Option<String>,
    pub(super) user: User,
}

impl State {
    /// The credential that this id names for this RP, where this key made it and still has it.
    pub(super) fn find(&self, rp_id_hash: &[u8; 32], id: &[u8]) -> Option<CredentialId> {
        let id = CredentialId::read(id)?;
        let kept = match id.residence {
            Residence::Id => true,
            Residence::Slot => self.residents.iter().any(|resident| resident.id == id),
        };
        (kept && id.is_genuine(&self.secret, rp_id_hash)).then_some(id)
    }

    pub(super) fn resident(&self, id: &[u8]) -> Option<&Resident> {
        self.residents.iter().find(|resident| resident.id.as_bytes() == id)
    }
}

/// A credential's private key, for the length of one request.
pub(super) enum SigningKey {
    Es256 { pair: EcdsaKeyPair, x: [u8; 32], y: [u8; 32] },
    EdDsa(Ed25519KeyPair),
}

impl SigningKey {
    fn from_scalar(algorithm: Algorithm, scalar: &[u8; 32]) -> Option<Self> {
        match algorithm {
            Algorithm::EdDsa => Ed25519KeyPair::from_seed_unchecked(scalar).ok().map(Self::EdDsa),
            Algorithm::Es256 => {
                let private = PrivateKey::from_private_key(&ECDH_P256, scalar).ok()?;
                let public = private.compute_public_key().ok()?;
                let (_, x, y) = split_point(public.as_ref())?;
                let pair = EcdsaKeyPair::from_private_key_and_public_key(
                    &ECDSA_P256_SHA256_ASN1_SIGNING,
                    scalar,
                    public.as_ref(),
                );
                Some(Self::Es256 { pair: pair.ok()?, x, y })
            }
        }
    }

    /// The public key as a COSE_Key (RFC 9053 §7).
    pub(super) fn public(&self) -> Value {
        match self {
            Self::Es256 { x, y, .. } => [
                (1, Value::from(2)),
                (3, Value::from(-7)),
                (-1, Value::from(1)),
                (-2, Value::from(*x)),
                (-3, Value::from(*y)),
            ]
            .into_iter()
            .collect(),
            Self::EdDsa(pair) => [
                (1, Value::from(1)),
                (3, Value::from(-8)),
                (-1, Value::from(6)),
                (-2, Value::from(pair.public_key().as_ref())),
            ]
            .into_iter()
            .collect(),
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Answer<Vec<u8>> {
        match self {
            Self::Es256 { pair, .. } => sign_es256(pair, message),
            Self::EdDsa(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

/// The nonce is the library's own; it draws no entropy from the board.
pub(super) fn sign_es256(pair: &EcdsaKeyPair, message: &[u8]) -> Answer<Vec<u8>> {
    let signature = pair.sign(&SystemRandom::new(), message);
    Ok(signature.map_err(|_| StatusCode::Unspecified)?.as_ref().to_vec())
}
