//! A USB key that sends any reports: opening a channel and one request end, with an answer or an
//! error. When the reports are used up the key is gone.

#![no_main]

use std::time::Duration;

use ctap::{
    Authenticator, AuthenticatorId, TransportError,
    transport::hid::{HidAuthenticator, Reports},
};
use touchstone_fuzz as _; // the capped allocator

const PATIENCE: Duration = Duration::from_millis(5);

struct Scripted(Vec<Vec<u8>>);

impl Reports for Scripted {
    fn send(&mut self, _: &[[u8; 64]], _: Duration) -> Result<(), TransportError> {
        Ok(())
    }

    fn receive(
        &mut self,
        report: &mut [u8; 64],
        timeout: Duration,
    ) -> Result<usize, TransportError> {
        if timeout.is_zero() {
            return Ok(0); // emptied before it is used: nothing was there
        }
        let said = self.0.pop().ok_or(TransportError::Removed)?;
        report[..said.len()].copy_from_slice(&said);
        Ok(said.len())
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let reports = bytes.chunks(64).rev().map(<[u8]>::to_vec).collect();
    // Always this nonce, so that a made-up key can answer it.
    let nonces = Box::new(|| [1, 2, 3, 4, 5, 6, 7, 8]);
    let id = AuthenticatorId::new("usb:fuzz");
    let opened = HidAuthenticator::new(id, Scripted(reports), nonces, PATIENCE);
    let Ok(mut key) = opened else { return };
    let _ = key.send_cbor(&[4], PATIENCE, &mut |_| {});
    let _ = key.send_msg(&[0, 3, 0, 0, 0, 0, 0], PATIENCE);
});
