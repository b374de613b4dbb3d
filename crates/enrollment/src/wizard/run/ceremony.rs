//! A ceremony in a thread of its own. Its questions to the machine wait for the answer there, so that
//! nothing goes to a key before the machine has said so.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, TransportError,
    ceremony::{Ended, Failure, Leave, RegistrationView, Unusable, Verdict},
    driver::{Driver, Face},
};
use webauthn::Aaguid;

use super::{Ceremony, Runner};
use crate::{
    Prepared,
    removal::{Finding, Removal, Removed},
    wizard::{machine::Input, means::KeySeen},
};

impl Runner {
    /// Runs the registration's ceremony.
    pub(super) fn register(&mut self, prepared: Prepared) {
        let (driver, mut face) = self.prepare();
        let entropy = (self.means.entropy)();
        self.spawn(driver, move |driver, inputs| {
            let mut left = Vec::new();
            let made = caught(|| prepared.run(driver, entropy, &mut face));
            left.append(&mut face.left);
            let input = match made {
                Some(Ok(made)) => Input::Made(Box::new(made)),
                Some(Err(ended)) => Input::NotMade(ended),
                None => Input::NotMade(Box::new(Ended {
                    failure: own_fault(left.last()),
                    possibly_on: left,
                    pin_changed_on: Vec::new(),
                })),
            };
            let _ = inputs.send(input);
        });
    }

    /// Runs a search or a removal, on keys of this model only.
    pub(super) fn remove(&mut self, removal: Removal, aaguid: Option<Aaguid>) {
        let (driver, face) = self.prepare();
        let aaguid = aaguid.filter(|aaguid| !aaguid.is_zero());
        let mut face = Searching { inputs: face.inputs, aaguid };
        let entropy = (self.means.entropy)();
        self.spawn(driver, move |driver, inputs| {
            let removed = caught(|| removal.run(driver, entropy, &mut face));
            let removed = removed.unwrap_or_else(|| Removed {
                finding: Finding::Ended { failure: own_fault(None), possibly_deleted_from: None },
                pin_changed_on: Vec::new(),
            });
            let _ = inputs.send(Input::RemovalEnded(removed));
        });
    }

    fn prepare(&mut self) -> (Driver, Facing) {
        let driver = Driver::new();
        let (verdicts, judged) = mpsc::channel();
        let (leaves, left) = mpsc::channel();
        self.ceremony = Some(Ceremony { controls: driver.controls(), verdicts, leaves });
        let inputs = self.inputs.clone();
        (driver, Facing { inputs, judged, given: left, left: Vec::new() })
    }

    /// Keys are told of for as long as the ceremony runs.
    fn spawn(&self, driver: Driver, run: impl FnOnce(Driver, &Sender<Input>) + Send + 'static) {
        let keys = Arc::clone(&self.means.keys);
        let (inputs, heard) = (self.inputs.clone(), self.inputs.clone());
        let controls = driver.controls();
        let body = move || {
            let hear = move |seen: KeySeen| {
                let _ = heard.send(Input::KeySeen(seen));
            };
            let feed = keys.feed(controls, Box::new(hear));
            run(driver, &inputs);
            drop(feed);
        };
        if let Err(error) = thread::Builder::new().name("ceremony".to_owned()).spawn(body) {
            tracing::error!(%error, "no thread for a ceremony");
            let _ = self.inputs.send(Input::Cancelled);
        }
    }
}

/// The registration's face: all of it is the machine's to decide.
struct Facing {
    inputs: Sender<Input>,
    judged: Receiver<Verdict>,
    given: Receiver<Leave>,
    /// Keys that were told, or are about to be.
    left: Vec<AuthenticatorId>,
}

impl Face for Facing {
    fn show(&mut self, view: &RegistrationView) {
        let _ = self.inputs.send(Input::Moment(view.clone()));
    }

    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        let _ = self.inputs.send(Input::KeyInHand(id.clone(), Arc::new(info.clone())));
        // A machine that is over answers no more.
        self.judged.recv().unwrap_or(Verdict::NotAllowed)
    }

    fn leave(&mut self, id: &AuthenticatorId) -> Leave {
        let _ = self.inputs.send(Input::LeaveAsked(id.clone()));
        let leave = self.given.recv().unwrap_or(Leave::Withheld);
        if leave == Leave::Given && !self.left.contains(id) {
            self.left.push(id.clone());
        }
        leave
    }
}

/// The removal's face.
struct Searching {
    inputs: Sender<Input>,
    aaguid: Option<Aaguid>,
}

impl Face for Searching {
    fn show(&mut self, view: &RegistrationView) {
        let _ = self.inputs.send(Input::Moment(view.clone()));
    }

    fn judge(&mut self, _: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict {
        match self.aaguid {
            Some(wanted) if wanted != Aaguid(info.aaguid) => Verdict::NotAllowed,
            Some(_) | None => Verdict::Admitted,
        }
    }
}

/// A panic ends the ceremony, not the registration.
fn caught<T>(run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run))
        .inspect_err(|_| tracing::error!("a ceremony ended in a panic"))
        .ok()
}

fn own_fault(authenticator: Option<&AuthenticatorId>) -> Failure {
    let message = "the program's own fault, caught".to_owned();
    let why =
        Unusable::Transport(TransportError::Io { attempted: "running the ceremony", message });
    let authenticator = authenticator.cloned().unwrap_or_else(|| AuthenticatorId::new(""));
    Failure::Unusable { authenticator, why }
}
