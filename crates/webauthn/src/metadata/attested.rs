//! Whom metadata are asked about, and which entry is theirs. An AAGUID that no statement covers must
//! never lead to an entry where a certificate names the model.

use serde_json::{Map, Value, json};

use super::{blob::MetadataBlob, entry::MetadataEntry, findings::Consulted, index::key_identifier};
use crate::{Aaguid, Certificate, ClaimedStatement, PublicKey, judgement::AttestationType};

/// What metadata are asked about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attested<'a> {
    /// The model in authenticator data, proved or not.
    pub aaguid: Option<Aaguid>,
    /// The statements of the registration; none where there is only a key.
    pub statements: &'a [ClaimedStatement],
    /// What was proved; `None` where nothing was verified yet.
    pub attestation_type: Option<AttestationType>,
    /// The firmware, where the key or its certificate says which.
    pub firmware_version: Option<u64>,
}

/// Whether an entry that somebody supplied is of the model at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Own,
    /// It is of another model.
    Other,
    /// It names no model.
    Nameless,
}

impl<'a> Attested<'a> {
    /// Every certificate of every statement.
    pub(super) fn certificates(self) -> impl Iterator<Item = &'a Certificate> {
        self.statements.iter().flat_map(|statement| &statement.certificates)
    }

    /// The AAGUID, where an entry is found by it. U2F is signed without it (WebAuthn L3 §8.6), and its
    /// entries have key identifiers instead (FIDO MDS v3.0 §3.1.1).
    fn model(self) -> Option<Aaguid> {
        let mut attesting = self.statements.iter().filter(|one| !one.is_none()).peekable();
        let is_u2f = attesting.peek().is_some() && attesting.all(ClaimedStatement::is_u2f);
        self.aaguid.filter(|aaguid| !aaguid.is_zero() && !is_u2f)
    }

    /// The keys of the attestation certificates.
    fn keys(self) -> impl Iterator<Item = &'a PublicKey> {
        self.statements.iter().filter_map(|one| Some(&one.certificates.first()?.public_key))
    }

    /// Whether there is nothing that an entry could be found by.
    pub(super) fn is_nameless(self) -> bool {
        self.model().is_none() && self.keys().next().is_none()
    }

    /// The entry of a BLOB. Certificates that lead to two lead to none.
    fn entry_of(self, blob: &MetadataBlob) -> Option<&MetadataEntry> {
        if let Some(aaguid) = self.model() {
            return blob.by_aaguid(aaguid);
        }
        let mut entries = self.keys().map(|key| blob.by_certified_key(key));
        let first = entries.next()??;
        entries.all(|other| other.is_some_and(|other| std::ptr::eq(first, other))).then_some(first)
    }

    pub(super) fn fit(self, entry: &MetadataEntry) -> Fit {
        let statement = entry.statement.as_ref();
        let own = entry.aaguid.or(statement.and_then(|statement| statement.aaguid));
        let listed = &entry.attestation_certificate_key_identifiers;
        if own.is_none() && listed.is_empty() {
            return Fit::Nameless;
        }
        let fits = match self.model() {
            Some(aaguid) => own == Some(aaguid),
            None => {
                let is_listed = |key| key_identifier(key).is_some_and(|key| listed.contains(&key));
                !self.is_nameless() && self.keys().all(is_listed)
            }
        };
        if fits { Fit::Own } else { Fit::Other }
    }

    /// What an entry is looked for by, as evidence.
    pub(super) fn named(self) -> Map<String, Value> {
        let mut named = Map::new();
        named.insert("aaguid".to_owned(), json!(self.aaguid));
        if self.model().is_none() && !self.is_nameless() {
            let identifier = |key| Some(data_encoding::HEXLOWER.encode(&key_identifier(key)?));
            let identifiers: Vec<_> = self.keys().map(identifier).collect();
            named.insert("attestationCertificateKeyIdentifiers".to_owned(), json!(identifiers));
        }
        named
    }
}

impl<'a> Consulted<'a> {
    /// The entry that a registration is of: by its AAGUID, or for U2F by its certificate's key.
    pub fn entry(self, attested: Attested<'_>) -> Option<&'a MetadataEntry> {
        match self {
            Self::Nothing | Self::Unusable(_) => None,
            Self::Entry(entry) => (attested.fit(entry) == Fit::Own).then_some(entry),
            Self::Blob(blob) => attested.entry_of(blob),
        }
    }
}
