//! Whether lists of models are in force, as the policy states it. What it does not state must count neither
//! as in force nor as off.

use super::super::finding::Why;
use crate::{EnforcementType, Fido2Policy, KeyRestrictions};

/// Where a list stands, or would.
pub(super) struct Place<'a> {
    path: String,
    /// `None` asks nothing, as in an admission.
    restrictions: Option<&'a KeyRestrictions>,
}

/// Every place that counts.
pub(super) fn places(policy: &Fido2Policy) -> Vec<Place<'_>> {
    if !policy.has_profiles() {
        let restrictions = policy.key_restrictions();
        return vec![Place { path: "keyRestrictions".to_owned(), restrictions }];
    }
    let of_profiles = policy.passkey_profiles().iter().enumerate().map(|(at, profile)| Place {
        path: format!("passkeyProfiles[{at}].keyRestrictions"),
        restrictions: profile.key_restrictions.as_ref(),
    });
    of_profiles.collect()
}

/// What is not said, or said in a word that is not known here, and where.
pub(super) fn unclear(places: &[Place<'_>]) -> Option<(Why, String)> {
    if places.is_empty() {
        return Some((Why::NotSaid, "passkeyProfiles".to_owned()));
    }
    places.iter().find_map(|place| {
        let restrictions = place.restrictions?;
        let (why, member) = match (restrictions.is_enforced, &restrictions.enforcement_type) {
            (Some(false), _) => return None,
            (None, _) => (Why::NotSaid, "isEnforced"),
            (Some(true), None) => (Why::NotSaid, "enforcementType"),
            (Some(true), Some(EnforcementType::Other(_))) => (Why::WordUnknown, "enforcementType"),
            (Some(true), Some(EnforcementType::Allow | EnforcementType::Block)) => return None,
        };
        Some((why, format!("{}.{member}", place.path)))
    })
}

/// Where no list is in force.
pub(super) fn unrestricted<'a>(places: &'a [Place<'_>]) -> Vec<&'a str> {
    let is_off = |place: &&Place<'_>| {
        place.restrictions.is_none_or(|restrictions| restrictions.is_enforced == Some(false))
    };
    places.iter().filter(is_off).map(|place| place.path.as_str()).collect()
}
