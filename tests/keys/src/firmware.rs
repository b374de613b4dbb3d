//! Two independent authenticators behind one trait: requests in, responses out, power cycles.
//! Nothing here interprets CTAP: what a key says is what its firmware says.

pub(crate) mod opensk;
#[cfg(feature = "trussed")]
mod trussed;

use crate::{Attestation, Brand, Options, Person, pin};

/// One request to an authenticator.
#[derive(Clone, Debug)]
pub enum Request {
    /// CTAP2: command byte and CBOR.
    Cbor(Vec<u8>),
    /// CTAP1/U2F: an APDU.
    Msg(Vec<u8>),
}

/// An authenticator that is called. Not `Send`: it lives in the thread that made it.
pub trait Firmware {
    /// Answers one request; blocks while it waits for the person.
    fn answer(&mut self, request: &Request) -> Vec<u8>;

    /// Loses power and starts again: what is not stored is gone.
    fn power_cycle(&mut self);
}

/// The firmware that the options ask for, with its PIN set, freshly powered.
pub(crate) fn build(
    options: &Options,
    attestation: &Attestation,
    person: &Person,
) -> Box<dyn Firmware> {
    let mut firmware: Box<dyn Firmware> = match options.brand {
        Brand::OpenSk => Box::new(opensk::Key::new(options, attestation, person.clone())),
        #[cfg(feature = "trussed")]
        Brand::Trussed => Box::new(trussed::Key::new(options, attestation, person.clone())),
        #[cfg(not(feature = "trussed"))]
        Brand::Trussed => unreachable!("Options::check refuses it"),
    };
    if let Some(pin) = &options.pin {
        preset_pin(firmware.as_mut(), pin);
    }
    firmware
}

/// Sets the PIN the way a client does, then restarts so that a reset is still possible.
pub(crate) fn preset_pin(firmware: &mut dyn Firmware, pin: &str) {
    pin::set(&mut |request| firmware.answer(&Request::Cbor(request.to_vec())), pin)
        .expect("the firmware takes the preset PIN");
    firmware.power_cycle();
}
