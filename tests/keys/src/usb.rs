//! Serving a key over 64-byte reports: in memory, as a uhid device or as a USB gadget.
//! Pulling it out ends the session without a word; putting it back starts the firmware anew.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use crate::direct::STACK;
use crate::firmware::{self, Firmware, opensk};
use crate::link::{Gadget, Link, Logged, Memory, Uhid, pair};
use crate::{Attestation, Brand, DirectKey, Options, Person, Unsupported, ctaphid};

/// Where the key is plugged in.
#[derive(Debug)]
pub enum Port {
    /// A device of `/dev/uhid`.
    Uhid {
        /// What it calls itself.
        name: String,
        /// Vendor and product number.
        numbers: (u32, u32),
    },
    /// The device file of a gadget's HID function.
    Gadget(PathBuf),
    /// Ends of wires in memory, one for each time it is plugged in.
    Memory(Receiver<Memory>),
}

impl Port {
    /// A link, or none when nobody will ever plug it in again.
    pub(crate) fn plug_in(&mut self) -> io::Result<Option<Box<dyn Link>>> {
        Ok(match self {
            Self::Uhid { name, numbers } => {
                Some(Box::new(Uhid::create(name, numbers.0, numbers.1)?))
            }
            Self::Gadget(path) => Some(Box::new(Gadget::open(path)?)),
            Self::Memory(wires) => match wires.recv() {
                Ok(wire) => Some(Box::new(wire)),
                Err(_) => None,
            },
        })
    }

    /// Whether a broken link is only a client that went away.
    fn outlives_its_client(&self) -> bool {
        matches!(self, Self::Memory(_))
    }
}

/// Whether each message is written to stderr.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Yes.
    Messages,
    /// No.
    Nothing,
}

/// Serves the key until its port is gone. The options must have been checked.
///
/// # Errors
/// When the device cannot be made or opened, or breaks.
pub fn serve(
    options: &Options,
    attestation: &Attestation,
    person: &Person,
    mut port: Port,
    log: Log,
) -> io::Result<()> {
    let mut key = Session::new(options, attestation, person);
    while let Some(link) = port.plug_in()? {
        let link: Box<dyn Link> =
            if log == Log::Messages { Box::new(Logged::new(link)) } else { link };
        match key.serve(link) {
            Err(error) if !port.outlives_its_client() => return Err(error),
            Err(_) | Ok(()) => (),
        }
        person.await_return();
        key.power_cycle();
    }
    Ok(())
}

/// OpenSK brings its own framing; Trussed's is ours.
enum Session {
    OpenSk(Box<opensk::Key>),
    Framed(DirectKey),
}

impl Session {
    fn new(options: &Options, attestation: &Attestation, person: &Person) -> Self {
        match options.brand {
            Brand::OpenSk => {
                let mut key = opensk::Key::new(options, attestation, person.clone());
                if let Some(pin) = &options.pin {
                    firmware::preset_pin(&mut key, pin);
                }
                Self::OpenSk(Box::new(key))
            }
            Brand::Trussed => Self::Framed(
                DirectKey::with(options, attestation.clone(), person.clone())
                    .expect("checked options"),
            ),
        }
    }

    fn serve(&mut self, mut link: Box<dyn Link>) -> io::Result<()> {
        match self {
            Self::OpenSk(key) => key.serve(link),
            Self::Framed(key) => ctaphid::serve(key, link.as_mut()),
        }
    }

    fn power_cycle(&mut self) {
        match self {
            Self::OpenSk(key) => key.power_cycle(),
            Self::Framed(key) => key.power_cycle(),
        }
    }
}

/// A key in this process, plugged into a wire in memory.
pub struct MemoryKey {
    /// The client's end of the wire.
    pub link: Memory,
    /// Who sits in front of it.
    pub person: Person,
    /// What it attests with.
    pub attestation: Attestation,
    wires: Sender<Memory>,
}

/// Makes a key and plugs it in; it lives in a thread that ends when the handle is dropped.
///
/// # Errors
/// When its firmware cannot be like that.
pub fn plug_in(options: &Options) -> Result<MemoryKey, Unsupported> {
    options.check()?;
    let person = Person::new(options.touch);
    let attestation = Attestation::generate(options.aaguid);
    let (wires, port) = channel();
    let inside = (options.clone(), attestation.clone(), person.clone());
    let run = move || {
        let (options, attestation, person) = inside;
        let _ = serve(&options, &attestation, &person, Port::Memory(port), Log::Nothing);
    };
    thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread");
    let link = wire(&wires);
    Ok(MemoryKey { link, person, attestation, wires })
}

impl MemoryKey {
    /// A handle on a key whose thread takes its wires from the other end of this channel.
    pub(crate) fn on(wires: Sender<Memory>, person: Person, options: &Options) -> Self {
        let attestation = Attestation::generate(options.aaguid);
        Self { link: wire(&wires), person, attestation, wires }
    }

    /// Takes the key out: the client's end breaks, and the key forgets what it had not stored.
    pub fn pull_out(&mut self) {
        self.person.pull_out();
    }

    /// Puts it back, on a new wire.
    pub fn put_back(&mut self) {
        self.person.put_back();
        self.link = wire(&self.wires);
    }
}

fn wire(wires: &Sender<Memory>) -> Memory {
    let (client, device) = pair();
    wires.send(device).expect("the key's thread lives");
    client
}
