//! A client's end of CTAPHID, just enough to look at keys with. No model for a real client.

use std::time::Duration;

use test_keys::link::{Link, Memory};

pub const BROADCAST: [u8; 4] = [0xFF; 4];
pub const PING: u8 = 0x01;
pub const INIT: u8 = 0x06;
pub const WINK: u8 = 0x08;
pub const CBOR: u8 = 0x10;
pub const CANCEL: u8 = 0x11;
pub const KEEPALIVE: u8 = 0x3B;
pub const ERROR: u8 = 0x3F;

pub fn send(link: &mut Memory, channel: [u8; 4], command: u8, data: &[u8]) {
    let mut report = [0; 64];
    report[..4].copy_from_slice(&channel);
    report[4] = 0x80 | command;
    report[5..7].copy_from_slice(&(data.len() as u16).to_be_bytes());
    let (head, rest) = data.split_at(data.len().min(57));
    report[7..7 + head.len()].copy_from_slice(head);
    link.send(&report).unwrap();
    for (sequence, chunk) in rest.chunks(59).enumerate() {
        let mut report = [0; 64];
        report[..4].copy_from_slice(&channel);
        report[4] = sequence as u8;
        report[5..5 + chunk.len()].copy_from_slice(chunk);
        link.send(&report).unwrap();
    }
}

/// The next message: command and data.
pub fn recv(link: &mut Memory) -> (u8, Vec<u8>) {
    let mut next = || link.recv(Duration::from_secs(5)).unwrap().expect("a report within 5 s");
    let report = next();
    let length = usize::from(u16::from_be_bytes([report[5], report[6]]));
    let mut data = report[7..].to_vec();
    while data.len() < length {
        data.extend_from_slice(&next()[5..]);
    }
    data.truncate(length);
    (report[4] & 0x7F, data)
}

/// The next message that is no keep-alive.
pub fn answer(link: &mut Memory) -> (u8, Vec<u8>) {
    loop {
        let message = recv(link);
        if message.0 != KEEPALIVE {
            return message;
        }
    }
}

pub fn open(link: &mut Memory) -> [u8; 4] {
    send(link, BROADCAST, INIT, b"nonce678");
    let (command, data) = recv(link);
    assert_eq!((command, &data[..8]), (INIT, &b"nonce678"[..]));
    data[8..12].try_into().unwrap()
}

/// authenticatorMakeCredential for example.com, ES256, no options.
pub fn make_credential() -> Vec<u8> {
    let mut request = vec![0x01, 0xA4, 0x01, 0x58, 0x20];
    request.extend_from_slice(&[7; 32]);
    request.extend_from_slice(b"\x02\xA2\x62id\x6Bexample.com\x64name\x67Example");
    request.extend_from_slice(b"\x03\xA2\x62id\x41\x01\x64name\x61u");
    request.extend_from_slice(b"\x04\x81\xA2\x63alg\x26\x64type\x6Apublic-key");
    request
}
