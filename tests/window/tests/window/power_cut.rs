use practice::models::PRACTICE_KEY_C;
use serde_json::json;
use test_window::{Desk, Preset};

use crate::hands::{begin, make, plug};

#[test]
fn what_a_power_cut_left_is_offered_at_the_next_start() {
    let mut desk = Desk::new();
    desk.script(Some(&json!([{
        "match": { "method": "POST", "path": "*/fido2Methods" },
        "times": "always",
        "action": { "do": "cut-before" },
    }])));
    desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
    let window = desk.open();
    begin(&window);
    make(&window, &PRACTICE_KEY_C);
    window.says("Kept until the directory answers");
    let survives = window.text().contains("sealed");
    window.kill();

    desk.script(None);
    let window = desk.open();
    window.says("A registration is not over");
    window.says("Nothing is lost and nothing is made twice");
    window.moment("start-unfinished");
    if survives {
        window.press("Send it");
        window.says("Your key is registered");
    } else {
        // No keyring here, so the answer was in memory only; the passkey is taken off again.
        window.press("Remove it from the key");
        window.says("Insert the key with the passkey on it");
        window.moment("unfinished-insert");
        plug(&window, &PRACTICE_KEY_C);
        window.pin(test_window::PIN);
        window.says("Taken off the key");
    }
    window.moment("unfinished-resolved");
}
