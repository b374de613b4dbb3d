//! A card that answers anything: selecting the applet and one request end, with an answer or an
//! error. When the answers are used up the card is gone.

#![no_main]

use std::time::Duration;

use ctap::{
    Authenticator, AuthenticatorId, TransportError,
    transport::nfc::{Card, NfcAuthenticator, Protocol, atr::Atr},
};
use touchstone_fuzz::Script;

const PATIENCE: Duration = Duration::from_millis(5);

/// The longest response APDU: 64 KiB of data and a status word.
const LONGEST: usize = 65_538;

struct Scripted {
    atr: Atr,
    protocol: Protocol,
    answers: Vec<Vec<u8>>,
}

impl Card for Scripted {
    fn transmit(
        &mut self,
        _: &[u8],
        _: Duration,
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, TransportError> {
        self.answers.pop().map(Into::into).ok_or(TransportError::Removed)
    }

    fn atr(&self) -> Atr {
        self.atr
    }

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    fn longest(&self) -> Option<usize> {
        None
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let protocol = if script.byte() == Some(0) { Protocol::T0 } else { Protocol::T1 };
    let atr = Atr::parse(script.piece(64).unwrap_or_default());
    let mut answers = Vec::new();
    while let Some(answer) = script.piece(LONGEST) {
        answers.push(answer.to_vec());
    }
    answers.reverse();
    let card = Scripted { atr, protocol, answers };
    let opened = NfcAuthenticator::new(AuthenticatorId::new("nfc:fuzz"), card, PATIENCE);
    let Ok(mut key) = opened else { return };
    let _ = key.send_cbor(&[4], PATIENCE, &mut |_| {});
    let _ = key.send_msg(&[0, 3, 0, 0, 0], PATIENCE);
});
