//! Authenticators over USB HID: our CTAPHID framing above raw 64-byte reports. Nothing a key or
//! another program on the same key sends may panic, hang, or be taken for an answer it is not.

mod channel;
mod descriptor;
pub mod frame;
#[cfg(target_os = "linux")]
mod hidraw;
pub mod inbox;
mod init;
#[cfg(not(target_os = "linux"))]
mod library;
mod place;
mod raw;

use std::{sync::atomic::Ordering, time::Duration};

use zeroize::Zeroizing;

use crate::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, TransportError,
};

use channel::Channel;
pub use descriptor::is_fido;
use frame::{Command, Report};
pub use init::{Capabilities, Initialization};

pub(crate) use place::USB;
pub(crate) use raw::{Found, Opening, inventory};

/// How long one read may block, so that a cancel is heard soon.
const SLICE: Duration = Duration::from_millis(50);

/// Longest that a wink may take to be acknowledged.
const WINK: Duration = Duration::from_secs(2);

/// Fresh random nonces for `CTAPHID_INIT`; whoever can guess one can answer in the key's place.
pub type Nonces = Box<dyn FnMut() -> [u8; 8] + Send>;

/// Raw reports to and from one key.
pub trait Reports: Send {
    /// Sends reports, in order, within the time.
    ///
    /// # Errors
    /// [`TransportError::TimedOut`] when the key does not take them: those that it has not taken
    /// then are not sent later either. [`TransportError::Removed`], [`TransportError::Io`].
    fn send(&mut self, reports: &[Report], timeout: Duration) -> Result<(), TransportError>;

    /// Receives one report within the time (zero: only what is there already) and answers how many
    /// bytes it has, at most 64; 0 when none came.
    ///
    /// # Errors
    /// [`TransportError::Removed`], [`TransportError::Io`].
    fn receive(&mut self, report: &mut Report, timeout: Duration) -> Result<usize, TransportError>;
}

/// A key over CTAPHID.
pub struct HidAuthenticator<R> {
    id: AuthenticatorId,
    channel: Channel<R>,
}

impl<R: Reports> HidAuthenticator<R> {
    /// Allocates a channel on a key.
    ///
    /// # Errors
    /// No channel was given out within the deadline.
    pub fn new(
        id: AuthenticatorId,
        reports: R,
        nonces: Nonces,
        deadline: Duration,
    ) -> Result<Self, TransportError> {
        Ok(Self { id, channel: Channel::open(reports, nonces, deadline)? })
    }

    /// What the key said of itself when the channel was allocated.
    pub fn initialization(&self) -> &Initialization {
        self.channel.about()
    }
}

impl<R: Reports> Authenticator for HidAuthenticator<R> {
    fn id(&self) -> &AuthenticatorId {
        &self.id
    }

    fn transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Usb
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        if !self.channel.about().capabilities.cbor() {
            return Err(TransportError::Unsupported);
        }
        let response = self.channel.transact(Command::Cbor, request, deadline, events)?;
        if response.is_empty() {
            return Err(TransportError::Malformed("a response without a status"));
        }
        Ok(response)
    }

    fn send_msg(&mut self, apdu: &[u8], deadline: Duration) -> Result<Vec<u8>, TransportError> {
        if !self.channel.about().capabilities.msg() {
            return Err(TransportError::Unsupported);
        }
        let response = self.channel.transact(Command::Msg, apdu, deadline, &mut |_| {})?;
        if response.len() < 2 {
            return Err(TransportError::Malformed("a response without a status word"));
        }
        Ok(response.to_vec())
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        if !self.channel.about().capabilities.wink() {
            return Err(TransportError::Unsupported);
        }
        self.channel.transact(Command::Wink, &[], WINK, &mut |_| {}).map(drop)
    }

    fn canceller(&self) -> Canceller {
        let flag = self.channel.cancel_flag();
        Canceller::new(move || flag.store(true, Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests;
