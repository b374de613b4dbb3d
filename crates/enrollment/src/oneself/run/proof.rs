//! The question to a key that wants its PIN, on a thread of its own. What the key shows must go to the machine, and
//! its end must never be missed.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
};

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{self, Failure, RegistrationView, Verdict},
    driver::{Driver, Face},
};
use webauthn::CredentialId;

use super::{Input, Runner};
use crate::{
    oneself::machine::Choice,
    removal::{Finding, Removal, Removed},
    watch::Tell,
};

impl Runner {
    /// Asks a key for this on a thread of its own.
    pub(super) fn prove(&mut self, credential: &CredentialId) {
        let driver = Driver::new();
        let controls = driver.controls();
        self.proof = Some(controls.clone());
        let removal = Removal::look_for_entra(credential).awaiting_another();
        let (keys, entropy) = (Arc::clone(&self.means.keys), (self.means.entropy)());
        let (tell, met) = (self.tell.clone(), self.tell.clone());
        let body = move || {
            let heard = Box::new(move |seen| met.tell(Input::Met(seen)));
            let feed = keys.feed(controls, heard);
            let mut face = Facing(tell.clone());
            let run = AssertUnwindSafe(|| removal.run(driver, entropy, &mut face));
            let removed = catch_unwind(run).unwrap_or_else(|_| ended(Failure::TimedOut));
            drop(feed);
            tell.tell(Input::Proved(removed));
        };
        if let Err(error) = thread::Builder::new().name("ceremony".to_owned()).spawn(body) {
            tracing::error!(%error, "no thread for a ceremony");
            self.tell.tell(Input::Proved(ended(Failure::Cancelled)));
        }
    }
}

fn ended(failure: Failure) -> Removed {
    let finding = Finding::Ended { failure, possibly_deleted_from: None };
    Removed { finding, pin_changed_on: Vec::new() }
}

/// The face of the question to a key: all of it is the machine's.
struct Facing(Tell<Runner>);

impl Face for Facing {
    fn show(&mut self, view: &RegistrationView) {
        self.0.tell(Input::Moment(view.moment.clone()));
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

impl From<Choice> for ceremony::Answer {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Again => Self::Again,
            Choice::UsePin => Self::UsePin,
        }
    }
}
