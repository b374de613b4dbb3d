use super::{NotDer, Reader, Tag, is_strict, only, unsigned_number};

#[test]
fn elements_are_read_in_order_and_to_the_end() {
    let mut reader = Reader::new(&[0x02, 1, 5, 0xBF, 0x85, 0x3E, 3, 2, 1, 0]);
    assert_eq!(reader.expect(Tag::INTEGER), Ok(&[5][..]));
    // 702, the tag of AuthorizationList.origin in an Android key description.
    assert_eq!(reader.element().unwrap().tag.explicit_number(), Some(702));
    assert_eq!(reader.end(), Ok(()));
    assert_eq!(only(&[4, 1, 7, 0], Tag::OCTET_STRING), Err(NotDer));
    assert_eq!(only(&[4, 1, 7], Tag::SEQUENCE), Err(NotDer));
}

#[test]
fn what_ber_allows_and_der_does_not_is_refused() {
    // X.690 §10.1: indefinite, longer than need be, more than is there; tags with leading zeros.
    for bytes in [
        &[0x30, 0x80, 0, 0][..],
        &[0x04, 0x81, 1, 0],
        &[0x04, 0x82, 0, 0x80],
        &[0x04, 2, 0],
        &[0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0x04, 0x85, 1, 0, 0, 0, 0],
        &[0xBF, 0x80, 0x01, 0],
        &[0xBF, 0x1E, 0],
        &[0xBF],
        &[],
    ] {
        assert_eq!(Reader::new(bytes).element(), Err(NotDer), "{bytes:x?}");
    }
    // X.690 §8.3.2, §11.1: a BOOLEAN of 1, INTEGERs longer than need be, a NULL with content.
    for bytes in [
        &[0x30, 3, 1, 1, 1][..],
        &[2, 2, 0, 1],
        &[2, 2, 0xFF, 0x80],
        &[2, 0],
        &[5, 1, 0],
        &[0x30, 2, 2],
    ] {
        assert!(!is_strict(bytes), "{bytes:x?}");
    }
    assert!(is_strict(&[0x30, 9, 1, 1, 0xFF, 2, 2, 0, 0x80, 5, 0]));
}

#[test]
fn depth_has_an_end() {
    let nested = |levels: u8| (0..levels).fold(vec![], |inner, _| super::sequence(&inner));
    assert!(is_strict(&nested(24)));
    assert!(!is_strict(&nested(60)));
}

#[test]
fn numbers_are_neither_negative_nor_padded_nor_too_large() {
    assert_eq!(unsigned_number(&[0]), Ok(0));
    assert_eq!(unsigned_number(&[0, 0x80]), Ok(128));
    assert_eq!(unsigned_number(&[1, 0x2C]), Ok(300));
    assert_eq!(unsigned_number(&[0, 0xFF, 0, 0, 0, 0, 0, 0, 0]), Ok(0xFF << 56));
    for wrong in [&[][..], &[0xFF], &[0, 1], &[0, 0], &[1; 9]] {
        assert_eq!(unsigned_number(wrong), Err(NotDer), "{wrong:x?}");
    }
}
