//! A BLOB: all models at one time, under one number (FIDO MDS v3.0 §3.1.6). It must never be older
//! than the one before it, and says itself whether it was signed.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    entry::MetadataEntry,
    index::{Index, IndexWarning, MOST_ENTRIES},
    jws,
    roots::MetadataRoots,
    spans::Capped,
};
use crate::{Aaguid, PublicKey, Timestamp};

/// Most bytes that are read; the service's BLOB has ten million.
const LARGEST: usize = 64 << 20;
const DAY: i64 = 86_400;

/// Why a BLOB cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// More than any BLOB.
    #[error("a metadata BLOB of {0} bytes is larger than any")]
    TooLarge(usize),
    /// Neither a compact JWS nor a JSON object.
    #[error("not a metadata BLOB")]
    NotABlob,
    /// The payload is no metadata payload, in the parser's words.
    #[error("the metadata payload cannot be read: {0}")]
    Payload(String),
    /// The header has something that it says must be understood.
    #[error("the metadata BLOB has critical header parameters")]
    CriticalHeader,
    /// The header brings no certificates.
    #[error("the metadata BLOB has no certificates (x5c)")]
    NoCertificates,
    /// The header says where its certificates are instead (RFC 7515 §4.1.5), and nobody fetches them.
    #[error(
        "the metadata BLOB has a URL (x5u) in place of its certificates, which is not followed: \
         they must be in it (x5c)"
    )]
    CertificatesElsewhere,
    /// One of them is none, or they are too many.
    #[error("a certificate of the metadata BLOB is malformed")]
    CertificateMalformed,
    /// One of them was out of its time already.
    #[error("a certificate of the metadata BLOB has expired")]
    CertificateExpired,
    /// One of them is not yet in its time.
    #[error("a certificate of the metadata BLOB is not yet valid")]
    CertificateNotYetValid,
    /// They lead to no root that is trusted for metadata.
    #[error("the metadata BLOB is not signed under a trusted root")]
    Untrusted,
    /// They lead there, but it is somebody else who signed.
    #[error("the metadata BLOB is signed by {0}")]
    OtherSigner(String),
    /// The signature does not hold.
    #[error("the signature of the metadata BLOB does not hold")]
    SignatureInvalid,
    /// No signature algorithm, or one that this build cannot verify.
    #[error("the metadata BLOB is signed with {0}, which cannot be verified")]
    AlgorithmUnsupported(String),
    /// Its number is lower than that of the one before.
    #[error("the metadata BLOB has number {number}, after number {previous}")]
    Older {
        /// Its own.
        number: u64,
        /// That of the one before.
        previous: u64,
    },
}

impl BlobError {
    /// Whether it could be read but nobody stands for it.
    pub fn is_of_signature(&self) -> bool {
        match self {
            Self::TooLarge(_) | Self::NotABlob | Self::Payload(_) | Self::Older { .. } => false,
            Self::CriticalHeader
            | Self::NoCertificates
            | Self::CertificatesElsewhere
            | Self::CertificateMalformed
            | Self::CertificateExpired
            | Self::CertificateNotYetValid
            | Self::Untrusted
            | Self::OtherSigner(_)
            | Self::SignatureInvalid
            | Self::AlgorithmUnsupported(_) => true,
        }
    }
}

/// What a BLOB is opened with.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Whom it must come from.
    pub roots: &'a MetadataRoots,
    /// When the certificates of its signature must be valid: when it was fetched.
    pub at: Timestamp,
    /// The highest number seen so far (FIDO MDS v3.0 §3.1.6: it only grows).
    pub previous: Option<u64>,
}

/// Who stands for a BLOB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    /// The signer's subject.
    pub signer: String,
    /// The root's subject.
    pub anchor: String,
}

/// A BLOB, indexed; its entries are read when they are asked for.
#[derive(Debug)]
pub struct MetadataBlob {
    number: u64,
    next_update: Option<Timestamp>,
    signed_by: Option<SignedBy>,
    index: Index,
}

