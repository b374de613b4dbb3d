//! A password manager that makes a passkey on the page of sign-in methods, and the page. It must never be judged
//! more gently than a key, nor be said to be a provider that there is.

use aws_lc_rs::{
    digest,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::json;
use webauthn::{
    CollectedClientData, PublicKeyCredentialCreationOptions, base64url,
    cbor::{Value as Cbor, encode},
};

use super::{
    answer::Answer,
    core::{Core, failed, random},
    creation_options, methods, reading,
    relying_party::{ORIGIN, RP_ID},
};
use crate::{PracticeError, models::PRACTICE_PROVIDER};

/// How long the page's challenge is good (minutes).
const MINUTES: i64 = 5;
/// UP, UV, BE, BS and AT (WebAuthn L3 §6.1): it is copied to wherever the person signs in to the provider.
const FLAGS: u8 = 0x01 | 0x04 | 0x08 | 0x10 | 0x40;

/// Makes a passkey for somebody, as they would on the page; the directory's id of it.
pub(super) fn make(core: &mut Core, id_or_upn: &str) -> Result<String, Answer> {
    let user = reading::find(&core.state, id_or_upn)?.clone();
    let (options, _) = creation_options::issue(core, &user, MINUTES)?;
    let options = PublicKeyCredentialCreationOptions::from_value(options)
        .map_err(|error| Answer::bad_request(error.to_string()))?;
    let client_data = CollectedClientData::for_create(&options.challenge, ORIGIN).to_json();
    let id = random::<16>().map_err(|error| failed(&error))?;
    let attestation_object = attestation_object(&id).map_err(|error| failed(&error))?;
    let body = json!({
        "displayName": PRACTICE_PROVIDER.name,
        "publicKeyCredential": {
            "id": base64url::encode(&id),
            "response": {
                "clientDataJSON": base64url::encode(&client_data),
                "attestationObject": base64url::encode(&attestation_object),
            },
        },
    });
    let body = body.as_object().cloned().unwrap_or_default();
    Ok(methods::take(core, &user, body)?.id(core.switches.method_ids))
}

/// Providers attest nothing (WebAuthn L3 §8.7); the AAGUID says whose passkey it is.
fn attestation_object(id: &[u8; 16]) -> Result<Vec<u8>, PracticeError> {
    let hash = digest::digest(&digest::SHA256, RP_ID.as_bytes());
    let (aaguid, public_key) = (PRACTICE_PROVIDER.aaguid.0, public_key()?);
    let auth_data =
        [hash.as_ref(), &[FLAGS], &[0; 4], &aaguid, &[0, 16], id, &encode(&public_key)].concat();
    let members = [
        ("fmt", Cbor::from("none")),
        ("attStmt", Cbor::Map(Vec::new())),
        ("authData", Cbor::from(auth_data)),
    ];
    Ok(encode(&members.into_iter().collect()))
}

/// A new key's COSE_Key for ES256 (RFC 9053 §7.1.1). Nobody signs with it: a practice provider is not signed in
/// with.
fn public_key() -> Result<Cbor, PracticeError> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING);
    let pair = pair.map_err(|_| PracticeError::Entropy)?;
    // Uncompressed (SEC 1 §2.3.3): 04, x and y.
    let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
    let (x, y) = point.split_at_checked(32).unwrap_or_default();
    let members = [
        (1, Cbor::from(2)),
        (3, Cbor::from(-7)),
        (-1, Cbor::from(1)),
        (-2, Cbor::from(x.to_vec())),
        (-3, Cbor::from(y.to_vec())),
    ];
    Ok(members.into_iter().collect())
}
