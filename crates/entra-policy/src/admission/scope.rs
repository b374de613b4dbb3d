//! Whom a policy is aimed at, and which profiles are theirs. Excluded beats included, and a person
//! who is not known must count neither as in nor as out.

use serde_json::json;
use webauthn::{Check, Reason};

use super::{
    line::PolicyLine,
    rules::{Answer, Rule},
};
use crate::{
    ExcludeTarget, Fido2Policy, IncludeTarget, ObjectId, PasskeyProfile, Subject, TargetId,
    TargetType,
};

/// Whether something is so for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belongs {
    /// It is.
    Yes,
    /// It depends on who the person is.
    PerhapsByPerson,
    /// It depends on what the policy means.
    PerhapsByPolicy,
    /// It is not.
    No,
}

/// A profile that is, or may be, among those of the person.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) demands: Demands<'a>,
    pub(crate) belongs: Belongs,
}

/// What there is to be met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Demands<'a> {
    /// A profile and its place in the list.
    Profile(usize, &'a PasskeyProfile),
    /// The properties from before profiles.
    Legacy,
    /// A target names a profile that is not there, or none where there is no default one.
    Nothing {
        /// The target's place in the list.
        target: usize,
        /// The name's place in the target's list, where it has one.
        named: Option<usize>,
    },
}

/// Whether a method is aimed at a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inside {
    /// It is.
    Yes,
    /// It is aimed at others only.
    NotIncluded,
    /// They are excluded, which wins.
    Excluded,
    /// It depends on who the person is.
    PerhapsByPerson,
    /// It depends on what the policy means.
    PerhapsByPolicy,
}

/// Where in a policy that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SaidAt {
    /// `includeTargets` or `excludeTargets`.
    pub(crate) list: &'static str,
    /// The item; `None` where no item says it.
    pub(crate) item: Option<usize>,
}

/// Whether these lists have the person in scope.
pub(crate) fn inside(
    include: &[IncludeTarget],
    exclude: &[ExcludeTarget],
    subject: &Subject,
) -> (Inside, SaidAt) {
    let excluded = first_of(exclude.iter().map(|one| belongs(&one.id, &one.target_type, subject)));
    let included = first_of(include.iter().map(|one| belongs(&one.id, &one.target_type, subject)));
    let by_exclude = SaidAt { list: "excludeTargets", item: excluded.1 };
    let by_include = SaidAt { list: "includeTargets", item: included.1 };
    use Belongs::{No, PerhapsByPerson, PerhapsByPolicy, Yes};
    match (excluded.0, included.0) {
        (Yes, _) => (Inside::Excluded, by_exclude),
        (_, No) => (Inside::NotIncluded, by_include),
        (PerhapsByPolicy, _) => (Inside::PerhapsByPolicy, by_exclude),
        (_, PerhapsByPolicy) => (Inside::PerhapsByPolicy, by_include),
        (PerhapsByPerson, _) => (Inside::PerhapsByPerson, by_exclude),
        (No, PerhapsByPerson) => (Inside::PerhapsByPerson, by_include),
        (No, Yes) => (Inside::Yes, by_include),
    }
}

impl SaidAt {
    /// As a path in the configuration.
    pub(crate) fn path(self) -> String {
        let Self { list, item } = self;
        item.map_or_else(|| list.to_owned(), |item| format!("{list}[{item}]"))
    }
}

/// Whether the person is in scope.
pub(super) fn scope(policy: &Fido2Policy, subject: &Subject) -> Rule {
    let (inside, at) = inside(policy.include_targets(), policy.exclude_targets(), subject);
    let answer = match inside {
        Inside::Yes => Answer::Meets,
        Inside::NotIncluded => Answer::Fails(Reason::UserNotInScope),
        Inside::Excluded => Answer::Fails(Reason::UserExcluded),
        Inside::PerhapsByPerson => Answer::Unknown(Reason::ScopeUnknown),
        Inside::PerhapsByPolicy => Answer::Unknown(Reason::PolicyUnknown),
    };
    let line = PolicyLine::new(policy, at.path());
    Rule::new(Check::PolicyScope, answer, line).showing("user", json!(subject.user))
}

