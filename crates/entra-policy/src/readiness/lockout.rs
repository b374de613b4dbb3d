//! Who could no longer sign in with a passkey they have, if a policy were changed. Attestation is judged
//! at registration only; whoever cannot be judged must be listed apart, not left out.

use serde::Serialize;
use webauthn::Aaguid;

use super::facts::Models;
use crate::{
    EnforcementType, Fido2Policy, KeyRestrictions, MethodState, PasskeyProfile, PasskeyType,
    Subject,
    admission::{Belongs, Demands, Inside, candidates, inside},
};

/// Somebody with passkeys.
#[derive(Clone, Debug)]
pub struct Holder {
    /// As people know them.
    pub name: String,
    /// Who they are, for the policy.
    pub subject: Subject,
    /// Their passkeys.
    pub passkeys: Vec<Passkey>,
}

/// A passkey in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Passkey {
    /// What it is called.
    pub name: String,
    /// Its model, where the directory has it.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub aaguid: Option<Aaguid>,
    /// Whether the directory calls it synced; `None` where it does not say.
    pub synced: Option<bool>,
}

/// Somebody whom a change touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LockedOut {
    /// Who.
    pub name: String,
    /// Passkeys that would no longer be taken.
    pub loses: Vec<Passkey>,
    /// Passkeys that would still be.
    pub keeps: Vec<Passkey>,
    /// Passkeys of which that cannot be told.
    pub open: Vec<Passkey>,
}

/// What a change would do at sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LockoutPreview {
    /// Those with no passkey left. The signed-in administrator comes first.
    pub locked_out: Vec<LockedOut>,
    /// Those who lose one and keep another, or of whom it cannot be told.
    pub touched: Vec<LockedOut>,
    /// Of how many people.
    pub of: usize,
}

/// Whether a policy takes a passkey at sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Yes,
    No,
    Open,
}

/// What changing `before` to `after` would do to these people. `myself` is the signed-in
/// administrator's name. Passkeys that are not taken now are not lost.
pub fn preview(
    before: &Fido2Policy,
    after: &Fido2Policy,
    holders: &[Holder],
    myself: Option<&str>,
    models: Models<'_>,
) -> LockoutPreview {
    let mut found = LockoutPreview { of: holders.len(), ..LockoutPreview::default() };
    if same_at_sign_in(before, after) {
        // What could not be told before is as it was.
        return found;
    }
    for holder in holders {
        let mut one = LockedOut {
            name: holder.name.clone(),
            loses: Vec::new(),
            keeps: Vec::new(),
            open: Vec::new(),
        };
        for passkey in &holder.passkeys {
            let was = taken(before, &holder.subject, passkey, models);
            let will = taken(after, &holder.subject, passkey, models);
            match (was, will) {
                (Taken::No, _) => {}
                (Taken::Yes | Taken::Open, Taken::Yes) => one.keeps.push(passkey.clone()),
                (Taken::Yes | Taken::Open, Taken::No) => one.loses.push(passkey.clone()),
                (Taken::Yes | Taken::Open, Taken::Open) => one.open.push(passkey.clone()),
            }
        }
        if !one.loses.is_empty() && one.keeps.is_empty() && one.open.is_empty() {
            found.locked_out.push(one);
        } else if !one.loses.is_empty() || !one.open.is_empty() {
            found.touched.push(one);
        }
    }
    for list in [&mut found.locked_out, &mut found.touched] {
        // Stable: the others stay in the directory's order.
        // The directory names people without regard to case.
        let is_me = |one: &LockedOut| myself.is_some_and(|me| one.name.eq_ignore_ascii_case(me));
        list.sort_by_key(|one| !is_me(one));
    }
    found
}

