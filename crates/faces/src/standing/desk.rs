//! What is done at the organisation that the window works for: a registration, one that was left, the rooms of its
//! administrators. Each must be done with what one look at it gave.

use std::sync::Arc;

use enrollment::{
    authenticator, hand,
    ledger::{RegistrationId, Scene},
    metadata::MetadataCache,
    oneself::{self, machine::Grounds},
    ports::Wanted,
    rooms::{
        CommandError, Kept, LooksHere, MethodsDesk, SeenHere, TakenUp, TenantDesk, UnfinishedChoice,
    },
    wizard::{
        machine::Resumption,
        means::{KeySource, Means, Ports, SystemClock, system_entropy},
    },
};
use practice::drawer::{Drawer, Keys, PracticeModels};
use webauthn::Timestamp;

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
        let trust_anchors = match scene {
            Scene::Practice | Scene::Options => roots()?,
            Scene::Tenant => Vec::new(),
        };
        let allowed = self.settings.enterprise_attestation.clone();
        Ok(Means {
            directory: Some(self.registering(scene)?),
            ledger: kept.claiming(),
            outbox: kept.outbox.clone(),
            actor: self.actor(),
            keys: keys(scene, drawer),
            models: Arc::new(PracticeModels),
            trust_anchors,
            enterprise_attestation: allowed.into_iter().collect(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        })
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

    /// Does something with the directory that the room Tenant is about, with the keys in hand.
    ///
    /// # Errors
    /// As it has.
    pub fn desk<T>(
        &self,
        (kept, drawer): (&Kept, &Arc<Drawer>),
        does: impl FnOnce(&TenantDesk<'_>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let looks_here = || SeenHere {
            keys: hand::survey(keys(self.scene(), drawer).as_ref()),
            windows_hello: computer::windows_hello(),
        };
        self.desk_that_looks(kept, &looks_here, does)
    }

    fn desk_that_looks<T>(
        &self,
        kept: &Kept,
        looks_here: LooksHere<'_>,
        does: impl FnOnce(&TenantDesk<'_>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let (directory, account) = (self.directory(), self.account());
        let models = &|model| self.what_it_makes(model);
        let (directory, tallies) = (directory.as_ref(), kept.tallies.as_ref());
        does(&TenantDesk { directory, account, models, tallies, looks_here })
    }

    /// Does something with somebody's passkeys, which goes on record.
    ///
    /// # Errors
    /// As it has.
    pub fn methods_desk<T>(
        &self,
        kept: &Kept,
        now: Timestamp,
        does: impl FnOnce(MethodsDesk<'_>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        // No key is looked at for it.
        self.desk_that_looks(kept, &SeenHere::default, |desk| {
            let place = &self.place(&desk.account, now);
            does(MethodsDesk { desk, ledger: kept.ledger.as_ref(), place })
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

    /// Whoever registers for themselves, where, and by what a key is judged.
    pub fn oneself(
        &self,
        drawer: &Arc<Drawer>,
        metadata: &MetadataCache,
        now: Timestamp,
    ) -> oneself::Means {
        let scene = self.scene();
        let practice = scene == Scene::Practice;
        // FIDO metadata know no practice key.
        let metadata = (!practice).then(|| metadata.kept()).flatten().map(|(_, kept)| kept);
        oneself::Means {
            directory: self.directory(),
            person: self.account().person,
            keys: keys(scene, drawer),
            grounds: Grounds { practice, models: Arc::new(PracticeModels), metadata, at: now },
            entropy: system_entropy,
            security_info: self.security_info(),
            browser: browser::open,
        }
    }
}

/// Where keys for a registration of this scene come from.
fn keys(scene: Scene, drawer: &Arc<Drawer>) -> Arc<dyn KeySource> {
    let drawn = || Arc::clone(drawer);
    match scene {
        Scene::Practice => Arc::new(Keys::Practice(drawn())),
        Scene::Options => Arc::new(Keys::All(drawn())),
        // A practice key registers nothing in a real organisation.
        Scene::Tenant => Arc::new(Ports(Wanted::Any)),
    }
}
