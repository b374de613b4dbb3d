//! `CTAPHID_INIT` (CTAP 2.1 §11.2.9.1.3): how a channel is given out and got back in step. An
//! answer without one of our own nonces is another program's and must never be taken.

use std::time::Duration;

use super::{
    Nonces, Reports, SLICE,
    frame::{ChannelId, Command, ErrorCode, REPORT_SIZE, Report, packets},
    inbox::{Heard, Inbox},
};
use crate::{TransportError, transport::patience::Patience};

/// How long to wait for the answer to one `CTAPHID_INIT` before asking again.
pub(super) const INIT_PATIENCE: Duration = Duration::from_millis(800);

/// What a key can do (CTAP 2.1 §11.2.9.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities(u8);

impl Capabilities {
    /// It can wink.
    pub fn wink(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// It speaks CTAP2.
    pub fn cbor(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// It speaks CTAP1/U2F: the flag, `CAPABILITY_NMSG`, says that it does not.
    pub fn msg(self) -> bool {
        self.0 & 0x08 == 0
    }
}

/// What a key answered to `CTAPHID_INIT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Initialization {
    nonce: [u8; 8],
    /// The channel it gave out, or resynchronized.
    pub channel: ChannelId,
    /// CTAPHID version; 2 in all published standards.
    pub protocol: u8,
    /// The vendor's device version: major, minor, build.
    pub version: [u8; 3],
    /// What it can do.
    pub capabilities: Capabilities,
}

impl Initialization {
    /// Reads the response. Further bytes are for later standards and ignored, as §11.2.9.1.3 asks.
    pub fn parse(message: &[u8]) -> Option<Self> {
        let (nonce, rest) = message.split_first_chunk::<8>()?;
        let (channel, rest) = rest.split_first_chunk::<4>()?;
        let ([protocol, major, minor, build, flags], _) = rest.split_first_chunk::<5>()?;
        Some(Self {
            nonce: *nonce,
            channel: ChannelId(*channel),
            protocol: *protocol,
            version: [*major, *minor, *build],
            capabilities: Capabilities(*flags),
        })
    }
}

/// Sends `CTAPHID_INIT` on a channel until it is answered with one of our nonces.
pub(super) fn initialize<R: Reports>(
    reports: &mut R,
    nonces: &mut Nonces,
    on: ChannelId,
    patience: &Patience,
    each: Duration,
) -> Result<Initialization, TransportError> {
    let each = each.min(INIT_PATIENCE);
    let mut asked: Vec<[u8; 8]> = Vec::new();
    let mut backoff = patience.backoff();
    let mut failure = TransportError::TimedOut;
    let mut report = [0; REPORT_SIZE];
    while !patience.is_over() {
        let nonce = nonces();
        asked.push(nonce);
        let packets: Vec<Report> = packets(on, Command::Init, &nonce)?.collect();
        reports.send(&packets, patience.left())?;
        let mut inbox = Inbox::new(on, Command::Init);
        let this = patience.at_most(each);
        while !this.is_over() {
            let count = reports.receive(&mut report, this.left().min(SLICE))?;
            match inbox.hear(report.get(..count).unwrap_or(&report)) {
                Ok(Heard::Message(message)) => {
                    // Another program's INIT is answered on the same broadcast channel.
                    let ours = Initialization::parse(&message)
                        .filter(|answer| asked.contains(&answer.nonce));
                    let Some(answer) = ours else { continue };
                    if !answer.channel.is_assignable()
                        || (on != ChannelId::BROADCAST && answer.channel != on)
                    {
                        return Err(TransportError::Malformed("a channel that cannot be ours"));
                    }
                    tracing::debug!(version = ?answer.version, flags = ?answer.capabilities, "CTAPHID_INIT");
                    return Ok(answer);
                }
                Ok(Heard::Error(ErrorCode::ChannelBusy | ErrorCode::LockRequired)) => {
                    failure = TransportError::Busy;
                    if !backoff.pause() {
                        return Err(TransportError::Busy);
                    }
                    break;
                }
                Ok(Heard::Error(_)) if on != ChannelId::BROADCAST => {
                    return Err(TransportError::Malformed("the channel is not known"));
                }
                // On the broadcast channel this may be meant for somebody else.
                Ok(Heard::Error(_) | Heard::Nothing | Heard::Keepalive(_)) => {}
                Err(malformed) => failure = malformed,
            }
        }
    }
    Err(failure)
}
