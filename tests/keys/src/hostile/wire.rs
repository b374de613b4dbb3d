//! Hostile keys below the requests: each answers with packets that the standard forbids.
//! They ignore what they are sent but for opening channels.

use std::io;
use std::time::Duration;

use super::Kind;
use crate::Person;
use crate::ctaphid::{BROADCAST, Channel, Message, command, reports};
use crate::link::{Link, Report};

const CHANNEL: Channel = [0xCA, 0xFE, 0x00, 0x01];

/// Answers until the device is taken out, goes away by itself, or its link breaks.
pub(super) fn serve(kind: Kind, person: &Person, link: &mut dyn Link) -> io::Result<()> {
    while !person.is_gone() {
        let Some(report) = link.recv(Duration::from_millis(20))? else { continue };
        let is_first = report[4] & 0x80 != 0;
        match report[4] & 0x7F {
            _ if !is_first || kind == Kind::Mute => (),
            command::CANCEL => (),
            command::INIT => open(kind, &report, link)?,
            command if kind == Kind::Vanish => {
                link.send(&message(&report, command, 200)[0])?;
                return Ok(());
            }
            command => answer(kind, &report, command, person, link)?,
        }
    }
    Ok(())
}

fn open(kind: Kind, report: &Report, link: &mut dyn Link) -> io::Result<()> {
    let mut data = report[7..15].to_vec();
    if kind == Kind::WrongNonce {
        data.reverse();
    }
    let channel = if kind == Kind::ZeroChannel { [0; 4] } else { CHANNEL };
    data.extend_from_slice(&channel);
    data.extend_from_slice(&[2, 1, 0, 0, 0x05]);
    send(link, &reports(&Message { channel: BROADCAST, command: command::INIT, data }))
}

fn answer(
    kind: Kind,
    report: &Report,
    command: u8,
    person: &Person,
    link: &mut dyn Link,
) -> io::Result<()> {
    let packets = message(report, command, 200);
    match kind {
        Kind::EndlessProcessing => keep_alive(1, report, person, link),
        Kind::EndlessTouch => keep_alive(2, report, person, link),
        Kind::WrongSequence => send(link, &[packets[0], packets[1], packets[3]]),
        Kind::Interrupted => send(link, &[packets[0], packets[1], packets[0], packets[2]]),
        Kind::Truncated => send(link, &packets[..1]),
        Kind::HugeLength => {
            let mut first = packets[0];
            first[5..7].copy_from_slice(&[0xFF, 0xFF]);
            link.send(&first)?;
            for sequence in (0..=0x7F).cycle() {
                if person.is_gone() {
                    break;
                }
                let mut next = packets[1];
                next[4] = sequence;
                link.send(&next)?;
                // Slow enough that a test's memory does not fill while nobody reads.
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        }
        Kind::OtherChannel => {
            let mut packets = packets;
            packets.iter_mut().for_each(|packet| packet[3] ^= 0x40);
            send(link, &packets)
        }
        Kind::OtherCommand => send(link, &message(report, command::PING, 20)),
        Kind::AlwaysBusy => send(link, &error(report, 0x06)),
        Kind::UnknownError => send(link, &error(report, 0x7E)),
        Kind::WrongNonce | Kind::ZeroChannel => send(link, &packets),
        _ => Ok(()), // silence
    }
}

fn keep_alive(status: u8, to: &Report, person: &Person, link: &mut dyn Link) -> io::Result<()> {
    let packets = reports(&Message {
        channel: channel_of(to),
        command: command::KEEPALIVE,
        data: vec![status],
    });
    while !person.is_gone() {
        send(link, &packets)?;
        link.recv(Duration::from_millis(20))?;
    }
    Ok(())
}

fn message(to: &Report, command: u8, length: usize) -> Vec<Report> {
    reports(&Message { channel: channel_of(to), command, data: vec![0; length] })
}

fn error(to: &Report, code: u8) -> Vec<Report> {
    reports(&Message { channel: channel_of(to), command: command::ERROR, data: vec![code] })
}

fn channel_of(report: &Report) -> Channel {
    report[..4].try_into().expect("four bytes")
}

fn send(link: &mut dyn Link, packets: &[Report]) -> io::Result<()> {
    packets.iter().try_for_each(|packet| link.send(packet))
}
