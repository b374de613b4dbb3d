//! The window in which a PIN is typed, as its own page. It must never be taken for gone before the
//! driver sees it no more.

use crate::Window;

/// The question stands when a field is shown.
const ASKS: &str = "return [...document.querySelectorAll('.field')].some((one) => !one.hidden)";
/// Whether the field with this id is shown.
const SHOWN: &str = "return document.getElementById(arguments[0]).checkVisibility()";
/// Presses Continue once nobody looks: a click of the driver's waits for a page that ends with it.
const SEND: &str = "setTimeout(() => document.getElementById('submit').click(), 0)";

impl Window {
    /// Opens the PIN window by the page's button and waits for its question.
    pub fn open_pin(&self) {
        self.press("Open the PIN window");
        self.until("no PIN window came", || {
            self.others().first().is_some_and(|pin| self.driver.look_at(pin).is_ok())
        });
        self.comes("the question", ASKS, &[]);
    }

    /// Answers the question for a PIN.
    pub fn pin(&self, pin: &str) {
        self.open_pin();
        self.send_pin(pin);
    }

    /// Types a PIN into the open PIN window, twice where a new one is asked, and sends it; the window
    /// is gone after that.
    pub fn send_pin(&self, pin: &str) {
        self.type_into("PIN", pin);
        if self.asks_twice() {
            self.type_into("once more", pin);
        }
        self.send();
    }

    /// Types the current PIN and a new one into the open PIN window.
    pub fn change_pin(&self, current: &str, new: &str) {
        self.type_into("Current PIN", current);
        self.type_into("New PIN", new);
        self.type_into("once more", new);
        self.send();
    }

    fn asks_twice(&self) -> bool {
        self.driver.script(SHOWN, &["repeat".into()]).unwrap() == true
    }

    fn send(&self) {
        // The page may be gone before it can say that it heard.
        let _ = self.driver.script(SEND, &[]);
        self.pin_is_gone();
    }

    /// Looks at the main window again; the PIN window stays open.
    pub fn leave_pin(&self) {
        self.look_at_main();
    }

    /// Waits until there is no PIN window any more, and goes on in the main one.
    pub fn pin_is_gone(&self) {
        self.until("the PIN window stays", || self.others().is_empty());
        self.look_at_main();
    }
}
