//! Runs the ceremony: keys on one side, a person or nobody on the other. However it ends, the
//! terminal is as it was and no key goes on blinking.

use std::{path::Path, sync::Arc, time::Duration};

use ctap::{
    Pin, PinRules, SystemEntropy,
    ceremony::{Ended, Failure, Unusable},
    driver::{Controls, Driver},
    transport::DeviceEvent,
};
use enrollment::{
    Made, PolicyGate, Prepared,
    ports::{self, Feed},
};
use practice::key::{PracticeKey, Settings, firmware::PinPreset};
use unicode_normalization::UnicodeNormalization;
use webauthn::Aaguid;
use zeroize::Zeroizing;

use super::inputs::{Attendance, Keys, Means};
use crate::{
    face::{Attended, Stopped, Unattended},
    names::Names,
    practice_key::{self, Port},
    problem::{EndedProblem, NotAllowed, Problem},
    process,
    terminal::{Dialog, Session, Shared},
};

/// Tries of a new PIN (CTAP 2.1 §6.5.2.2: at most 8).
const TRIES: u8 = 8;

/// Runs it to its end.
///
/// # Errors
/// No credential was made, or the terminal does not do as it is told.
pub(super) fn run(prepared: Prepared, means: Means, mut gate: PolicyGate) -> Result<Made, Problem> {
    let Means { scene, attendance, pin, keys, names } = means;
    let driver = Driver::new();
    let controls = driver.controls();
    let plugged = Plugged::new(keys, &controls, &names);
    // After the keys, which take their time to open; nothing is asked of them before this.
    process::cancel_on_signal(controls.clone());
    let entropy = Box::new(SystemEntropy::new());
    match attendance {
        Attendance::Attended => {
            let dialog = Dialog::new(names.clone(), scene, pin);
            let shared = Shared::new(dialog, controls.clone(), plugged.reinsertion());
            let session = Session::start(&shared).map_err(Problem::Terminal)?;
            let mut face = Attended::new(shared, controls, scene, names.clone(), &mut gate);
            let outcome = prepared.run(driver, entropy, &mut face);
            drop(session);
            let refused = face.into_refused();
            outcome.map_err(|mut ended| {
                if let Some(refused) = refused {
                    ended.failure = refused;
                }
                problem(*ended, None, names, &gate)
            })
        }
        Attendance::Unattended(patience) => {
            let mut face =
                Unattended::new(controls, names.clone(), scene, pin, patience, &mut gate);
            let outcome = prepared.run(driver, entropy, &mut face);
            let stopped = face.into_stopped();
            outcome.map_err(|ended| problem(*ended, stopped, names, &gate))
        }
    }
}

/// Where the ceremony ended by itself after all, that is the reason. A key that the policy refused
/// is an answer with findings.
fn problem(ended: Ended, stopped: Option<Stopped>, names: Names, gate: &PolicyGate) -> Problem {
    if let Failure::Unusable { authenticator, why: Unusable::NotAllowed } = &ended.failure
        && let Some(preflight) = gate.said(authenticator)
    {
        let (preflight, key) = (preflight.clone(), Some(authenticator.clone()));
        let ended = Some(ended);
        return Problem::NotAllowed(Box::new(NotAllowed { preflight, key, ended, names }));
    }
    let stopped = stopped.filter(|_| ended.failure == Failure::Cancelled);
    Problem::Ended(Box::new(EndedProblem { ended, stopped, names }))
}

/// The keys that the ceremony hears of, for as long as this lives.
enum Plugged {
    Ports(#[expect(dead_code, reason = "it feeds until it is dropped")] Feed),
    Practice(Arc<Port>),
}

impl Plugged {
    fn new(keys: Keys, controls: &Controls, names: &Names) -> Self {
        match keys {
            Keys::Ports(wanted) => {
                let names = names.clone();
                let heard = move |event: &DeviceEvent| {
                    if let DeviceEvent::Added(device) = event {
                        names.learn(device);
                    }
                };
                Self::Ports(ports::feed(controls.clone(), wanted, heard))
            }
            Keys::Practice { key, touch_ms, folder } => {
                let touch = Duration::from_millis(touch_ms.into());
                names.call(practice_key::id(), practice_key::NAME.to_owned());
                let port = Port::new(folder, touch, controls.clone());
                port.insert(*key);
                Self::Practice(Arc::new(port))
            }
        }
    }

    /// What takes the practice key out and puts it back. A real one only a hand can.
    fn reinsertion(&self) -> impl Fn() + Send + Sync + 'static {
        let port = match self {
            Self::Ports(_) => None,
            Self::Practice(port) => Some(Arc::clone(port)),
        };
        move || {
            if let Some(port) = &port {
                port.reinsert();
            }
        }
    }
}

/// The practice key of this folder. A new one is made with the PIN that was given, as this model.
///
/// # Errors
/// It cannot be opened or made, or would not take that PIN.
pub(super) fn practice_key(
    folder: &Path,
    model: Option<Aaguid>,
    pin: Option<&Zeroizing<Vec<u8>>>,
    touch_ms: u32,
) -> Result<PracticeKey, Problem> {
    let touch = Duration::from_millis(touch_ms.into());
    let settings = if practice_key::exists(folder) {
        Settings::default()
    } else {
        let pin = pin.map(preset).transpose().map_err(Problem::PracticePin)?;
        Settings { aaguid: model.map(|Aaguid(bytes)| bytes), pin, ..Settings::default() }
    };
    practice_key::open(folder, settings, touch).map_err(Problem::Practice)
}

fn preset(bytes: &Zeroizing<Vec<u8>>) -> Result<PinPreset, Stopped> {
    let Settings { min_pin_length, .. } = Settings::default();
    let rules = PinRules {
        min_code_points: usize::from(min_pin_length),
        max_code_points: ctap::MAX_PIN_BYTES,
        complexity: false,
    };
    let judged = Pin::new(bytes.clone()).map_err(Stopped::NoPin)?;
    rules.judge(&judged).map_err(Stopped::NewPinRejected)?;
    let typed = std::str::from_utf8(bytes).unwrap_or_default();
    // NFC at most triples a text, so that this never grows and leaves a copy behind.
    let mut pin = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(3)));
    pin.extend(typed.nfc());
    Ok(PinPreset { pin, retries: TRIES, force_change: false })
}
