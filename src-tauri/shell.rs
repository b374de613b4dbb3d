//! What the commands share. It must never hold a decision, only what the crates decided.

use crate::pin_window::PinSlot;

/// What the commands share.
#[derive(Default)]
pub struct Shell {
    pub(crate) pin: PinSlot,
}

impl Shell {
    /// The question that a PIN answers, for whoever asks it.
    pub fn pin(&self) -> &PinSlot {
        &self.pin
    }
}
