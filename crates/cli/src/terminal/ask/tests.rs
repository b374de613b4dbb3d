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

#[test]
fn a_word_is_that_word_in_whatever_case_and_no_other() {
    let typed =
        |text: &str| line(&mut text.as_bytes()).map(|line| is_word(&line, "lock out")).unwrap();
    assert!(["lock out\n", " Lock Out \r\n", "LOCK OUT"].into_iter().all(typed));
    assert!(!["", "\n", "lock\n", "lockout\n", "yes\n", "lock out now\n"].into_iter().any(typed));
}
