//! The primitives of the firmware, each as one function of bytes. Nothing here may keep a secret.

use aes::Aes256;
use aws_lc_rs::{
    digest::{SHA256, digest},
    hkdf::{HKDF_SHA256, Salt},
    hmac,
};
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use zeroize::Zeroizing;

/// One AES block (bytes).
pub(super) const BLOCK: usize = 16;

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    array(digest(&SHA256, bytes).as_ref())
}

/// HMAC-SHA-256 over the parts as if they were one.
pub(super) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    Zeroizing::new(array(context.sign().as_ref()))
}

/// HKDF-SHA-256 with a salt of 32 zero bytes (CTAP 2.1 §6.5.7), 32 bytes out.
pub(super) fn hkdf_sha256(secret: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let key = Salt::new(HKDF_SHA256, &[0; 32]).extract(secret);
    let mut out = Zeroizing::new([0; 32]);
    // Of one length of hash HKDF cannot fail; zeros would fail every comparison after.
    if let Ok(material) = key.expand(&[info], HKDF_SHA256) {
        let _ = material.fill(out.as_mut());
    }
    out
}

/// AES-256-CBC without padding, in place; the length is a multiple of [`BLOCK`].
pub(super) fn cbc_encrypt(key: &[u8; 32], iv: &[u8; BLOCK], bytes: &mut [u8]) {
    let mut cipher = cbc::Encryptor::<Aes256>::new(key.into(), iv.into());
    for block in bytes.as_chunks_mut::<BLOCK>().0 {
        cipher.encrypt_block(block.into());
    }
}

/// The inverse of [`cbc_encrypt`].
pub(super) fn cbc_decrypt(key: &[u8; 32], iv: &[u8; BLOCK], bytes: &mut [u8]) {
    let mut cipher = cbc::Decryptor::<Aes256>::new(key.into(), iv.into());
    for block in bytes.as_chunks_mut::<BLOCK>().0 {
        cipher.decrypt_block(block.into());
    }
}

/// The first 32 bytes of a hash that has them.
fn array(bytes: &[u8]) -> [u8; 32] {
    bytes.first_chunk().copied().unwrap_or_default()
}
