//! Whether a registered passkey is one that somebody's profiles take, by its model and where it lives.
//! What was attested at the time is not known here, and must stay so.

use super::Listing;
use crate::campaign::{
    facts::{Credential, ListEffect, Profile, Restrictions},
    kind::CredentialKind,
    profile::names_models,
    tri::Tri,
    word::Binding,
};

/// Settles it, where nobody has said and it can be told.
pub(super) fn weigh(credential: &mut Credential, listings: &[&Listing]) {
    if credential.eligible.is_some() || credential.model.is_none() {
        return;
    }
    // Only under profiles that list models or want attestation does it count for anything.
    let narrow = listings.iter().filter(|(profile, _)| {
        !(names_models(profile).is_no() && Tri::from(profile.attestation).is_no())
    });
    let mut narrow = narrow.peekable();
    if narrow.peek().is_some() {
        credential.eligible = Tri::any(narrow.map(|one| takes(one, credential))).known();
        credential.eligible_derived = credential.eligible.is_some();
    }
}

/// Whether a profile takes it.
fn takes((profile, models): &Listing, credential: &Credential) -> Tri {
    let on_list = Tri::of(credential.model, |model| models.contains(&model));
    let by_list = match profile.restrictions {
        Restrictions::Unknown => Tri::Unknown,
        Restrictions::None => Tri::Yes,
        Restrictions::List { enforced, effect, .. } => {
            let listed = match effect {
                Some(ListEffect::Allow) => on_list,
                Some(ListEffect::Block) => on_list.not(),
                None => Tri::Unknown,
            };
            match Tri::from(enforced) {
                Tri::Yes => listed,
                Tri::No => Tri::Yes,
                Tri::Unknown => listed.agreed(Tri::Yes),
            }
        }
    };
    by_list.and(by_type(profile.device_bound, profile.synced, credential)).and(attested(profile))
}

/// Whether a profile takes passkeys that live where this one does.
fn by_type(device_bound: Option<bool>, synced: Option<bool>, credential: &Credential) -> Tri {
    match credential.binding.or(credential.kind.and_then(CredentialKind::binding)) {
        Some(Binding::DeviceBound) => device_bound.into(),
        Some(Binding::Synced) => synced.into(),
        None => Tri::from(device_bound).agreed(synced.into()),
    }
}

/// Whether a profile wants no attestation; with it, nobody here knows what there was.
fn attested(profile: &Profile) -> Tri {
    Tri::from(profile.attestation).not().or(Tri::Unknown)
}
