//! Whom a campaign is for. Somebody whose groups are not known must count neither as in nor as out,
//! and whoever is excluded is never asked.

use super::{Case, Setting};
use crate::campaign::{
    board::Board,
    fact::{Fact, Facts},
    facts::{Identity, Target, TargetKind, Who},
    member,
    rule::Rule,
    tri::Tri,
    word::Method,
};

pub(super) fn look(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let (include, exclude) = (&case.campaign.include, &case.campaign.exclude);
    let (excluded, excluded_by) = among(case, exclude.as_deref(), Fact::Exclude);
    let (included, included_by) = among(case, include.as_deref(), Fact::Include);
    let mut out = included.not();
    let mut by = included_by;
    if case.rules.lists(Rule::ExcludeBeatsInclude) {
        board.put_by(Rule::ExcludeBeatsInclude, excluded, excluded_by);
    } else {
        // The 2021 text lets one exclude people, and does not say more.
        out = out.or(excluded);
        by = by.or(excluded_by);
    }
    if let (Some(include), Some(exclude)) = (include, exclude)
        && include.iter().all(|one| exclude.iter().any(|other| other.who == one.who))
    {
        // Whoever is included is excluded as well, whichever groups they are in.
        out = Tri::Yes;
    }
    board.put_by(Rule::NotIncluded, out, by);
    guest(case, setting, board);
}

/// Whether the person is among the targets, and the unknown facts for which that is unknown.
fn among(case: &Case<'_>, targets: Option<&[Target]>, fact: Fact) -> (Tri, Facts) {
    let Some(targets) = targets else {
        // Whom a list that is not known names is anybody: then the person's groups count as well.
        let id = case.user.id == Identity::Unknown;
        let id = if id { Facts::only(Fact::UserId) } else { Facts::NONE };
        let by = Facts::only(fact).or(Facts::unless_known(Fact::Groups, &case.user.groups));
        return (Tri::Unknown, by.or(id));
    };
    let mut by = Facts::NONE;
    let answer = Tri::any(targets.iter().map(|target| {
        let (answer, facts) = is_in(case, *target);
        if answer == Tri::Unknown {
            by = by.or(facts);
        }
        answer
    }));
    (answer, by)
}

fn is_in(case: &Case<'_>, target: Target) -> (Tri, Facts) {
    let object = match target.who {
        Who::Everybody if case.rules.lists(Rule::AllUsersTarget) => {
            return (Tri::Yes, Facts::NONE);
        }
        Who::Everybody => return (Tri::Unknown, Facts::NONE),
        Who::Object(object) => object,
    };
    let unknown =
        |answer, fact| if answer == Tri::Unknown { Facts::only(fact) } else { Facts::NONE };
    let by_user = unknown(member::is_user(case.user, object), Fact::UserId);
    let by_group = unknown(member::is_in_group(case.user, object), Fact::Groups);
    let by = match target.kind {
        TargetKind::User => by_user,
        TargetKind::Group => by_group,
        TargetKind::Either => by_user.or(by_group),
        TargetKind::Unclear => Facts::NONE,
    };
    (member::belongs(case.user, target), by)
}

fn guest(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let guest = case.user.guest;
    if case.rules.lists(Rule::GuestPasskeyNotNudged) {
        if setting.asks_for(Method::Fido2) {
            board.ask(Rule::GuestPasskeyNotNudged, Fact::Guest, guest, |is| is);
        }
    } else if !case.rules.lists(Rule::GuestNudgedIfIncluded) && guest != Some(false) {
        board.open_by(Rule::GuestPasskeyNotNudged, Facts::unless_known(Fact::Guest, &guest));
    }
}