/// Whether two policies say the same of every passkey at sign-in, known or not.
pub fn same_at_sign_in(one: &Fido2Policy, other: &Fido2Policy) -> bool {
    let profile = |profile: &PasskeyProfile| {
        (profile.id, profile.passkey_types.clone(), profile.key_restrictions.clone())
    };
    let profiles =
        |policy: &Fido2Policy| policy.passkey_profiles().iter().map(profile).collect::<Vec<_>>();
    one.state() == other.state()
        && one.include_targets() == other.include_targets()
        && one.exclude_targets() == other.exclude_targets()
        && one.default_passkey_profile() == other.default_passkey_profile()
        && one.key_restrictions() == other.key_restrictions()
        && profiles(one) == profiles(other)
}

fn taken(policy: &Fido2Policy, person: &Subject, passkey: &Passkey, models: Models<'_>) -> Taken {
    match policy.state() {
        Some(MethodState::Enabled) => {}
        Some(MethodState::Disabled) => return Taken::No,
        Some(MethodState::Other(_)) | None => return Taken::Open,
    }
    let (scope, _) = inside(policy.include_targets(), policy.exclude_targets(), person);
    let in_scope = match scope {
        Inside::Yes => Taken::Yes,
        Inside::Excluded | Inside::NotIncluded => return Taken::No,
        Inside::PerhapsByPerson | Inside::PerhapsByPolicy => Taken::Open,
    };
    let all = candidates(policy, person);
    let theirs = all.iter().filter(|one| one.belongs != Belongs::No).map(|one| {
        let taken = match one.demands {
            Demands::Profile(_, profile) => by_profile(profile, passkey, models),
            Demands::Legacy => listed(policy.key_restrictions(), passkey),
            // What a target without a profile means is not documented.
            Demands::Nothing { .. } => Taken::Open,
        };
        match one.belongs {
            Belongs::Yes => taken,
            Belongs::PerhapsByPerson | Belongs::PerhapsByPolicy | Belongs::No => {
                taken.and(Taken::Open)
            }
        }
    });
    let best = theirs.fold(Taken::No, Taken::or);
    in_scope.and(best)
}

/// Whether a profile takes it, by type and model.
fn by_profile(profile: &PasskeyProfile, passkey: &Passkey, models: Models<'_>) -> Taken {
    let types = profile.passkey_types.as_ref();
    let clear = types.filter(|types| types.unknown().next().is_none());
    let by_type = match (clear, type_of(passkey, models)) {
        (Some(types), Some(PasskeyType::DeviceBound)) => Taken::of(types.device_bound()),
        (Some(types), Some(PasskeyType::Synced)) => Taken::of(types.synced()),
        (Some(types), None) if types.device_bound() && types.synced() => Taken::Yes,
        (Some(_) | None, _) => Taken::Open,
    };
    by_type.and(listed(profile.key_restrictions.as_ref(), passkey))
}

/// By what the directory says, else by its model.
fn type_of(passkey: &Passkey, models: Models<'_>) -> Option<PasskeyType> {
    let said = passkey
        .synced
        .map(|synced| if synced { PasskeyType::Synced } else { PasskeyType::DeviceBound });
    said.or_else(|| passkey.aaguid.and_then(models))
}

/// Whether a list takes it; lists count at sign-in too (graph.md, section 3.1).
fn listed(restrictions: Option<&KeyRestrictions>, passkey: &Passkey) -> Taken {
    let Some(list) = restrictions else { return Taken::Yes };
    match list.is_enforced {
        Some(true) => {}
        Some(false) => return Taken::Yes,
        None => return Taken::Open,
    }
    let Some(model) = passkey.aaguid else { return Taken::Open };
    let named = list.aaguids.contains(&model);
    match &list.enforcement_type {
        Some(EnforcementType::Allow) => Taken::of(named),
        Some(EnforcementType::Block) => Taken::of(!named),
        Some(EnforcementType::Other(_)) | None => Taken::Open,
    }
}

impl Taken {
    fn of(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Yes | Self::Open, Self::Yes | Self::Open) => Self::Open,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            (Self::No | Self::Open, Self::No | Self::Open) => Self::Open,
        }
    }
}
