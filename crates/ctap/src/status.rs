//! Status codes (CTAP 2.2 §8.2), total over `u8`. One that the standard has no name for must never be
//! lost: what a key answers is kept, known or not.

use std::fmt;

use serde::{Serialize, Serializer};

/// The first byte of a CTAP2 response. Codes the standard has no name for are kept as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(type = "{ code: number, name: string | null }"))]
pub enum StatusCode {
    /// `CTAP2_OK`.
    Success,
    /// `CTAP1_ERR_INVALID_COMMAND`.
    InvalidCommand,
    /// `CTAP1_ERR_INVALID_PARAMETER`.
    InvalidParameter,
    /// `CTAP1_ERR_INVALID_LENGTH`.
    InvalidLength,
    /// `CTAP1_ERR_INVALID_SEQ`.
    InvalidSeq,
    /// `CTAP1_ERR_TIMEOUT`.
    Timeout,
    /// `CTAP1_ERR_CHANNEL_BUSY`.
    ChannelBusy,
    /// `CTAP1_ERR_LOCK_REQUIRED`.
    LockRequired,
    /// `CTAP1_ERR_INVALID_CHANNEL`.
    InvalidChannel,
    /// `CTAP2_ERR_CBOR_UNEXPECTED_TYPE`.
    CborUnexpectedType,
    /// `CTAP2_ERR_INVALID_CBOR`.
    InvalidCbor,
    /// `CTAP2_ERR_MISSING_PARAMETER`.
    MissingParameter,
    /// `CTAP2_ERR_LIMIT_EXCEEDED`.
    LimitExceeded,
    /// `CTAP2_ERR_FP_DATABASE_FULL`.
    FpDatabaseFull,
    /// `CTAP2_ERR_LARGE_BLOB_STORAGE_FULL`.
    LargeBlobStorageFull,
    /// `CTAP2_ERR_CREDENTIAL_EXCLUDED`.
    CredentialExcluded,
    /// `CTAP2_ERR_PROCESSING`.
    Processing,
    /// `CTAP2_ERR_INVALID_CREDENTIAL`.
    InvalidCredential,
    /// `CTAP2_ERR_USER_ACTION_PENDING`.
    UserActionPending,
    /// `CTAP2_ERR_OPERATION_PENDING`.
    OperationPending,
    /// `CTAP2_ERR_NO_OPERATIONS`.
    NoOperations,
    /// `CTAP2_ERR_UNSUPPORTED_ALGORITHM`.
    UnsupportedAlgorithm,
    /// `CTAP2_ERR_OPERATION_DENIED`.
    OperationDenied,
    /// `CTAP2_ERR_KEY_STORE_FULL`.
    KeyStoreFull,
    /// `CTAP2_ERR_UNSUPPORTED_OPTION`.
    UnsupportedOption,
    /// `CTAP2_ERR_INVALID_OPTION`.
    InvalidOption,
    /// `CTAP2_ERR_KEEPALIVE_CANCEL`.
    KeepaliveCancel,
    /// `CTAP2_ERR_NO_CREDENTIALS`.
    NoCredentials,
    /// `CTAP2_ERR_USER_ACTION_TIMEOUT`.
    UserActionTimeout,
    /// `CTAP2_ERR_NOT_ALLOWED`.
    NotAllowed,
    /// `CTAP2_ERR_PIN_INVALID`.
    PinInvalid,
    /// `CTAP2_ERR_PIN_BLOCKED`.
    PinBlocked,
    /// `CTAP2_ERR_PIN_AUTH_INVALID`.
    PinAuthInvalid,
    /// `CTAP2_ERR_PIN_AUTH_BLOCKED`.
    PinAuthBlocked,
    /// `CTAP2_ERR_PIN_NOT_SET`.
    PinNotSet,
    /// `CTAP2_ERR_PUAT_REQUIRED`.
    PuatRequired,
    /// `CTAP2_ERR_PIN_POLICY_VIOLATION`.
    PinPolicyViolation,
    /// `CTAP2_ERR_REQUEST_TOO_LARGE`.
    RequestTooLarge,
    /// `CTAP2_ERR_ACTION_TIMEOUT`.
    ActionTimeout,
    /// `CTAP2_ERR_UP_REQUIRED`.
    UpRequired,
    /// `CTAP2_ERR_UV_BLOCKED`.
    UvBlocked,
    /// `CTAP2_ERR_INTEGRITY_FAILURE`.
    IntegrityFailure,
    /// `CTAP2_ERR_INVALID_SUBCOMMAND`.
    InvalidSubcommand,
    /// `CTAP2_ERR_UV_INVALID`.
    UvInvalid,
    /// `CTAP2_ERR_UNAUTHORIZED_PERMISSION`.
    UnauthorizedPermission,
    /// `CTAP1_ERR_OTHER`.
    Unspecified,
    /// A code the standard does not name (also the ranges for extensions and vendors).
    Other(u8),
}

