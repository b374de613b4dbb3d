//! Attestation statement formats behind one small interface: a new one is a file here and a line in
//! [`FORMATS`]. A format must never report a pass for what it did not check.

mod android_key;
mod android_safetynet;
mod apple;
mod certificate;
mod compound;
mod fido_u2f;
mod none;
mod packed;
mod parts;
mod signed;
mod tpm;

use crate::{
    AttestedCredentialData, AuthenticatorData, ClientDataHash, Timestamp,
    cbor::Value,
    judgement::{AttestationType, Findings},
    x509::Certificate,
};

/// A statement and what it is about.
#[derive(Clone, Copy)]
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
    /// Whether what is signed has the AAGUID in it.
    pub(crate) covers_aaguid: bool,
    /// None where the type has none, several in a compound.
    pub(crate) trust_paths: Vec<TrustPath>,
}

/// The certificates of a statement.
pub(crate) struct TrustPath {
    /// Which statement of a compound it is, counted from 0.
    pub(crate) statement: Option<usize>,
    /// Attestation certificate first, never empty.
    pub(crate) certificates: Vec<Certificate>,
}

impl Conveyed {
    fn new(attestation_type: AttestationType, trust_path: Vec<Certificate>) -> Self {
        let path = TrustPath { statement: None, certificates: trust_path };
        let trust_paths = if path.certificates.is_empty() { vec![] } else { vec![path] };
        Self { attestation_type, covers_aaguid: true, trust_paths }
    }

    /// The same of a format that signs no AAGUID.
    fn without_aaguid(self) -> Self {
        Self { covers_aaguid: false, ..self }
    }

    fn unverified() -> Self {
        Self::new(AttestationType::Unverified, vec![]).without_aaguid()
    }
}

/// One verification procedure (WebAuthn L3 §6.5.2).
pub(crate) trait Format: Sync {
    /// The attestation statement format identifier.
    fn identifier(&self) -> &'static str;

    /// Runs every check of the procedure and reports each.
    fn verify(&self, statement: &Statement<'_>, findings: &mut Findings) -> Conveyed;

    /// The certificates that a statement brings along in DER, attestation certificate first.
    fn certificates(&self, att_stmt: &Value) -> Vec<Vec<u8>> {
        let x5c = att_stmt.get("x5c").and_then(Value::as_array).unwrap_or_default();
        x5c.iter().map_while(Value::as_bytes).map(<[u8]>::to_vec).collect()
    }
}

/// The identifier of U2F's format.
pub(crate) const FIDO_U2F: &str = "fido-u2f";
/// The identifier of the format of no attestation.
pub(crate) const NONE: &str = "none";

/// The statements of a compound that have a format and a statement. `None`: it is no compound.
pub(crate) fn parts<'a>(
    fmt: &str,
    att_stmt: &'a Value,
) -> Option<impl Iterator<Item = (&'a str, &'a Value)>> {
    (fmt == compound::Compound.identifier()).then(|| compound::parts(att_stmt))
}

/// The formats this build verifies: all of the IANA "WebAuthn Attestation Statement Format
/// Identifiers" registry.
const FORMATS: [&dyn Format; 8] = [
    &packed::Packed,
    &none::None,
    &tpm::Tpm,
    &android_key::AndroidKey,
    &android_safetynet::AndroidSafetynet,
    &fido_u2f::FidoU2f,
    &apple::Apple,
    &compound::Compound,
];

/// What verifies a format identifier; case counts (WebAuthn L3 §8.1). `None`: it is not registered.
pub(crate) fn find(identifier: &str) -> Option<&'static dyn Format> {
    FORMATS.into_iter().find(|format| format.identifier() == identifier)
}
