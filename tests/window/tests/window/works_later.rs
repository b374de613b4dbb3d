//! A key that is made today and works later: kept sealed where there is a keyring, refused before any key is
//! asked where there is none.

use practice::models::PRACTICE_KEY_C;
use test_window::{Desk, Preset, Window};

use crate::hands::make;

const NOT_KEPT: &str = "It cannot be kept until later";

/// From Start to the question for a key, which is to work after a day.
fn begin(window: &Window) {
    window.press("Start practising");
    window.says("Name your new key");
    let chosen = window.script(
        "const list = document.getElementById('later'); list.value = '1440'; \
         list.dispatchEvent(new Event('change', { bubbles: true })); return list.value",
    );
    assert_eq!(chosen, "1440");
    window.says("kept sealed on this computer until you send it");
    window.press("Continue");
}

#[test]
fn a_key_that_works_later_is_kept_over_a_power_cut_and_sent_from_start() {
    let desk = Desk::new();
    desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
    let window = desk.open();
    begin(&window);
    if window.says_one_of(&["Practice keys", NOT_KEPT]) == NOT_KEPT {
        window.says("This computer has no keyring to seal it with");
        window.moment("later-cannot-keep");
        assert!(!window.offers("Touch the practice key"), "no key is asked");
        return;
    }
    make(&window, &PRACTICE_KEY_C);
    window.says("Kept for later");
    window.moment("later-kept");
    window.kill();

    let window = desk.open();
    window.press("Send it");
    window.says("Your key is registered");
    window.says("Read again");
    window.moment("later-sent");
}