#[derive(Deserialize)]
struct Payload<'a> {
    no: u64,
    #[serde(rename = "nextUpdate", borrow)]
    next_update: Option<&'a RawValue>,
    #[serde(borrow)]
    entries: Capped<'a, MOST_ENTRIES>,
}

impl MetadataBlob {
    /// Reads a signed BLOB (compact JWS), or a bare payload, which nobody stands for.
    ///
    /// # Errors
    /// See [`BlobError`]. Odd entries are no error: see [`Self::warnings`].
    pub fn open(bytes: &[u8], opening: Opening<'_>) -> Result<Self, BlobError> {
        if bytes.len() > LARGEST {
            return Err(BlobError::TooLarge(bytes.len()));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
        let (payload, signed_by) = if bytes.first() == Some(&b'{') {
            (bytes.to_vec(), None)
        } else {
            let verified = jws::open(bytes, opening.roots, opening.at)?;
            let (signer, anchor) = (verified.signer, verified.anchor);
            (verified.payload, Some(SignedBy { signer, anchor }))
        };
        let text = String::from_utf8(payload).map_err(|_| unreadable("it is not UTF-8"))?;
        Self::read(text, signed_by, opening.previous)
    }

    fn read(
        text: String,
        signed_by: Option<SignedBy>,
        previous: Option<u64>,
    ) -> Result<Self, BlobError> {
        let payload: Payload<'_> = serde_json::from_str(&text).map_err(unreadable)?;
        let number = payload.no;
        if let Some(previous) = previous.filter(|previous| number < *previous) {
            return Err(BlobError::Older { number, previous });
        }
        let next_update = payload
            .next_update
            .and_then(|raw| serde_json::from_str::<String>(raw.get()).ok()?.parse().ok());
        let Capped(entries, whole) = payload.entries;
        if !whole {
            return Err(unreadable("it has more entries than any"));
        }
        let start = text.as_ptr().addr();
        let span = |entry: &RawValue| {
            let from = entry.get().as_ptr().addr().saturating_sub(start);
            from..from.saturating_add(entry.get().len())
        };
        let spans = entries.into_iter().map(span).collect();
        Ok(Self { number, next_update, signed_by, index: Index::new(text, spans) })
    }

    /// `no`.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// `nextUpdate`, where it is a date.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// Whether the next one should have been fetched: the day of `nextUpdate` is over. One that does
    /// not say is never fresh.
    pub fn is_stale(&self, at: Timestamp) -> bool {
        self.next_update.is_none_or(|Timestamp(day)| at >= Timestamp(day.saturating_add(DAY)))
    }

    /// Who stands for it; `None` for a bare payload.
    pub fn signed_by(&self) -> Option<&SignedBy> {
        self.signed_by.as_ref()
    }

    /// How many entries it has, odd ones included.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.index.len() == 0
    }

    /// Entries that the index could not take, or only in part.
    pub fn warnings(&self) -> &[IndexWarning] {
        self.index.warnings()
    }

    /// The entry of a FIDO2 model.
    pub fn by_aaguid(&self, aaguid: Aaguid) -> Option<&MetadataEntry> {
        self.index.by_aaguid(aaguid)
    }

    /// The entry of a U2F model, by the key in its attestation certificate
    /// (`attestationCertificateKeyIdentifiers`).
    pub fn by_certified_key(&self, key: &PublicKey) -> Option<&MetadataEntry> {
        self.index.by_key_identifier(&super::index::key_identifier(key)?)
    }

    /// What a model is called, in English. Reads its entry and no other.
    pub fn model(&self, aaguid: Aaguid) -> Option<&str> {
        self.by_aaguid(aaguid).and_then(MetadataEntry::model)
    }

    /// Every entry, in the order of the BLOB. All are read.
    pub fn entries(&self) -> impl Iterator<Item = &MetadataEntry> {
        self.index.entries()
    }

    /// An entry as it stands in the payload, with members that nobody here knows.
    pub fn source(&self, aaguid: Aaguid) -> Option<&str> {
        self.index.source(aaguid)
    }
}

fn unreadable(why: impl ToString) -> BlobError {
    BlobError::Payload(why.to_string())
}
