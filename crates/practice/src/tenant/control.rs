//! The hand at the practice tenant: clock, faults, shapes, journal. It must never be needed to make the
//! tenant answer as Graph does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ctap::Authenticator;
use enrollment::rooms::{PracticePhone, PracticePhoneAct};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    answer::Answer,
    call::Call,
    caller::Caller,
    core::Core,
    faults::{Fault, Script},
    journal::Entry,
    phone, provider,
    security_info::{self, PageError, Protection},
    switches::Switches,
};

/// The hand, in this process. For other programs the same stands under `/practice/`: `clock`, `faults`
/// and `switches` with GET and PUT, `journal` with GET, `tokens/expire` and `tokens/revoke` with POST, and
/// somebody's phone under `phone/{id or user principal name}` with POST; `provider/{the same}` makes them a passkey
/// of a password manager.
#[derive(Clone, Debug)]
pub struct Control(Arc<Mutex<Core>>);

impl Control {
    pub(super) fn new(core: Arc<Mutex<Core>>) -> Self {
        Self(core)
    }

    /// Sets how far the clock is ahead of the computer's (seconds).
    pub fn set_clock_offset(&self, seconds: i64) {
        self.core().clock.offset = seconds;
    }

    /// Replaces the script of faults; its counts begin anew.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.core().script = Script::new(faults);
    }

    /// Sets in which shapes is answered.
    pub fn set_switches(&self, switches: Switches) {
        self.core().switches = switches;
    }

    /// Makes every access token expire that was given out so far.
    pub fn expire_tokens(&self) {
        let mut core = self.core();
        let now = core.now();
        core.authority.expire_tokens(now);
    }

    /// Forgets every code and token: whoever signed in has to do it again.
    pub fn revoke_sign_ins(&self) {
        self.core().authority.revoke();
    }

    /// What was asked, oldest first.
    pub fn journal(&self) -> Vec<Entry> {
        self.core().journal.entries()
    }

    /// Does with somebody's phone what a hand would; `None`: there is no such person, or it could not be
    /// kept.
    pub fn phone(&self, person: &str, act: PracticePhoneAct) -> Option<PracticePhone> {
        phone::does(&mut self.core(), person, act).ok()
    }

    /// Makes somebody a passkey of the practice password manager, as they would on the page of sign-in methods;
    /// the directory's id of it. `None`: there is no such person, or the policy refuses it.
    pub fn provider(&self, person: &str) -> Option<String> {
        provider::make(&mut self.core(), person).ok()
    }

    /// Registers a key for somebody on the page of sign-in methods, as they would themselves; the
    /// directory's id of what it made.
    ///
    /// # Errors
    /// See [`PageError`].
    pub fn security_info(
        &self,
        person: &str,
        key: Box<dyn Authenticator>,
        pin: Vec<u8>,
        protection: Protection,
    ) -> Result<String, PageError> {
        security_info::register(&self.0, person, (key, pin), protection)
    }

    fn core(&self) -> MutexGuard<'_, Core> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same over HTTP.
pub(super) fn answer(core: &mut Core, call: &Call) -> Answer {
    if !matches!(call.caller, Caller::Owner) {
        return Answer::error(403, "Forbidden", "Practice: the start secret only.");
    }
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let done = match (call.method.as_str(), segments.as_slice()) {
        ("GET", ["clock"]) => Ok(()),
        ("PUT", ["clock"]) => offset(call).map(|offset| core.clock.offset = offset),
        ("GET", ["faults"]) => return Answer::ok(json!(core.script.faults())),
        ("PUT", ["faults"]) => read(call).map(|faults| core.script = Script::new(faults)),
        ("GET", ["switches"]) => return Answer::ok(json!(core.switches)),
        ("PUT", ["switches"]) => read(call).map(|switches| core.switches = switches),
        ("POST", ["tokens", "expire"]) => {
            let now = core.now();
            core.authority.expire_tokens(now);
            Ok(())
        }
        ("POST", ["tokens", "revoke"]) => {
            core.authority.revoke();
            Ok(())
        }
        ("POST", ["phone", person]) => {
            let does = read(call).and_then(|act| phone::does(core, person, act));
            return does.map_or_else(|refusal| refusal, |phone| Answer::ok(json!(phone)));
        }
        ("POST", ["provider", person]) => {
            let made = provider::make(core, person);
            return made.map_or_else(|refusal| refusal, |id| Answer::ok(json!({ "id": id })));
        }
        ("GET", ["journal"]) => return Answer::ok(json!(core.journal.entries())),
        _ => Err(Answer::error(404, "ResourceNotFound", "There is nothing here.")),
    };
    match done {
        Ok(()) => Answer::ok(json!({
            "offsetSeconds": core.clock.offset,
            "now": core.now().precise(),
        })),
        Err(refusal) => refusal,
    }
}

fn offset(call: &Call) -> Result<i64, Answer> {
    let offset = call.object()?.get("offsetSeconds").and_then(Value::as_i64);
    offset.ok_or_else(|| Answer::bad_request("offsetSeconds is not a number of seconds."))
}

fn read<T: DeserializeOwned>(call: &Call) -> Result<T, Answer> {
    serde_json::from_slice(&call.body).map_err(|error| Answer::bad_request(error.to_string()))
}
