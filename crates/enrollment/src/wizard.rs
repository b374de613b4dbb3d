//! A registration from the choice to its end, with the directory and the record around the ceremony.
//! It must never take a step that the record does not know of.

pub mod machine;
pub mod means;
mod run;
mod view;

pub use run::Wizard;
pub use view::{
    Answer, Aside, Choice, Finish, Found, KeyView, Leftover, NotRemoved, Refusal, Remedy, Source,
    Step, Subject, Ticks, TroubleView, WizardView,
};
