use super::*;

fn entered(bytes: &[u8]) -> Typed {
    let mut line = Line::new();
    let mut last = Typed::More;
    for byte in bytes {
        assert_eq!(last, Typed::More, "ended early");
        last = line.typed(*byte);
    }
    last
}

fn line(text: &str) -> Typed {
    Typed::Line(Zeroizing::new(text.as_bytes().to_vec()))
}

#[test]
fn enter_ends_the_line_in_both_its_spellings() {
    assert_eq!(entered(b"1234\r"), line("1234"));
    assert_eq!(entered(b"1234\n"), line("1234"));
}

#[test]
fn backspace_takes_a_whole_character_back() {
    assert_eq!(entered("12é\u{7F}3\n".as_bytes()), line("123"));
    assert_eq!(entered("🔑\u{8}\u{8}4\n".as_bytes()), line("4"));
}

#[test]
fn the_line_can_be_begun_anew() {
    assert_eq!(entered(b"wrong\x15right\n"), line("right"));
}

#[test]
fn an_arrow_key_spends_no_try() {
    assert_eq!(entered(b"12\x1B[D34\n"), Typed::Unclear);
    assert_eq!(entered(b"12\x1B[D34\x151234\n"), line("1234"));
}

#[test]
fn more_than_the_buffer_holds_is_no_line() {
    let long = [vec![b'1'; MOST], b"2\n".to_vec()].concat();
    assert_eq!(entered(&long), Typed::Unclear);
    let mut line = Line::new();
    let buffer = line.bytes.as_ptr();
    for _ in 0..=MOST {
        line.typed(b'1');
    }
    assert_eq!(line.bytes.as_ptr(), buffer, "a grown buffer leaves a copy behind");
}

#[test]
fn ctrl_c_and_the_end_of_input_stop() {
    assert_eq!(entered(b"12\x03"), Typed::Stop);
    assert_eq!(entered(b"\x04"), Typed::Stop);
    let mut begun = Line::new();
    begun.typed(b'1');
    assert_eq!(begun.typed(CTRL_D), Typed::More);
}
