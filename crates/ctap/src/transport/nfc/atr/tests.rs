use super::*;

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXUPPER.decode(text.replace(' ', "").as_bytes()).unwrap()
}

#[test]
fn a_contactless_key_that_takes_chains_and_extended_commands_says_so() {
    // Historical bytes "80 73 C0 21 C0 ...": card capabilities, third byte C0 (7816-4, table 119).
    let atr = Atr::parse(&hex("3B 8D 80 01 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 F9"));
    let expected =
        Atr { contactless: true, storage: false, extended: Some(true), chaining: Some(true) };
    assert_eq!(atr, expected);
}

#[test]
fn the_same_card_in_a_contact_reader_is_not_contactless() {
    let atr =
        Atr::parse(&hex("3B FD 13 00 00 81 31 FE 15 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 40"));
    let expected =
        Atr { contactless: false, storage: false, extended: Some(true), chaining: Some(true) };
    assert_eq!(atr, expected);
}

#[test]
fn a_memory_card_is_one() {
    // PC/SC part 3 §3.1.3.2.3.2: MIFARE Classic 1K.
    let atr = Atr::parse(&hex("3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A"));
    assert!(atr.contactless && atr.storage);
}

#[test]
fn historical_bytes_without_capabilities_say_nothing_of_the_forms() {
    let atr = Atr::parse(&hex("3B 84 80 01 56 4B 45 59 04"));
    let expected = Atr { contactless: true, storage: false, extended: None, chaining: None };
    assert_eq!(atr, expected);
}

#[test]
fn status_bytes_at_the_end_are_not_read_as_objects() {
    // Category 00: "31 C0" and the capabilities "71 40", then three status bytes.
    let atr = Atr::parse(&hex("3B 8B 80 01 00 31 C0 73 00 00 40 00 90 00 00 00"));
    assert_eq!(atr.extended, Some(true));
    let cut = Atr::parse(&hex("3B 84 80 01 00 73 00 00 40"));
    assert_eq!(cut.extended, None);
}

#[test]
fn an_answer_cut_anywhere_is_read_as_far_as_it_goes() {
    let whole = hex("3B FD 13 00 00 81 31 FE 15 80 73 C0 21 C0 57 59 75 62 69 4B 65 79 40");
    for length in 0..whole.len() - 1 {
        assert_eq!(Atr::parse(&whole[..length]).extended, None, "{length} bytes");
    }
}

#[test]
fn an_answer_that_announces_for_ever_ends() {
    assert_eq!(Atr::parse(&[0xFF; 300]), Atr::default());
    assert_eq!(Atr::parse(&[0x80; 300]), Atr::default());
}
