//! Puts CTAPHID messages together (CTAP 2.1 §11.2.5), a pure machine. It must never allocate by a
//! length that a key claims before it was checked, and take nothing that is not for its request.

use zeroize::Zeroizing;

use super::frame::{ChannelId, Command, ErrorCode, MAX_MESSAGE, Packet};
use crate::{Keepalive, TransportError};

/// Puts together what comes back on one channel for one command, whatever else arrives in between.
#[derive(Debug)]
pub struct Inbox {
    channel: ChannelId,
    command: Command,
    begun: Option<Begun>,
}

/// What a report brought.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing that concerns this request, or not yet all of it.
    Nothing,
    /// The key is still at work.
    Keepalive(Keepalive),
    /// The key refused in the framing.
    Error(ErrorCode),
    /// The whole response.
    Message(Zeroizing<Vec<u8>>),
}

#[derive(Debug)]
struct Begun {
    length: usize,
    next: u8,
    message: Zeroizing<Vec<u8>>,
}

impl Inbox {
    /// Waits for the answer to this command on this channel.
    pub fn new(channel: ChannelId, command: Command) -> Self {
        Self { channel, command, begun: None }
    }

    /// Takes one report of any length. Reports of other channels, answers to other commands and
    /// continuations of nothing are passed over (CTAP 2.1 §11.2.5).
    ///
    /// # Errors
    /// [`TransportError::Malformed`]: the message cannot be put together any more.
    pub fn hear(&mut self, report: &[u8]) -> Result<Heard, TransportError> {
        let Some(packet) = Packet::parse(report) else { return Ok(Heard::Nothing) };
        if packet.channel() != self.channel {
            return Ok(Heard::Nothing);
        }
        match packet {
            Packet::Initialization { command, length, payload, .. } => {
                let content = payload.get(..payload.len().min(length.into())).unwrap_or(payload);
                self.initialization(command, length.into(), content)
            }
            Packet::Continuation { sequence, payload, .. } => self.continuation(sequence, payload),
        }
    }

    fn initialization(
        &mut self,
        command: Command,
        length: usize,
        content: &[u8],
    ) -> Result<Heard, TransportError> {
        if command == Command::Keepalive {
            let status = content.first().copied();
            return Ok(Heard::Keepalive(status.map_or(Keepalive::Processing, Keepalive::from)));
        }
        if command == Command::Error {
            self.begun = None;
            return Ok(Heard::Error(ErrorCode::from(content.first().copied().unwrap_or(0x7F))));
        }
        if command != self.command {
            return Ok(Heard::Nothing);
        }
        if self.begun.take().is_some() {
            return Err(TransportError::Malformed("a message began inside another"));
        }
        if length > MAX_MESSAGE {
            return Err(TransportError::Malformed("a message of more than 7,609 bytes"));
        }
        let mut message = Zeroizing::new(Vec::with_capacity(length));
        message.extend_from_slice(content);
        Ok(self.settle(Begun { length, next: 0, message }))
    }

    fn continuation(&mut self, sequence: u8, payload: &[u8]) -> Result<Heard, TransportError> {
        let Some(mut begun) = self.begun.take() else { return Ok(Heard::Nothing) };
        if sequence != begun.next {
            return Err(TransportError::Malformed("a packet out of sequence"));
        }
        // Past 127 the number has its high bit set and equals no continuation packet's.
        begun.next = sequence.saturating_add(1);
        let missing = begun.length.saturating_sub(begun.message.len());
        begun.message.extend(payload.iter().take(missing));
        Ok(self.settle(begun))
    }

    fn settle(&mut self, begun: Begun) -> Heard {
        if begun.message.len() >= begun.length {
            return Heard::Message(begun.message);
        }
        self.begun = Some(begun);
        Heard::Nothing
    }
}

#[cfg(test)]
mod tests;
