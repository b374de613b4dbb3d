//! Attestation statement formats behind one small interface: a new one is a file here and a line in
//! [`FORMATS`]. A format must never report a pass for what it did not check.

mod certificate;
mod fido_u2f;
mod none;
mod packed;

use crate::{
    AttestedCredentialData, AuthenticatorData, ClientDataHash, Timestamp,
    cbor::Value,
    judgement::{AttestationType, Findings},
    x509::Certificate,
};

/// A statement and what it is about.
pub(crate) struct Statement<'a> {
    /// `attStmt`.
    pub(crate) att_stmt: &'a Value,
    /// `authData`.
    pub(crate) auth_data: &'a AuthenticatorData,
    /// The attested credential data in it.
    pub(crate) attested: &'a AttestedCredentialData,
    /// Unknown where the client data was not recorded.
    pub(crate) client_data_hash: Option<&'a ClientDataHash>,
    /// When certificates must be valid.
    pub(crate) at: Timestamp,
}

/// What a statement says of itself; the findings say whether it holds.
pub(crate) struct Conveyed {
    pub(crate) attestation_type: AttestationType,
    /// Attestation certificate first; empty where the type has none.
    pub(crate) trust_path: Vec<Certificate>,
}

/// One verification procedure (WebAuthn L3 §6.5.2).
pub(crate) trait Format: Sync {
    /// The attestation statement format identifier.
    fn identifier(&self) -> &'static str;

    /// Runs every check of the procedure and reports each.
    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed;
}

/// The formats this build verifies.
const FORMATS: [&dyn Format; 3] = [&packed::Packed, &fido_u2f::FidoU2f, &none::None];

/// The IANA "WebAuthn Attestation Statement Format Identifiers" registry.
const REGISTERED: [&str; 8] =
    ["packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "none", "compound"];

/// What this build makes of a format identifier; case counts (WebAuthn L3 §8.1).
pub(crate) enum Known {
    Verified(&'static dyn Format),
    RegisteredOnly,
    Unregistered,
}

pub(crate) fn find(identifier: &str) -> Known {
    let format = FORMATS.into_iter().find(|format| format.identifier() == identifier);
    format.map_or_else(
        || {
            if REGISTERED.contains(&identifier) {
                Known::RegisteredOnly
            } else {
                Known::Unregistered
            }
        },
        Known::Verified,
    )
}
