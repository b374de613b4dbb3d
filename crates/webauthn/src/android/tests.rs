use data_encoding::HEXUPPER as HEX;

use super::{AuthorizationList, KeyDescription, KeyDescriptionError};

// WebAuthn L3 §16, "Android Key Attestation with ES256 Credential": version 300, software, both
// lists empty.
const STANDARD: &str = "30350202012C0A01000201000A01000420B435028D7B6A8F83BB461D41C19B053A9D3CDB\
                        30351A4F374CD4CDE8DBEFB606040030003000";

fn description(software: &[u8], tee: &[u8]) -> Vec<u8> {
    let head = [2, 1, 3, 10, 1, 1, 2, 1, 4, 10, 1, 2, 4, 1, 7, 4, 0];
    let lists = [crate::der::sequence(software), crate::der::sequence(tee)].concat();
    crate::der::sequence(&[&head[..], &lists].concat())
}

#[test]
fn the_description_of_the_standard_is_read() {
    let bytes = HEX.decode(STANDARD.as_bytes()).unwrap();
    let description = KeyDescription::from_der(&bytes).unwrap();
    assert_eq!((description.attestation_version, description.key_security_level), (300, 0));
    assert_eq!(description.attestation_challenge.len(), 32);
    assert_eq!(description.tee_enforced, AuthorizationList::default());
}

#[test]
fn authorizations_are_found_among_others() {
    // purpose [1] {2, 3}, algorithm [2], origin [702] 0, rollbackResistant [703].
    let tee = [
        &[0xA1, 8, 0x31, 6, 2, 1, 2, 2, 1, 3, 0xA2, 3, 2, 1, 3][..],
        &[0xBF, 0x85, 0x3E, 3, 2, 1, 0, 0xBF, 0x85, 0x3F, 2, 5, 0],
    ];
    // allApplications [600].
    let bytes = description(&[0xBF, 0x84, 0x58, 2, 5, 0], &tee.concat());
    let description = KeyDescription::from_der(&bytes).unwrap();
    assert!(description.software_enforced.all_applications);
    let tee = description.tee_enforced;
    assert_eq!((tee.purpose, tee.origin, tee.count), (Some(vec![2, 3]), Some(0), 4));
    assert_eq!((description.attestation_security_level, description.key_security_level), (1, 2));
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let origin = [0xBF, 0x85, 0x3E, 3, 2, 1, 0];
    for tee in [
        &[origin, origin].concat()[..],
        // origin as an ENUMERATED, as a negative number, beside something; purpose without SET.
        &[0xBF, 0x85, 0x3E, 3, 10, 1, 0],
        &[0xBF, 0x85, 0x3E, 3, 2, 1, 0xFF],
        &[0xBF, 0x85, 0x3E, 6, 2, 1, 0, 2, 1, 0],
        &[0xA1, 3, 2, 1, 2],
        &[0x02, 1, 0],
    ] {
        assert_eq!(KeyDescription::from_der(&description(&[], tee)), Err(KeyDescriptionError));
    }
    let good = description(&[], &[]);
    for wrong in [&good[..good.len() - 1], &[&*good, &[0]].concat(), &[]] {
        assert_eq!(KeyDescription::from_der(wrong), Err(KeyDescriptionError));
    }
}
