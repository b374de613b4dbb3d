//! A registration from the choice to its end, with the directory and the record around the ceremony.
//! It must never take a step that the record does not know of.

mod view;

pub use view::{
    Answer, Aside, Choice, Finish, Found, KeyView, Leftover, Refusal, Remedy, Source, Step,
    Subject, Ticks, TroubleView, WizardView,
};
