use practice::models::{PRACTICE_KEY_BIO, PRACTICE_KEY_C};

use crate::hands::{begin, plug, prove, take_out, with_pin};

#[test]
fn of_several_keys_the_touched_one_is_taken() {
    let (_desk, window) = with_pin();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    window.says("Enter the key’s PIN");
    plug(&window, &PRACTICE_KEY_BIO);
    window.says("Touch the key you want");
    window.says("2 keys blink");
    window.moment("register-several-keys");
    window.press("Touch Practice key Bio");
    window.says("Choose a PIN for this key");
}

#[test]
fn a_touch_is_declined_too_late_or_cut_short_and_asked_for_again() {
    let (_desk, window) = with_pin();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    prove(&window);
    window.press("Decline on the key");
    window.says("The key was told no");
    window.moment("register-declined");

    window.press("Try again");
    window.says("Touch your key now");
    take_out(&window, &PRACTICE_KEY_C);
    window.says("Put the same key back");
    window.moment("register-taken-out-at-the-touch");
    plug(&window, &PRACTICE_KEY_C);
    prove(&window);
    window.press("Touch the practice key");
    window.says("Your key is registered");
}

#[test]
fn nobody_touches_the_key_in_time_and_then_somebody_cancels() {
    let (_desk, window) = with_pin();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    prove(&window);
    // The practice key waits 30 seconds, as keys on sale do.
    window.says("Nobody touched the key in time");
    window.moment("register-too-late");
    window.press("Try again");
    window.says("Touch your key now");
    window.press("Cancel");
    window.says("You stopped before");
    window.moment("register-cancelled");
}
