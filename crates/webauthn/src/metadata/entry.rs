//! One entry: a model, its statement and its status (FIDO MDS v3.0 §3.1.1). Reading must never fail:
//! what is odd is noted and the rest is there.

use serde_json::Value;

use super::{
    codec,
    reader::{Oddity, OddityKind, Reader, of},
    statement::MetadataStatement,
    status::StatusHistory,
};
use crate::{Aaguid, Timestamp};

/// What the metadata says of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetadataEntry {
    /// `aaguid`: a FIDO2 model.
    pub aaguid: Option<Aaguid>,
    /// `aaid`: a UAF model, which WebAuthn never meets.
    pub aaid: Option<String>,
    /// `attestationCertificateKeyIdentifiers`: a U2F model.
    pub attestation_certificate_key_identifiers: Vec<[u8; 20]>,
    /// `metadataStatement`.
    pub statement: Option<MetadataStatement>,
    /// `statusReports`.
    pub status: StatusHistory,
    /// `timeOfLastStatusChange`.
    pub time_of_last_status_change: Option<Timestamp>,
    /// Members that are not known here; what they say is in the BLOB's own text.
    pub others: Vec<String>,
    /// What is not as the standard has it.
    pub oddities: Vec<Oddity>,
}

impl MetadataEntry {
    /// Reads an entry from JSON text. What is no object is an entry without anything.
    pub fn from_json(json: &str) -> Self {
        let mut oddities = Vec::new();
        let entry = Reader::open(String::new(), json, &mut oddities).map(Self::read);
        let mut entry = entry.unwrap_or_default();
        if oddities.is_empty() && entry == Self::default() {
            oddities.push(Oddity { path: String::new(), kind: OddityKind::Not("an object") });
        }
        entry.oddities = oddities;
        entry
    }

    /// Reads an entry.
    pub fn from_value(entry: &Value) -> Self {
        Self::from_json(&entry.to_string())
    }

    fn read(mut reader: Reader<'_, '_>) -> Self {
        let aaguid = reader.aaguid("aaguid");
        let aaid = reader.text("aaid");
        let keys = reader.list(
            "attestationCertificateKeyIdentifiers",
            "a key identifier",
            |_, json, _| codec::key_identifier(&of::<String>(json)?),
        );
        let statement = reader.below("metadataStatement", MetadataStatement::read);
        let status = StatusHistory::read(&mut reader);
        let changed = reader.date("timeOfLastStatusChange");
        reader.required("timeOfLastStatusChange", changed);
        // FIDO MDS v3.0 §3.1.1: the statement is of the model that the entry is of.
        let other = statement.as_ref().is_some_and(|statement| statement.aaguid != aaguid);
        if other {
            reader.note("metadataStatement.aaguid", OddityKind::Disagrees);
        }
        let said = statement.as_ref().and_then(|statement| statement.get_info.as_ref());
        if said.is_some_and(|said| said.aaguid.is_some() && said.aaguid != aaguid) {
            let path = "metadataStatement.authenticatorGetInfo.aaguid";
            reader.note(path, OddityKind::Disagrees);
        }
        let others = reader.rest();
        Self {
            aaguid,
            aaid,
            attestation_certificate_key_identifiers: keys,
            statement,
            status,
            time_of_last_status_change: changed,
            others,
            oddities: Vec::new(),
        }
    }

    /// What the model is called: its description, which Graph shows too, else its friendly name.
    pub fn model(&self) -> Option<&str> {
        let statement = self.statement.as_ref()?;
        statement.description.as_deref().or(statement.friendly_name("en-US"))
    }
}
