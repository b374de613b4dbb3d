//! Randomness as an argument. Nothing else in this crate may ask the operating system for it.

/// A source of unpredictable bytes.
pub trait Entropy: Send {
    /// Fills all of `out`.
    ///
    /// # Errors
    /// The source has none to give; `out` must then not be used.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The system could not give random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoEntropy;

/// The operating system's source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl SystemEntropy {
    /// Opens it; costs nothing.
    pub fn new() -> Self {
        Self
    }
}

impl Entropy for SystemEntropy {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(out).map_err(|_| NoEntropy)
    }
}
