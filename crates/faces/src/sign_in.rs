//! Where a sign-in is kept, and by which application one begins: the same for both faces. A token must never
//! get anywhere but into the sealed file.

use std::{io::Read, sync::Arc};

use enrollment::{
    settings::{RegisteredApplication, SignInBy},
    store::{Forgotten, Keeping, SealedFile, SettingsFile, StoreError, keyring},
};
use entra_graph::{
    Cloud, CloudError, CloudKind,
    sign_in::{Application, ApplicationError, Authority, Session, Wanted},
};
use serde_json::Value;

use crate::Places;

/// Why nobody can sign in by this application.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAuthority {
    /// There is no such cloud.
    #[error("there is no cloud {0}")]
    Cloud(String),
    /// The practice organisation's addresses are new at every start and not remembered.
    #[error("the practice authority's address is not known")]
    Practice,
    /// The application is none.
    #[error(transparent)]
    Application(#[from] ApplicationError),
}

/// What `practice serve` prints is no longer (bytes).
pub const LONGEST_PRACTICE: usize = 64 << 10;

/// Why a file names no practice authority. The reader's words would quote what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPractice {
    /// It is something else.
    #[error("it is no JSON")]
    NotJson,
    /// It says too little.
    #[error("it has no `{0}`")]
    Lacks(&'static str),
    /// Its addresses are not of this computer.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// Its application is none.
    #[error(transparent)]
    Application(#[from] ApplicationError),
}

/// The practice authority, as the program that serves it said. Its address has a secret in it, which is why
/// it is no argument.
///
/// # Errors
/// See [`NoPractice`].
pub fn practice_authority(json: impl Read) -> Result<Authority, NoPractice> {
    let json = json.take(u64::try_from(LONGEST_PRACTICE).unwrap_or(u64::MAX));
    let document: Value = serde_json::from_reader(json).map_err(|_| NoPractice::NotJson)?;
    let member = |name: &'static str| {
        document.get(name).and_then(Value::as_str).ok_or(NoPractice::Lacks(name))
    };
    let cloud = Cloud::practice(member("authority")?, member("base_url")?)?;
    let application = Application::new(member("client_id")?, "practice")?;
    Ok(Authority::new(cloud, application))
}

/// The authority of one of Microsoft's clouds for this application.
///
/// # Errors
/// See [`NoAuthority`].
pub fn authority(application: &RegisteredApplication) -> Result<Authority, NoAuthority> {
    let RegisteredApplication { client_id, tenant, cloud } = application;
    let kind = CloudKind::from_word(cloud).ok_or_else(|| NoAuthority::Cloud(cloud.clone()))?;
    let cloud = Cloud::national(kind).ok_or(NoAuthority::Practice)?;
    Ok(Authority::new(cloud, Application::new(client_id, tenant)?))
}

/// The application that an authority is for, as the settings remember it.
pub fn remembered(authority: &Authority) -> RegisteredApplication {
    let application = authority.application();
    RegisteredApplication {
        client_id: application.client_id().to_owned(),
        tenant: application.tenant().to_owned(),
        cloud: authority.cloud().kind().as_str().to_owned(),
    }
}

/// The way that this sign-in can go. A code on another device asks for no claims (RFC 8628 §3.1 has no such parameter),
/// so that whatever the directory wants proved besides is proved in the browser.
pub fn way(wanted: &Wanted, by: SignInBy) -> SignInBy {
    if wanted.claims.is_some() { SignInBy::Browser } else { by }
}

/// Where a sign-in is kept.
pub fn vault(places: &Places) -> Arc<SealedFile> {
    Arc::new(SealedFile::at(&places.sign_in(), keyring::system()))
}

/// The sign-in that is kept; `None` where there is none, or no keyring that opens it.
///
/// # Errors
/// The file is there and cannot be read.
pub fn resume(places: &Places) -> Result<Option<Session>, StoreError> {
    Session::resume(vault(places))
}

/// Keeps a sign-in, and has the program work for its organisation from now on. What somebody said of themselves
/// stays where the same account agreed to more.
///
/// # Errors
/// One of both was not written.
pub fn keep(session: &Session, by: SignInBy, places: &Places) -> Result<Keeping, StoreError> {
    let before = resume(places).ok().flatten();
    let same = before.is_some_and(|before| before.account() == session.account());
    let keeping = session.keep_in(vault(places))?;
    let application = remembered(session.authority());
    SettingsFile::at(&places.settings).change(|settings| {
        let said = settings.second_factor.filter(|_| same);
        settings.signed_in(application, by);
        settings.second_factor = said;
    })?;
    Ok(keeping)
}

/// Ends the sign-in here: nothing of it is kept, and the program works for practice. Who was signed in, and whether
/// all of it is gone.
///
/// # Errors
/// What is kept is there still, or the settings could not be written.
pub fn end(places: &Places) -> Result<(Option<Session>, Forgotten), StoreError> {
    let session = resume(places)?;
    let forgotten = match &session {
        Some(session) => session.sign_out()?,
        // What nobody can open any more goes all the same.
        None => enrollment::store::Vault::forget(vault(places).as_ref())?,
    };
    SettingsFile::at(&places.settings).change(enrollment::settings::Settings::signed_out)?;
    Ok((session, forgotten))
}
