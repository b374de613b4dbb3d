//! One entry: a model, its statement and its status (FIDO MDS v3.0 §3.1.1). Reading must never fail:
//! what is odd is noted and the rest is there.

use serde_json::{Map, Value};

use super::{
    codec,
    reader::{Oddity, OddityKind, Reader, object},
    statement::MetadataStatement,
    status::StatusHistory,
};
use crate::{Aaguid, Timestamp};

/// What the metadata says of a model.
#[derive(Clone, Debug, PartialEq)]
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
        Self::from_value(serde_json::from_str(json).unwrap_or_default())
    }

    /// Reads an entry.
    pub fn from_value(entry: Value) -> Self {
        let mut oddities = Vec::new();
        let Some(members) = object(entry) else {
            oddities.push(Oddity { path: String::new(), kind: OddityKind::Not("an object") });
            return Self::read(Map::new(), oddities);
        };
        Self::read(members, oddities)
    }

    fn read(members: Map<String, Value>, mut oddities: Vec<Oddity>) -> Self {
        let empty = members.is_empty();
        let mut reader = Reader::new(String::new(), members, &mut oddities);
        let aaguid = reader.aaguid("aaguid");
        let aaid = reader.text("aaid");
        let keys = reader.list(
            "attestationCertificateKeyIdentifiers",
            "a key identifier",
            |_, value, _| codec::key_identifier(value.as_str()?),
        );
        let statement = reader.below("metadataStatement", MetadataStatement::read);
        let status = StatusHistory::read(&mut reader);
        let changed = reader.date("timeOfLastStatusChange");
        if !empty {
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
            oddities,
        }
    }

    /// What the model is called: its English friendly name, else its description.
    pub fn model(&self) -> Option<&str> {
        let statement = self.statement.as_ref()?;
        statement.friendly_name("en-US").or(statement.description.as_deref())
    }
}
