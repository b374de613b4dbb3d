//! The client's half of PIN/UV auth protocol one (CTAP 2.1 §6.5.6), made by hand for the bench.
//! It presets PINs and authorises registrations; it must stay independent of the crate `ctap`.

use aes::Aes256;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use aws_lc_rs::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;

use crate::cbor;

/// Sends a CTAP2 request and returns status and CBOR.
pub type Call<'a> = &'a mut dyn FnMut(&[u8]) -> Vec<u8>;

/// A status other than `CTAP2_OK`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key answered with status {0:#04x}")]
pub struct Status(pub u8);

const CLIENT_PIN: u8 = 0x06;

/// Sets a first PIN (`setPIN`, CTAP 2.1 §6.5.5.5).
///
/// # Errors
/// The key's status.
pub fn set(call: Call<'_>, pin: &str) -> Result<(), Status> {
    let (shared, platform_key) = agree(call)?;
    let mut padded = [0; 64];
    padded[..pin.len()].copy_from_slice(pin.as_bytes());
    let encrypted = encrypt(&shared, &padded);
    let request = [
        &[CLIENT_PIN, 0xA5, 0x01, 0x01, 0x02, 0x03, 0x03][..],
        &platform_key,
        &[0x04],
        &cbor::bytes(&authenticate(&shared, &encrypted)),
        &[0x05],
        &cbor::bytes(&encrypted),
    ]
    .concat();
    checked(call(&request)).map(|_| ())
}

/// A token for these permissions at this RP
/// (`getPinUvAuthTokenUsingPinWithPermissions`, CTAP 2.1 §6.5.5.7.2).
///
/// # Errors
/// The key's status.
pub fn token(call: Call<'_>, pin: &str, permissions: u8, rp_id: &str) -> Result<Vec<u8>, Status> {
    let (shared, platform_key) = agree(call)?;
    let hash = digest(&SHA256, pin.as_bytes());
    let request = [
        &[CLIENT_PIN, 0xA6, 0x01, 0x01, 0x02, 0x09, 0x03][..],
        &platform_key,
        &[0x06],
        &cbor::bytes(&encrypt(&shared, &hash.as_ref()[..16])),
        &[0x09],
        &cbor::head(0, usize::from(permissions)),
        &[0x0A],
        &cbor::text(rp_id),
    ]
    .concat();
    let answer = checked(call(&request))?;
    let encrypted = cbor::member(&answer, 0x02).map(cbor::content).ok_or(Status(0x12))?;
    Ok(decrypt(&shared, encrypted))
}

/// `authenticate` of protocol one: the first 16 bytes of the HMAC.
#[must_use]
pub fn authenticate(key: &[u8], message: &[u8]) -> Vec<u8> {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message);
    tag.as_ref()[..16].to_vec()
}

/// The shared secret and our COSE key.
fn agree(call: Call<'_>) -> Result<([u8; 32], Vec<u8>), Status> {
    let answer = checked(call(&[CLIENT_PIN, 0xA2, 0x01, 0x01, 0x02, 0x02]))?;
    let point = uncompressed(cbor::member(&answer, 0x01).ok_or(Status(0x12))?);
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
    let public = ours.compute_public_key().expect("a public key");
    let (x, y) = public.as_ref()[1..].split_at(32);
    // {1: 2 (EC2), 3: -25 (ECDH-ES+HKDF-256), -1: 1 (P-256), -2: x, -3: y}
    let cose = [
        &[0xA5, 0x01, 0x02, 0x03, 0x38, 0x18, 0x20, 0x01, 0x21][..],
        &cbor::bytes(x),
        &[0x22],
        &cbor::bytes(y),
    ]
    .concat();
    let theirs = UnparsedPublicKey::new(&ECDH_P256, point);
    let shared = agree_ephemeral(ours, theirs, Unspecified, |z| {
        let hash = digest(&SHA256, z);
        Ok(hash.as_ref().try_into().expect("32 bytes"))
    })
    .expect("a point on the curve");
    Ok((shared, cose))
}

/// The point of a COSE key on P-256: -2 is x, -3 is y.
fn uncompressed(cose: &[u8]) -> Vec<u8> {
    let coordinate = |label| cbor::content(cbor::member(cose, label).expect("a coordinate"));
    [&[0x04][..], coordinate(0x21), coordinate(0x22)].concat()
}

fn checked(mut answer: Vec<u8>) -> Result<Vec<u8>, Status> {
    match answer.first() {
        Some(0) => Ok(answer.split_off(1)),
        Some(status) => Err(Status(*status)),
        None => Err(Status(0x7F)),
    }
}

/// AES-256-CBC with a zero IV over whole blocks.
fn encrypt(key: &[u8; 32], plain: &[u8]) -> Vec<u8> {
    let mut cipher = cbc::Encryptor::<Aes256>::new(key.into(), &[0; 16].into());
    let mut buffer = plain.to_vec();
    buffer
        .chunks_exact_mut(16)
        .for_each(|block| cipher.encrypt_block(block.try_into().expect("16 bytes")));
    buffer
}

fn decrypt(key: &[u8; 32], encrypted: &[u8]) -> Vec<u8> {
    let mut cipher = cbc::Decryptor::<Aes256>::new(key.into(), &[0; 16].into());
    let mut buffer = encrypted.to_vec();
    buffer
        .chunks_exact_mut(16)
        .for_each(|block| cipher.decrypt_block(block.try_into().expect("16 bytes")));
    buffer
}
