//! The page of sign-in methods, played by both its sides: a browser and a key on one, the organisation on the
//! other. What Graph refuses for oneself goes this way, and must be judged as strictly as what Graph takes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ctap::{
    Authenticator, AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Pin, SystemEntropy,
    ceremony::{self, Moment, RegistrationView, Verdict, WhenUnusable},
    driver::{Arrival, Controls, Driver, Face, Opener},
};
use enrollment::{Prepared, Standing, Terms, tenant::Parcel};
use serde_json::json;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp};

use super::{answer::Answer, core::Core, creation_options, methods, reading};

/// How long the page's challenge is good (minutes).
const MINUTES: i64 = 5;
/// What the page calls a key.
const NAME: &str = "Registered in the browser";

/// How a browser has the key keep the passkey (credProtect, CTAP 2.1 §12.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// As the page asks, which is not at all.
    NotAsked,
    /// Nobody hears of it who was not verified: level 3.
    VerificationRequired,
}

/// Why the page registered nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The organisation said no.
    #[error("the page refused: {0}")]
    Refused(String),
    /// The key made none, or none that verifies.
    #[error("the key made no passkey that verifies: {0}")]
    NotMade(String),
}

/// Registers this key for somebody, as they would on the page; the directory's id of what it made.
pub(super) fn register(
    core: &Mutex<Core>,
    id_or_upn: &str,
    (key, pin): (Box<dyn Authenticator>, Vec<u8>),
    protection: Protection,
) -> Result<String, PageError> {
    let (user, mut options, now, folders) = {
        let mut core = lock(core);
        let user = reading::find(&core.state, id_or_upn).map_err(refused)?.clone();
        let (options, _) = creation_options::issue(&mut core, &user, MINUTES).map_err(refused)?;
        (user, options, core.now().timestamp(), core.key_folders.clone())
    };
    if protection == Protection::VerificationRequired
        && let Some(members) = options.as_object_mut()
    {
        let asked = json!({
            "credentialProtectionPolicy": "userVerificationRequired",
            "enforceCredentialProtectionPolicy": true,
        });
        members.insert("extensions".to_owned(), asked);
    }
    // Not under the lock: a key may take its time.
    let made = make(options, (key, pin), now)?;
    let judged = made.judge(crate::roots(&folders), None, now);
    let Standing::Verified(sendable) = judged.standing else {
        return Err(PageError::NotMade(format!("{:?}", judged.judgement.verdict)));
    };
    let parcel = Parcel::pack(&sendable, NAME).map_err(not_made)?;
    let body = serde_json::from_slice(parcel.body()).map_err(not_made)?;
    let mut core = lock(core);
    let method = methods::take(&mut core, &user, body).map_err(refused)?;
    Ok(method.id(core.switches.method_ids))
}

fn make(
    options: serde_json::Value,
    (key, pin): (Box<dyn Authenticator>, Vec<u8>),
    now: Timestamp,
) -> Result<enrollment::Made, PageError> {
    let options = PublicKeyCredentialCreationOptions::from_value(options).map_err(not_made)?;
    let terms = Terms { now, when_unusable: WhenUnusable::End, enterprise_attestation: Vec::new() };
    let prepared = Prepared::new(options, None, None, &terms).map_err(not_made)?;
    let driver = Driver::new();
    let controls = driver.controls();
    let open: Opener = Box::new(move || Ok(key));
    let id = AuthenticatorId::new("practice");
    controls.arrived(Arrival::Attached(id, AuthenticatorTransport::Internal, open));
    controls.arrived(Arrival::Surveyed);
    let mut face = KnowsThePin(controls, Some(pin));
    let made = prepared.run(driver, Box::new(SystemEntropy::new()), &mut face);
    made.map_err(|ended| PageError::NotMade(ended.failure.code().to_owned()))
}

/// Whoever sits before the page: types the PIN once, and not another time where it was wrong.
struct KnowsThePin(Controls, Option<Vec<u8>>);

impl Face for KnowsThePin {
    fn show(&mut self, view: &RegistrationView) {
        if let Moment::EnterPin { prompt, .. } = view.moment {
            match self.1.take().and_then(|pin| Pin::new(pin.into()).ok()) {
                Some(pin) => self.0.answer(prompt, ceremony::Answer::Pin(pin)),
                None => self.0.cancel(),
            }
        }
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

fn refused(answer: Answer) -> PageError {
    PageError::Refused(answer.words())
}

fn not_made(error: impl ToString) -> PageError {
    PageError::NotMade(error.to_string())
}

fn lock(core: &Mutex<Core>) -> MutexGuard<'_, Core> {
    core.lock().unwrap_or_else(PoisonError::into_inner)
}
