//! What passkey profiles mean for a campaign: which of them Microsoft managed campaigns pass over,
//! and which passkeys count under them. A profile that is not clear must not be taken for an open one.

use super::{
    facts::{ListEffect, Profile, Restrictions, UserFacts},
    kind::{CredentialKind, CredentialKinds},
    rule::Rule,
    ruleset::RuleSet,
    tri::Tri,
};

/// Whether a profile names models.
pub(super) fn names_models(profile: &Profile) -> Tri {
    match profile.restrictions {
        Restrictions::Unknown => Tri::Unknown,
        Restrictions::None => Tri::No,
        Restrictions::List { enforced, .. } => enforced.into(),
    }
}

/// Whether something of a profile is not known.
pub(super) fn is_partly_known(profile: &Profile) -> bool {
    let list = match profile.restrictions {
        Restrictions::Unknown => true,
        Restrictions::None => false,
        Restrictions::List { enforced, .. } => enforced.is_none(),
    };
    list || profile.device_bound.is_none()
        || profile.synced.is_none()
        || profile.attestation.is_none()
}

/// Whether the organisation's policy does, in whichever profile; unknown where neither it nor the person's own
/// profiles say.
pub(super) fn organisation_names_models(user: &UserFacts) -> Tri {
    let own = user.profiles.as_ref().map(|all| Tri::any(all.iter().map(names_models)));
    match user.models_named {
        Some(true) => Tri::Yes,
        Some(false) => own.unwrap_or(Tri::No),
        None => own.unwrap_or(Tri::Unknown),
    }
}

/// Whether a profile restricts anything.
pub(super) fn restricts(profile: &Profile, names_no_models: bool) -> Tri {
    let models = if names_no_models { Tri::No } else { names_models(profile) };
    let one_type = Tri::from(profile.synced).and(profile.device_bound.into()).not();
    one_type.or(profile.attestation.into()).or(models)
}

/// Whether Microsoft managed campaigns may ask somebody with these profiles for a passkey.
pub(super) fn any_eligible(rules: &RuleSet, profiles: &[Profile]) -> Tri {
    let eligible = || profiles.iter().map(|profile| eligible(rules, profile));
    let any = Tri::any(eligible());
    if rules.lists(Rule::ManagedOneEligibleProfileIsEnough) || profiles.is_empty() {
        any
    } else {
        any.agreed(Tri::all(eligible()))
    }
}

fn eligible(rules: &RuleSet, profile: &Profile) -> Tri {
    let by_list = by_list(rules, profile);
    let attested = if rules.lists(Rule::ManagedAttestedIgnoresKeyRestrictions) {
        profile.device_bound.into()
    } else {
        Tri::from(profile.device_bound).agreed(by_list)
    };
    match Tri::from(profile.attestation) {
        Tri::Yes => attested,
        Tri::No => by_list,
        Tri::Unknown => attested.agreed(by_list),
    }
}

fn by_list(rules: &RuleSet, profile: &Profile) -> Tri {
    let (enforced, effect, kinds) = match profile.restrictions {
        Restrictions::Unknown => return Tri::Unknown,
        Restrictions::None => return Tri::Yes,
        Restrictions::List { enforced, effect, kinds } => (enforced, effect, kinds),
    };
    let ignored = rules.lists(Rule::ManagedExcludeBlockListsIgnored);
    let block = if ignored { Tri::Yes } else { Tri::Unknown };
    let allow = kinds.map_or(Tri::Unknown, |kinds| allows_enough(profile, kinds));
    let listed = match effect {
        Some(ListEffect::Allow) => allow,
        Some(ListEffect::Block) => block,
        None => allow.agreed(block),
    };
    match Tri::from(enforced) {
        Tri::Yes => listed,
        Tri::No => Tri::Yes,
        Tri::Unknown => listed.agreed(Tri::Yes),
    }
}

