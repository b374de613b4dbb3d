use practice::models::{PRACTICE_KEY_C, PRACTICE_KEY_N};
use test_window::{Desk, PIN};

use crate::{begin, desk_with_pin, plug, take_out};

#[tokio::test]
async fn a_newcomer_registers_a_practice_key_and_then_meets_a_refusal() {
    let desk = Desk::new();
    let window = desk.open().await;
    window.says("Try it, or start for real").await;
    window.moment("start-first-run").await;
    window.press("Start practising").await;
    window.says("Name your new key").await;
    window.moment("register-choose").await;
    window.press("Continue").await;
    window.says("Insert your key or hold it to the reader").await;
    window.moment("register-insert").await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.says("Choose a PIN for this key").await;
    window.moment("register-set-pin").await;
    window.open_pin().await;
    window.moment("pin-set").await;
    window.send_pin(PIN).await;
    window.says("Touch your key now").await;
    window.says_aloud("Touch your key now").await;
    window.moment("register-touch").await;
    window.press("Touch the practice key").await;
    window.says("Your key is registered").await;
    window.moment("register-done").await;

    window.press("Register a spare").await;
    window.says("Name your new key").await;
    window.press("Continue").await;
    // The first one is still in: it says no by itself, for it is registered already.
    plug(&window, PRACTICE_KEY_N.name).await;
    window.says("This key cannot be used here").await;
    window.says("aaguid-not-allowed").await;
    window.says("Office keys").await;
    assert!(!window.offers("Open the PIN window").await, "a PIN is asked of a refused key");
    assert!(!window.offers("Touch the practice key").await, "a touch is asked of a refused key");
    window.moment("register-not-allowed").await;
}

#[tokio::test]
async fn a_wrong_pin_is_asked_again_and_says_how_many_tries_are_left() {
    let (_desk, window) = desk_with_pin(8).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.says("Enter the key’s PIN").await;
    window.moment("register-enter-pin").await;
    window.open_pin().await;
    window.moment("pin-enter").await;
    window.send_pin("not-the-pin").await;
    window.says("That PIN was wrong").await;
    window.says("7 of 8 tries left").await;
    window.moment("register-wrong-pin").await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
}

#[tokio::test]
async fn after_three_wrong_pins_the_key_has_to_be_put_back() {
    let (_desk, window) = desk_with_pin(8).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    for left in ["7 of 8", "6 of 8"] {
        window.pin("not-the-pin").await;
        window.says(left).await;
    }
    window.pin("not-the-pin").await;
    window.says("Take the key out and put it back").await;
    window.moment("register-reinsert").await;
    take_out(&window, PRACTICE_KEY_C.name).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.says("5 of 8 tries left").await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
}

#[tokio::test]
async fn the_last_wrong_pin_locks_the_key_and_says_what_a_reset_destroys() {
    let (_desk, window) = desk_with_pin(1).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.says("1 of 8 tries left").await;
    window.pin("not-the-pin").await;
    window.says("locked").await;
    window.says("reset").await;
    window.moment("register-pin-blocked").await;
}

#[tokio::test]
async fn a_touch_that_is_declined_makes_nothing_and_can_be_tried_again() {
    let (_desk, window) = desk_with_pin(8).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
    window.press("Decline on the key").await;
    window.says("The key was told no").await;
    window.moment("register-declined").await;
    window.press("Try again").await;
    window.says("Touch your key now").await;
    window.press("Cancel").await;
    window.says("Begin again").await;
    window.moment("register-cancelled").await;
}

#[tokio::test]
async fn a_key_that_is_taken_out_is_asked_for_again_and_its_pin_too() {
    let (_desk, window) = desk_with_pin(8).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.open_pin().await;
    window.send_pin(PIN).await;
    window.says("Touch your key now").await;
    take_out(&window, PRACTICE_KEY_C.name).await;
    window.says("back").await;
    window.moment("register-taken-out").await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.says("PIN").await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
    window.press("Touch the practice key").await;
    window.says("Your key is registered").await;
}

#[tokio::test]
async fn the_pin_window_goes_when_its_question_does() {
    let (_desk, window) = desk_with_pin(8).await;
    begin(&window).await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.says("Enter the key’s PIN").await;
    window.open_pin().await;
    window.leave_pin().await;
    take_out(&window, PRACTICE_KEY_C.name).await;
    window.pin_is_gone().await;
    window.says("back").await;
}
