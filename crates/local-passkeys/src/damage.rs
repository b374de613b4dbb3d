//! Every way in which a text is damaged by one accident, for the tests of what reads it. It must leave none out
//! for being unlikely.

use std::collections::BTreeSet;

/// A text that is not what it was, with what was done to it.
pub(crate) struct Damaged {
    pub(crate) how: String,
    pub(crate) text: String,
}

/// Each line dropped and doubled, each two lines swapped, the text cut at each byte, and each byte dropped and
/// garbled in four ways. What is no UTF-8 any more is read as `probe` reads it.
pub(crate) fn damages(text: &str) -> Vec<Damaged> {
    let mut seen = BTreeSet::from([text.to_owned()]);
    let all = by_lines(text).into_iter().chain(by_bytes(text));
    all.filter(|one| seen.insert(one.text.clone())).collect()
}

fn by_lines(text: &str) -> Vec<Damaged> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut all = Vec::new();
    for at in 0..lines.len() {
        let mut dropped = lines.clone();
        dropped.remove(at);
        all.push(Damaged { how: format!("line {at} dropped"), text: dropped.concat() });
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at]);
        all.push(Damaged { how: format!("line {at} doubled"), text: doubled.concat() });
        for other in at + 1..lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(at, other);
            let how = format!("lines {at} and {other} swapped");
            all.push(Damaged { how, text: swapped.concat() });
        }
    }
    all
}

fn by_bytes(text: &str) -> Vec<Damaged> {
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut all = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        all.push(Damaged { how: format!("cut at {at}"), text: read(&text.as_bytes()[..at]) });
        let mut dropped = text.as_bytes().to_vec();
        dropped.remove(at);
        all.push(Damaged { how: format!("byte {at} dropped"), text: read(&dropped) });
        for other in [0, 0xff, byte ^ 0x01, byte ^ 0x20] {
            let mut garbled = text.as_bytes().to_vec();
            garbled[at] = other;
            all.push(Damaged { how: format!("byte {at} is {other:#04x}"), text: read(&garbled) });
        }
    }
    all
}

#[test]
fn a_text_is_damaged_in_every_way() {
    let all: Vec<String> = damages("a\nb\n").into_iter().map(|one| one.text).collect();
    for one in ["b\n", "a\n", "a\na\nb\n", "b\na\n", "", "a", "a\nb", "ab\n", "a\n\u{fffd}\n"] {
        assert!(all.iter().any(|text| text == one), "{one:?}");
    }
    assert!(!all.iter().any(|text| text == "a\nb\n"), "what is whole is no damage");
}
