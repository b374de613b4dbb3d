//! Keys that break the rules on purpose: framing, chaining, CBOR, limits, and silence.
//! A client must end on each of them with an error, in its time and in little memory.

mod wire;

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::link::{Link, Logged};
use crate::usb::{Log, Port};
use crate::{MemoryKey, Options, Person, Request, Responder, ctaphid};

/// What the key does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the table below says what each does")]
pub enum Kind {
    Mute,
    Silence,
    EndlessProcessing,
    EndlessTouch,
    WrongSequence,
    Interrupted,
    Truncated,
    HugeLength,
    OtherChannel,
    OtherCommand,
    WrongNonce,
    ZeroChannel,
    AlwaysBusy,
    UnknownError,
    Vanish,
    ManyItems,
    ManyMembers,
    LongBytes,
    DeepNesting,
    EndlessArray,
    Garbage,
    Empty,
    UnknownStatus,
    HollowInfo,
    ZeroLimits,
    GarbageCredential,
}

/// Each kind, its name on the command line, and what it does.
pub const KINDS: &[(Kind, &str, &str)] = &[
    (Kind::Mute, "mute", "answers nothing at all"),
    (Kind::Silence, "silence", "opens a channel, then answers nothing"),
    (Kind::EndlessProcessing, "endless-processing", "keep-alive, processing, for ever"),
    (Kind::EndlessTouch, "endless-touch", "keep-alive, touch needed, deaf to cancel"),
    (Kind::WrongSequence, "wrong-sequence", "leaves out a continuation packet"),
    (Kind::Interrupted, "interrupted", "begins a message in the middle of another"),
    (Kind::Truncated, "truncated", "sends the first packet of a long message only"),
    (Kind::HugeLength, "huge-length", "claims 65,535 bytes and never stops sending"),
    (Kind::OtherChannel, "other-channel", "answers on a channel that did not ask"),
    (Kind::OtherCommand, "other-command", "answers with another command"),
    (Kind::WrongNonce, "wrong-nonce", "opens channels for somebody else's nonce"),
    (Kind::ZeroChannel, "zero-channel", "gives out the reserved channel 0"),
    (Kind::AlwaysBusy, "always-busy", "says ERR_CHANNEL_BUSY to every request"),
    (Kind::UnknownError, "unknown-error", "answers with error code 0x7E"),
    (Kind::Vanish, "vanish", "goes away in the middle of an answer"),
    (Kind::ManyItems, "many-items", "CBOR array that claims 2^32-1 items"),
    (Kind::ManyMembers, "many-members", "CBOR map that claims 2^32-1 members"),
    (Kind::LongBytes, "long-bytes", "CBOR byte string that claims 2^32-1 bytes"),
    (Kind::DeepNesting, "deep-nesting", "7,000 CBOR arrays, one in another"),
    (Kind::EndlessArray, "endless-array", "indefinite-length array with no end"),
    (Kind::Garbage, "garbage", "bytes that are no CBOR"),
    (Kind::Empty, "empty", "an answer without even a status byte"),
    (Kind::UnknownStatus, "unknown-status", "status 0xE0"),
    (Kind::HollowInfo, "hollow-info", "getInfo with an empty list of versions"),
    (Kind::ZeroLimits, "zero-limits", "getInfo whose maxMsgSize and list limits are 0"),
    (Kind::GarbageCredential, "garbage-credential", "good getInfo, nonsense for a credential"),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KINDS.iter().find(|(kind, ..)| kind == self).map_or("", |(_, name, _)| name);
        f.write_str(name)
    }
}

