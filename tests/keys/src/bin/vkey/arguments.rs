//! The command line of `vkey`: words to typed options, every mistake named.
//! It must not start anything.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use test_keys::hostile::{Kind, UnknownKind};
use test_keys::nfc::{CardOptions, Lengths, Patience};
use test_keys::usb::Log;
use test_keys::{AttestationKind, Brand, Options, Touch, Unsupported};

use crate::control::Source;

pub(crate) const USAGE: &str = "\
usage: vkey PLACE [options]                    a key: OpenSK, or --trussed
       vkey hostile PLACE --kind KIND [--log]  one that breaks the rules (vkey kinds lists them)
       vkey sample [options]                   a registration as a verifier's request, on stdout
PLACE  uhid | gadget /dev/hidgN | nfc HOST:PORT (vpcd's reader)
the key     --trussed  --aaguid HEX32  --self | --enterprise  --root FILE (writes the PEM root)
            --pin PIN  --min-pin N  --max-keys N  --fingers N  --name NAME
the person  --touch MS|never|declined  --control FIFO|- (lines: touch, decline, pull, insert,
            habit MS|never|declined, await-blinking [pull])
the card    --short-apdus  --no-keepalive
            --log (each message on stderr)";

/// What is asked of `vkey`.
pub(crate) struct Arguments {
    pub(crate) command: Command,
    pub(crate) options: Options,
    pub(crate) card: CardOptions,
    pub(crate) log: Log,
    pub(crate) root: Option<PathBuf>,
    pub(crate) control: Option<Source>,
    pub(crate) name: String,
}

pub(crate) enum Command {
    Key(Place),
    Hostile(Kind, Place),
    Sample,
    Kinds,
}

pub(crate) enum Place {
    Uhid,
    Gadget(PathBuf),
    Nfc(String),
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Mistake {
    #[error("{0} wants a value")]
    NoValue(String),
    #[error("{0} cannot be {1:?}")]
    BadValue(String, String),
    #[error("no option {0}")]
    UnknownOption(String),
    #[error("{0:?} is no place for a key")]
    NoPlace(Vec<String>),
    #[error("a hostile key wants --kind")]
    NoKind,
    #[error(transparent)]
    Kind(#[from] UnknownKind),
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
}

impl Arguments {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, Mistake> {
        let mut options = Options::new(Brand::OpenSk);
        let mut card = CardOptions::default();
        let (mut log, mut root, mut control, mut kind) = (Log::Nothing, None, None, None);
        let mut name = "Virtual Key".to_owned();
        let mut place = Vec::new();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| Mistake::NoValue(word.clone()));
            match word.as_str() {
                "--trussed" => options.brand = Brand::Trussed,
                "--self" => options.attestation = AttestationKind::SelfSigned,
                "--enterprise" => options.attestation = AttestationKind::Enterprise,
                "--aaguid" => options.aaguid = read(&word, &value()?, aaguid)?,
                "--root" => root = Some(PathBuf::from(value()?)),
                "--pin" => options.pin = Some(read(&word, &value()?, pin)?),
                "--min-pin" => options.min_pin_length = read(&word, &value()?, number)?,
                "--max-keys" => options.max_resident_keys = read(&word, &value()?, number)?,
                "--fingers" => options.fingers = read(&word, &value()?, number)?,
                "--name" => name = read(&word, &value()?, device_name)?,
                "--touch" => options.touch = read(&word, &value()?, touch)?,
                "--control" => {
                    control = Some(match value()?.as_str() {
                        "-" => Source::Stdin,
                        path => Source::Fifo(PathBuf::from(path)),
                    });
                }
                "--short-apdus" => card.lengths = Lengths::Short,
                "--no-keepalive" => card.patience = Patience::Block,
                "--kind" => kind = Some(value()?.parse()?),
                "--log" => log = Log::Messages,
                option if option.starts_with('-') => return Err(Mistake::UnknownOption(word)),
                _ => place.push(word),
            }
        }
        options.check()?;
        let command = command(&place, kind)?;
        Ok(Self { command, options, card, log, root, control, name })
    }
}

fn command(words: &[String], kind: Option<Kind>) -> Result<Command, Mistake> {
    let short: Vec<&str> = words.iter().map(String::as_str).collect();
    let place = |words: &[&str]| match *words {
        ["uhid"] => Ok(Place::Uhid),
        ["gadget", path] => Ok(Place::Gadget(PathBuf::from(path))),
        ["nfc", address] => Ok(Place::Nfc(address.to_owned())),
        _ => Err(Mistake::NoPlace(words.iter().map(|&word| word.to_owned()).collect())),
    };
    match *short {
        ["kinds"] => Ok(Command::Kinds),
        ["sample"] => Ok(Command::Sample),
        ["hostile", ref rest @ ..] => {
            Ok(Command::Hostile(kind.ok_or(Mistake::NoKind)?, place(rest)?))
        }
        ref words => Ok(Command::Key(place(words)?)),
    }
}

/// What the person does: milliseconds, `never` or `declined`.
pub(crate) fn touch(word: &str) -> Option<Touch> {
    match word {
        "never" => Some(Touch::Never),
        "declined" => Some(Touch::Declined),
        ms => ms.parse().ok().map(|ms| Touch::After(Duration::from_millis(ms))),
    }
}

fn read<T>(option: &str, word: &str, how: fn(&str) -> Option<T>) -> Result<T, Mistake> {
    how(word).ok_or_else(|| Mistake::BadValue(option.to_owned(), word.to_owned()))
}

fn number<T: FromStr>(word: &str) -> Option<T> {
    word.parse().ok()
}

/// 32 hexadecimal digits, with or without hyphens.
fn aaguid(word: &str) -> Option<[u8; 16]> {
    let digits = word.replace('-', "").to_lowercase();
    data_encoding::HEXLOWER.decode(digits.as_bytes()).ok()?.try_into().ok()
}

/// CTAP 2.1 §6.5.1: at most 63 bytes.
fn pin(word: &str) -> Option<String> {
    (word.len() <= 63).then(|| word.to_owned())
}

/// linux/uhid.h: at most 127 bytes.
fn device_name(word: &str) -> Option<String> {
    (word.len() <= 127).then(|| word.to_owned())
}
