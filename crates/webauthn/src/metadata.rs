//! FIDO metadata: what the FIDO Alliance publishes of each model (Metadata Service v3.1, Metadata
//! Statement v3.1). It must never lose the rest for one odd entry, nor call a payload signed that
//! was not verified.

mod attestation;
mod attested;
mod blob;
mod codec;
mod entry;
mod findings;
mod get_info;
mod icon;
mod index;
mod jws;
mod reader;
mod requirements;
mod roots;
mod spans;
mod statement;
mod status;
#[cfg(test)]
mod tests;
mod words;

pub use attested::Attested;
pub use blob::{BlobError, MetadataBlob, Opening, SignedBy};
pub use entry::MetadataEntry;
pub use findings::{Consulted, Demand, findings};
pub use get_info::GetInfoStatement;
pub use icon::{Icon, IconError};
pub use index::{IndexWarning, Stored};
pub use reader::{Oddity, OddityKind};
pub use requirements::{Answer, Requirement, WrittenRequirements};
pub use roots::MetadataRoots;
pub use statement::{Anchors, MetadataStatement, UnifiedProtocolVersion};
pub use status::{Adverse, Certification, CertificationLevel, StatusHistory, StatusReport};
pub use words::{
    AttachmentHint, AttestationTypeName, AuthenticatorStatus, KeyProtection, MatcherProtection,
    ProtocolFamily,
};
