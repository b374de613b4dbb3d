//! `vkey`: a virtual security key, or a hostile one, for the tests of other processes.
//! Its secrets protect nothing; it must never be started where a real key is meant.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line test program")]

mod arguments;
mod control;

use std::process::ExitCode;
use std::{fs, io};

use test_keys::hostile::{self, KINDS};
use test_keys::usb::{self, Port};
use test_keys::{Attestation, DirectKey, Person, nfc, sample};

use crate::arguments::{Arguments, Command, Place, USAGE};

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("vkey: {error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vkey: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> io::Result<()> {
    let Arguments { command, options, card, log, root, control, name } = arguments;
    let attestation = Attestation::generate(options.aaguid);
    if let Some(path) = root {
        fs::write(path, &attestation.root_pem)?;
    }
    let person = Person::new(options.touch);
    if let Some(source) = control {
        control::listen(source, person.clone());
    }
    let key = || DirectKey::with(&options, attestation.clone(), person.clone());
    match command {
        Command::Kinds => {
            KINDS.iter().for_each(|(_, name, does)| println!("{name:20} {does}"));
            Ok(())
        }
        Command::Sample => {
            let verification = match &options.pin {
                Some(pin) => sample::Verification::Pin(pin.clone()),
                None => sample::Verification::Without,
            };
            let mut key = key().map_err(io::Error::other)?;
            let line = sample::registration(&mut key, &name, options.attestation, &verification)
                .map_err(io::Error::other)?;
            println!("{line}");
            Ok(())
        }
        Command::Key(Place::Nfc(address)) => {
            nfc::serve(key().map_err(io::Error::other)?, card, &address, log)
        }
        Command::Key(place) => usb::serve(&options, &attestation, &person, port(place, name)?, log),
        Command::Hostile(kind, Place::Nfc(address)) => nfc::hostile(kind, &person, &address, log),
        Command::Hostile(kind, place) => hostile::serve(kind, &person, port(place, name)?, log),
    }
}

fn port(place: Place, name: String) -> io::Result<Port> {
    match place {
        // 1209:F1D0 stands for test devices (pid.codes keeps 1209 for open hardware).
        Place::Uhid => Ok(Port::Uhid { name, numbers: (0x1209, 0xF1D0) }),
        Place::Gadget(path) => Ok(Port::Gadget(path)),
        Place::Nfc(_) => Err(io::Error::other("NFC has no reports")),
    }
}
