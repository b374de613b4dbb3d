use practice::models::{PRACTICE_KEY_C, PRACTICE_KEY_N};
use test_window::{Desk, PIN};

use crate::hands::{name_it, plug};

#[test]
fn a_newcomer_registers_a_practice_key_meets_a_refusal_and_reads_the_record() {
    let desk = Desk::new();
    let window = desk.open();
    window.says("Try it, or start for real");
    window.moment("start-first-run");
    window.press("Start practising");
    window.says("Name your new key");
    window.moment("register-choose");
    window.press("Continue");
    window.says("Insert your key or hold it to the reader");
    window.moment("register-no-key");
    plug(&window, &PRACTICE_KEY_C);
    window.says("Choose a PIN for this key");
    window.moment("register-no-pin-set");
    window.open_pin();
    window.moment("pin-set");
    window.send_pin(PIN);
    window.says("Touch your key now");
    window.says_aloud("Touch your key now");
    window.moment("register-touch");
    window.press("Touch the practice key");
    window.says("Your key is registered");
    window.moment("register-done");

    window.press("Register a spare");
    name_it(&window);
    // The first one is still in. It shows what it holds only after its PIN, and then says no.
    window.pin(PIN);
    window.says("This key is registered already");
    window.moment("register-already-registered");
    plug(&window, &PRACTICE_KEY_N);
    window.says("This key cannot be used here");
    window.says("aaguid-not-allowed");
    window.says("Office keys");
    assert!(!window.offers("Open the PIN window"), "a PIN is asked of a refused key");
    assert!(!window.offers("Touch the practice key"), "a touch is asked of a refused key");
    window.moment("register-not-allowed");
    window.press("Cancel");
    window.says("Not registered");
    window.moment("register-not-registered");

    window.press("Back to Start");
    window.says("One key is no key");
    window.moment("start");
    window.press("Activity");
    window.says("Everything Touchstone did on this computer");
    window.says("mira.okafor@harbourpine.example");
    window.moment("activity");
    window.press("Export CSV");
    window.says("Written to");
    let csv = std::fs::read_to_string(desk.chosen_file()).unwrap();
    assert!(csv.contains("\"registered\"") && csv.contains("mira.okafor"), "{csv}");
    window.press("Settings");
    window.says("record.sqlite");
    window.moment("settings");
}
