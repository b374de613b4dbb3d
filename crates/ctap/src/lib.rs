//! CTAP2 as a client speaks it: messages, PIN/UV auth protocols and the registration ceremony as a
//! pure machine, and beneath them the transports. A key is untrusted input: its bytes must never
//! panic, hang, or allocate by their own claim.

mod authenticator;
pub mod ceremony;
mod command;
pub mod driver;
mod entropy;
mod info;
mod inspect;
mod pin;
mod pin_uv_auth;
mod possession;
mod status;
#[cfg(test)]
mod tests;
pub mod transport;

pub use authenticator::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, MAX_RESPONSE,
    TransportError,
};
pub use command::{
    CredProtect, CredentialProtectionPolicy, Enforcement, EnterpriseAttestation, ResponseError,
};
pub use entropy::{Entropy, NoEntropy, SystemEntropy};
pub use info::{AuthenticatorInfo, InfoError, OptionState};
pub use inspect::{InspectError, Inspection, inspect};
pub use pin::{MAX_PIN_BYTES, Pin, PinError, PinRejection, PinRules};
pub use pin_uv_auth::{PinUvAuthError, PinUvAuthProtocol, PinUvAuthToken};
pub use possession::{holds, holds_any};
pub use status::StatusCode;
