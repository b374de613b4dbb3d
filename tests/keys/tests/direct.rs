//! Both keys called directly: PINs that are preset, tries that are counted, what they hold.
//! The client's half of the PIN protocol is the bench's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use test_keys::sample::{Verification, registration};
use test_keys::{AttestationKind, Brand, DirectKey, Options, Touch, Unsupported, pin};

fn brands() -> &'static [Brand] {
    if cfg!(feature = "trussed") { &[Brand::OpenSk, Brand::Trussed] } else { &[Brand::OpenSk] }
}

fn key(options: &Options) -> DirectKey {
    DirectKey::new(options).unwrap()
}

fn with_pin(brand: Brand) -> Options {
    Options { pin: Some("123456".to_owned()), ..Options::new(brand) }
}

#[test]
fn a_preset_pin_opens_the_key_and_another_costs_a_try() {
    for &brand in brands() {
        let mut key = key(&with_pin(brand));
        let mut call = |request: &[u8]| key.call(request);
        let token = pin::token(&mut call, "123456", 0x01, "example.com").unwrap();
        assert_eq!(token.len(), 32, "{brand:?}");
        let wrong = pin::token(&mut call, "000000", 0x01, "example.com").unwrap_err();
        assert_eq!(wrong, pin::Status(0x31), "{brand:?}"); // CTAP2_ERR_PIN_INVALID
        // getPINRetries: {3: 7, ...}, CTAP 2.1 §6.5.5.2.
        let retries = key.call(&[0x06, 0xA2, 0x01, 0x01, 0x02, 0x01]);
        assert_eq!(retries[..4], [0x00, retries[1], 0x03, 0x07], "{brand:?}");
    }
}

#[test]
fn three_wrong_pins_need_a_power_cycle() {
    for &brand in brands() {
        let mut key = key(&with_pin(brand));
        let statuses: Vec<u8> = (0..4)
            .map(|_| {
                let mut call = |request: &[u8]| key.call(request);
                pin::token(&mut call, "000000", 0x01, "example.com").unwrap_err().0
            })
            .collect();
        // CTAP 2.1 §6.5.5.7: CTAP2_ERR_PIN_AUTH_BLOCKED from the third on.
        assert_eq!(statuses, [0x31, 0x31, 0x34, 0x34], "{brand:?}");
        key.power_cycle();
        let mut call = |request: &[u8]| key.call(request);
        assert!(pin::token(&mut call, "123456", 0x01, "example.com").is_ok(), "{brand:?}");
    }
}

#[test]
fn each_kind_of_attestation_makes_a_registration() {
    for &brand in brands() {
        for attestation in [AttestationKind::Batch, AttestationKind::SelfSigned] {
            let mut key = key(&Options { attestation, ..with_pin(brand) });
            let verification = Verification::Pin("123456".to_owned());
            let line = registration(&mut key, "one", attestation, &verification).unwrap();
            let request: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(request["require_uv"], true);
            let has_root = request.get("trust_roots").is_some();
            assert_eq!(has_root, attestation == AttestationKind::Batch, "{brand:?}");
        }
    }
}

#[test]
fn a_key_with_room_for_one_is_full_after_one() {
    for &brand in brands() {
        let mut key = key(&Options { max_resident_keys: 1, ..with_pin(brand) });
        let verification = Verification::Pin("123456".to_owned());
        let mut register =
            |user: &str| registration(&mut key, user, AttestationKind::Batch, &verification);
        assert!(register("one").is_ok(), "{brand:?}");
        // CTAP2_ERR_KEY_STORE_FULL; the same account would replace its credential (§6.1.2).
        assert_eq!(register("two").unwrap_err(), pin::Status(0x28), "{brand:?}");
    }
}

#[test]
fn what_a_firmware_cannot_be_is_refused_by_name() {
    let options = Options { fingers: 1, ..Options::new(Brand::Trussed) };
    let expected =
        if cfg!(feature = "trussed") { Unsupported::Fingers } else { Unsupported::NotBuilt };
    assert_eq!(options.check(), Err(expected));
    let options = Options { fingers: 1, touch: Touch::Never, ..Options::new(Brand::OpenSk) };
    assert_eq!(options.check(), Ok(()));
}
