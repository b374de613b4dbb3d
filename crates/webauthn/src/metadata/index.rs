//! Where each entry of a payload lies and which model it is of. Indexing must never read more of an
//! entry than its names, nor fail for one.

use std::{collections::BTreeMap, ops::Range, sync::OnceLock};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{codec, entry::MetadataEntry};
use crate::{Aaguid, PublicKey, der};

/// Entries that are indexed at most; the service has some hundreds.
pub(super) const MOST_ENTRIES: usize = 100_000;
/// Most bytes of an entry; the service's largest has two hundred thousand.
const LARGEST_ENTRY: usize = 1 << 20;
/// Warnings that are kept at most.
const MOST_WARNINGS: usize = 1000;

/// An entry that the index could not take, or only in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexWarning {
    /// Its place in `entries`, counted from 0.
    pub entry: usize,
    /// What is odd.
    pub oddity: Stored,
}

/// What is odd about an entry as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is no object, or has a name twice.
    NotAnEntry,
    /// `aaguid` is no AAGUID.
    NoAaguid,
    /// One of `attestationCertificateKeyIdentifiers` is none.
    NoKeyIdentifier,
    /// It is larger than any, and not read.
    TooLarge,
    /// It has no `aaguid`, no key identifier and no `aaid`: nothing leads to it.
    Nameless,
    /// Another entry has the same AAGUID or key identifier, and counts.
    NamedTwice,
}

/// The entries of a payload and the ways to them.
#[derive(Debug)]
pub(super) struct Index {
    payload: String,
    entries: Vec<Place>,
    by_aaguid: BTreeMap<Aaguid, usize>,
    by_key_identifier: BTreeMap<[u8; 20], usize>,
    warnings: Vec<IndexWarning>,
}

#[derive(Debug)]
struct Place {
    span: Range<usize>,
    read: OnceLock<Box<MetadataEntry>>,
}

/// The members of an entry that name it.
#[derive(Deserialize)]
struct Names<'a> {
    #[serde(borrow)]
    aaguid: Option<&'a RawValue>,
    #[serde(borrow)]
    aaid: Option<&'a RawValue>,
    #[serde(rename = "attestationCertificateKeyIdentifiers", borrow)]
    key_identifiers: Option<&'a RawValue>,
}

impl Index {
    pub(super) fn new(payload: String, spans: Vec<Range<usize>>) -> Self {
        let place = |span| Place { span, read: OnceLock::new() };
        let mut index = Self {
            payload,
            entries: spans.into_iter().map(place).collect(),
            by_aaguid: BTreeMap::new(),
            by_key_identifier: BTreeMap::new(),
            warnings: Vec::new(),
        };
        for entry in 0..index.entries.len() {
            index.name(entry);
        }
        index
    }

    fn name(&mut self, entry: usize) {
        let mut warn = |oddity| {
            if self.warnings.len() < MOST_WARNINGS {
                self.warnings.push(IndexWarning { entry, oddity });
            }
        };
        let Some(place) = self.entries.get(entry) else { return };
        let json = self.payload.get(place.span.clone()).unwrap_or_default();
        if json.len() > LARGEST_ENTRY {
            return warn(Stored::TooLarge);
        }
        let Ok(names) = serde_json::from_str::<Names<'_>>(json) else {
            return warn(Stored::NotAnEntry);
        };
        let mut named = names.aaid.is_some();
        if let Some(raw) = names.aaguid {
            match serde_json::from_str::<Aaguid>(raw.get()) {
                Ok(aaguid) if self.by_aaguid.contains_key(&aaguid) => warn(Stored::NamedTwice),
                Ok(aaguid) => drop(self.by_aaguid.insert(aaguid, entry)),
                Err(_) => warn(Stored::NoAaguid),
            }
            named = true;
        }
        let keys = names.key_identifiers.map(|raw| serde_json::from_str::<Vec<String>>(raw.get()));
        match keys {
            None => {}
            Some(Err(_)) => warn(Stored::NoKeyIdentifier),
            Some(Ok(keys)) => {
                for key in keys {
                    match codec::key_identifier(&key) {
                        Some(key) if self.by_key_identifier.contains_key(&key) => {
                            warn(Stored::NamedTwice);
                        }
                        Some(key) => drop(self.by_key_identifier.insert(key, entry)),
                        None => warn(Stored::NoKeyIdentifier),
                    }
                    named = true;
                }
            }
        }
        if !named {
            warn(Stored::Nameless);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn warnings(&self) -> &[IndexWarning] {
        &self.warnings
    }

    pub(super) fn by_aaguid(&self, aaguid: Aaguid) -> Option<&MetadataEntry> {
        self.read(self.entries.get(*self.by_aaguid.get(&aaguid)?)?)
    }

    pub(super) fn by_key_identifier(&self, key: &[u8; 20]) -> Option<&MetadataEntry> {
        self.read(self.entries.get(*self.by_key_identifier.get(key)?)?)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &MetadataEntry> {
        self.entries.iter().filter_map(|place| self.read(place))
    }

    pub(super) fn source(&self, aaguid: Aaguid) -> Option<&str> {
        self.source_of(self.entries.get(*self.by_aaguid.get(&aaguid)?)?)
    }

    fn source_of(&self, place: &Place) -> Option<&str> {
        self.payload.get(place.span.clone())
    }

    fn read<'a>(&'a self, place: &'a Place) -> Option<&'a MetadataEntry> {
        let json = self.source_of(place)?;
        let json = if json.len() > LARGEST_ENTRY { "null" } else { json };
        Some(place.read.get_or_init(|| Box::new(MetadataEntry::from_json(json))))
    }
}

/// The identifier of a certified key (RFC 5280 §4.2.1.2 method 1: SHA-1 of the BIT STRING's bytes).
/// `None` for keys that no U2F certificate has.
pub(super) fn key_identifier(key: &PublicKey) -> Option<[u8; 20]> {
    let bits = match key {
        PublicKey::Ec(point) => point.uncompressed().to_vec(),
        PublicKey::Rsa { n, e } => der::sequence(&[der::unsigned(n), der::unsigned(e)].concat()),
        PublicKey::Ed25519(bytes) => bytes.to_vec(),
        PublicKey::Ed448(_) | PublicKey::MlDsa { .. } | PublicKey::Unknown => return None,
    };
    digest(&SHA1_FOR_LEGACY_USE_ONLY, &bits).as_ref().try_into().ok()
}