/// Code, variant, and the standard's name.
const NAMED: [(u8, StatusCode, &str); 46] = [
    (0x00, StatusCode::Success, "CTAP2_OK"),
    (0x01, StatusCode::InvalidCommand, "CTAP1_ERR_INVALID_COMMAND"),
    (0x02, StatusCode::InvalidParameter, "CTAP1_ERR_INVALID_PARAMETER"),
    (0x03, StatusCode::InvalidLength, "CTAP1_ERR_INVALID_LENGTH"),
    (0x04, StatusCode::InvalidSeq, "CTAP1_ERR_INVALID_SEQ"),
    (0x05, StatusCode::Timeout, "CTAP1_ERR_TIMEOUT"),
    (0x06, StatusCode::ChannelBusy, "CTAP1_ERR_CHANNEL_BUSY"),
    (0x0A, StatusCode::LockRequired, "CTAP1_ERR_LOCK_REQUIRED"),
    (0x0B, StatusCode::InvalidChannel, "CTAP1_ERR_INVALID_CHANNEL"),
    (0x11, StatusCode::CborUnexpectedType, "CTAP2_ERR_CBOR_UNEXPECTED_TYPE"),
    (0x12, StatusCode::InvalidCbor, "CTAP2_ERR_INVALID_CBOR"),
    (0x14, StatusCode::MissingParameter, "CTAP2_ERR_MISSING_PARAMETER"),
    (0x15, StatusCode::LimitExceeded, "CTAP2_ERR_LIMIT_EXCEEDED"),
    (0x17, StatusCode::FpDatabaseFull, "CTAP2_ERR_FP_DATABASE_FULL"),
    (0x18, StatusCode::LargeBlobStorageFull, "CTAP2_ERR_LARGE_BLOB_STORAGE_FULL"),
    (0x19, StatusCode::CredentialExcluded, "CTAP2_ERR_CREDENTIAL_EXCLUDED"),
    (0x21, StatusCode::Processing, "CTAP2_ERR_PROCESSING"),
    (0x22, StatusCode::InvalidCredential, "CTAP2_ERR_INVALID_CREDENTIAL"),
    (0x23, StatusCode::UserActionPending, "CTAP2_ERR_USER_ACTION_PENDING"),
    (0x24, StatusCode::OperationPending, "CTAP2_ERR_OPERATION_PENDING"),
    (0x25, StatusCode::NoOperations, "CTAP2_ERR_NO_OPERATIONS"),
    (0x26, StatusCode::UnsupportedAlgorithm, "CTAP2_ERR_UNSUPPORTED_ALGORITHM"),
    (0x27, StatusCode::OperationDenied, "CTAP2_ERR_OPERATION_DENIED"),
    (0x28, StatusCode::KeyStoreFull, "CTAP2_ERR_KEY_STORE_FULL"),
    (0x2B, StatusCode::UnsupportedOption, "CTAP2_ERR_UNSUPPORTED_OPTION"),
    (0x2C, StatusCode::InvalidOption, "CTAP2_ERR_INVALID_OPTION"),
    (0x2D, StatusCode::KeepaliveCancel, "CTAP2_ERR_KEEPALIVE_CANCEL"),
    (0x2E, StatusCode::NoCredentials, "CTAP2_ERR_NO_CREDENTIALS"),
    (0x2F, StatusCode::UserActionTimeout, "CTAP2_ERR_USER_ACTION_TIMEOUT"),
    (0x30, StatusCode::NotAllowed, "CTAP2_ERR_NOT_ALLOWED"),
    (0x31, StatusCode::PinInvalid, "CTAP2_ERR_PIN_INVALID"),
    (0x32, StatusCode::PinBlocked, "CTAP2_ERR_PIN_BLOCKED"),
    (0x33, StatusCode::PinAuthInvalid, "CTAP2_ERR_PIN_AUTH_INVALID"),
    (0x34, StatusCode::PinAuthBlocked, "CTAP2_ERR_PIN_AUTH_BLOCKED"),
    (0x35, StatusCode::PinNotSet, "CTAP2_ERR_PIN_NOT_SET"),
    (0x36, StatusCode::PuatRequired, "CTAP2_ERR_PUAT_REQUIRED"),
    (0x37, StatusCode::PinPolicyViolation, "CTAP2_ERR_PIN_POLICY_VIOLATION"),
    (0x39, StatusCode::RequestTooLarge, "CTAP2_ERR_REQUEST_TOO_LARGE"),
    (0x3A, StatusCode::ActionTimeout, "CTAP2_ERR_ACTION_TIMEOUT"),
    (0x3B, StatusCode::UpRequired, "CTAP2_ERR_UP_REQUIRED"),
    (0x3C, StatusCode::UvBlocked, "CTAP2_ERR_UV_BLOCKED"),
    (0x3D, StatusCode::IntegrityFailure, "CTAP2_ERR_INTEGRITY_FAILURE"),
    (0x3E, StatusCode::InvalidSubcommand, "CTAP2_ERR_INVALID_SUBCOMMAND"),
    (0x3F, StatusCode::UvInvalid, "CTAP2_ERR_UV_INVALID"),
    (0x40, StatusCode::UnauthorizedPermission, "CTAP2_ERR_UNAUTHORIZED_PERMISSION"),
    (0x7F, StatusCode::Unspecified, "CTAP1_ERR_OTHER"),
];

