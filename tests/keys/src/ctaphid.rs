//! The device side of CTAPHID (CTAP 2.1 §11.2) over anything that answers requests.
//! It keeps to the standard; what breaks it on purpose is in `hostile`.

mod framing;

use std::io;
use std::time::{Duration, Instant};

pub(crate) use framing::{BROADCAST, Channel, Message, command, reports};

use crate::Request;
use crate::link::{Link, Report};
use framing::{Assembly, MAX_MESSAGE, error, length_of};

/// What answers behind the framing.
pub trait Responder {
    /// Takes a request; its answer is polled for.
    fn begin(&mut self, request: Request);
    /// The answer to what was begun, when it is there within the time.
    fn poll(&mut self, wait: Duration) -> Option<Vec<u8>>;
    /// Whether it waits for the person.
    fn awaits_touch(&self) -> bool;
    /// Ends what waits for the person; the answer still comes.
    fn cancel(&mut self);
    /// Whether the device was taken out.
    fn is_gone(&self) -> bool;
}

/// CTAP 2.1 §11.2.9.1.7: a keep-alive every 100 ms.
const KEEPALIVE_EVERY: Duration = Duration::from_millis(100);
/// CTAP 2.1 §11.2.5.2: a message whose packets stop coming is dropped.
const PACKETS_WITHIN: Duration = Duration::from_millis(500);
/// CAPABILITY_WINK and CAPABILITY_CBOR.
const CAPABILITIES: u8 = 0x05;

/// Answers reports until the device is taken out (`Ok`) or the link breaks.
pub(crate) fn serve(responder: &mut dyn Responder, link: &mut dyn Link) -> io::Result<()> {
    let mut device = Device { responder, link, last_channel: 0, state: State::Idle };
    while !device.responder.is_gone() {
        device.step()?;
    }
    Ok(())
}

struct Device<'a> {
    responder: &'a mut dyn Responder,
    link: &'a mut dyn Link,
    last_channel: u32,
    state: State,
}

enum State {
    Idle,
    Assembling { message: Assembly, since: Instant },
    Busy { channel: Channel, command: u8, kept_alive: Instant },
}

