use super::*;

fn said(text: &str) -> bool {
    answer(&mut text.as_bytes()).unwrap()
}

#[test]
fn only_a_clear_yes_is_one() {
    assert!(["y\n", "Y\r\n", "yes\n", " YES \n", "y"].into_iter().all(said));
    for text in ["", "\n", "n\n", "no\n", "yy\n", "yes please\n", "j\n", "\u{1B}y\n"] {
        assert!(!said(text), "{text:?}");
    }
    assert!(!said(&format!("{}y\n", " ".repeat(100))), "a line without an end is none");
}
