//! What happened in a world so far, told where it ends in a panic: chance finds what nobody thought of, and
//! it must never be told to anybody who did not ask why.

use std::{cell::RefCell, fmt::Debug, thread};

thread_local! {
    static SO_FAR: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Tells the last two registrations when it is dropped in a panic.
pub(super) struct Story(u64);

impl Story {
    pub(super) fn begins(seed: u64) -> Self {
        SO_FAR.take();
        Self(seed)
    }

    /// A start of the program; those of the registrations before are forgotten.
    pub(super) fn chapter(title: &str) {
        SO_FAR.with_borrow_mut(|lines| {
            if title.contains(" registers: ") {
                lines.clear();
            }
            lines.push(title.to_owned());
        });
    }

    pub(super) fn tells(step: &impl Debug) {
        SO_FAR.with_borrow_mut(|lines| lines.push(format!("    {step:?}")));
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if thread::panicking() {
            println!("the world of {}:\n{}", self.0, SO_FAR.take().join("\n"));
        }
    }
}
