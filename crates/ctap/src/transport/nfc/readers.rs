//! Which readers there are, and whether PC/SC can be asked at all. No service and no reader is an
//! ordinary state of a computer here, never an error of the search for keys.

use std::{ffi::CStr, fmt};

use pcsc::{Context, ReaderState, Scope, State};

use super::{atr::Atr, transport_of};
use crate::{
    AuthenticatorId, AuthenticatorTransport,
    transport::description::{Access, DeviceDescription, Place, shown},
};

/// Why PC/SC cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PcscUnavailable {
    /// The service (`pcscd`, `SCardSvr`) is not there or not running.
    NotRunning,
    /// The service refuses this user (a polkit rule, a remote session).
    Denied,
    /// It failed, in its own words.
    Failed(String),
}

impl fmt::Display for PcscUnavailable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRunning => out.write_str("the smart card service is not running"),
            Self::Denied => out.write_str("the smart card service refuses this user"),
            Self::Failed(message) => write!(out, "the smart card service failed: {message}"),
        }
    }
}

/// A reader, with or without a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Its name, as shown.
    pub name: String,
    /// What lies on it or is in it.
    pub slot: Slot,
}

/// What is in a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing.
    Empty,
    /// A card of some kind; whether it is a key only asking it tells.
    Card,
    /// Something that does not answer.
    Mute,
}

/// The readers now.
///
/// # Errors
/// PC/SC cannot be asked.
pub fn readers() -> Result<Vec<Reader>, PcscUnavailable> {
    let context = Context::establish(Scope::User).map_err(why_unavailable)?;
    let names = context.list_readers_owned().map_err(why_unavailable)?;
    let mut states: Vec<ReaderState> =
        names.into_iter().map(|name| ReaderState::new(name, State::UNAWARE)).collect();
    if !states.is_empty() {
        context
            .get_status_change(std::time::Duration::ZERO, &mut states)
            .or_else(|error| if error == pcsc::Error::Timeout { Ok(()) } else { Err(error) })
            .map_err(why_unavailable)?;
    }
    let reader = |state: &ReaderState| Reader {
        name: name(state.name()),
        slot: match state.event_state() {
            flags if flags.contains(State::MUTE) => Slot::Mute,
            flags if flags.contains(State::PRESENT) => Slot::Card,
            _ => Slot::Empty,
        },
    };
    Ok(states.iter().map(reader).collect())
}

pub(crate) fn why_unavailable(error: pcsc::Error) -> PcscUnavailable {
    use pcsc::Error as E;
    if [E::NoService, E::ServiceStopped, E::Shutdown, E::CommError].contains(&error) {
        PcscUnavailable::NotRunning
    } else if [E::SecurityViolation, E::NoAccess].contains(&error) {
        PcscUnavailable::Denied
    } else {
        PcscUnavailable::Failed(error.to_string())
    }
}

/// A key that lies on this reader.
pub(crate) fn describe(reader: &CStr, atr: Atr, access: Access) -> DeviceDescription {
    let name = name(reader);
    let transport = transport_of(atr);
    let kind = match transport {
        AuthenticatorTransport::Nfc => "nfc",
        AuthenticatorTransport::SmartCard
        | AuthenticatorTransport::Usb
        | AuthenticatorTransport::Internal => "card",
    };
    DeviceDescription {
        id: AuthenticatorId::new(format!("{kind}:{name}")),
        transport,
        name: Some(name),
        manufacturer: None,
        vendor_id: None,
        product_id: None,
        serial: None,
        access,
        place: Place::Reader(reader.to_owned()),
    }
}

fn name(reader: &CStr) -> String {
    shown(&reader.to_string_lossy()).unwrap_or_else(|| "unnamed reader".to_owned())
}
