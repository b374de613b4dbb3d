//! The organisation that a window works for, as it stood when somebody looked: one thing that is done looks
//! once. Its directory, its name and who is at work must never be of two organisations.

mod desk;
mod employer;

use std::sync::Arc;

use enrollment::{
    ledger::{Actor, Scene},
    lost_key::Where,
    rooms::{
        Account, AccountScene, Administered, CommandCode, CommandError, SignInStanding, SignInState,
    },
    settings::{RegisteredApplication, Settings},
    tenant::Nobody,
    wizard::means::Directory,
};
use entra_graph::{CloudKind, GraphClient, sign_in::Session};
use entra_policy::{PasskeyType, Registrant, readiness::Access};
use practice::{models, tenant};
use webauthn::{Aaguid, Timestamp};

use crate::signing_in;

pub(crate) use employer::Employer;

/// How it stands. Cheap to clone; what comes after changes nothing about it.
#[derive(Clone)]
pub struct Standing {
    whom: For,
    /// The practice organisation of this program.
    practice: Arc<GraphClient>,
    /// The application that was named when the program was started.
    named: Option<RegisteredApplication>,
    settings: Settings,
}

/// For whom the window works.
#[derive(Clone)]
pub(crate) enum For {
    /// The practice organisation of this program.
    Practice,
    /// The one that somebody signed in to.
    Employer(Arc<Employer>),
    /// Somebody had, and nothing is left of it.
    Nobody,
}

impl For {
    pub(crate) fn session(&self) -> Option<&Arc<Session>> {
        match self {
            Self::Employer(employer) => employer.organisation.session(),
            Self::Practice | Self::Nobody => None,
        }
    }
}

impl Standing {
    pub(crate) fn new(
        whom: For,
        practice: Arc<GraphClient>,
        named: Option<RegisteredApplication>,
        settings: Settings,
    ) -> Self {
        Self { whom, practice, named, settings }
    }

    /// The settings of that moment.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The directory.
    pub fn directory(&self) -> Arc<dyn Administered> {
        match &self.whom {
            For::Practice => self.practice.clone(),
            For::Employer(employer) => employer.organisation.shared(),
            For::Nobody => Arc::new(Nobody),
        }
    }

    /// The organisation that somebody signed in to, if its registrations are of this scene.
    fn signed_in_to(&self, scene: Scene) -> Option<Arc<dyn Administered>> {
        match &self.whom {
            For::Employer(employer) if employer.organisation.scene() == scene => {
                Some(employer.organisation.shared())
            }
            For::Practice | For::Employer(_) | For::Nobody => None,
        }
    }

    /// The directory of a registration of this scene. What somebody who signed in began is for their
    /// organisation and nobody else's.
    ///
    /// # Errors
    /// [`CommandCode::SignedOut`].
    pub fn registering(&self, scene: Scene) -> Result<Directory, CommandError> {
        if let Some(tenant) = self.signed_in_to(scene) {
            let (registrant, id) = (Registrant::OnBehalf, self.tenant_id());
            return Ok(Directory { scene, tenant, registrant, id });
        }
        let (tenant, registrant) = (self.practice.clone(), Registrant::Oneself);
        match scene {
            Scene::Practice | Scene::Options => {
                Ok(Directory { scene: Scene::Practice, tenant, registrant, id: None })
            }
            Scene::Tenant => Err(CommandError::new(CommandCode::SignedOut, "nobody is signed in")),
        }
    }

    /// The object id of the organisation that somebody signed in to.
    pub fn tenant_id(&self) -> Option<String> {
        match &self.whom {
            For::Employer(employer) => employer.organisation.tenant_id().map(str::to_owned),
            For::Practice | For::Nobody => None,
        }
    }

    /// Whether it is the practice organisation of this program, whose phone is at hand.
    pub fn practises_here(&self) -> bool {
        match self.whom {
            For::Practice => true,
            For::Employer(_) | For::Nobody => false,
        }
    }

    /// What the record says it is.
    pub fn scene(&self) -> Scene {
        match &self.whom {
            For::Practice => Scene::Practice,
            For::Employer(employer) => employer.organisation.scene(),
            For::Nobody => Scene::Tenant,
        }
    }

    /// Who the window works for. Of an organisation that somebody signed in to the name is asked for;
    /// where nobody says, its id stands for it.
    pub fn account(&self) -> Account {
        match &self.whom {
            For::Practice => tenant::account(),
            For::Employer(employer) => employer.account(),
            For::Nobody => Account {
                scene: AccountScene::Tenant,
                organisation: self
                    .settings
                    .application
                    .as_ref()
                    .map_or_else(String::new, |one| one.tenant.clone()),
                person: String::new(),
                display_name: String::new(),
                account: String::new(),
            },
        }
    }

    /// Who is at work, for the record.
    pub fn actor(&self) -> Actor {
        match &self.whom {
            For::Employer(employer) => employer.organisation.actor(),
            For::Practice | For::Nobody => Actor(tenant::account().account),
        }
    }

    /// Where and by whom something is done now, for the record.
    fn place(&self, account: &Account, at: Timestamp) -> Where {
        let organisation = account.organisation.clone();
        Where { scene: self.scene(), organisation, actor: self.actor(), at }
    }

    /// What a model makes; of a practice organisation the models are keys.
    fn what_it_makes(&self, model: Aaguid) -> Option<PasskeyType> {
        match &self.whom {
            For::Practice => models::what_it_makes(model),
            For::Employer(employer) => employer.organisation.what_it_makes(model),
            For::Nobody => None,
        }
    }

    /// What was agreed to; `None` where nobody had to agree, or nobody is signed in any more.
    fn access(&self) -> Option<Access> {
        match &self.whom {
            For::Employer(employer) => employer.organisation.access(),
            For::Practice | For::Nobody => None,
        }
    }

    /// How things stand with the sign-in.
    pub fn sign_in_state(&self) -> SignInState {
        let standing = match &self.whom {
            For::Practice => SignInStanding::Nobody,
            For::Employer(employer) => employer.standing(),
            For::Nobody => SignInStanding::Ended,
        };
        let application = self.named.as_ref().or(self.settings.application.as_ref());
        let application = application.and_then(signing_in::view_of);
        SignInState { standing, application, by: signing_in::way_of(self.settings.sign_in_by) }
    }

    /// The page where people look after their own methods, of the cloud that the window works in.
    pub fn security_info(&self) -> &'static str {
        let session = self.whom.session();
        let kind = session.map_or(CloudKind::Worldwide, |one| one.authority().cloud().kind());
        kind.security_info()
    }
}
