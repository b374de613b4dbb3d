//! What the tests of this crate share: a key that answers by a script. It must never be seen outside them.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use zeroize::Zeroizing;

use crate::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, TransportError,
};

/// What a key answers, status byte first.
pub(crate) type Answer = Result<Vec<u8>, TransportError>;
/// Answers a request; told of a cancel, and with a way to send keep-alives.
type Script = Box<dyn FnMut(&[u8], &AtomicBool, &mut dyn FnMut(Keepalive)) -> Answer + Send>;

/// A key that answers by a script, and keeps what it was asked.
pub(crate) struct Scripted {
    id: AuthenticatorId,
    script: Script,
    cancelled: Arc<AtomicBool>,
    pub(crate) asked: Vec<Vec<u8>>,
}

impl Scripted {
    pub(crate) fn new(
        id: AuthenticatorId,
        script: impl FnMut(&[u8], &AtomicBool, &mut dyn FnMut(Keepalive)) -> Answer + Send + 'static,
    ) -> Self {
        Self { id, script: Box::new(script), cancelled: Arc::default(), asked: Vec::new() }
    }

    /// One that answers these, in this order, whatever it is asked.
    pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        let script = move |_: &[u8], _: &AtomicBool, _: &mut dyn FnMut(Keepalive)| {
            answers.pop_front().expect("it was asked more than it was to be")
        };
        Self::new(AuthenticatorId::new("usb:1"), script)
    }
}

impl Authenticator for Scripted {
    fn id(&self) -> &AuthenticatorId {
        &self.id
    }
    fn transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Usb
    }
    fn send_cbor(
        &mut self,
        request: &[u8],
        _: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.cancelled.store(false, Ordering::SeqCst);
        self.asked.push(request.to_vec());
        (self.script)(request, &self.cancelled, events).map(Zeroizing::new)
    }
    fn send_msg(&mut self, _: &[u8], _: Duration) -> Result<Vec<u8>, TransportError> {
        Err(TransportError::Unsupported)
    }
    fn wink(&mut self) -> Result<(), TransportError> {
        Ok(())
    }
    fn canceller(&self) -> Canceller {
        let cancelled = Arc::clone(&self.cancelled);
        Canceller::new(move || cancelled.store(true, Ordering::SeqCst))
    }
}
