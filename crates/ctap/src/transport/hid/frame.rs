//! CTAPHID packets (CTAP 2.1 §11.2.4) as pure functions over bytes. Nothing here may believe a
//! length that a key claims.

use crate::TransportError;

/// Bytes of one report, either way.
pub const REPORT_SIZE: usize = 64;

/// The longest message (bytes): 64 - 7 + 128 * (64 - 5) (CTAP 2.1 §11.2.4).
pub const MAX_MESSAGE: usize = 7609;

/// What travels in one report.
pub type Report = [u8; REPORT_SIZE];

const INITIALIZATION_PAYLOAD: usize = REPORT_SIZE - 7;
const CONTINUATION_PAYLOAD: usize = REPORT_SIZE - 5;
const INITIALIZATION: u8 = 0x80;
const LAST_SEQUENCE: u8 = 0x7F;

/// A logical channel (CTAP 2.1 §11.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelId(pub [u8; 4]);

impl ChannelId {
    /// Where a channel is asked for.
    pub const BROADCAST: Self = Self([0xFF; 4]);

    /// Whether a key may give it out: neither the reserved channel 0 nor the broadcast channel.
    pub fn is_assignable(self) -> bool {
        self != Self::BROADCAST && self != Self([0; 4])
    }
}

/// A CTAPHID command (CTAP 2.1 §11.2.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// A CTAP1/U2F APDU.
    Msg,
    /// A CTAP2 request.
    Cbor,
    /// Allocates or resynchronizes a channel.
    Init,
    /// Echoes.
    Ping,
    /// Ends the request under way.
    Cancel,
    /// Reports what went wrong in the framing.
    Error,
    /// Says that a request is still under way.
    Keepalive,
    /// Makes the key show itself.
    Wink,
    /// Reserves the key.
    Lock,
    /// Any other.
    Other(u8),
}

const COMMANDS: [(u8, Command); 9] = [
    (0x01, Command::Ping),
    (0x03, Command::Msg),
    (0x04, Command::Lock),
    (0x06, Command::Init),
    (0x08, Command::Wink),
    (0x10, Command::Cbor),
    (0x11, Command::Cancel),
    (0x3B, Command::Keepalive),
    (0x3F, Command::Error),
];

impl From<u8> for Command {
    fn from(code: u8) -> Self {
        COMMANDS.iter().find(|row| row.0 == code).map_or(Self::Other(code), |row| row.1)
    }
}

impl From<Command> for u8 {
    fn from(command: Command) -> Self {
        if let Command::Other(code) = command {
            return code & !INITIALIZATION;
        }
        COMMANDS.iter().find(|row| row.1 == command).map_or(0, |row| row.0)
    }
}

/// What `CTAPHID_ERROR` says (CTAP 2.1 §11.2.9.1.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// `ERR_INVALID_CMD`.
    InvalidCommand,
    /// `ERR_INVALID_PAR`.
    InvalidParameter,
    /// `ERR_INVALID_LEN`.
    InvalidLength,
    /// `ERR_INVALID_SEQ`.
    InvalidSequence,
    /// `ERR_MSG_TIMEOUT`.
    MessageTimeout,
    /// `ERR_CHANNEL_BUSY`.
    ChannelBusy,
    /// `ERR_LOCK_REQUIRED`.
    LockRequired,
    /// `ERR_INVALID_CHANNEL`.
    InvalidChannel,
    /// `ERR_OTHER`, or a code the standard does not name.
    Other(u8),
}

impl From<u8> for ErrorCode {
    fn from(code: u8) -> Self {
        match code {
            0x01 => Self::InvalidCommand,
            0x02 => Self::InvalidParameter,
            0x03 => Self::InvalidLength,
            0x04 => Self::InvalidSequence,
            0x05 => Self::MessageTimeout,
            0x06 => Self::ChannelBusy,
            0x0A => Self::LockRequired,
            0x0B => Self::InvalidChannel,
            other => Self::Other(other),
        }
    }
}

/// Cuts a message into reports, the last one padded with zeros.
///
/// # Errors
/// The message is longer than [`MAX_MESSAGE`].
pub fn packets(
    channel: ChannelId,
    command: Command,
    message: &[u8],
) -> Result<impl Iterator<Item = Report> + '_, TransportError> {
    let too_long = || TransportError::TooLong(message.len());
    if message.len() > MAX_MESSAGE {
        return Err(too_long());
    }
    let [high, low] = u16::try_from(message.len()).map_err(|_| too_long())?.to_be_bytes();
    let (first, rest) = message.split_at(message.len().min(INITIALIZATION_PAYLOAD));
    let head = [INITIALIZATION | u8::from(command), high, low];
    let first = report([&channel.0, &head, first]);
    let rest = (0..=LAST_SEQUENCE).zip(rest.chunks(CONTINUATION_PAYLOAD));
    Ok(std::iter::once(first)
        .chain(rest.map(move |(sequence, part)| report([&channel.0, &[sequence], part]))))
}

pub(super) fn report(parts: [&[u8]; 3]) -> Report {
    let mut report = [0; REPORT_SIZE];
    for (place, byte) in report.iter_mut().zip(parts.into_iter().flatten()) {
        *place = *byte;
    }
    report
}

/// A report as systems take it for writing: its number, 0 where there is only one, before it.
pub(super) fn numbered(report: &Report) -> [u8; REPORT_SIZE + 1] {
    let mut numbered = [0; REPORT_SIZE + 1];
    numbered.iter_mut().skip(1).zip(report).for_each(|(place, byte)| *place = *byte);
    numbered
}

/// One report, read. What a key leaves out of a short report is simply not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// Begins a message.
    Initialization {
        /// Whose it is.
        channel: ChannelId,
        /// What it is.
        command: Command,
        /// The length the key claims for the whole message (bytes), unchecked.
        length: u16,
        /// The first bytes, padding included.
        payload: &'a [u8],
    },
    /// Goes on with one.
    Continuation {
        /// Whose it is.
        channel: ChannelId,
        /// Its number, from 0.
        sequence: u8,
        /// The next bytes, padding included.
        payload: &'a [u8],
    },
}

impl<'a> Packet<'a> {
    /// Reads a report; `None` when it is too short to say anything.
    pub fn parse(report: &'a [u8]) -> Option<Self> {
        let report = report.get(..REPORT_SIZE).unwrap_or(report);
        let (channel, rest) = report.split_first_chunk::<4>()?;
        let channel = ChannelId(*channel);
        let (&kind, rest) = rest.split_first()?;
        if kind & INITIALIZATION == 0 {
            return Some(Self::Continuation { channel, sequence: kind, payload: rest });
        }
        let (length, payload) = rest.split_first_chunk::<2>()?;
        let command = Command::from(kind & !INITIALIZATION);
        Some(Self::Initialization {
            channel,
            command,
            length: u16::from_be_bytes(*length),
            payload,
        })
    }

    /// Whose it is.
    pub fn channel(&self) -> ChannelId {
        match *self {
            Self::Initialization { channel, .. } | Self::Continuation { channel, .. } => channel,
        }
    }
}

#[cfg(test)]
mod tests;
