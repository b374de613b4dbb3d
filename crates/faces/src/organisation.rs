//! The organisation that a face works for: the one that somebody signed in to, else the practice organisation,
//! which this program runs itself. It must never take one for the other, nor practise where somebody signed in.

use std::{path::PathBuf, sync::Arc};

use enrollment::{
    ledger::{Actor, Scene},
    readiness,
    rooms::AccountScene,
    settings::Settings,
    store::StoreError,
    tenant::{Person, Tenant, TenantError},
};
use entra_graph::{
    BearerToken, CloudKind, Endpoint, EndpointError, GraphClient, Lack,
    sign_in::{Job, Session},
};
use entra_policy::{
    PasskeyType,
    readiness::{Access, JobAccess},
};
use practice::{
    PracticeError, models,
    tenant::{self, ORGANISATION, PracticeTenant, Running},
};
use webauthn::{Aaguid, TrustAnchor};

use crate::{Places, sign_in};

/// An organisation at work.
pub struct Organisation {
    directory: Arc<GraphClient>,
    behind: Behind,
    key_folders: Vec<PathBuf>,
}

enum Behind {
    /// The practice organisation, which runs as long as this does.
    Practice(#[expect(dead_code, reason = "it runs until it is dropped")] Running),
    /// Somebody who signed in, to a real organisation or to practice that another program runs.
    SignedIn(Arc<Session>),
}

/// Why there is no organisation to work for.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    /// The practice organisation does not run.
    #[error("the practice organisation cannot run")]
    Practice(#[from] PracticeError),
    /// Its address is none.
    #[error("the practice organisation has no address")]
    Address(#[from] EndpointError),
    /// What is kept of the sign-in cannot be read.
    #[error("what is kept of the sign-in cannot be read")]
    Kept(#[from] StoreError),
    /// Somebody signed in, and nothing is left of it: no keyring, or one that is locked.
    #[error("nobody is signed in any more")]
    SignedOut,
}

impl Organisation {
    /// The one that the settings say. `key_folders` are where practice keys lie.
    ///
    /// # Errors
    /// See [`OrganisationError`].
    pub fn open(
        places: &Places,
        settings: &Settings,
        key_folders: Vec<PathBuf>,
    ) -> Result<Self, OrganisationError> {
        match settings.account {
            Some(AccountScene::Tenant) => {
                let session = sign_in::resume(places)?.ok_or(OrganisationError::SignedOut)?;
                Ok(Self::of(Arc::new(session), key_folders))
            }
            Some(AccountScene::Practice) | None => Self::practice(places, key_folders),
        }
    }

    /// The one that somebody signed in to.
    pub fn of(session: Arc<Session>, key_folders: Vec<PathBuf>) -> Self {
        let settings = entra_graph::Settings::for_cloud(session.authority().cloud());
        let directory = Arc::new(GraphClient::signed_in(Arc::clone(&session), settings));
        Self { directory, behind: Behind::SignedIn(session), key_folders }
    }

    fn practice(places: &Places, key_folders: Vec<PathBuf>) -> Result<Self, OrganisationError> {
        let settings = tenant::Settings { key_folders: key_folders.clone(), ..Default::default() };
        let running = PracticeTenant::start(&places.practice_tenant(), settings)?;
        let endpoint = Endpoint::parse(running.base_url())?;
        let secret = BearerToken::new(running.start_secret().reveal().to_owned().into());
        let directory = GraphClient::new(endpoint, secret, entra_graph::Settings::default());
        let directory = Arc::new(directory);
        Ok(Self { directory, behind: Behind::Practice(running), key_folders })
    }

    /// Its directory.
    pub fn directory(&self) -> &GraphClient {
        &self.directory
    }

    /// The same, for whoever works with it for a while.
    pub fn shared(&self) -> Arc<GraphClient> {
        Arc::clone(&self.directory)
    }

    /// Who signed in; `None` in the practice organisation of this program, where anybody may do anything.
    pub fn session(&self) -> Option<&Arc<Session>> {
        match &self.behind {
            Behind::Practice(_) => None,
            Behind::SignedIn(session) => Some(session),
        }
    }

    /// Its name. Of one that somebody signed in to, the directory is asked; where it may not be read, the
    /// organisation's id stands for it.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn name(&self) -> Result<String, TenantError> {
        match &self.behind {
            Behind::Practice(_) => Ok(ORGANISATION.to_owned()),
            Behind::SignedIn(session) => match self.directory.organisation() {
                Ok(organisation) => Ok(organisation.display_name),
                Err(TenantError::Refused(_)) => Ok(session.account().tenant.clone()),
                Err(error) => Err(error),
            },
        }
    }

    /// Its id, where somebody signed in to it.
    pub fn tenant_id(&self) -> Option<&str> {
        self.session().map(|session| session.account().tenant.as_str())
    }

    /// What the record says it is.
    pub fn scene(&self) -> Scene {
        let kind = self.session().map(|session| session.authority().cloud().kind());
        match kind {
            None | Some(CloudKind::Practice) => Scene::Practice,
            Some(
                CloudKind::Worldwide
                | CloudKind::UsGovernmentL4
                | CloudKind::UsGovernmentL5
                | CloudKind::China,
            ) => Scene::Tenant,
        }
    }

    /// Whether it is a made-up one.
    pub fn is_practice(&self) -> bool {
        self.scene() == Scene::Practice
    }

    /// Who is at work, for the record.
    pub fn actor(&self) -> Actor {
        Actor(self.myself())
    }

    /// Who is at work, as people know them.
    pub fn myself(&self) -> String {
        match &self.behind {
            Behind::Practice(_) => tenant::account().account,
            Behind::SignedIn(session) => session.account().username.clone(),
        }
    }

    /// Whether this person is the one who signed in. Practice that runs here has nobody who did.
    pub fn is_myself(&self, person: &Person) -> bool {
        let object = self.session().map(|session| session.account().object.as_str());
        object.is_some_and(|object| object.eq_ignore_ascii_case(&person.id.0))
    }

    /// What its cloud does not have.
    pub fn lacks(&self) -> &'static [Lack] {
        self.session().map_or(&[], |session| session.authority().cloud().kind().lacks())
    }

    /// What was agreed to, and what is not; `None` in practice that runs here, where anybody may do anything.
    pub fn access(&self) -> Option<Access> {
        let session = self.session()?;
        let (scopes, authority) = (session.permissions(), session.authority());
        let access = |job: Job| {
            let all = job.permissions().iter().copied();
            let lacks = all.filter(|one| !scopes.contains(*one)).collect();
            JobAccess { job: job.as_str(), lacks, roles: job.roles() }
        };
        let application = authority.application();
        let consent =
            authority.cloud().admin_consent(application.tenant(), application.client_id());
        Some(Access { jobs: Job::ALL.map(access).into(), consent: consent.map(String::from) })
    }

    /// Which of these jobs nobody has agreed to.
    pub fn not_agreed(&self, jobs: &[Job]) -> Vec<Job> {
        self.session().map_or_else(Vec::new, |session| session.lacks(jobs))
    }

    /// The jobs that somebody agreed to; a new sign-in asks for them again.
    pub fn agreed(&self) -> Vec<Job> {
        let session = self.session();
        let agreed = |job: &Job| session.is_some_and(|session| session.lacks(&[*job]).is_empty());
        Job::ALL.into_iter().filter(agreed).collect()
    }

    /// Practice roots, as they are now; of a real organisation none.
    pub fn trust_anchors(&self) -> Vec<TrustAnchor> {
        match self.scene() {
            Scene::Practice => practice::roots(&self.key_folders),
            Scene::Tenant | Scene::Options => Vec::new(),
        }
    }

    /// What a model makes; the practice organisation's models are keys.
    pub fn what_it_makes(&self, model: Aaguid) -> Option<PasskeyType> {
        if self.is_practice() {
            models::what_it_makes(model)
        } else {
            readiness::what_it_makes(model)
        }
    }

    /// What a model is called, where that is known here.
    pub fn model_name(&self, model: Aaguid) -> Option<&'static str> {
        models::find(model).filter(|_| self.is_practice()).map(|model| model.name)
    }
}
