use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use data_encoding::HEXLOWER as HEX;

use super::{Point, point};

fn of(hex: &str) -> Point {
    point(&HEX.decode(hex.as_bytes()).unwrap().try_into().unwrap())
}

#[test]
fn public_keys_are_points_and_half_of_all_numbers_are_not() {
    // RFC 8032 §7.1, tests 1 to 3.
    for key in [
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ] {
        assert_eq!(of(key), Point::Usable);
    }
    let mut points = 0;
    for first in 0..=255 {
        let mut bytes = [0x5A; 32];
        bytes[0] = first;
        points += u32::from(point(&bytes) == Point::Usable);
    }
    assert!((96..160).contains(&points), "{points}");
}

#[test]
fn every_key_that_is_made_is_usable() {
    for _ in 0..50 {
        let pair = Ed25519KeyPair::generate().unwrap();
        let key: [u8; 32] = pair.public_key().as_ref().try_into().unwrap();
        assert_eq!(point(&key), Point::Usable);
    }
}

#[test]
fn points_of_small_order_are_told_apart() {
    for small in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ] {
        assert_eq!(of(small), Point::SmallOrder, "{small}");
    }
}

#[test]
fn what_rfc_8032_does_not_decode_is_no_point() {
    // y of P and above; x of 0 with its sign set.
    for none in [
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ] {
        assert_eq!(of(none), Point::None, "{none}");
    }
}
