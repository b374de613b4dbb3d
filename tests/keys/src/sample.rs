//! Registrations made by hand with a key that is called, in the form the verifiers read.
//! They prove the bench itself; what the product makes is checked where the product makes it.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64, BASE64URL_NOPAD};

use crate::pin::{self, Status};
use crate::{AttestationKind, DirectKey, cbor};

const RP_ID: &str = "example.com";
const ORIGIN: &str = "https://example.com";
const CHALLENGE: &[u8] = b"a challenge of thirty-two bytes!";
/// `mc` (CTAP 2.1 §6.5.5.7).
const PERMISSION_MAKE_CREDENTIAL: u8 = 0x01;

/// Whether the person proved to be the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// By this PIN.
    Pin(String),
    /// Not.
    Without,
}

/// One registration as a verifier's request: a line of JSON, its `id` the given name, which is
/// the user handle as well (at most 64 bytes).
///
/// # Errors
/// The key's status.
pub fn registration(
    key: &mut DirectKey,
    name: &str,
    kind: AttestationKind,
    verification: &Verification,
) -> Result<String, Status> {
    let client_data = format!(
        r#"{{"type":"webauthn.create","challenge":"{}","origin":"{ORIGIN}","crossOrigin":false}}"#,
        BASE64URL_NOPAD.encode(CHALLENGE)
    );
    let hash = digest(&SHA256, client_data.as_bytes());
    let answer = make_credential(key, hash.as_ref(), name.as_bytes(), verification)?;
    let authenticator_data = cbor::member(&answer, 0x02).expect("authData");
    let attestation_object = [
        &[0xA3][..],
        &cbor::text("fmt"),
        cbor::member(&answer, 0x01).expect("fmt"),
        &cbor::text("attStmt"),
        cbor::member(&answer, 0x03).expect("attStmt"),
        &cbor::text("authData"),
        authenticator_data,
    ]
    .concat();
    let id = BASE64URL_NOPAD.encode(credential_id(cbor::content(authenticator_data)));
    let roots = match kind {
        AttestationKind::Batch | AttestationKind::Enterprise => {
            format!(r#","trust_roots":["{}"]"#, BASE64.encode(&key.attestation.root))
        }
        AttestationKind::SelfSigned => String::new(),
    };
    Ok(format!(
        concat!(
            r#"{{"id":"{name}","origin":"{origin}","rp_id":"{rp_id}","challenge":"{challenge}","#,
            r#""require_uv":{uv},"algs":[-7]{roots},"response":{{"id":"{id}","rawId":"{id}","#,
            r#""type":"public-key","clientExtensionResults":{{}},"response":{{"#,
            r#""clientDataJSON":"{client_data}","attestationObject":"{object}","#,
            r#""transports":["usb"]}}}}}}"#
        ),
        name = name,
        origin = ORIGIN,
        rp_id = RP_ID,
        challenge = BASE64URL_NOPAD.encode(CHALLENGE),
        uv = *verification != Verification::Without,
        roots = roots,
        id = id,
        client_data = BASE64URL_NOPAD.encode(client_data.as_bytes()),
        object = BASE64URL_NOPAD.encode(&attestation_object),
    ))
}

/// authenticatorMakeCredential, ES256, a discoverable credential where the PIN allows it.
fn make_credential(
    key: &mut DirectKey,
    client_data_hash: &[u8],
    user: &[u8],
    verification: &Verification,
) -> Result<Vec<u8>, Status> {
    let authorization = match verification {
        Verification::Without => Vec::new(),
        Verification::Pin(pin) => {
            let mut call = |request: &[u8]| key.call(request);
            let token = pin::token(&mut call, pin, PERMISSION_MAKE_CREDENTIAL, RP_ID)?;
            let parameter = cbor::bytes(&pin::authenticate(&token, client_data_hash));
            let options = [&[0x07, 0xA1][..], &cbor::text("rk"), &[0xF5]].concat();
            [&options[..], &[0x08], &parameter, &[0x09, 0x01]].concat()
        }
    };
    let members = if authorization.is_empty() { 4 } else { 7 };
    let request = [
        &[0x01, 0xA0 | members, 0x01][..],
        &cbor::bytes(client_data_hash),
        &[0x02, 0xA2],
        &[cbor::text("id"), cbor::text(RP_ID), cbor::text("name"), cbor::text("Example")].concat(),
        &[0x03, 0xA2],
        &[cbor::text("id"), cbor::bytes(user), cbor::text("name"), cbor::text("u")].concat(),
        &[0x04, 0x81, 0xA2],
        &[cbor::text("alg"), vec![0x26], cbor::text("type"), cbor::text("public-key")].concat(),
        &authorization,
    ]
    .concat();
    let mut answer = key.call(&request);
    match answer.first() {
        Some(0) => Ok(answer.split_off(1)),
        status => Err(Status(status.copied().unwrap_or(0x7F))),
    }
}

/// In attested credential data after AAGUID and length (WebAuthn L3 §6.5.1).
fn credential_id(authenticator_data: &[u8]) -> &[u8] {
    let length = [authenticator_data[53], authenticator_data[54]];
    &authenticator_data[55..55 + usize::from(u16::from_be_bytes(length))]
}
