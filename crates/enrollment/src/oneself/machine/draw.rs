//! The view of the machine. It must never show a key as one that would be accepted where the policy was not read.

use ctap::AuthenticatorId;
use entra_policy::Standing;
use webauthn::{Aaguid, metadata::Consulted};

use super::{Grounds, Machine, held::Held};
use crate::{
    OrganisationPolicy, Preflight,
    hand::Said,
    metadata::Metadata,
    oneself::view::{
        InHand, NewPasskey, OneselfMoment, OneselfPage, OneselfView, OwnKey, OwnPolicy,
        PasskeyHolder, Proof,
    },
    rooms::DirectoryKey,
    wizard::{KeyView, Refusal, means::Models},
};

impl Machine {
    /// As it is now; whoever draws it counts the revisions.
    pub fn view(&self) -> OneselfView {
        let came: Vec<_> = self
            .came
            .iter()
            .map(|one| NewPasskey {
                proof: self.proof(&one.id),
                silent: self.silent(&one.id).count(),
                ended: self.proving.ended.get(&one.id).cloned(),
                listed: DirectoryKey::of(one.clone(), self.grounds.models.as_ref()),
            })
            .collect();
        OneselfView {
            revision: 0,
            practice: self.grounds.practice,
            holder: self.grounds.holder,
            moment: self.moment_now(&came),
            policy: self.policy_view(),
            keys: self.hand.keys().iter().map(|held| self.own_key(held)).collect(),
            surveyed: self.hand.is_surveyed(),
            page: self.page,
            watch: self.watched(),
            known: self.begun.as_ref().map_or(0, |(_, known)| *known),
            came,
        }
    }

    fn moment_now(&self, came: &[NewPasskey]) -> OneselfMoment {
        if let Some((method, moment)) = &self.proving.now {
            let (method, moment) = (method.0.clone(), moment.clone());
            return OneselfMoment::Proving { method, moment };
        }
        if self.signed_out {
            return OneselfMoment::SignInNeeded;
        }
        if self.begun.is_none() {
            return match self.looks.pace.trouble() {
                Some((trouble, _)) => OneselfMoment::NotRead { trouble: trouble.clone() },
                None => OneselfMoment::Reading,
            };
        }
        if came.is_empty() {
            return match self.page {
                OneselfPage::NotOpened => OneselfMoment::Choose,
                OneselfPage::Opened | OneselfPage::NoBrowser => OneselfMoment::Wait,
            };
        }
        match self.grounds.holder {
            PasskeyHolder::SecurityKey => {}
            PasskeyHolder::Provider => return OneselfMoment::Listed,
        }
        let is_on_a_key = |one: &NewPasskey| matches!(one.proof, Proof::On { .. });
        if came.iter().all(is_on_a_key) { OneselfMoment::Proved } else { OneselfMoment::Came }
    }

    fn policy(&self) -> Option<&OrganisationPolicy> {
        self.begun.as_ref().and_then(|(policy, _)| policy.as_ref())
    }

    fn policy_view(&self) -> OwnPolicy {
        let Some(policy) = self.policy() else { return OwnPolicy::NotRead };
        let any = policy.before_any_key().admission;
        let refusal = (any.standing == Standing::Refused)
            .then(|| Refusal::of(&any, self.grounds.models.as_ref()))
            .flatten();
        refusal.map_or(OwnPolicy::Read, |refusal| OwnPolicy::TakesNone { refusal })
    }

    fn own_key(&self, held: &Held) -> OwnKey {
        let mut key = key_view(held, &self.grounds);
        let standing = match (&held.said, self.policy()) {
            (None, _) => InHand::Asked,
            (Some(Said::NotOpen(why)), _) => InHand::NotOpen { why: *why },
            (Some(Said::Nothing), _) => InHand::Silent,
            (Some(Said::Told(info, _)), policy) => {
                let metadata = self.grounds.metadata.as_ref();
                let consulted = metadata.map_or(Consulted::Nothing, Metadata::consulted);
                let said = Preflight::of(policy, consulted, info, self.grounds.at);
                if said.is_refused_by_metadata() {
                    InHand::RefusedByMetadata
                } else if policy.is_none() {
                    InHand::NotKnown
                } else {
                    match said.standing() {
                        Standing::Admitted => InHand::Admitted,
                        Standing::Undetermined => InHand::Undetermined,
                        Standing::Refused => {
                            let models: &dyn Models = self.grounds.models.as_ref();
                            key.refusal = Refusal::of(&said.admission, models);
                            InHand::Refused
                        }
                    }
                }
            }
        };
        OwnKey { key, standing }
    }

    /// A key by its place; one that nobody met is known by that alone.
    pub(super) fn key_at(&self, id: &AuthenticatorId) -> Option<KeyView> {
        self.hand.find(id).map(|held| key_view(held, &self.grounds))
    }
}

/// A key, without what the policy says of it.
pub(super) fn key_view(held: &Held, grounds: &Grounds) -> KeyView {
    let aaguid = held.info().map(|info| Aaguid(info.aaguid)).filter(|aaguid| !aaguid.is_zero());
    KeyView {
        id: held.seen.id.clone(),
        transport: held.seen.transport,
        name: held.seen.name.clone(),
        aaguid: aaguid.map(|aaguid| aaguid.to_string()),
        model: aaguid.and_then(|aaguid| grounds.models.name(aaguid)),
        refusal: None,
    }
}