/// The profiles of the person's targets, each once; what must be met where there are none.
pub(crate) fn candidates<'a>(policy: &'a Fido2Policy, subject: &Subject) -> Vec<Candidate<'a>> {
    let mut found: Vec<Candidate<'a>> = Vec::new();
    let mut add = |demands: Demands<'a>, belongs: Belongs| match found
        .iter_mut()
        .find(|one| one.demands == demands)
    {
        Some(one) => one.belongs = one.belongs.or(belongs),
        None => found.push(Candidate { demands, belongs }),
    };
    for (at, profile) in policy.passkey_profiles().iter().enumerate() {
        add(Demands::Profile(at, profile), Belongs::No);
    }
    for (target, one) in policy.include_targets().iter().enumerate() {
        let belongs = belongs(&one.id, &one.target_type, subject);
        if !policy.has_profiles() {
            add(Demands::Legacy, belongs);
            continue;
        }
        let profile = |id: ObjectId, named: Option<usize>| {
            let mut all = policy.passkey_profiles().iter().enumerate();
            let found = all.find(|(_, profile)| profile.id == id);
            found.map_or(Demands::Nothing { target, named }, |(at, profile)| {
                Demands::Profile(at, profile)
            })
        };
        for (named, id) in one.allowed_passkey_profiles.iter().enumerate() {
            add(profile(*id, Some(named)), belongs);
        }
        if one.allowed_passkey_profiles.is_empty() {
            // Graph requires the list. Without it the default profile may be meant, or nothing.
            let default = policy.default_passkey_profile();
            let demands =
                default.map_or(Demands::Nothing { target, named: None }, |id| profile(id, None));
            add(demands, belongs.if_it_is_meant());
        }
    }
    found
}

/// Whether the person is one of a target's.
pub(crate) fn belongs(id: &TargetId, target_type: &TargetType, subject: &Subject) -> Belongs {
    let known = |is: Option<bool>| match is {
        Some(true) => Belongs::Yes,
        Some(false) => Belongs::No,
        None => Belongs::PerhapsByPerson,
    };
    match (id, target_type) {
        (TargetId::AllUsers, TargetType::Group | TargetType::User) => Belongs::Yes,
        (TargetId::Object(id), TargetType::Group) => {
            known(subject.groups.as_ref().map(|groups| groups.contains(id)))
        }
        (TargetId::Object(id), TargetType::User) => known(subject.user.map(|user| user == *id)),
        (TargetId::Other(_), TargetType::Group | TargetType::User) | (_, TargetType::Other(_)) => {
            Belongs::PerhapsByPolicy
        }
    }
}

/// The first of the highest rank, and where it stands.
fn first_of(all: impl Iterator<Item = Belongs>) -> (Belongs, Option<usize>) {
    let none = (Belongs::No, None);
    all.enumerate().fold(
        none,
        |best, (at, one)| {
            if one.rank() > best.0.rank() { (one, Some(at)) } else { best }
        },
    )
}

impl Belongs {
    /// What is heard first. A policy that is not clear must not be drowned by a person who is not
    /// known: whoever the person is, it stays unclear.
    fn rank(self) -> u8 {
        match self {
            Self::Yes => 3,
            Self::PerhapsByPolicy => 2,
            Self::PerhapsByPerson => 1,
            Self::No => 0,
        }
    }

    fn or(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// The same, for something that a policy may or may not mean.
    fn if_it_is_meant(self) -> Self {
        match self {
            Self::Yes | Self::PerhapsByPerson | Self::PerhapsByPolicy => Self::PerhapsByPolicy,
            Self::No => Self::No,
        }
    }
}
