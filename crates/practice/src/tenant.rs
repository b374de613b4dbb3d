//! The practice tenant: a directory on loopback that answers like Microsoft Graph and verifies what it
//! is given. It must never listen anywhere else, nor answer whoever does not have its start secret.
//!
//! # Files it keeps
//!
//! In the folder given, readable for its owner only: `practice-tenant.json`, the directory with people,
//! policy and registered keys (of open challenges only hashes), and `practice-tenant.lock`, empty.

mod answer;
mod audit;
mod authority;
mod batch;
mod call;
mod caller;
mod challenge;
mod clock;
mod control;
mod core;
mod creation_options;
mod directory;
mod dress;
mod dresses;
pub mod faults;
mod filter;
mod gate;
mod graph;
mod journal;
mod listen;
mod methods;
mod others;
mod passes;
mod permissions;
mod phone;
mod policy;
mod provider;
mod reading;
mod relying_party;
mod reports;
mod secret;
mod security_info;
mod serve;
mod state;
mod switches;
mod throttle;

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use enrollment::rooms::{Account, AccountScene};
use tokio::sync::oneshot;

pub use self::{
    authority::CLIENT_ID,
    control::Control,
    directory::{ORGANISATION, PEOPLE, SeededPerson},
    journal::Entry,
    secret::StartSecret,
    security_info::{PageError, Protection},
    switches::{
        Consent, Envelope, ExcludeIds, InnerErrorSpelling, Licence, Lists, Members, MethodIds,
        ODataTypes, RefreshReuse, StepUp, Switches, Throttling,
    },
};
use self::{core::Core, faults::Fault, listen::Listening, secret::AuthoritySecret, serve::Secrets};
use crate::PracticeError;

/// Whoever practises.
pub fn account() -> Account {
    let [person, ..] = PEOPLE;
    Account {
        scene: AccountScene::Practice,
        organisation: ORGANISATION.to_owned(),
        person: person.id.to_owned(),
        display_name: person.display_name.to_owned(),
        account: person.user_principal_name.to_owned(),
    }
}

/// How a practice tenant is started.
#[derive(Debug, Default)]
pub struct Settings {
    /// The port on 127.0.0.1 and ::1; 0: any that is free.
    pub port: u16,
    /// How far its clock is ahead of the computer's (seconds).
    pub clock_offset: i64,
    /// What is to go wrong, and when.
    pub faults: Vec<Fault>,
    /// In which of the documented shapes it answers.
    pub switches: Switches,
    /// Folders of practice keys: each practice root in one, or in a folder directly below, is an
    /// anchor for attestation.
    pub key_folders: Vec<PathBuf>,
}

/// A practice tenant.
#[derive(Debug)]
pub struct PracticeTenant;

impl PracticeTenant {
    /// Starts one on a thread of its own. The directory in the folder is gone on with, or made.
    ///
    /// # Errors
    /// The folder cannot be used, another program uses it, the directory in it is damaged, or no
    /// port could be had.
    pub fn start(folder: &Path, settings: Settings) -> Result<Running, PracticeError> {
        let listening = Listening::on(settings.port)?;
        let base_urls = listening.base_urls();
        let secret = Arc::new(StartSecret::draw()?);
        let secrets = Secrets { start: Arc::clone(&secret), authority: AuthoritySecret::draw()? };
        let authority_url = base_urls.first().map(|base| secrets.authority.address(base));
        let core = Arc::new(Mutex::new(Core::open(folder, settings)?));
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(PracticeError::Start)?;
        let (ours, secrets) = (Arc::clone(&core), Arc::new(secrets));
        let thread = thread::Builder::new()
            .name("practice-tenant".to_owned())
            .spawn(move || runtime.block_on(serve::run(listening, ours, secrets, stopped)))
            .map_err(PracticeError::Start)?;
        Ok(Running {
            base_urls,
            authority_url: authority_url.unwrap_or_default(),
            secret,
            control: Control::new(core),
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

/// A practice tenant that runs until it is dropped.
pub struct Running {
    base_urls: Vec<String>,
    authority_url: String,
    secret: Arc<StartSecret>,
    control: Control,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Running {
    /// Where it listens: `http://127.0.0.1:PORT` first, and `http://[::1]:PORT` where there is IPv6.
    pub fn base_urls(&self) -> &[String] {
        &self.base_urls
    }

    /// The first of them.
    pub fn base_url(&self) -> &str {
        self.base_urls.first().map_or("", String::as_str)
    }

    /// What every request has to carry as its bearer token.
    pub fn start_secret(&self) -> &StartSecret {
        &self.secret
    }

    /// Where people sign in, with a secret as its first segment: a browser has no token. Not for a
    /// log.
    pub fn authority_url(&self) -> &str {
        &self.authority_url
    }

    /// The hand at its clock, its faults and its journal.
    pub fn control(&self) -> &Control {
        &self.control
    }
}

/// Neither the start secret nor the authority's address, which has one.
impl fmt::Debug for Running {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Running").field("base_urls", &self.base_urls).finish_non_exhaustive()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Where nobody listens any more, it has ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take()
            && let Ok(Err(error)) = thread.join()
        {
            tracing::warn!(%error, "the practice tenant ended with an error");
        }
    }
}

#[cfg(test)]
mod tests;
