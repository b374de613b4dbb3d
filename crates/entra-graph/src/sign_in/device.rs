//! Signing in on another device (RFC 8628), where no browser can come back to this computer. It must never
//! be asked about more often than the authority says.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    Authority, Job, Session, SignInError,
    answer::{self, DeviceCode, Polled},
};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628 §3.5: by so much less often.
const SLOWER: Duration = Duration::from_secs(5);

/// A sign-in that waits for somebody at another device.
pub struct DeviceSignIn {
    authority: Authority,
    code: DeviceCode,
    stopped: Arc<AtomicBool>,
}

/// What a person needs for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// What is typed.
    pub user_code: String,
    /// Where.
    pub verification_uri: String,
    /// How long it is good.
    pub life: Duration,
}

impl DeviceSignIn {
    /// Has a code made. It can ask for no claims (RFC 8628 §3.1): what has to be proved besides is proved in a browser.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn begin(authority: Authority, jobs: &[Job]) -> Result<Self, SignInError> {
        let scope = authority.scope(&Job::all(jobs));
        let fields = [("scope", scope.as_str())];
        let code = answer::device_code(authority.post("devicecode", &fields)?)?;
        Ok(Self { authority, code, stopped: Arc::default() })
    }

    /// What a person needs.
    pub fn view(&self) -> DeviceView {
        DeviceView {
            user_code: self.code.user_code.clone(),
            verification_uri: self.code.verification_uri.clone(),
            life: self.code.life,
        }
    }

    /// Set, it ends the waiting at the next question.
    pub fn stopper(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stopped)
    }

    /// Asks until somebody has signed in, or the code is over.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn finish(self) -> Result<Session, SignInError> {
        let Self { authority, code, stopped } = self;
        let end = authority.pace.now() + code.life;
        let mut interval = code.interval;
        loop {
            authority.pace.wait(interval);
            if stopped.load(Ordering::SeqCst) {
                return Err(SignInError::Stopped);
            }
            let fields = [("grant_type", GRANT), ("device_code", code.code.as_str())];
            let polled = authority.post("token", &fields).and_then(answer::polled);
            match polled {
                Ok(Polled::Tokens(tokens)) => return Session::begin(authority, *tokens, None),
                Ok(Polled::Pending) => {}
                // A line that breaks is no answer: less often, until the code is over.
                Ok(Polled::SlowDown)
                | Err(SignInError::Unreachable(_) | SignInError::Failing { .. }) => {
                    interval += SLOWER;
                }
                Err(error) => return Err(error),
            }
            if authority.pace.now() >= end {
                return Err(SignInError::TimedOut);
            }
        }
    }
}
