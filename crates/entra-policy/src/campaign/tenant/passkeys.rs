//! The passkey method of a tenant, and which profiles are a person's. A profile that may be theirs
//! must not be taken for one that is.

mod eligible;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use webauthn::Aaguid;

use super::{enabled, excluded, target_of};
use crate::{
    AttestationEnforcement, EnforcementType, Fido2Policy, KeyRestrictions, ObjectId,
    PasskeyProfile, TargetId,
    campaign::{
        facts::{ListEffect, Profile, Restrictions, Target, UserFacts},
        ids::Ids,
        kind::CredentialKind,
        member::{among, belongs},
        profile::names_models,
        tri::Tri,
    },
};

/// A profile, and the models that it lists.
type Listing = (Profile, Arc<[Aaguid]>);

/// Passkeys in a tenant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Passkeys {
    enabled: Option<bool>,
    self_service: Option<bool>,
    /// Each target with the profiles it allows; `None` where that cannot be told.
    include: Vec<(Target, Option<Vec<Listing>>)>,
    exclude: Vec<Target>,
    /// Whether any profile names models, whoever's it is.
    models_named: Tri,
}

impl Passkeys {
    pub(super) fn new(policy: &Fido2Policy, ids: &mut Ids) -> Self {
        let before_profiles = Profile {
            device_bound: Some(true),
            synced: Some(policy.is_attestation_enforced() != Some(true)),
            attestation: policy.is_attestation_enforced(),
            restrictions: restrictions(policy.key_restrictions()),
        };
        let models_before = listed(policy.key_restrictions());
        let all: Vec<(&ObjectId, Listing)> = policy
            .passkey_profiles()
            .iter()
            .map(|one| (&one.id, (profile(one), listed(one.key_restrictions.as_ref()))))
            .collect();
        let named = |id: &ObjectId| {
            all.iter().find(|(own, _)| *own == id).map(|(_, listing)| listing.clone())
        };
        let include = policy.include_targets().iter().map(|one| {
            let written = match &one.id {
                TargetId::AllUsers => String::new(),
                TargetId::Object(id) => id.to_string(),
                TargetId::Other(text) => text.clone(),
            };
            let target = target_of(&one.id, &one.target_type, &written, ids);
            let profiles = if !policy.has_profiles() {
                Some(vec![(before_profiles, Arc::clone(&models_before))])
            } else if one.allowed_passkey_profiles.is_empty() {
                None
            } else {
                one.allowed_passkey_profiles.iter().map(named).collect()
            };
            (target, profiles)
        });
        let include = include.collect();
        let models_named = if policy.has_profiles() {
            Tri::any(policy.passkey_profiles().iter().map(|one| names_models(&profile(one))))
        } else {
            names_models(&before_profiles)
        };
        Self {
            enabled: enabled(policy.state()),
            self_service: policy.is_self_service_registration_allowed(),
            include,
            exclude: excluded(policy.exclude_targets(), ids),
            models_named,
        }
    }

    pub(super) fn describe(&self, user: &mut UserFacts) {
        let included = Tri::any(self.include.iter().map(|(one, _)| belongs(user, *one)));
        let inside = included.and(among(user, &self.exclude).not());
        user.methods.fido2_enabled = self.enabled;
        user.methods.fido2_self_service = self.self_service;
        user.methods.fido2_in_scope = inside.known();
        user.models_named = self.models_named.known();
        let mut profiles = user.profiles.take().unwrap_or_default();
        profiles.clear();
        let (mut all, mut perhaps) = (Vec::new(), Vec::new());
        for (target, listings) in &self.include {
            match (belongs(user, *target), listings) {
                (Tri::No, _) => {}
                (Tri::Yes, Some(listings)) => all.extend(listings),
                (Tri::Unknown, Some(listings)) => perhaps.extend(listings),
                (Tri::Yes | Tri::Unknown, None) => return,
            }
        }
        // One that is theirs anyway leaves nothing open.
        if perhaps.iter().all(|one| all.contains(one)) {
            user.credentials.iter_mut().flatten().for_each(|one| eligible::weigh(one, &all));
            profiles.extend(all.iter().map(|(profile, _)| *profile));
            user.profiles = Some(profiles);
        }
    }
}

fn profile(profile: &PasskeyProfile) -> Profile {
    let types = profile.passkey_types.as_ref();
    let clear = types.filter(|types| types.unknown().next().is_none());
    Profile {
        device_bound: clear.map(|types| types.device_bound()),
        synced: clear.map(|types| types.synced()),
        attestation: match &profile.attestation_enforcement {
            Some(AttestationEnforcement::Disabled) => Some(false),
            Some(AttestationEnforcement::RegistrationOnly) => Some(true),
            Some(AttestationEnforcement::Other(_)) | None => None,
        },
        restrictions: restrictions(profile.key_restrictions.as_ref()),
    }
}

fn listed(list: Option<&KeyRestrictions>) -> Arc<[Aaguid]> {
    list.map_or(&[][..], |list| &list.aaguids).into()
}

fn restrictions(list: Option<&KeyRestrictions>) -> Restrictions {
    let Some(list) = list else { return Restrictions::None };
    Restrictions::List {
        enforced: list.is_enforced,
        effect: match &list.enforcement_type {
            Some(EnforcementType::Allow) => Some(ListEffect::Allow),
            Some(EnforcementType::Block) => Some(ListEffect::Block),
            Some(EnforcementType::Other(_)) | None => None,
        },
        kinds: Some(list.aaguids.iter().map(|model| CredentialKind::of_model(*model)).collect()),
    }
}
