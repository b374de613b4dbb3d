//! How a ceremony ends. What may have been left on a key is always said.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};
use webauthn::base64url;

use crate::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, InfoError, NoEntropy,
    PinUvAuthError, ResponseError, StatusCode, TransportError,
};

/// The end of a ceremony.
#[derive(Debug)]
pub enum Outcome {
    /// A credential was made.
    Created(Box<Created>),
    /// None was, as far as is known.
    Ended(Ended),
}

/// A new credential as the key answered it.
pub struct Created {
    /// The key.
    pub authenticator: AuthenticatorId,
    /// How it is reached.
    pub transport: AuthenticatorTransport,
    /// What the key said of itself.
    pub info: Arc<AuthenticatorInfo>,
    /// The CBOR of the authenticatorMakeCredential response, byte for byte.
    pub response: Vec<u8>,
    /// Whether the credential is discoverable (`credProps.rk`).
    pub discoverable: bool,
    /// Whether a new credential signed a challenge of ours.
    pub proof: Proof,
    /// What the key says it keeps; `None` where it was not asked.
    pub traces: Option<Traces>,
    /// The person asked to stop, but the key had already been touched.
    pub after_cancel: bool,
    /// Keys that were taken out, or went silent, while they made a credential.
    pub possibly_on: Vec<AuthenticatorId>,
    /// Keys whose PIN was set or changed on the way, or may have been: they never answered.
    pub pin_changed_on: Vec<AuthenticatorId>,
}

impl Created {
    /// How many more discoverable credentials the key has room for, by its own estimate from before
    /// this one; `None` where it gives none.
    pub fn slots_left(&self) -> Option<u64> {
        let before = self.info.remaining_discoverable_credentials?;
        Some(if self.discoverable { before.saturating_sub(1) } else { before })
    }
}

/// A credential may name a person: only its size is printed.
impl fmt::Debug for Created {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Created")
            .field("authenticator", &self.authenticator)
            .field("response_bytes", &self.response.len())
            .field("discoverable", &self.discoverable)
            .field("after_cancel", &self.after_cancel)
            .finish_non_exhaustive()
    }
}

/// The silent assertion over a challenge of our own, `up` false. Useless as a sign-in.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// The key signed; whether the signature holds is for the judge.
    Signed {
        /// SHA-256 hash that stood for the client data.
        client_data_hash: [u8; 32],
        /// The CBOR of the authenticatorGetAssertion response.
        response: Vec<u8>,
    },
    /// The key refused.
    Refused(StatusCode),
    /// Not asked for, not possible without another verification or a touch, or the key was gone by
    /// then.
    NotTried,
}

impl fmt::Debug for Proof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Signed { .. } => "Signed { .. }",
            Self::Refused(_) => "Refused(..)",
            Self::NotTried => "NotTried",
        })
    }
}

/// What a key says of what it keeps, once it has made a credential that it should not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traces {
    /// Its `remainingDiscoverableCredentials` then; the one before stands in [`Created::info`].
    pub remaining: Option<u64>,
    /// Whether it finds a discoverable credential for this RP ID.
    pub discoverable: Found,
}

/// What came of the question whether a key holds a discoverable credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It holds one.
    Yes,
    /// It holds none that it tells of.
    No,
    /// It does not say: it wants a verification or a touch first, or did not answer.
    NotSaid,
}

/// No credential, and why.
#[derive(Debug)]
pub struct Ended {
    /// Why.
    pub failure: Failure,
    /// Keys that were taken out, or went silent, while they made a credential.
    pub possibly_on: Vec<AuthenticatorId>,
    /// Keys whose PIN was set or changed on the way, or may have been: they never answered.
    pub pin_changed_on: Vec<AuthenticatorId>,
}

/// Why a ceremony ended without a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(
    tag = "kind",
    content = "detail",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Failure {
    /// The person asked to stop.
    Cancelled,
    /// The time of the whole ceremony ran out.
    TimedOut,
    /// The key in hand cannot be used, and no other was to be waited for.
    Unusable {
        /// The key.
        authenticator: AuthenticatorId,
        /// Why.
        why: Unusable,
    },
    /// Three wrong PINs in a row: the key wants to be taken out first.
    PowerCycleNeeded(AuthenticatorId),
    /// The keys that are there cannot be opened.
    NotOpen {
        /// One of them.
        authenticator: AuthenticatorId,
        /// Why.
        why: super::NotOpen,
    },
    /// The system gave no random bytes.
    NoEntropy,
}

impl From<NoEntropy> for Failure {
    fn from(_: NoEntropy) -> Self {
        Self::NoEntropy
    }
}

/// Why this key cannot be used for what is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(
    tag = "kind",
    content = "detail",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Unusable {
    /// It speaks no CTAP2 (U2F only).
    NotCtap2,
    /// A discoverable credential is required and it makes none.
    NoDiscoverableCredentials,
    /// Verification is required and it has no way to do it.
    NoUserVerification,
    /// None of the algorithms asked for.
    NoCommonAlgorithm,
    /// credProtect is enforced and it has none.
    NoCredProtect,
    /// A credential is to be looked for and it has no credential management.
    NoCredentialManagement,
    /// A credential is to be looked for, which takes a PIN, and it has none yet.
    PinNotSet,
    /// The caller's policy refuses it before any PIN or touch.
    NotAllowed,
    /// It already holds a credential of the exclude list.
    AlreadyRegistered {
        /// Which one, where known.
        #[serde(serialize_with = "in_base64url")]
        #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
        credential_id: Option<Vec<u8>>,
    },
    /// No room for another discoverable credential.
    Full,
    /// No PIN tries are left: only a reset helps.
    PinBlocked,
    /// Its own verification is blocked and there is no PIN to fall back to.
    UserVerificationBlocked,
    /// It refused, for a reason that none of the above is.
    Refused(StatusCode),
    /// It did not answer, or the wire broke.
    Transport(TransportError),
    /// It answered nonsense.
    Malformed(#[cfg_attr(feature = "bindings", ts(type = "string"))] Malformed),
}

/// What was nonsense about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Its getInfo.
    #[error(transparent)]
    Info(#[from] InfoError),
    /// Another response.
    #[error(transparent)]
    Response(#[from] ResponseError),
    /// Its key agreement or token.
    #[error(transparent)]
    PinUvAuth(#[from] PinUvAuthError),
}

/// In the words of the log: which nonsense it was helps nobody but a developer.
impl Serialize for Malformed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn in_base64url<S: Serializer>(id: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_deref().map(base64url::encode).serialize(serializer)
}
