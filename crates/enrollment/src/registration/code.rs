//! The codes of what stands in the way of a registration, which other programs rely on. They are
//! added to and must never be renamed.

use webauthn::{OriginError, RequestError, RpIdError};

use super::PrepareError;

impl PrepareError {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Origin(OriginError::NotAnOrigin(_)) => "origin-malformed",
            Self::Origin(OriginError::NotSecure(_)) => "origin-not-secure",
            Self::Origin(OriginError::IpAddress(_)) => "origin-ip-address",
            Self::Origin(OriginError::NotAValidDomain(_)) => "origin-not-a-domain",
            Self::NoRpId => "rp-id-missing",
            Self::Request(RequestError::RpId(error)) => match error {
                RpIdError::NotADomain(_) => "rp-id-not-a-domain",
                RpIdError::IpAddress(_) => "rp-id-ip-address",
                RpIdError::NotCanonical { .. } => "rp-id-not-canonical",
                RpIdError::PublicSuffix(_) => "rp-id-public-suffix",
                RpIdError::NotForOrigin { .. } => "rp-id-not-for-origin",
            },
            Self::Request(RequestError::NoPublicKeyType) => "no-public-key-type",
            Self::Request(RequestError::Extension(_)) => "extension-not-for-registrations",
            Self::Request(RequestError::ExtensionNotAllowed(_)) => "extension-not-allowed",
            Self::PlatformOnly => "platform-authenticator-only",
            Self::LargeBlobRequired => "large-blob-required",
            Self::ChallengeExpired => "challenge-expired",
        }
    }
}
