//! Whether a person is one of a target's. Somebody whose groups or id are not known must count
//! neither as one nor as none.

use super::{
    facts::{Identity, Target, TargetKind, UserFacts, Who},
    tri::Tri,
};

/// Whether the person is one of the target's, with `all_users` everybody.
pub(super) fn belongs(user: &UserFacts, target: Target) -> Tri {
    let object = match target.who {
        Who::Everybody => return Tri::Yes,
        Who::Object(object) => object,
    };
    match target.kind {
        TargetKind::User => is_user(user, object),
        TargetKind::Group => is_in_group(user, object),
        TargetKind::Either => is_user(user, object).or(is_in_group(user, object)),
        TargetKind::Unclear => Tri::Unknown,
    }
}

/// Whether the person is one of any target's.
pub(super) fn among(user: &UserFacts, targets: &[Target]) -> Tri {
    Tri::any(targets.iter().map(|one| belongs(user, *one)))
}

pub(super) fn is_user(user: &UserFacts, object: u32) -> Tri {
    match user.id {
        Identity::Unknown => Tri::Unknown,
        Identity::Nobody => Tri::No,
        Identity::Named(id) => Tri::from(id == object),
    }
}

pub(super) fn is_in_group(user: &UserFacts, object: u32) -> Tri {
    Tri::of(user.groups.as_deref(), |groups| groups.contains(&object))
}