/// Whether an allow list names one of the four providers that count, and the profile takes the type
/// of each that it names.
fn allows_enough(profile: &Profile, kinds: CredentialKinds) -> Tri {
    use CredentialKind::{
        AuthenticatorPasskey, EntraPasskeyOnWindows, GooglePasswordManager, IcloudKeychain,
    };
    let synced = kinds.has(IcloudKeychain) || kinds.has(GooglePasswordManager);
    let device_bound = kinds.has(AuthenticatorPasskey) || kinds.has(EntraPasskeyOnWindows);
    let takes = |named: bool, takes: Option<bool>| if named { takes.into() } else { Tri::Yes };
    Tri::from(synced || device_bound)
        .and(takes(synced, profile.synced))
        .and(takes(device_bound, profile.device_bound))
}

/// Which passkeys count under a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// Every one that the matrix has a mark for.
    Any,
    /// Of those, the synced ones.
    Synced,
    /// Of those, the device-bound ones.
    DeviceBound,
    /// One that the profile's list of models takes, wherever.
    Listed,
    /// One that the profile's attestation takes, wherever.
    Attested,
}

impl Counts {
    pub(super) const ALL: [Self; 5] =
        [Self::Listed, Self::Attested, Self::Any, Self::Synced, Self::DeviceBound];

    const fn bit(self) -> u8 {
        match self {
            Self::Any => 1,
            Self::Synced => 2,
            Self::DeviceBound => 4,
            Self::Listed => 8,
            Self::Attested => 16,
        }
    }

    /// The rule by which it is.
    pub(super) const fn rule(self) -> Rule {
        match self {
            Self::Any | Self::Synced | Self::DeviceBound => Rule::LocalPasskeyMatrix,
            Self::Listed => Rule::ProfileAaguidOneEligibleStopsAll,
            Self::Attested => Rule::ProfileAttestedOneEligibleStopsAll,
        }
    }
}

/// What may count, where that is not clear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct MayCount(u8);

impl MayCount {
    fn only(counts: Counts) -> Self {
        Self(counts.bit())
    }

    pub(super) fn has(self, counts: Counts) -> bool {
        self.0 & counts.bit() != 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Counts> {
        Counts::ALL.into_iter().filter(move |counts| self.has(*counts))
    }

    /// What may count for somebody with these profiles. With several of different kinds no document
    /// says what does; an open one among them is taken to win.
    pub(super) fn under(rules: &RuleSet, profiles: Option<&[Profile]>) -> Self {
        let any = Self::only(Counts::Any);
        let Some(profiles) = profiles else { return Self::of(rules, &Profile::default()) };
        let mut all = Self::default();
        for profile in profiles {
            let one = Self::of(rules, profile);
            if one == any {
                return any;
            }
            all = Self(all.0 | one.0);
        }
        if all == Self::default() { any } else { all }
    }

    fn of(rules: &RuleSet, profile: &Profile) -> Self {
        let with = |rule: Rule, is: Tri| if rules.lists(rule) { is } else { Tri::No };
        let listed = with(Rule::ProfileAaguidOneEligibleStopsAll, names_models(profile));
        let attested = with(Rule::ProfileAttestedOneEligibleStopsAll, profile.attestation.into());
        let mut all = Self::default();
        for (is, counts) in [(listed, Counts::Listed), (attested, Counts::Attested)] {
            if !is.is_no() {
                all = Self(all.0 | counts.bit());
            }
            if is.is_yes() {
                return all;
            }
        }
        let one_type =
            |rule: Rule, counts: Counts| if rules.lists(rule) { counts } else { Counts::Any };
        let synced = one_type(Rule::ProfileSyncedOnlyCountsSynced, Counts::Synced);
        let device_bound =
            one_type(Rule::ProfileDeviceBoundOnlyCountsDeviceBound, Counts::DeviceBound);
        let may = |value: Option<bool>, is: bool| value.is_none_or(|value| value == is);
        for (takes_synced, takes_device_bound, counts) in [
            (true, true, Counts::Any),
            (true, false, synced),
            (false, true, device_bound),
            (false, false, Counts::Any),
        ] {
            // A profile that takes nothing is only believed where the document says so.
            let nothing = !takes_synced && !takes_device_bound;
            let said = profile.synced.is_some() && profile.device_bound.is_some();
            if may(profile.synced, takes_synced)
                && may(profile.device_bound, takes_device_bound)
                && (said || !nothing)
            {
                all = Self(all.0 | counts.bit());
            }
        }
        all
    }
}
