//! Why the policy leaves a key open, as the reason of a check. It must name what decides, not what merely is
//! not known beside it.

use webauthn::{Check as Link, Finding as LinkFinding, Outcome, Reason};

use super::finding::Why;
use crate::Admission;

/// What each reason of a link means for a check; any other is a doubt about whose profile it is.
const DOUBTS: [(Reason, Why); 4] = [
    (Reason::PolicyUnknown, Why::PolicyUnclear),
    (Reason::KeyRequirements, Why::CapabilityUnknown),
    (Reason::AaguidUnknown, Why::ModelUnread),
    (Reason::AttestationRequired, Why::OnlyARegistrationShows),
];

/// What it means that no target is the person's.
const OUTSIDE: [(Reason, Why); 3] = [
    (Reason::UserExcluded, Why::Excluded),
    (Reason::UserNotInScope, Why::NotIncluded),
    (Reason::ScopeUnknown, Why::GroupsUnknown),
];

/// The first doubt that decides.
pub(super) fn first_doubt(admission: &Admission) -> Why {
    // Who the person is leaves nothing open by itself.
    let decides = |one: &&LinkFinding| {
        one.outcome == Outcome::Unknown && one.reason != Some(Reason::ScopeUnknown)
    };
    admission.findings.iter().find(decides).map_or(Why::GroupsUnknown, doubt)
}

/// Why this link is open.
pub(super) fn doubt(link: &LinkFinding) -> Why {
    // Refused or met by itself, it is open only because whose profile it is is not known.
    if link.evidence.get("alone").is_some() {
        return Why::GroupsUnknown;
    }
    let known = DOUBTS.iter().find(|(reason, _)| Some(*reason) == link.reason);
    known.map_or(Why::GroupsUnknown, |(_, why)| *why)
}

/// Why no profile is this person's.
pub(super) fn no_profile(admission: &Admission) -> Why {
    let scope = admission.findings.iter().find(|one| one.check == Link::PolicyScope);
    let reason = scope.and_then(|scope| scope.reason);
    let known = OUTSIDE.iter().find(|(outside, _)| Some(*outside) == reason);
    // A person in scope has targets that name no profile that is there.
    known.map_or(Why::PolicyUnclear, |(_, why)| *why)
}
