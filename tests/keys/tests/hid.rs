//! Both keys over CTAPHID in memory: OpenSK's own framing, and ours in front of Trussed.
//! What holds for one must hold for the other, or a test of the client proves nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions
)]
#![allow(clippy::panic)]

#[allow(dead_code, unreachable_pub, missing_docs)]
mod wire;

use std::time::{Duration, Instant};

use test_keys::link::Link;
use test_keys::{Brand, MemoryKey, Options, Touch, plug_in};
use wire::*;

const MS: fn(u64) -> Duration = Duration::from_millis;

fn brands() -> &'static [Brand] {
    if cfg!(feature = "trussed") { &[Brand::OpenSk, Brand::Trussed] } else { &[Brand::OpenSk] }
}

fn key(brand: Brand, touch: Touch) -> MemoryKey {
    plug_in(&Options { touch, ..Options::new(brand) }).unwrap()
}

#[test]
fn a_ping_of_many_packets_comes_back_and_unknown_commands_are_refused() {
    for &brand in brands() {
        let mut key = key(brand, Touch::Never);
        let channel = open(&mut key.link);
        let long: Vec<u8> = (0..1000).map(|n| n as u8).collect();
        send(&mut key.link, channel, PING, &long);
        assert_eq!(answer(&mut key.link), (PING, long));
        send(&mut key.link, channel, WINK, &[]);
        assert_eq!(answer(&mut key.link), (WINK, vec![]));
        send(&mut key.link, channel, 0x2A, &[]);
        assert_eq!(answer(&mut key.link), (ERROR, vec![0x01])); // ERR_INVALID_CMD
    }
}

#[test]
fn get_info_tells_version_and_aaguid() {
    for &brand in brands() {
        let mut key = key(brand, Touch::Never);
        let channel = open(&mut key.link);
        send(&mut key.link, channel, CBOR, &[0x04]);
        let (command, info) = answer(&mut key.link);
        assert_eq!((command, info[0]), (CBOR, 0));
        let version: &[u8] = if brand == Brand::Trussed { b"FIDO_2_3" } else { b"FIDO_2_1" };
        assert!(info.windows(8).any(|window| window == version), "{brand:?}");
        assert!(info.windows(16).any(|window| window == b"virtual-key-0001"), "{brand:?}");
    }
}

#[test]
fn it_keeps_the_request_alive_until_the_touch() {
    for &brand in brands() {
        let mut key = key(brand, Touch::After(MS(350)));
        let channel = open(&mut key.link);
        let start = Instant::now();
        send(&mut key.link, channel, CBOR, &make_credential());
        let mut waits = 0;
        let made = loop {
            match recv(&mut key.link) {
                (KEEPALIVE, status) if status == [0x02] => waits += 1, // STATUS_UPNEEDED
                (KEEPALIVE, status) => assert_eq!(status, [0x01]),     // STATUS_PROCESSING
                (CBOR, made) => break made,
                other => panic!("{brand:?}: {other:?}"),
            }
        };
        assert_eq!(made[0], 0);
        assert!(made.windows(3).any(|window| window == b"x5c"));
        assert!(waits >= 2 && start.elapsed() >= MS(350), "{brand:?}: {waits} waits");
    }
}

#[test]
fn cancel_and_decline_end_the_request() {
    for &brand in brands() {
        let mut key = key(brand, Touch::Never);
        let channel = open(&mut key.link);
        send(&mut key.link, channel, CBOR, &make_credential());
        assert!(key.person.await_blinking(MS(5000)));
        send(&mut key.link, channel, CANCEL, &[]);
        assert_eq!(answer(&mut key.link), (CBOR, vec![0x2D])); // CTAP2_ERR_KEEPALIVE_CANCEL

        send(&mut key.link, channel, CBOR, &make_credential());
        assert!(key.person.await_blinking(MS(5000)));
        key.person.decline();
        assert_eq!(answer(&mut key.link), (CBOR, vec![0x27])); // CTAP2_ERR_OPERATION_DENIED
    }
}

#[test]
fn another_channel_is_told_that_the_key_is_busy() {
    for &brand in brands() {
        let mut key = key(brand, Touch::Never);
        let (one, two) = (open(&mut key.link), open(&mut key.link));
        assert_ne!(one, two);
        send(&mut key.link, one, CBOR, &make_credential());
        assert!(key.person.await_blinking(MS(5000)));
        send(&mut key.link, two, CBOR, &[0x04]);
        assert_eq!(answer(&mut key.link), (ERROR, vec![0x06])); // ERR_CHANNEL_BUSY
        key.person.touch();
        assert_eq!(answer(&mut key.link).1[0], 0);
    }
}

#[test]
fn a_key_pulled_out_says_nothing_more_and_starts_anew() {
    for &brand in brands() {
        let mut key = key(brand, Touch::Never);
        let channel = open(&mut key.link);
        send(&mut key.link, channel, CBOR, &make_credential());
        assert!(key.person.await_blinking(MS(5000)));
        key.pull_out();
        let end = Instant::now() + MS(5000);
        while let Ok(report) = key.link.recv(MS(200)) {
            // At most a keep-alive that was on its way.
            assert!(report.is_none_or(|report| report[4] == 0x80 | KEEPALIVE), "{brand:?}");
            assert!(Instant::now() < end, "{brand:?}: the wire still holds");
        }
        key.put_back();
        let channel = open(&mut key.link);
        send(&mut key.link, channel, CBOR, &[0x04]);
        assert_eq!(answer(&mut key.link).1[0], 0, "{brand:?}");
    }
}
