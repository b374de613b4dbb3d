//! Setting up Microsoft Authenticator: what a person does on a phone and in a browser, watched through
//! the directory until it is true. It must never call anything done that the directory does not list.

mod address;
mod code;
pub mod machine;
mod open;
mod sight;
mod terms;
mod version;
mod view;
mod watch;

pub use address::{APP_STORE, GOOGLE_PLAY, SECURITY_INFO};
pub use machine::problem::{Problem, SaidBy};
pub use sight::{App, Preference, Sight};
pub use terms::{Allowed, Mode, Terms};
pub use version::AppVersion;
pub use view::{
    AppView, AuthenticatorAct, AuthenticatorMoment, AuthenticatorStep, AuthenticatorView,
    AuthenticatorWatch, DefaultMethod, Link, LinkTo, QrCode, StepDoer, StepName, StepProof,
    StepState,
};
pub use watch::{AppDirectory, Enrolment, Means};
