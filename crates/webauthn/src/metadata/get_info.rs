//! getInfo as a metadata statement tells it (Metadata Statement v3.0 §3.12). It is of the firmware
//! that was certified, and must never stand in for what a key answers itself.

use super::reader::{Reader, member};
use crate::Aaguid;

/// `authenticatorGetInfo`.
#[derive(Clone, Debug, PartialEq)]
pub struct GetInfoStatement {
    /// `versions`, such as `FIDO_2_1`.
    pub versions: Vec<String>,
    /// `extensions`.
    pub extensions: Vec<String>,
    /// `aaguid`.
    pub aaguid: Option<Aaguid>,
    /// `options`.
    pub options: Vec<(String, bool)>,
    /// `transports`.
    pub transports: Vec<String>,
    /// `algorithms`: COSE identifiers.
    pub algorithms: Vec<i64>,
    /// `attestationFormats`; `None` where it is not said.
    pub attestation_formats: Option<Vec<String>>,
    /// `firmwareVersion`.
    pub firmware_version: Option<u64>,
    /// `minPINLength` in code points.
    pub min_pin_length: Option<u64>,
    /// `remainingDiscoverableCredentials` of a new key.
    pub remaining_discoverable_credentials: Option<u64>,
    /// The names of the other members.
    pub others: Vec<String>,
}

impl GetInfoStatement {
    pub(super) fn read(mut reader: Reader<'_, '_>) -> Self {
        let formats: Vec<String> = reader.words("attestationFormats");
        let algorithms =
            reader.list("algorithms", "an algorithm", |_, json, _| member(json, "alg"));
        Self {
            versions: reader.words("versions"),
            extensions: reader.words("extensions"),
            aaguid: reader.aaguid("aaguid"),
            options: reader.pairs("options"),
            transports: reader.words("transports"),
            algorithms,
            attestation_formats: (!formats.is_empty()).then_some(formats),
            firmware_version: reader.number("firmwareVersion"),
            min_pin_length: reader.number("minPINLength"),
            remaining_discoverable_credentials: reader.number("remainingDiscoverableCredentials"),
            others: reader.rest(),
        }
    }

    /// An option; `None` where it is absent, which means for each something of its own (CTAP 2.1
    /// §6.4).
    pub fn option(&self, name: &str) -> Option<bool> {
        self.options.iter().find(|(own, _)| own == name).map(|(_, value)| *value)
    }

    /// Whether one of the versions is FIDO 2.0 or later, and no preview.
    pub fn is_fido2(&self) -> bool {
        let fido2 = |version: &String| version.starts_with("FIDO_2_") && !version.ends_with("_PRE");
        self.versions.iter().any(fido2)
    }
}
