//! What other people's clients read from the same keys, and where that differs from our reading. The
//! clients themselves run in a process of their own, which must never be given a PIN.

mod compare;
mod member;
#[cfg(feature = "second-opinion")]
mod nfc;
#[cfg(feature = "second-opinion")]
mod usb;

use std::collections::BTreeMap;

use super::description::{DeviceDescription, Place};
use crate::AuthenticatorTransport;

pub use compare::{Comparison, Difference, compare};
pub use member::{Answer, Member, answers};

/// Whose opinion it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// `ctap-hid-fido2`, for USB.
    CtapHidFido2,
    /// `webauthn-authenticator-rs`, for cards on readers.
    WebauthnAuthenticatorRs,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::CtapHidFido2, Self::WebauthnAuthenticatorRs];

    /// The name of its crate.
    pub fn name(self) -> &'static str {
        match self {
            Self::CtapHidFido2 => "ctap-hid-fido2",
            Self::WebauthnAuthenticatorRs => "webauthn-authenticator-rs",
        }
    }

    /// The client of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|client| client.name() == name)
    }

    /// Whether it is asked about keys that are reached this way.
    pub fn reaches(self, transport: AuthenticatorTransport) -> bool {
        let over = match transport {
            AuthenticatorTransport::Usb => Self::CtapHidFido2,
            AuthenticatorTransport::Nfc | AuthenticatorTransport::SmartCard => {
                Self::WebauthnAuthenticatorRs
            }
            AuthenticatorTransport::Internal => return false,
        };
        self == over
    }

    /// Whether it has this member at all: one of the two ends with CTAP 2.1, and asks for no tries.
    pub fn knows(self, member: Member) -> bool {
        match self {
            Self::CtapHidFido2 => true,
            Self::WebauthnAuthenticatorRs => member.number().is_some_and(|number| number <= 0x15),
        }
    }

    /// Whether an absent member looks different from one of 0, false or nothing with it.
    fn tells_absence(self) -> bool {
        match self {
            Self::CtapHidFido2 => false,
            Self::WebauthnAuthenticatorRs => true,
        }
    }
}

/// One key as another client sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Where the operating system has it: the path of a HID device, or the name of a reader.
    pub place: String,
    /// What the client calls it.
    pub name: Option<String>,
    /// USB vendor and product id.
    pub usb: Option<(u16, u16)>,
    /// What the key told it.
    pub said: Said,
}

/// What a key told another client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// These members, and the tries left.
    Told(BTreeMap<Member, Answer>),
    /// Nothing that the client could read; why, in its words.
    Nothing(String),
}

impl Opinion {
    /// Whether it is about this key.
    pub fn is_about(&self, device: &DeviceDescription) -> bool {
        match &device.place {
            Place::Hid(place) | Place::Reader(place) => place.to_bytes() == self.place.as_bytes(),
            Place::InProcess => false,
        }
    }
}

/// Why a client has no opinion of anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpinionError {
    /// It could not look; why, in its words.
    #[error("the other client could not look for keys: {0}")]
    Failed(String),
}

/// Lets a client look at the keys that it reaches. It may print, hang, and take the process with it:
/// only for a process that exists for this, that has limits, and that holds no secret.
///
/// # Errors
/// It could not look for keys.
#[cfg(feature = "second-opinion")]
pub fn ask(client: Client) -> Result<Vec<Opinion>, OpinionError> {
    match client {
        Client::CtapHidFido2 => usb::ask(),
        Client::WebauthnAuthenticatorRs => nfc::ask(),
    }
}
