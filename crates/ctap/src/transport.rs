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
pub use watch::{DeviceEvent, Watch, watch};

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
    let patience = Patience::new(deadline);
    match &device.place {
        Place::Hid(path) => {
            let reports = hid::open(path, patience.left())?;
            let id = device.id.clone();
            Ok(Box::new(hid::HidAuthenticator::new(id, reports, nonces, patience.left())?))
        }
        Place::Reader(reader) => {
            let card = nfc::PcscCard::connect(reader, nfc::Sharing::AloneIfPossible, &patience)?;
            Ok(Box::new(nfc::NfcAuthenticator::new(device.id.clone(), card, patience.left())?))
        }
        Place::InProcess => Err(TransportError::Unsupported),
    }
}
