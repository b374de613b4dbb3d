//! CTAP2 requests as bytes and the responses' parts (CTAP 2.1 §6). Requests must be canonical CBOR;
//! responses are read for what is needed and otherwise left alone.

use webauthn::cbor::{DecodeError, Value, decode, encode};
use zeroize::Zeroizing;

use crate::StatusCode;

mod client_pin;
mod credential_management;
mod get_assertion;
mod make_credential;

pub(crate) use client_pin::{ClientPin, TokenScope};
pub(crate) use credential_management::{CredentialManagement, Listed};
pub(crate) use get_assertion::GetAssertion;
pub use make_credential::{
    CredProtect, CredentialProtectionPolicy, Enforcement, EnterpriseAttestation,
};
pub(crate) use make_credential::{MakeCredential, blink, cred_protect_level};

/// Bytes of one request: the command byte, then CBOR. Wiped, since some carry encrypted PINs.
pub(crate) type Request = Zeroizing<Vec<u8>>;

/// authenticatorGetInfo (CTAP 2.1 §6.4).
pub(crate) fn get_info() -> Request {
    Zeroizing::new(vec![0x04])
}

/// authenticatorSelection (CTAP 2.1 §6.9).
pub(crate) fn selection() -> Request {
    Zeroizing::new(vec![0x0B])
}

/// Why a successful response cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// Not even a status byte.
    #[error("the response is empty")]
    Empty,
    /// What follows the status byte is not CBOR.
    #[error("the response is not CBOR")]
    Cbor(#[from] DecodeError),
    /// A member that the command promises is missing or of another type.
    #[error("the response lacks the member {0:#04x}, or it is of another type")]
    Member(u8),
    /// A member is larger than anything the standard has room for.
    #[error("the member {0:#04x} of the response is out of range")]
    OutOfRange(u8),
}

/// Parts the status byte from what follows.
pub(crate) fn split(response: &[u8]) -> Result<(StatusCode, &[u8]), ResponseError> {
    let (status, body) = response.split_first().ok_or(ResponseError::Empty)?;
    Ok((StatusCode::from(*status), body))
}

/// The value of one member of a response map.
fn member<T>(
    body: &[u8],
    label: u8,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<T, ResponseError> {
    decode(body)?.value.get(label).and_then(read).ok_or(ResponseError::Member(label))
}

fn request(command: u8, parameters: Vec<(u8, Value)>) -> Request {
    let mut bytes = Zeroizing::new(vec![command]);
    bytes.extend(encode(&parameters.into_iter().collect()));
    bytes
}

/// A PublicKeyCredentialDescriptor as CTAP2 carries it.
fn descriptor(id: &[u8]) -> Value {
    [("id", Value::from(id)), ("type", Value::from("public-key"))].into_iter().collect()
}
