//! What hands do again and again: begin, plug in, take out. Nothing here may look at a picture.

use practice::models::{Model, PRACTICE_KEY_C};
use test_window::{Desk, PIN, Preset, Window};

/// From Start to the question for a key, in practice, under the name that is proposed.
pub(crate) fn begin(window: &Window) {
    let first = window.offers("Start practising");
    window.press(if first { "Start practising" } else { "Register" });
    name_it(window);
}

/// From the question for a name to the question for a key.
pub(crate) fn name_it(window: &Window) {
    window.says("Name your new key");
    window.press("Continue");
    window.says("Practice keys");
}

/// The window of a desk whose Practice key C has the PIN and all its tries.
pub(crate) fn with_pin() -> (Desk, Window) {
    let desk = Desk::new();
    desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
    let window = desk.open();
    (desk, window)
}

/// Plugs this practice key in.
pub(crate) fn plug(window: &Window, model: &Model) {
    reach(window, &format!("Plug in {}", model.name));
}

/// Takes this practice key out.
pub(crate) fn take_out(window: &Window, model: &Model) {
    reach(window, &format!("Take out {}", model.name));
}

/// Presses something in the drawer of practice keys; where the drawer is closed, it is opened first.
fn reach(window: &Window, words: &str) {
    window.says("Practice keys");
    if !window.offers(words) {
        window.press("Practice keys");
    }
    window.press(words);
}

/// Takes this key out while its PIN is asked for: the window for the PIN goes with it.
pub(crate) fn take_out_while_asked(window: &Window, model: &Model) {
    window.says("Enter the key’s PIN");
    window.open_pin();
    window.leave_pin();
    take_out(window, model);
    window.pin_is_gone();
    window.says("Put your key back");
}

/// Answers the question for the PIN with the right one, and waits for the touch to be asked.
pub(crate) fn prove(window: &Window) {
    window.pin(PIN);
    window.says("Touch your key now");
}

/// From the question for a key to the touch.
pub(crate) fn make(window: &Window, model: &Model) {
    plug(window, model);
    prove(window);
    window.press("Touch the practice key");
}
