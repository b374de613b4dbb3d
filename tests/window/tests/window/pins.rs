use practice::models::{PRACTICE_KEY_BIO, PRACTICE_KEY_C};
use test_window::{Desk, PIN, Preset};

use crate::hands::{begin, plug, prove, take_out, take_out_while_asked, with_pin};

#[test]
fn a_wrong_pin_is_asked_again_and_three_of_them_want_the_key_out() {
    let (_desk, window) = with_pin();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    window.says("Enter the key’s PIN");
    window.moment("register-pin-needed");
    window.open_pin();
    window.moment("pin-enter");
    window.send_pin("not-the-pin");
    window.says("That PIN was wrong");
    window.says("7 of 8 tries left");
    window.moment("register-wrong-pin");
    window.open_pin();
    window.says("That PIN was wrong");
    window.moment("pin-wrong");
    window.send_pin("not-the-pin");
    window.says("6 of 8 tries left");
    window.pin("not-the-pin");
    window.says("Take the key out and put it back");
    assert!(!window.offers("Open the PIN window"), "a PIN is asked of a key that takes none");
    window.moment("register-three-wrong");

    take_out(&window, &PRACTICE_KEY_C);
    plug(&window, &PRACTICE_KEY_C);
    window.says("5 of 8 tries left");
    prove(&window);
}

#[test]
fn the_last_wrong_pin_locks_the_key_and_one_that_must_change_is_changed() {
    let desk = Desk::new();
    desk.key(&PRACTICE_KEY_C, Preset::Tries(1));
    desk.key(&PRACTICE_KEY_BIO, Preset::MustChange);
    let window = desk.open();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    window.says("1 of 8 tries left");
    window.moment("register-last-try");
    window.pin("not-the-pin");
    window.says("This key is locked");
    window.says("a reset destroys every passkey on the key");
    window.says("CTAP2_ERR_PIN_BLOCKED (0x32)");
    window.moment("register-blocked");

    plug(&window, &PRACTICE_KEY_BIO);
    window.says("The key wants a new PIN");
    window.moment("register-pin-must-change");
    window.open_pin();
    window.moment("pin-change");
    // The key has just heard it, and does not ask for it once more.
    window.change_pin(PIN, "another-pin-of-the-key");
    window.says("Touch your key now");
}

#[test]
fn the_pin_window_goes_when_its_key_is_taken_out() {
    let (_desk, window) = with_pin();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    take_out_while_asked(&window, &PRACTICE_KEY_C);
    window.moment("register-taken-out");
    plug(&window, &PRACTICE_KEY_C);
    prove(&window);
}
