//! Authenticators on smart card readers, contactless or not, over PC/SC: the APDU layer is ours.
//! No byte of a request or response is logged here: they carry PIN material.

pub mod apdu;
mod applet;
pub mod atr;
mod exchange;
mod pcsc_card;
mod readers;

use std::{sync::atomic::Ordering, time::Duration};

use zeroize::Zeroizing;

use crate::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, TransportError,
    transport::patience::Patience,
};

use applet::Applet;
pub use applet::AppletVersion;
use atr::Atr;

pub(crate) use pcsc_card::{PcscCard, Sharing};
pub use readers::{PcscUnavailable, Reader, readers};
pub(crate) use readers::{describe, why_unavailable};

/// The transmission protocol between reader and card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Bytes: no extended form, and no length of the answer together with data.
    T0,
    /// Blocks; also every contactless card.
    T1,
}

/// A card in a reader.
pub trait Card: Send {
    /// Sends one command APDU and answers the response APDU.
    ///
    /// # Errors
    /// [`TransportError::TooLong`] when the reader certainly did not pass it on for its length,
    /// [`TransportError::Busy`] when it was not passed on because another program has the card,
    /// [`TransportError::Removed`], [`TransportError::TimedOut`], [`TransportError::Io`].
    fn transmit(
        &mut self,
        apdu: &[u8],
        timeout: Duration,
    ) -> Result<Zeroizing<Vec<u8>>, TransportError>;

    /// Keeps other programs from the card until [`end`](Self::end), where the system can.
    ///
    /// # Errors
    /// As for [`transmit`](Self::transmit).
    fn begin(&mut self, _timeout: Duration) -> Result<(), TransportError> {
        Ok(())
    }

    /// Lets other programs at the card again.
    fn end(&mut self) {}

    /// What it said at reset.
    fn atr(&self) -> Atr;

    /// How it is spoken to.
    fn protocol(&self) -> Protocol;

    /// The longest command APDU that the reader says it passes on (bytes).
    fn longest(&self) -> Option<usize>;
}

/// A key as a card.
pub struct NfcAuthenticator<C: Card> {
    id: AuthenticatorId,
    transport: AuthenticatorTransport,
    applet: Applet<C>,
    version: AppletVersion,
}

impl<C: Card> NfcAuthenticator<C> {
    /// Selects the FIDO applet on a card.
    ///
    /// # Errors
    /// [`TransportError::Unsupported`] when the card has none; else as the card fails.
    pub fn new(id: AuthenticatorId, card: C, deadline: Duration) -> Result<Self, TransportError> {
        let transport = transport_of(card.atr());
        let mut applet = Applet::new(card);
        let version = applet.select(deadline)?;
        Ok(Self { id, transport, applet, version })
    }

    /// What the applet said it is.
    pub fn version(&self) -> AppletVersion {
        self.version
    }
}

/// Whether a card is a key. A contactless card whose FIDO applet says what it is, is. Others are
/// asked for more: the smart card half of some USB keys lets the applet be selected and then
/// refuses every command, and some cards answer any SELECT.
pub(crate) fn is_key<C: Card>(
    card: C,
    atr: Atr,
    deadline: Duration,
) -> Result<bool, TransportError> {
    const AUTHENTICATOR_GET_INFO: u8 = 0x04;
    /// U2F_VERSION (U2F raw messages §6).
    const U2F_VERSION: [u8; 5] = [0x00, 0x03, 0x00, 0x00, 0x00];
    let patience = Patience::new(deadline);
    let mut applet = Applet::new(card);
    let version = applet.select(patience.left())?;
    if atr.contactless && version != AppletVersion::Unknown {
        return Ok(true);
    }
    match applet.cbor(&[AUTHENTICATOR_GET_INFO], patience.left(), &mut |_| {}) {
        Ok(response) if version != AppletVersion::Unknown || response.first() == Some(&0) => {
            return Ok(true);
        }
        Ok(_) | Err(TransportError::Unsupported | TransportError::Malformed(_)) => {}
        Err(other) => return Err(other),
    }
    let answer = applet.msg(&U2F_VERSION, patience.left())?;
    Ok(answer == b"U2F_V2\x90\x00")
}

/// A contact card is a smart card; what a reader reached through the air is NFC.
pub(crate) fn transport_of(atr: Atr) -> AuthenticatorTransport {
    if atr.contactless { AuthenticatorTransport::Nfc } else { AuthenticatorTransport::SmartCard }
}

impl<C: Card> Authenticator for NfcAuthenticator<C> {
    fn id(&self) -> &AuthenticatorId {
        &self.id
    }

    fn transport(&self) -> AuthenticatorTransport {
        self.transport
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.applet.cbor(request, deadline, events)
    }

    fn send_msg(&mut self, apdu: &[u8], deadline: Duration) -> Result<Vec<u8>, TransportError> {
        self.applet.msg(apdu, deadline)
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        Err(TransportError::Unsupported)
    }

    fn canceller(&self) -> Canceller {
        let flag = self.applet.cancel_flag();
        Canceller::new(move || flag.store(true, Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests;
