//! Messages to packets and back (CTAP 2.1 §11.2.4), as a device sees them.
//! Splitting believes its caller, so that a hostile key can claim what it likes elsewhere.

use crate::link::Report;

/// A channel identifier.
pub(crate) type Channel = [u8; 4];

/// `CTAPHID_BROADCAST_CID`.
pub(crate) const BROADCAST: Channel = [0xFF; 4];

/// The longest message: one packet of 57 bytes and 128 of 59.
pub(super) const MAX_MESSAGE: usize = 7609;

/// Commands without the bit that marks an initialization packet.
pub(crate) mod command {
    pub(crate) const PING: u8 = 0x01;
    pub(crate) const MSG: u8 = 0x03;
    pub(crate) const INIT: u8 = 0x06;
    pub(crate) const WINK: u8 = 0x08;
    pub(crate) const CBOR: u8 = 0x10;
    pub(crate) const CANCEL: u8 = 0x11;
    pub(crate) const KEEPALIVE: u8 = 0x3B;
    pub(crate) const ERROR: u8 = 0x3F;
}

/// Error codes (CTAP 2.1 §11.2.9.1.6).
pub(super) mod error {
    pub(crate) const INVALID_CMD: u8 = 0x01;
    pub(crate) const INVALID_LEN: u8 = 0x03;
    pub(crate) const INVALID_SEQ: u8 = 0x04;
    pub(crate) const MSG_TIMEOUT: u8 = 0x05;
    pub(crate) const CHANNEL_BUSY: u8 = 0x06;
    pub(crate) const INVALID_CHANNEL: u8 = 0x0B;
}

/// A whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) channel: Channel,
    pub(crate) command: u8,
    pub(crate) data: Vec<u8>,
}

/// The packets of a message.
pub(crate) fn reports(message: &Message) -> Vec<Report> {
    let mut first = [0; 64];
    first[..4].copy_from_slice(&message.channel);
    first[4] = 0x80 | message.command;
    first[5..7].copy_from_slice(&(message.data.len() as u16).to_be_bytes());
    let (head, rest) = message.data.split_at(message.data.len().min(57));
    first[7..7 + head.len()].copy_from_slice(head);
    let continuations = rest.chunks(59).enumerate().map(|(sequence, chunk)| {
        let mut report = [0; 64];
        report[..4].copy_from_slice(&message.channel);
        report[4] = sequence as u8;
        report[5..5 + chunk.len()].copy_from_slice(chunk);
        report
    });
    std::iter::once(first).chain(continuations).collect()
}

/// BCNT of an initialization packet.
pub(super) fn length_of(report: &Report) -> usize {
    usize::from(u16::from_be_bytes([report[5], report[6]]))
}

/// A message whose packets are still coming.
pub(super) struct Assembly {
    pub(super) channel: Channel,
    command: u8,
    data: Vec<u8>,
    length: usize,
    sequence: u8,
}

impl Assembly {
    /// From an initialization packet.
    pub(super) fn begin(report: &Report) -> Self {
        let length = length_of(report);
        Self {
            channel: report[..4].try_into().expect("four bytes"),
            command: report[4] & 0x7F,
            data: report[7..7 + length.min(57)].to_vec(),
            length,
            sequence: 0,
        }
    }

    /// Takes a continuation packet; false when it is not the next one.
    pub(super) fn add(&mut self, report: &Report) -> bool {
        if report[4] != self.sequence {
            return false;
        }
        self.sequence += 1;
        let wanted = (self.length - self.data.len()).min(59);
        self.data.extend_from_slice(&report[5..5 + wanted]);
        true
    }

    /// The message, when it is complete.
    pub(super) fn finish(self) -> Result<Message, Self> {
        if self.data.len() < self.length {
            return Err(self);
        }
        Ok(Message { channel: self.channel, command: self.command, data: self.data })
    }
}
