//! The wire of vpcd: the card connects to the reader, length-prefixed messages either way.
//! vpcd listens on every interface; whoever uses it must do so in a network namespace.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use super::{ATR, Applet, CardOptions};
use crate::hostile::{Kind, Scripted};
use crate::link::readable;
use crate::usb::Log;
use crate::{DirectKey, Person};

// One byte is a control: 0 power off, 1 power on, 2 reset, 4 ask for the ATR.
const LAST_POWER_CONTROL: u8 = 2;
const ATR_CONTROL: u8 = 4;

/// pcscd looks for cards every 0.4 s, and vpcd loses one that is back before that.
const AWAY_AT_LEAST: Duration = Duration::from_millis(800);

/// Plays the card until the reader is gone; the person may take it away and put it back.
///
/// # Errors
/// When there is no reader, or its wire breaks.
pub fn serve(key: DirectKey, options: CardOptions, address: &str, log: Log) -> io::Result<()> {
    let person = key.person.clone();
    let mut applet = Applet::new(key, options);
    loop {
        let ended = session(
            &mut connect(address)?,
            log,
            |message| match message {
                Command::Power => {
                    applet.reset();
                    applet.responder().power_cycle();
                    None
                }
                Command::Apdu(apdu) => applet.transmit(apdu),
            },
            &person,
        )?;
        match ended {
            Ended::ByReader => return Ok(()),
            Ended::TakenAway => {
                thread::sleep(AWAY_AT_LEAST);
                person.await_return();
            }
        }
        applet.reset();
        applet.responder().power_cycle();
    }
}

/// Plays a hostile card.
///
/// # Errors
/// When there is no reader, or its wire breaks.
pub fn hostile(kind: Kind, person: &Person, address: &str, log: Log) -> io::Result<()> {
    let key = Scripted::new(move |request| kind.answer(request), person.clone());
    let mut applet = Applet::new(key, CardOptions::default());
    let mut stream = connect(address)?;
    session(
        &mut stream,
        log,
        |message| match message {
            Command::Power => {
                applet.reset();
                None
            }
            Command::Apdu(apdu) => {
                let is_select = apdu.get(1) == Some(&0xA4);
                match kind {
                    Kind::Mute => park(person),
                    _ if is_select || !kind.breaks_framing() => applet.transmit(apdu),
                    Kind::Silence => park(person),
                    Kind::EndlessProcessing => Some(vec![0x01, 0x91, 0x00]),
                    Kind::EndlessTouch => Some(vec![0x02, 0x91, 0x00]),
                    Kind::HugeLength => Some([&[0; 256][..], &[0x61, 0x00]].concat()),
                    Kind::Truncated => Some(vec![0x90]),
                    Kind::AlwaysBusy => Some(vec![0x69, 0x00]),
                    Kind::Vanish => {
                        person.pull_out();
                        None
                    }
                    _ => Some(vec![0x64, 0xE0]),
                }
            }
        },
        person,
    )
    .map(|_| ())
}

enum Command<'a> {
    Power,
    Apdu(&'a [u8]),
}

enum Ended {
    ByReader,
    TakenAway,
}

fn connect(address: &str) -> io::Result<TcpStream> {
    let mut tries = 0;
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) if tries == 100 => return Err(error), // pcscd did not come up in 10 s
            Err(_) => thread::sleep(Duration::from_millis(100)),
        }
        tries += 1;
    }
}

fn session(
    stream: &mut TcpStream,
    log: Log,
    mut answer: impl FnMut(Command<'_>) -> Option<Vec<u8>>,
    person: &Person,
) -> io::Result<Ended> {
    loop {
        if person.is_gone() {
            return Ok(Ended::TakenAway);
        }
        if !readable(stream, Duration::from_millis(20))? {
            continue;
        }
        let Some(message) = receive(stream)? else { return Ok(Ended::ByReader) };
        let reply = match message[..] {
            [0..=LAST_POWER_CONTROL] => {
                answer(Command::Power);
                continue;
            }
            [ATR_CONTROL] => ATR.to_vec(),
            _ => match answer(Command::Apdu(&message)) {
                Some(reply) => reply,
                None => return Ok(Ended::TakenAway),
            },
        };
        if log == Log::Messages {
            let (head, tail) = (message.len().min(6), reply.len().saturating_sub(2));
            eprintln!("> {:5} {:02x?}", message.len(), &message[..head]);
            eprintln!("< {:5} .. {:02x?}", reply.len(), &reply[tail..]);
        }
        let length = u16::try_from(reply.len()).expect("a message of at most 7,611 bytes");
        stream.write_all(&[&length.to_be_bytes()[..], &reply].concat())?;
    }
}

/// One message, or none when the reader hung up.
fn receive(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    match stream.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        result => result?,
    }
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut message)?;
    Ok(Some(message))
}

/// Never answers, until taken away.
fn park(person: &Person) -> Option<Vec<u8>> {
    await_gone(person);
    None
}

fn await_gone(person: &Person) {
    while !person.is_gone() {
        thread::sleep(Duration::from_millis(5));
    }
}