impl From<u8> for StatusCode {
    fn from(code: u8) -> Self {
        NAMED.iter().find(|row| row.0 == code).map_or(Self::Other(code), |row| row.1)
    }
}

impl From<StatusCode> for u8 {
    fn from(status: StatusCode) -> Self {
        if let StatusCode::Other(code) = status {
            return code;
        }
        NAMED.iter().find(|row| row.1 == status).map_or(0x7F, |row| row.0)
    }
}

impl StatusCode {
    /// The standard's name, `CTAP2_ERR_PIN_INVALID` for instance, where it has one.
    pub fn name(self) -> Option<&'static str> {
        NAMED.iter().find(|row| row.1 == self).map(|row| row.2)
    }
}

/// The standard's name and the code, as a ticket wants them: `CTAP2_ERR_PIN_BLOCKED, 0x32`.
/// The byte and, where the standard has one, its name: people put both into a ticket.
impl Serialize for StatusCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Named {
            code: u8,
            name: Option<&'static str>,
        }
        Named { code: (*self).into(), name: self.name() }.serialize(serializer)
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, {:#04x}", self.name().unwrap_or("unnamed status"), u8::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_the_way_there_and_back() {
        for code in 0..=u8::MAX {
            assert_eq!(u8::from(StatusCode::from(code)), code);
        }
    }

    #[test]
    fn names_are_the_standards() {
        assert_eq!(StatusCode::from(0x32).to_string(), "CTAP2_ERR_PIN_BLOCKED, 0x32");
        assert_eq!(StatusCode::from(0xF1).to_string(), "unnamed status, 0xf1");
    }
}
