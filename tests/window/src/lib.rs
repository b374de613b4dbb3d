//! The real window on a screen of its own, driven through WebDriver as a person would: by what stands
//! on buttons and what is read out. It must never reach into the page's insides.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)] // a test says what it expects by unwrapping

mod accessibility;
mod browser;
mod desk;
mod driver;
mod hand;
mod key;
mod measure;
mod pin;
mod process;
mod screen;
mod silence;
mod window;

pub use browser::{get, signs_in};
pub use desk::Desk;
pub use key::{PIN, Preset};
pub use measure::{App, First, GROUND, STRIP, measure};
pub use process::app;
pub use screen::Screen;
pub use window::Window;
