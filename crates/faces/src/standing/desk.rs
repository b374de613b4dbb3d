//! What is done at the organisation that the window works for: a registration, one that was left, the rooms of its
//! administrators. Each must be done with what one look at it gave.

use std::sync::Arc;

use enrollment::{
    authenticator,
    hand::{self, Asked, Said},
    ledger::{RegistrationId, Scene},
    metadata::MetadataCache,
    nudge::RegisteredPasskey,
    oneself::{self, PasskeyHolder, machine::Grounds},
    ports::Wanted,
    rooms::{
        CommandError, ComputerView, Kept, MethodsDesk, SeenHere, TakenUp, TenantDesk,
        UnfinishedChoice,
    },
    wizard::{
        Source,
        machine::Resumption,
        means::{KeySeen, KeySource, Means, Ports, SystemClock, system_entropy},
    },
};
use practice::drawer::{Drawer, Keys, PracticeModels};
use webauthn::{CredentialId, Timestamp};

use super::Standing;
use crate::{browser, computer, practising::failed};

impl Standing {
    /// What a registration of this scene works with.
    ///
    /// # Errors
    /// [`CommandCode::SignedOut`](enrollment::rooms::CommandCode::SignedOut), or the practice keys cannot be read.
    pub fn means(
        &self,
        scene: Scene,
        kept: &Kept,
        drawer: &Arc<Drawer>,
    ) -> Result<Means, CommandError> {
        let roots = || drawer.roots().map_err(failed);
        let drawn = || Arc::clone(drawer);
        let (keys, trust_anchors): (Arc<dyn KeySource>, _) = match scene {
            Scene::Practice => (Arc::new(Keys::Practice(drawn())), roots()?),
            Scene::Options => (Arc::new(Keys::All(drawn())), roots()?),
            // A practice key registers nothing in a real organisation.
            Scene::Tenant => (Arc::new(Ports(Wanted::Any)), Vec::new()),
        };
        let allowed = self.settings.enterprise_attestation.clone();
        Ok(Means {
            directory: Some(self.registering(scene)?),
            ledger: kept.claiming(),
            outbox: kept.outbox.clone(),
            actor: self.actor(),
            keys,
            models: Arc::new(PracticeModels),
            trust_anchors,
            metadata: None,
            enterprise_attestation: allowed.into_iter().collect(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        })
    }

    /// What a registration from this works with. FIDO's metadata know nothing of what is made up.
    ///
    /// # Errors
    /// As [`Self::means`].
    pub fn to_register(
        &self,
        source: &Source,
        kept: &Kept,
        drawer: &Arc<Drawer>,
        metadata: &MetadataCache,
    ) -> Result<Means, CommandError> {
        let scene = source.scene(self.scene());
        let metadata = metadata.kept().filter(|_| scene != Scene::Practice).map(|(_, kept)| kept);
        Ok(Means { metadata, ..self.means(scene, kept, drawer)? })
    }

    /// What is to be done about a registration that was left, and what with; `None`: it is done.
    ///
    /// # Errors
    /// As [`UnfinishedChoice::resumption`] and [`Self::means`].
    pub fn take_up(
        &self,
        (registration, choice): (&RegistrationId, UnfinishedChoice),
        kept: &Kept,
        drawer: &Arc<Drawer>,
        now: Timestamp,
    ) -> Result<Option<(Means, Resumption)>, CommandError> {
        let directory_of = |scene| self.registering(scene);
        let taken = choice.resumption(registration, kept, directory_of, (now, &self.actor()))?;
        let Some(TakenUp { scene, ledger, resumption }) = taken else { return Ok(None) };
        Ok(Some((Means { ledger, ..self.means(scene, kept, drawer)? }, resumption)))
    }

    /// Does something with the directory that the room Tenant is about.
    ///
    /// # Errors
    /// As it has.
    pub fn desk<T>(
        &self,
        kept: &Kept,
        drawer: &Arc<Drawer>,
        does: impl FnOnce(&TenantDesk<'_>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let (directory, account) = (self.directory(), self.account());
        let models = &|model| self.what_it_makes(model);
        let tallies = kept.tallies.as_ref();
        let looks_here = &|rehearsed: Option<&CredentialId>| {
            let asked = Asked { rehearsed: rehearsed.cloned(), ..Asked::default() };
            SeenHere { keys: self.hand(kept, drawer, asked), ..computer::for_readiness() }
        };
        let directory = directory.as_ref();
        let (settings, access) = (self.settings(), self.access());
        let (rules, newest_version) =
            (settings.rule_set.as_deref(), settings.newest_version.as_deref());
        does(&TenantDesk {
            directory,
            account,
            models,
            tallies,
            rules,
            newest_version,
            access,
            looks_here,
        })
    }

    /// The room This computer. Keys in hand are asked which of the person's registered passkeys they hold.
    ///
    /// # Errors
    /// As it has.
    pub fn computer(
        &self,
        kept: &Kept,
        drawer: &Arc<Drawer>,
        now: Timestamp,
    ) -> Result<ComputerView, CommandError> {
        let (directory, account) = (self.directory(), self.account());
        let rules = self.settings().rule_set.as_deref();
        let look = |registered: Option<&[RegisteredPasskey]>| {
            let all = registered.unwrap_or_default().iter();
            let passkeys = all.filter_map(|one| one.method.clone()).collect();
            let keys = self.hand(kept, drawer, Asked { passkeys, rehearsed: None });
            computer::look(&keys, registered, &PracticeModels)
        };
        let whose = (directory.as_ref(), account.person.as_str());
        ComputerView::read(look, whose, (&PracticeModels, rules), now)
    }

    /// The keys in hand, as they say of themselves.
    fn hand(&self, kept: &Kept, drawer: &Arc<Drawer>, asked: Asked) -> Vec<(KeySeen, Said)> {
        let means = self.means(self.scene(), kept, drawer);
        let means = means.map_err(|error| tracing::warn!(%error, "no keys"));
        means.map_or_else(|()| Vec::new(), |means| hand::survey_for(means.keys.as_ref(), asked))
    }

    /// Does something with somebody's passkeys, which goes on record.
    ///
    /// # Errors
    /// As it has.
    pub fn methods_desk<T>(
        &self,
        kept: &Kept,
        drawer: &Arc<Drawer>,
        now: Timestamp,
        does: impl FnOnce(MethodsDesk<'_>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        self.desk(kept, drawer, |desk| {
            let place = &self.place(&desk.account, now);
            let models = &PracticeModels;
            does(MethodsDesk { desk, ledger: kept.ledger.as_ref(), place, models })
        })
    }

    /// Who registers for themselves, where, and by what a key is judged.
    ///
    /// # Errors
    /// As [`Self::means`].
    pub fn oneself(
        &self,
        kept: &Kept,
        drawer: &Arc<Drawer>,
        metadata: &MetadataCache,
        (holder, now): (PasskeyHolder, Timestamp),
    ) -> Result<oneself::Means, CommandError> {
        let scene = self.scene();
        let practice = scene == Scene::Practice;
        let metadata = metadata.kept().filter(|_| scene == Scene::Tenant).map(|(_, kept)| kept);
        let of = self.means(scene, kept, drawer)?;
        Ok(oneself::Means {
            directory: self.directory(),
            person: self.account().person,
            keys: of.keys,
            grounds: Grounds { practice, holder, models: of.models, metadata, at: now },
            entropy: of.entropy,
            security_info: self.security_info(),
            browser: browser::open,
        })
    }

    /// Whose Authenticator is set up, and where.
    pub fn authenticator(&self) -> authenticator::Means {
        authenticator::Means {
            directory: self.directory(),
            person: self.account().person,
            // Only this program's practice has a phone at hand.
            practice: self.practises_here(),
            security_info: self.security_info(),
            browser: browser::open,
        }
    }
}
