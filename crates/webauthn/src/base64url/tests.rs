use super::{decode, encode, is_canonical};

#[test]
fn the_vectors_of_rfc_4648_section_10_read_in_every_spelling() {
    for (bytes, padded) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(decode(padded).unwrap(), bytes.as_bytes());
        assert_eq!(decode(padded.trim_end_matches('=')).unwrap(), bytes.as_bytes());
        assert_eq!(encode(bytes.as_bytes()), padded.trim_end_matches('='));
    }
    assert_eq!(decode("-_8").unwrap(), decode("+/8=").unwrap());
}

#[test]
fn what_no_encoder_makes_is_refused() {
    for text in ["A", "AAAAA", "AA===", "A A", "AA\n", "AA=A", "AAé", "not valid base64url"] {
        assert_eq!(decode(text), None, "{text}");
    }
}

#[test]
fn stray_bits_are_read_but_known() {
    assert_eq!(decode("Zh"), Some(vec![b'f']));
    assert!(!is_canonical("Zh"));
    assert!(is_canonical("Zg"));
}
