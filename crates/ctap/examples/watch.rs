//! Shows keys as they come and go, and what each answers to authenticatorGetInfo in length and
//! time. It must never ask for a touch.
//!
//! `cargo run -p ctap --example watch [SECONDS]`

#![allow(clippy::print_stdout, reason = "an example talks to a person")]

use std::time::{Duration, Instant};

use aws_lc_rs::rand;
use ctap::{
    TransportError,
    transport::{self, Access, DeviceDescription, DeviceEvent},
};

const AUTHENTICATOR_GET_INFO: u8 = 0x04;

fn main() {
    let seconds = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(30);
    let end = Instant::now() + Duration::from_secs(seconds);
    let start = Instant::now();
    let watch = transport::watch();
    while let Some(left) = end.checked_duration_since(Instant::now()) {
        let Ok(event) = watch.events().recv_timeout(left) else { break };
        println!("{:>6} ms  {event:?}", start.elapsed().as_millis());
        if let DeviceEvent::Added(device) = event
            && device.access == Access::Openable
        {
            let asked = Instant::now();
            let outcome = get_info(&device);
            println!("           getInfo {outcome:?} in {:?}", asked.elapsed());
        }
    }
}

/// The length of the response.
fn get_info(device: &DeviceDescription) -> Result<usize, TransportError> {
    let nonces = || {
        let mut nonce = [0; 8];
        // A nonce that is not random only fails to tell our answer from another program's.
        let _ = rand::fill(&mut nonce);
        nonce
    };
    let mut key = transport::open(device, Box::new(nonces), Duration::from_secs(3))?;
    let response = key.send_cbor(&[AUTHENTICATOR_GET_INFO], Duration::from_secs(3), &mut |_| {})?;
    Ok(response.len())
}
