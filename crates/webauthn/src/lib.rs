//! WebAuthn Level 3 as data: what a relying party asks, what an authenticator answers, and whether
//! the answer holds. It must never read a clock, a file, a socket or a random number.

mod aaguid;
pub mod android;
pub mod attestation;
mod authenticator_data;
pub mod base64url;
pub mod cbor;
pub mod client_data;
pub mod cose;
mod der;
mod extension_outputs;
mod identifiers;
pub mod judgement;
mod known_answer;
pub mod metadata;
pub mod options;
mod origin;
mod public_key;
mod registration;
mod request;
mod rp_id;
pub mod signature;
mod timestamp;
pub mod tpm;
mod verify;
mod x509;

pub use aaguid::{Aaguid, ParseAaguidError};
pub use attestation::{AttestationObject, AttestationObjectError, ClaimedStatement};
pub use authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags, Flaw, TooShort};
pub use client_data::{ClientDataError, ClientDataHash, CollectedClientData, client_data_hash};
pub use cose::{CoseAlgorithmIdentifier, CosePublicKey, PublicKeyError};
pub use extension_outputs::{CredentialProperties, client_extension_results};
pub use identifiers::{Challenge, CredentialId, UserHandle, UserHandleLengthError};
pub use judgement::{Check, Evidence, Finding, Judgement, Outcome, Reason, Verdict};
pub use known_answer::{Unsound, known_answer};
pub use options::PublicKeyCredentialCreationOptions;
pub use origin::{
    AuthorizationBasis, AuthorizedRp, CallerOrigin, OriginError, RelatedOrigins,
    RelatedOriginsError,
};
pub use public_key::{EcPoint, EllipticCurve, MlDsaParameterSet, NotOnCurve, PublicKey};
pub use registration::{
    RecordedResponse, RecordedResponseError, RegistrationResponseJson, ResponseError,
};
pub use request::{RegistrationRequest, RequestError};
pub use rp_id::{RpId, RpIdError, rp_id_hash};
pub use timestamp::{ParseTimestampError, Timestamp};
pub use verify::{
    CrossOrigin, Expectations, RecordedRegistration, UndeterminedRegistration, UserPresence,
    UserVerification, Verification, Verified, VerifiedRegistration, verify,
};
pub use x509::{
    BasicConstraints, Certificate, CertificateError, Extension, Name, TrustAnchor, TrustAnchorError,
};
