use practice::models::{PRACTICE_KEY_BIO, PRACTICE_KEY_C};
use test_window::{Desk, Preset};

use crate::hands::{begin, make, take_out};

#[test]
fn a_full_key_is_told_and_what_nobody_trusts_is_taken_off_again() {
    let desk = Desk::new();
    desk.key(&PRACTICE_KEY_C, Preset::Full);
    desk.key(&PRACTICE_KEY_BIO, Preset::Foreign);
    let window = desk.open();
    begin(&window);
    make(&window, &PRACTICE_KEY_C);
    window.says("This key is full");
    window.says("CTAP2_ERR_KEY_STORE_FULL (0x28)");
    window.moment("register-full");

    take_out(&window, &PRACTICE_KEY_C);
    make(&window, &PRACTICE_KEY_BIO);
    window.says("The policy wants the model proved, and it is not. It was not sent.");
    window.moment("register-refused-after-touch");
    window.press("Remove it from the key");
    window.pin(test_window::PIN);
    window.says("Not registered");
    window.says("Nothing of it is left on the key");
    window.moment("register-removed");
}
