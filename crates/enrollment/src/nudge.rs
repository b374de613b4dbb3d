//! Whether a registration campaign asks the person at this computer: what was done with earlier
//! prompts, what the directory says, and what is said of the sign-in. It must never count a prompt that
//! nobody saw, nor lose one that somebody answered.

mod eligible;
mod facts;
mod followed;
mod history;
mod nudges;
mod sign_in;
#[cfg(test)]
mod tests;

pub use facts::{RegisteredPasskey, registered_passkeys};
pub use followed::{Followed, Went};
pub use history::{Addressee, History, Prompt, PromptAnswer, PromptStore, Seen};
pub use nudges::{Nudges, Offer};
pub use sign_in::SignIn;
