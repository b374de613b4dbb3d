use data_encoding::{BASE64, BASE64URL_NOPAD};

use super::{Author, read};

fn id(length: u8) -> Vec<u8> {
    (0..length).map(|at| at.wrapping_mul(151).wrapping_add(61)).collect()
}

fn readings(text: &str, author: Author) -> Vec<Vec<u8>> {
    let (first, other) = read(text, author).unwrap();
    std::iter::once(first).chain(other).map(|id| id.as_bytes().to_vec()).collect()
}

fn spellings(id: &[u8]) -> [String; 3] {
    let pad = (3 - id.len() % 3) % 3;
    let url = BASE64URL_NOPAD.encode(id);
    [BASE64.encode(id), format!("{url}{pad}"), url]
}

#[test]
fn graph_s_three_spellings_are_read_for_every_length() {
    for length in 1..=200 {
        let id = id(length);
        for spelling in spellings(&id) {
            let readings = readings(&spelling, Author::Graph);
            assert!(readings.contains(&id), "{length}: {spelling}");
        }
        let [base64, digit, _] = spellings(&id);
        assert_eq!(readings(&base64, Author::Graph)[0], id, "{base64}");
        assert_eq!(readings(&digit, Author::Graph)[0], id, "{digit}");
    }
}

#[test]
fn a_standard_document_is_read_as_the_standard_says() {
    for length in 1..=200 {
        let id = id(length);
        let [_, _, url] = spellings(&id);
        assert_eq!(readings(&url, Author::Standard)[0], id, "{url}");
    }
}

#[test]
fn a_text_that_fits_two_encodings_keeps_both_readings() {
    // Three bytes in base64url, or two bytes and the digit for one cut off `=`.
    assert_eq!(readings("AAA1", Author::Graph), [vec![0, 0], vec![0, 0, 0x35]]);
    assert_eq!(readings("AAA1", Author::Standard), [vec![0, 0, 0x35], vec![0, 0]]);
}

#[test]
fn a_length_that_base64_never_has_is_a_pad_digit_for_whoever_wrote_it() {
    assert_eq!(readings("AAAA0", Author::Standard), [vec![0, 0, 0]]);
    assert_eq!(read("AAAA1", Author::Graph), None);
    assert_eq!(read("AAAA=0", Author::Graph), None);
    assert_eq!(read("AA A", Author::Graph), None);
}
