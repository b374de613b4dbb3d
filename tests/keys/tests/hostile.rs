//! Each hostile key does what its line says, so that a client that survives it has survived it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

#[allow(dead_code, unreachable_pub, missing_docs)]
mod wire;

use std::time::Duration;

use test_keys::hostile::{KINDS, Kind, plug_in, scripted};
use test_keys::link::{Link, Memory, Report};
use wire::{CBOR, KEEPALIVE, answer, open, send};

fn packet(link: &mut Memory) -> Option<Report> {
    link.recv(Duration::from_millis(300)).ok().flatten()
}

/// The packets that come within a moment of a request for getInfo.
fn asked(kind: Kind) -> (Memory, [u8; 4]) {
    let mut key = plug_in(kind);
    let channel = open(&mut key.link);
    send(&mut key.link, channel, CBOR, &[0x04]);
    (key.link, channel)
}

#[test]
fn every_kind_has_a_name_that_finds_it() {
    for (kind, name, _) in KINDS {
        assert_eq!(name.parse::<Kind>().unwrap(), *kind);
        assert_eq!(kind.to_string(), *name);
    }
    assert!("gentle".parse::<Kind>().is_err());
}

#[test]
fn the_mute_one_does_not_even_open_a_channel() {
    let mut key = plug_in(Kind::Mute);
    send(&mut key.link, wire::BROADCAST, wire::INIT, b"nonce678");
    assert_eq!(packet(&mut key.link), None);
}

#[test]
fn the_silent_one_opens_a_channel_and_says_no_more() {
    assert_eq!(packet(&mut asked(Kind::Silence).0), None);
}

#[test]
fn keep_alives_do_not_end_with_a_cancel() {
    let (mut link, channel) = asked(Kind::EndlessTouch);
    send(&mut link, channel, wire::CANCEL, &[]);
    for _ in 0..20 {
        let report = packet(&mut link).unwrap();
        assert_eq!((report[4], report[7]), (0x80 | KEEPALIVE, 2));
    }
}

#[test]
fn a_continuation_packet_is_left_out() {
    let mut link = asked(Kind::WrongSequence).0;
    let sequences: Vec<u8> = std::iter::from_fn(|| packet(&mut link)).map(|one| one[4]).collect();
    assert_eq!(sequences, [0x80 | CBOR, 0, 2]);
}

#[test]
fn a_huge_message_never_ends() {
    let mut link = asked(Kind::HugeLength).0;
    let first = packet(&mut link).unwrap();
    assert_eq!(first[5..7], [0xFF, 0xFF]);
    // More than 1 + 128 packets: the sequence numbers begin again.
    let last = (0..300).map(|_| packet(&mut link).unwrap()[4]).last().unwrap();
    assert_eq!(last, (299 % 128) as u8);
}

#[test]
fn the_answer_comes_on_another_channel() {
    let (mut link, channel) = asked(Kind::OtherChannel);
    assert_ne!(packet(&mut link).unwrap()[..4], channel);
}

#[test]
fn the_vanishing_one_breaks_the_wire() {
    let mut link = asked(Kind::Vanish).0;
    assert!(packet(&mut link).is_some());
    assert!(link.recv(Duration::from_secs(5)).is_err());
}

#[test]
fn claims_in_cbor_come_through_honest_framing() {
    let mut link = asked(Kind::ManyItems).0;
    assert_eq!(answer(&mut link), (CBOR, vec![0x00, 0x9A, 0xFF, 0xFF, 0xFF, 0xFF]));
    let mut link = asked(Kind::DeepNesting).0;
    assert_eq!(answer(&mut link).1.len(), 7001);
}

#[test]
fn a_scripted_key_answers_what_a_test_says() {
    let mut key = scripted(|_| vec![0x2E]);
    let channel = open(&mut key.link);
    send(&mut key.link, channel, CBOR, &[0x04]);
    assert_eq!(answer(&mut key.link), (CBOR, vec![0x2E]));
}
