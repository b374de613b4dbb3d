//! One attached authenticator, as the driver sees it. A transport implements this and nothing else;
//! nothing here may know a protocol above the bytes of one request and its response.

use std::{fmt, sync::Arc, time::Duration};

use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

/// The largest response that is read, whatever a key claims (bytes). CTAPHID carries at most 7,609
/// (CTAP 2.1 §11.2.4); over NFC there is no bound in the standard, so this is ours.
pub const MAX_RESPONSE: usize = 16 * 1024;

/// Names one attached authenticator for as long as it stays attached; a key that is pulled and put
/// back is a new one. The text is what a person may pass to `--key`: stable for a place (a USB path,
/// a reader's slot, `practice`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(type = "string"))]
pub struct AuthenticatorId(Arc<str>);

impl AuthenticatorId {
    /// Names an authenticator.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for AuthenticatorId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Display for AuthenticatorId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// How an authenticator is reached (WebAuthn L3 §5.8.4, `AuthenticatorTransport`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum AuthenticatorTransport {
    /// USB HID.
    Usb,
    /// A contactless reader, over PC/SC.
    Nfc,
    /// A card in a contact reader, over PC/SC.
    SmartCard,
    /// In this computer; also the practice key, which lives in this process.
    Internal,
}

/// What a key says while it works on a request (CTAP 2.1 §11.2.9.1.7, CTAPHID_KEEPALIVE; §11.3.7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keepalive {
    /// It is still processing.
    Processing,
    /// It waits for the person's touch.
    UpNeeded,
    /// Any other status byte, as sent.
    Other(u8),
}

impl From<u8> for Keepalive {
    fn from(status: u8) -> Self {
        match status {
            1 => Self::Processing,
            2 => Self::UpNeeded,
            other => Self::Other(other),
        }
    }
}

/// Why no response came. What the key itself refused is a status code in a response, not this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(
    tag = "kind",
    content = "detail",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum TransportError {
    /// The key was taken out or off the reader, or went silent as one that was.
    #[error("the authenticator was removed")]
    Removed,
    /// Nothing more came before the deadline; what was under way has been cancelled.
    #[error("the authenticator did not answer in time")]
    TimedOut,
    /// Another program holds the key, and went on doing so.
    #[error("the authenticator is in use by another program")]
    Busy,
    /// This user may not open the device.
    #[error("no right to open the authenticator")]
    Denied,
    /// The peer broke the framing rules.
    #[error("the authenticator broke the transport's rules: {0}")]
    Malformed(&'static str),
    /// The key cannot do this over this transport (CTAP1 over a key that has none, wink over NFC).
    #[error("the authenticator does not support this over its transport")]
    Unsupported,
    /// The request is longer than the transport or the key can take (bytes).
    #[error("the request of {0} bytes is too long for the transport")]
    TooLong(usize),
    /// The operating system failed in a way that is none of the above.
    #[error("the operating system failed while {attempted}: {message}")]
    Io {
        /// What was attempted, as a present participle.
        attempted: &'static str,
        /// The system's own words.
        message: String,
    },
}

/// Asks a running request to end. Cheap, and callable from any thread while `send_cbor` runs;
/// without a request under way it does nothing.
#[derive(Clone)]
pub struct Canceller(Arc<dyn Fn() + Send + Sync>);

impl Canceller {
    /// A canceller that does this.
    pub fn new(cancel: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(cancel))
    }

    /// Asks once. The request then ends with whatever the key answers, normally
    /// `CTAP2_ERR_KEEPALIVE_CANCEL`.
    pub fn cancel(&self) {
        (self.0)();
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Canceller(..)")
    }
}

/// One attached authenticator. A transport implements this and nothing else.
pub trait Authenticator: Send {
    /// Its name.
    fn id(&self) -> &AuthenticatorId;

    /// How it is reached.
    fn transport(&self) -> AuthenticatorTransport;

    /// Sends one CTAP2 request (command byte, then CBOR) and answers the whole response (status
    /// byte, then CBOR), at most [`MAX_RESPONSE`] bytes. `events` hears each keep-alive. After
    /// `deadline` the request is cancelled and the answer is [`TransportError::TimedOut`].
    ///
    /// # Errors
    /// No whole response came.
    fn send_cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError>;

    /// Sends one CTAP1/U2F APDU and answers the response with its status word.
    ///
    /// # Errors
    /// No whole response came, or the key has no CTAP1.
    fn send_msg(&mut self, apdu: &[u8], deadline: Duration) -> Result<Vec<u8>, TransportError>;

    /// Makes the key show itself, where it can.
    ///
    /// # Errors
    /// It cannot, or no answer came.
    fn wink(&mut self) -> Result<(), TransportError>;

    /// What ends a request that is under way.
    fn canceller(&self) -> Canceller;
}
