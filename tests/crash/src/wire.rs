//! Lines between the process that is killed and the one that holds its key: the key must outlive it,
//! as a real one does, and finish what it was told. Nothing else may speak on these pipes.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use ctap::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, TransportError,
};
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

/// Begins a line with a request to the key, hexadecimal.
pub const REQUEST: &str = "key ";
/// Begins a line with the key's answer.
pub const ANSWER: &str = "answer ";
/// The key waits for a touch.
pub const TOUCH: &str = "touch";

/// Says a line, whole.
pub fn say(line: &str) {
    let mut out = io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush()).unwrap();
}

/// The key, at the other end of the pipes.
#[derive(Debug)]
pub struct Remote(AuthenticatorId);

impl Remote {
    /// Under this name.
    pub fn new(id: AuthenticatorId) -> Self {
        Self(id)
    }
}

impl Authenticator for Remote {
    fn id(&self) -> &AuthenticatorId {
        &self.0
    }

    fn transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Internal
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        _: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        say(&format!("{REQUEST}{}", HEXLOWER.encode(request)));
        loop {
            let mut line = String::new();
            io::stdin().read_line(&mut line).unwrap();
            match line.trim_end() {
                TOUCH => events(Keepalive::UpNeeded),
                line => {
                    let answer = line.strip_prefix(ANSWER).ok_or(TransportError::Removed)?;
                    return Ok(HEXLOWER.decode(answer.as_bytes()).unwrap().into());
                }
            }
        }
    }

    fn send_msg(&mut self, _: &[u8], _: Duration) -> Result<Vec<u8>, TransportError> {
        Err(TransportError::Unsupported)
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        Ok(())
    }

    /// Its touch comes at once: there is nothing to cancel.
    fn canceller(&self) -> Canceller {
        Canceller::new(|| {})
    }
}
