use data_encoding::HEXLOWER_PERMISSIVE as HEX;

use super::{EcPoint, EllipticCurve, PublicKey};

fn hex(text: &str) -> Vec<u8> {
    HEX.decode(text.replace(' ', "").as_bytes()).unwrap()
}

#[test]
fn ed25519_is_written_as_rfc_8410_section_10_1() {
    let key = hex("19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1");
    let spki = PublicKey::Ed25519(key.clone().try_into().unwrap()).to_spki_der().unwrap();
    assert_eq!(spki, [hex("302a300506032b6570032100"), key].concat());
}

#[test]
fn p256_is_written_as_rfc_5480() {
    // The base point, SEC 2 §2.4.2.
    let point = hex("04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
            4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
        .replace('\n', "")
        .as_str());
    let key = PublicKey::Ec(EcPoint::new(EllipticCurve::P256, point.clone()).unwrap());
    let head = hex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    assert_eq!(key.to_spki_der().unwrap(), [head, point].concat());
}

#[test]
fn rsa_is_written_with_its_sign_byte_and_null_parameters() {
    let key = PublicKey::rsa(&[0xFF; 256], &[1, 0, 1]).unwrap();
    let head = hex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100");
    let spki = [head, vec![0xFF; 256], hex("0203010001")].concat();
    assert_eq!(key.to_spki_der().unwrap(), spki);
}

#[test]
fn a_point_of_another_length_or_form_is_refused() {
    let mut compressed = vec![2];
    compressed.extend([1; 32]);
    assert!(EcPoint::new(EllipticCurve::P256, compressed).is_err());
    assert!(EcPoint::new(EllipticCurve::P256, vec![4; 65]).is_err());
    assert!(EcPoint::new(EllipticCurve::P256, vec![]).is_err());
}
