//! The organisation that somebody signed in to, with the name that its directory gave it. The name must never
//! be another organisation's, nor asked for twice.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use enrollment::rooms::{Account, AccountScene, SignInStanding};
use entra_graph::{
    CloudKind,
    sign_in::{Job, Session},
};

use crate::{organisation::Organisation, signing_in};

pub(crate) struct Employer {
    pub(super) organisation: Organisation,
    /// Once the directory has said it.
    name: OnceLock<String>,
}

impl Employer {
    pub(crate) fn of(session: Arc<Session>, key_folders: &[PathBuf]) -> Arc<Self> {
        let organisation = Organisation::of(session, key_folders.to_vec());
        Arc::new(Self { organisation, name: OnceLock::new() })
    }

    pub(super) fn account(&self) -> Account {
        let scene = match self.organisation.is_practice() {
            true => AccountScene::Practice,
            false => AccountScene::Tenant,
        };
        let account = self.organisation.session().map(|session| session.account().clone());
        let of = |part: fn(&entra_graph::sign_in::Account) -> &str| {
            account.as_ref().map(part).unwrap_or_default().to_owned()
        };
        Account {
            scene,
            organisation: self.name().unwrap_or_else(|| of(|one| &one.tenant)),
            person: of(|one| &one.object),
            display_name: of(|one| &one.display_name),
            account: of(|one| &one.username),
        }
    }

    fn name(&self) -> Option<String> {
        if let Some(name) = self.name.get() {
            return Some(name.clone());
        }
        let name = self.organisation.name();
        let name = name.inspect_err(|error| tracing::info!(%error, "no name")).ok()?;
        Some(self.name.get_or_init(|| name).clone())
    }

    pub(super) fn standing(&self) -> SignInStanding {
        let session = self.organisation.session();
        let cloud = session.map_or(CloudKind::Practice, |one| one.authority().cloud().kind());
        let has = |job: &Job| self.organisation.not_agreed(&[*job]).is_empty();
        SignInStanding::SignedIn {
            cloud: signing_in::cloud_view(cloud),
            jobs: Job::ALL.into_iter().filter(has).map(signing_in::job_view).collect(),
            registers_for_others: cloud.lacks().is_empty(),
            security_info: cloud.security_info().to_owned(),
        }
    }
}
