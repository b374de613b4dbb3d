//! Runs the ceremony: keys on one side, a person or nobody on the other. However it ends, the
//! terminal is as it was and no key goes on blinking.

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use ctap::{
    AuthenticatorId, Entropy, Pin, PinRules, SystemEntropy,
    ceremony::{Ended, Failure, Unusable, WhenUnusable},
    driver::{Controls, Driver, Face},
    transport::DeviceEvent,
};
use enrollment::{
    PolicyGate,
    ports::{self, Feed, Wanted},
};
use practice::key::{PRACTICE, PracticeKey, Settings, firmware::PinPreset};
use unicode_normalization::UnicodeNormalization;
use webauthn::Aaguid;
use zeroize::Zeroizing;

use crate::{
    args::Common,
    face::{Attended, Beforehand, Patience, Stopped, Unattended},
    names::Names,
    practice_key::{self, Port},
    problem::{EndedProblem, InputProblem, KeyProblem, NotAllowed, PlaceProblem, Problem},
    process,
    terminal::{Dialog, Session, Shared},
    text::Scene,
};

/// Tries of a new PIN (CTAP 2.1 §6.5.2.2: at most 8).
const TRIES: u8 = 8;

/// The ways to a person and to a key.
pub(super) struct Means {
    pub(super) scene: Scene,
    pub(super) attendance: Attendance,
    pub(super) pin: Option<Zeroizing<Vec<u8>>>,
    pub(super) keys: Keys,
    pub(super) names: Names,
}

/// Whether somebody can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attendance {
    Attended,
    Unattended(Patience),
}

/// Whether a key that is not there is waited for where nobody can type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// In any case.
    Asked,
    /// Where somebody reads along.
    WhereSomebodyReads,
}

impl Attendance {
    /// Who is there.
    pub(super) fn here(common: &Common, waiting: Waiting) -> Self {
        if Session::is_possible() && !common.json {
            return Self::Attended;
        }
        // Somebody who reads along can put a key in, even where nothing can be typed.
        let reads_along = io::stderr().is_terminal() && !common.json;
        let waits = waiting == Waiting::Asked || reads_along;
        Self::Unattended(if waits { Patience::Ceremony } else { Patience::None })
    }

    /// Nobody to ask for another key means that the first refusal is the end.
    pub(super) fn when_unusable(self) -> WhenUnusable {
        match self {
            Self::Attended => WhenUnusable::AwaitAnother,
            Self::Unattended(_) => WhenUnusable::End,
        }
    }
}

/// Where the key comes from.
pub(super) enum Keys {
    Ports(Wanted),
    Practice { key: Box<PracticeKey>, touch_ms: u32, folder: PathBuf },
}

/// The key that was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// Its ID, or any.
    pub(super) key: Option<&'a str>,
    /// After how long the practice key touches itself.
    pub(super) touch_ms: u32,
    /// What a new practice key is made as.
    pub(super) model: Option<Aaguid>,
}

impl Means {
    /// Finds the key that was asked for; only now the practice key is made, where it has to be.
    ///
    /// # Errors
    /// The practice key cannot be opened or made.
    pub(super) fn new(
        asked: Asked<'_>,
        common: &Common,
        attendance: Attendance,
        pin: Option<Zeroizing<Vec<u8>>>,
    ) -> Result<Self, Problem> {
        let only = |id: &str| Keys::Ports(Wanted::Only(AuthenticatorId::new(id.to_owned())));
        let (scene, keys) = match asked.key {
            Some(PRACTICE) => {
                let folder = common.places()?.practice_key();
                let touch_ms = asked.touch_ms;
                let key = Box::new(practice_key(&folder, asked.model, pin.as_ref(), touch_ms)?);
                (Scene::Practice, Keys::Practice { key, touch_ms, folder })
            }
            Some(id) => (Scene::Real, only(id)),
            None => (Scene::Real, Keys::Ports(Wanted::Any)),
        };
        Ok(Self { scene, attendance, pin, keys, names: Names::default() })
    }
}

/// Runs one to its end; `begin` is given its driver and its face.
///
/// # Errors
/// No credential was made, or the terminal does not do as it is told.
pub(super) fn run<T>(
    begin: impl FnOnce(Driver, Box<dyn Entropy>, &mut dyn Face) -> Result<T, Box<Ended>>,
    means: Means,
    mut gate: PolicyGate,
) -> Result<T, Problem> {
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
            let shared = Shared::of_ceremony(dialog, controls.clone(), plugged.reinsertion());
            let session = Session::start(&shared).map_err(PlaceProblem::Terminal)?;
            let mut face = Attended::new(shared, controls, scene, names.clone(), &mut gate);
            let outcome = begin(driver, entropy, &mut face);
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
            let known = Beforehand::new(scene, pin, patience);
            let mut face = Unattended::new(controls, names.clone(), known, &mut gate);
            let outcome = begin(driver, entropy, &mut face);
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
        let refused = NotAllowed { preflight, key, ended, names };
        return KeyProblem::NotAllowed(Box::new(refused)).into();
    }
    let stopped = stopped.filter(|_| ended.failure == Failure::Cancelled);
    KeyProblem::Ended(Box::new(EndedProblem { ended, stopped, names })).into()
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
fn practice_key(
    folder: &Path,
    model: Option<Aaguid>,
    pin: Option<&Zeroizing<Vec<u8>>>,
    touch_ms: u32,
) -> Result<PracticeKey, Problem> {
    let touch = Duration::from_millis(touch_ms.into());
    let settings = if practice_key::exists(folder) {
        Settings::default()
    } else {
        let pin = pin.map(preset).transpose().map_err(InputProblem::PracticePin)?;
        Settings { aaguid: model.map(|Aaguid(bytes)| bytes), pin, ..Settings::default() }
    };
    practice_key::open(folder, settings, touch).map_err(|why| PlaceProblem::Practice(why).into())
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
