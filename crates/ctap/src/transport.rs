//! The ways to an authenticator. Only files below this one may open a device, and nothing they
//! hand out depends on which crate reaches it.

mod description;
pub mod hid;
pub mod nfc;
mod patience;
pub mod second_opinion;
mod watch;

use std::time::Duration;

use crate::{Authenticator, TransportError};

use description::Place;
pub use description::{Access, DeviceDescription};
use patience::Patience;
pub use watch::{DeviceEvent, Sought, Watch, Watching, watch, watch_with};

/// Opens an authenticator: a CTAPHID channel is allocated, or the FIDO applet selected.
/// `nonces` gives fresh random bytes (CTAP 2.1 §11.2.9.1.3).
///
/// # Errors
/// It is gone, not this user's to open, in use, or no authenticator after all
/// ([`TransportError::Unsupported`]); or nothing came before the deadline.
pub fn open(
    device: &DeviceDescription,
    nonces: hid::Nonces,
    deadline: Duration,
) -> Result<Box<dyn Authenticator>, TransportError> {
    Opening::begin(device.clone()).finish(nonces, deadline)
}

/// An authenticator that is being opened. Nothing is sent to it before [`Opening::finish`].
pub struct Opening {
    device: DeviceDescription,
    reports: Option<Result<hid::Opening, TransportError>>,
}

impl Opening {
    /// Begins, and does not wait. Only USB takes its time; a card is connected to in the end.
    pub fn begin(device: DeviceDescription) -> Self {
        let reports = match &device.place {
            Place::Hid(path) => Some(hid::Opening::begin(path)),
            Place::Reader(_) | Place::InProcess => None,
        };
        Self { device, reports }
    }

    /// Waits until it is open, as [`open`] does.
    ///
    /// # Errors
    /// See [`open`].
    pub fn finish(
        self,
        nonces: hid::Nonces,
        deadline: Duration,
    ) -> Result<Box<dyn Authenticator>, TransportError> {
        let patience = Patience::new(deadline);
        let Self { device, reports } = self;
        if let Some(reports) = reports {
            let reports = reports?.finish(patience.left())?;
            let key = hid::HidAuthenticator::new(device.id, reports, nonces, patience.left())?;
            return Ok(Box::new(key));
        }
        match &device.place {
            Place::Reader(reader) => {
                let alone = nfc::Sharing::AloneIfPossible;
                let card = nfc::PcscCard::connect(reader, alone, &patience)?;
                Ok(Box::new(nfc::NfcAuthenticator::new(device.id, card, patience.left())?))
            }
            Place::Hid(_) | Place::InProcess => Err(TransportError::Unsupported),
        }
    }
}