impl Device<'_> {
    fn step(&mut self) -> io::Result<()> {
        let wait = match self.state {
            State::Idle => Duration::from_millis(20),
            State::Assembling { .. } => Duration::from_millis(5),
            State::Busy { .. } => Duration::ZERO,
        };
        if let Some(report) = self.link.recv(wait)? {
            self.take(&report)?;
        }
        match &mut self.state {
            State::Idle => Ok(()),
            State::Assembling { message, since } if since.elapsed() > PACKETS_WITHIN => {
                let channel = message.channel;
                self.fail(channel, error::MSG_TIMEOUT)
            }
            State::Assembling { .. } => Ok(()),
            State::Busy { channel, command, kept_alive } => {
                let (channel, command) = (*channel, *command);
                if let Some(data) = self.responder.poll(Duration::from_millis(1)) {
                    self.state = State::Idle;
                    return if self.responder.is_gone() {
                        Ok(())
                    } else {
                        self.reply(channel, command, data)
                    };
                }
                if kept_alive.elapsed() >= KEEPALIVE_EVERY {
                    *kept_alive = Instant::now();
                    let status = if self.responder.awaits_touch() { 2 } else { 1 };
                    return self.reply(channel, command::KEEPALIVE, vec![status]);
                }
                Ok(())
            }
        }
    }

    fn take(&mut self, report: &Report) -> io::Result<()> {
        let channel: Channel = report[..4].try_into().expect("four bytes");
        if report[4] & 0x80 == 0 {
            return self.take_continuation(channel, report);
        }
        match report[4] & 0x7F {
            command::INIT => self.take_init(channel, report),
            _ if !self.is_open(channel) => self.refuse(channel, error::INVALID_CHANNEL),
            command::CANCEL => {
                if matches!(self.state, State::Busy { channel: of, .. } if of == channel) {
                    self.responder.cancel();
                }
                Ok(())
            }
            _ => match &self.state {
                State::Assembling { message, .. } if message.channel == channel => {
                    self.fail(channel, error::INVALID_SEQ)
                }
                State::Assembling { .. } | State::Busy { .. } => {
                    self.refuse(channel, error::CHANNEL_BUSY)
                }
                State::Idle if length_of(report) > MAX_MESSAGE => {
                    self.refuse(channel, error::INVALID_LEN)
                }
                State::Idle => self.advance(Assembly::begin(report)),
            },
        }
    }

    fn take_init(&mut self, channel: Channel, report: &Report) -> io::Result<()> {
        if length_of(report) != 8 {
            return self.refuse(channel, error::INVALID_LEN);
        }
        let given = if channel == BROADCAST {
            self.last_channel += 1;
            self.last_channel.to_be_bytes()
        } else if self.is_open(channel) {
            self.abandon(channel); // CTAP 2.1 §11.2.9.1.3: synchronises the channel
            channel
        } else {
            return self.refuse(channel, error::INVALID_CHANNEL);
        };
        let mut data = report[7..15].to_vec();
        data.extend_from_slice(&given);
        data.extend_from_slice(&[2, 1, 0, 0, CAPABILITIES]); // protocol, version of the device
        self.reply(channel, command::INIT, data)
    }

    fn take_continuation(&mut self, channel: Channel, report: &Report) -> io::Result<()> {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Assembling { mut message, .. } if message.channel == channel => {
                if message.add(report) {
                    self.advance(message)
                } else {
                    self.fail(channel, error::INVALID_SEQ)
                }
            }
            other @ (State::Idle | State::Assembling { .. } | State::Busy { .. }) => {
                self.state = other; // CTAP 2.1 §11.2.5.4: spurious packets are ignored
                Ok(())
            }
        }
    }

    fn advance(&mut self, message: Assembly) -> io::Result<()> {
        let message = match message.finish() {
            Ok(message) => message,
            Err(message) => {
                self.state = State::Assembling { message, since: Instant::now() };
                return Ok(());
            }
        };
        let Message { channel, command, data } = message;
        self.state = State::Idle;
        let request = match command {
            command::PING => return self.reply(channel, command, data),
            command::WINK if data.is_empty() => return self.reply(channel, command, data),
            command::WINK => return self.refuse(channel, error::INVALID_LEN),
            command::CBOR | command::MSG if data.is_empty() => {
                return self.refuse(channel, error::INVALID_LEN);
            }
            command::CBOR => Request::Cbor(data),
            command::MSG => Request::Msg(data),
            _ => return self.refuse(channel, error::INVALID_CMD),
        };
        self.responder.begin(request);
        self.state = State::Busy { channel, command, kept_alive: Instant::now() };
        Ok(())
    }

    fn is_open(&self, channel: Channel) -> bool {
        (1..=self.last_channel).contains(&u32::from_be_bytes(channel))
    }

    /// Ends what this channel had under way.
    fn abandon(&mut self, channel: Channel) {
        match &self.state {
            State::Assembling { message, .. } if message.channel == channel => {
                self.state = State::Idle;
            }
            State::Busy { channel: of, .. } if *of == channel => {
                while self.responder.poll(Duration::from_millis(1)).is_none() {
                    self.responder.cancel(); // it may begin to blink only now
                }
                self.state = State::Idle;
            }
            State::Idle | State::Assembling { .. } | State::Busy { .. } => (),
        }
    }

    fn fail(&mut self, channel: Channel, code: u8) -> io::Result<()> {
        self.state = State::Idle;
        self.refuse(channel, code)
    }

    fn refuse(&mut self, channel: Channel, code: u8) -> io::Result<()> {
        self.reply(channel, command::ERROR, vec![code])
    }

    fn reply(&mut self, channel: Channel, command: u8, data: Vec<u8>) -> io::Result<()> {
        for report in reports(&Message { channel, command, data }) {
            self.link.send(&report)?;
        }
        Ok(())
    }
}
