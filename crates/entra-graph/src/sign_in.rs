//! Signing in: a browser with a redirect back to this computer, or a code on another device; then tokens
//! and their renewal. A code or a token must never go to anybody but the authority it is of.

mod account;
pub mod answer;
mod browser;
mod device;
mod error;
mod form;
mod keep;
mod listener;
mod permission;
mod pkce;
pub mod redirect;
mod session;

pub use account::Account;
pub use browser::{BrowserSignIn, Prompt, Stopper};
pub use device::{DeviceSignIn, DeviceView};
pub use error::{AuthorityRefusal, SignInError};
pub use form::{Application, ApplicationError, Authority, Wanted};
pub use listener::Words;
pub use permission::Job;
pub use session::Session;
