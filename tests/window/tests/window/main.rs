//! What a person does in the real window, from the first start to what a power cut left. Every moment
//! is kept as pictures and held against axe-core, in light and dark, at 100 % and 200 % text.

#![allow(clippy::unwrap_used, clippy::panic)] // a test says what it expects by unwrapping
#![cfg(target_os = "linux")]

mod ceremony;
mod directory;
mod rooms;
mod secrets;

use test_window::{Desk, Window};

/// From Start to the question for a key, in practice, under the name that is proposed.
async fn begin(window: &Window) {
    if window.offers("Start practising").await {
        window.press("Start practising").await;
    } else {
        window.press("Register").await;
    }
    window.says("Name your new key").await;
    window.press("Continue").await;
}

/// A desk whose Practice key C has the PIN, and the window on it.
async fn desk_with_pin(retries: u8) -> (Desk, Window) {
    let desk = Desk::new();
    desk.key_with_pin(&practice::models::PRACTICE_KEY_C, retries);
    let window = desk.open().await;
    (desk, window)
}

/// Plugs this practice key in.
async fn plug(window: &Window, name: &str) {
    reach(window, &format!("Plug in {name}")).await;
}

/// Takes this practice key out.
async fn take_out(window: &Window, name: &str) {
    reach(window, &format!("Take out {name}")).await;
}

/// Presses something in the drawer of practice keys; where the drawer is closed, it is opened first.
async fn reach(window: &Window, words: &str) {
    window.says("Practice keys").await;
    if !window.shows(words).await {
        window.press("Practice keys").await;
    }
    window.press(words).await;
}