/// No kind of that name.
#[derive(Debug, thiserror::Error)]
#[error("no hostile kind {0:?}")]
pub struct UnknownKind(String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        KINDS
            .iter()
            .find(|(_, known, _)| *known == name)
            .map(|(kind, ..)| *kind)
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

/// What answers CTAP2 requests with made-up bytes, whatever carries them.
pub struct Scripted<F> {
    answer: F,
    ready: Option<Vec<u8>>,
    person: Person,
}

impl<F: FnMut(&Request) -> Vec<u8>> Scripted<F> {
    /// A key that answers each request with what the function says.
    pub fn new(answer: F, person: Person) -> Self {
        Self { answer, ready: None, person }
    }
}

impl<F: FnMut(&Request) -> Vec<u8>> Responder for Scripted<F> {
    fn begin(&mut self, request: Request) {
        self.ready = Some((self.answer)(&request));
    }
    fn poll(&mut self, _: Duration) -> Option<Vec<u8>> {
        self.ready.take()
    }
    fn awaits_touch(&self) -> bool {
        false
    }
    fn cancel(&mut self) {}
    fn is_gone(&self) -> bool {
        self.person.is_gone()
    }
}

/// Plays this key until its port is gone, or once if it makes itself go away.
///
/// # Errors
/// When the device cannot be made or opened, or breaks.
pub fn serve(kind: Kind, person: &Person, mut port: Port, log: Log) -> io::Result<()> {
    while let Some(link) = port.plug_in()? {
        let mut link: Box<dyn Link> =
            if log == Log::Messages { Box::new(Logged::new(link)) } else { link };
        if kind.breaks_framing() {
            wire::serve(kind, person, link.as_mut())?;
        } else {
            let mut key = Scripted::new(move |request| kind.answer(request), person.clone());
            ctaphid::serve(&mut key, link.as_mut())?;
        }
        if kind == Kind::Vanish {
            break;
        }
    }
    Ok(())
}

/// Such a key in this process. It attests nothing: certificate and root mean nothing here.
#[must_use]
pub fn plug_in(kind: Kind) -> MemoryKey {
    let (wires, port) = channel();
    let options = Options::new(crate::Brand::OpenSk);
    let person = Person::new(options.touch);
    let inside = person.clone();
    thread::spawn(move || {
        let _ = serve(kind, &inside, Port::Memory(port), Log::Nothing);
    });
    MemoryKey::on(wires, person, &options)
}

/// A key in this process that keeps to the framing and answers what the function says.
#[must_use]
pub fn scripted(answer: impl FnMut(&Request) -> Vec<u8> + Send + 'static) -> MemoryKey {
    let (wires, port) = channel();
    let options = Options::new(crate::Brand::OpenSk);
    let person = Person::new(options.touch);
    let mut key = Scripted::new(answer, person.clone());
    thread::spawn(move || {
        while let Ok(mut link) = port.recv() {
            let _ = ctaphid::serve(&mut key, &mut link);
        }
    });
    MemoryKey::on(wires, person, &options)
}

/// `{1: ["FIDO_2_1"], 2: [], 3: h'00..', 4: {"rk": true}, 5: limit, 7: limit, 8: limit}`.
fn info(limit: u8) -> Vec<u8> {
    let mut info = vec![0x00, 0xA7, 0x01, 0x81, 0x68];
    info.extend_from_slice(b"FIDO_2_1");
    info.extend_from_slice(&[0x02, 0x80, 0x03, 0x50]);
    info.extend_from_slice(&[0; 16]);
    info.extend_from_slice(b"\x04\xA1\x62rk\xF5");
    for label in [0x05, 0x07, 0x08] {
        info.extend_from_slice(&[label, 0x18, limit]);
    }
    info
}

impl Kind {
    /// Whether it does its wrong below the requests, so that it needs its own wire.
    #[must_use]
    pub fn breaks_framing(self) -> bool {
        KINDS
            .iter()
            .take_while(|(kind, ..)| *kind != Self::ManyItems)
            .any(|(kind, ..)| *kind == self)
    }

    /// What it answers to a request, for those that keep to the framing.
    #[must_use]
    pub fn answer(self, request: &Request) -> Vec<u8> {
        let Request::Cbor(request) = request else { return vec![0x6D, 0x00] };
        let is_info = request.first() == Some(&0x04);
        match self {
            Self::ManyItems => vec![0x00, 0x9A, 0xFF, 0xFF, 0xFF, 0xFF],
            Self::ManyMembers => vec![0x00, 0xBA, 0xFF, 0xFF, 0xFF, 0xFF],
            Self::LongBytes => vec![0x00, 0x5A, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3],
            Self::DeepNesting => [&[0x00][..], &[0x81; 7000]].concat(),
            Self::EndlessArray => [&[0x00, 0x9F][..], &[0x9F; 1000]].concat(),
            Self::Garbage => (0..1000_u16).map(|n| (n * 37 % 251) as u8).collect(),
            Self::Empty => Vec::new(),
            Self::UnknownStatus => vec![0xE0],
            Self::HollowInfo if is_info => vec![0x00, 0xA1, 0x01, 0x80],
            Self::ZeroLimits if is_info => info(0),
            Self::GarbageCredential if is_info => info(200),
            // {1: "packed", 2: h'' , 3: {}}
            _ => b"\x00\xA3\x01\x66packed\x02\x40\x03\xA0".to_vec(),
        }
    }
}
