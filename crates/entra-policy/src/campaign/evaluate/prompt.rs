//! What the prompt is, if there is one: whether it waits, and whether it can be skipped. A snooze must
//! never be counted that may not have been one.

use super::{Case, Setting};
use crate::campaign::{
    board::Board,
    fact::{Fact, Facts},
    rule::Rule,
    tri::Tri,
    verdict::{Verdict, Verdicts},
    word::{Method, Subscription},
};

pub(super) fn look(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let rules = case.rules;
    let history = Facts::unless_known(Fact::History, &case.snoozes);
    let used_up = case.snoozes.map_or(Tri::Unknown, |snoozes| snoozes.used_up(rules));
    let by_managed = is_limited_by_managed(case, setting);
    let limit = limit(case, setting);
    let free = free(case, setting);
    let (by_limit, by_free) = (used_up.and(limit), used_up.and(free));
    let required = by_limit.or(by_free);
    let hangs_on_free = by_free == Tri::Unknown && !limit.is_yes();
    board.limit_is_open = hangs_on_free && free == Tri::Unknown && case.user.subscription.is_some();

    let closed = case.snoozes.map_or(Tri::Unknown, |snoozes| snoozes.closed_when_required(rules));
    let closed = closed.and(required);
    board.put(Rule::RequiredCloseNudgedNextSignIn, closed);
    let closed = if rules.lists(Rule::RequiredCloseNudgedNextSignIn) { closed } else { Tri::No };
    let waiting = waits(case, setting);
    let failed = case
        .snoozes
        .map_or(Tri::No, |snoozes| snoozes.failed_after_close(rules, setting.duration, case.now));
    let waits = waiting.and(closed.not()).or(failed);
    let by = history.or(setting.duration_by);
    let zero = Tri::of(setting.duration, |duration| duration.days() == 0);
    if waits == Tri::Unknown && zero.is_yes() {
        // Only a text that calls no days "every day" leaves that open, and for it nothing settles it.
        board.open_by(Rule::SnoozeNotElapsed, by);
    } else {
        board.put_by(Rule::SnoozeNotElapsed, waits, by);
    }

    let by = history.or(setting.limited_by);
    let rule = if by_managed {
        Rule::ManagedAuthenticatorLimitedThree
    } else {
        Rule::LimitedThreeThenRequired
    };
    // What makes no difference is not to blame: either limit alone is enough.
    let by_limit_only = if free.is_yes() && !limit.is_yes() { Facts::NONE } else { by };
    board.put_by(rule, by_limit, by_limit_only);
    let subscription = Facts::unless_known(Fact::Subscription, &case.user.subscription);
    let by_free_only = if limit.is_yes() || !rules.lists(Rule::FreeTrialThreeSnoozes) {
        Facts::NONE
    } else {
        history.or(subscription)
    };
    board.put_by(Rule::FreeTrialThreeSnoozes, by_free, by_free_only);

    let skippable = required.not();
    let without_limit = used_up.and(setting.limited.not()).and(skippable);
    if setting.managed && rules.lists(Rule::ManagedUnlimitedSnoozes) {
        board.put(Rule::ManagedUnlimitedSnoozes, without_limit);
    } else {
        board.put(Rule::UnlimitedSnoozes, without_limit);
    }
    board.put(Rule::SnoozeZeroEveryMfa, zero.and(skippable));
    board.put(Rule::EligibleNudge, skippable);
    // Within the wait only what was closed when it was required comes again.
    board.prompts = prompts(if waiting.is_yes() { Tri::Yes } else { required });
    if !rules.lists(Rule::EligibleNudge) {
        board.prompts = board.prompts.with(Verdict::NoNudge);
    }
}

fn prompts(required: Tri) -> Verdicts {
    let (nudge, must) =
        (Verdicts::NONE.with(Verdict::Nudge), Verdicts::NONE.with(Verdict::Required));
    match required {
        Tri::Yes => must,
        Tri::No => nudge,
        Tri::Unknown => nudge.or(must),
    }
}

fn is_limited_by_managed(case: &Case<'_>, setting: &Setting) -> bool {
    setting.managed
        && setting.asks_for(Method::MicrosoftAuthenticator)
        && case.rules.lists(Rule::ManagedAuthenticatorLimitedThree)
}

/// Whether three snoozes are the limit.
pub(super) fn limit(case: &Case<'_>, setting: &Setting) -> Tri {
    if is_limited_by_managed(case, setting) {
        Tri::Yes
    } else if case.rules.lists(Rule::LimitedThreeThenRequired) {
        setting.limited
    } else {
        Tri::No
    }
}

/// Whether the subscription limits snoozes. It is said of Authenticator campaigns only.
fn free(case: &Case<'_>, setting: &Setting) -> Tri {
    if !case.rules.lists(Rule::FreeTrialThreeSnoozes) {
        return Tri::No;
    }
    let free = Tri::of(case.user.subscription, |one| one == Subscription::FreeOrTrial);
    match setting.target {
        Some(Method::MicrosoftAuthenticator) => free,
        Some(Method::Fido2) | None if free.is_no() => Tri::No,
        Some(Method::Fido2) | None => Tri::Unknown,
    }
}

/// Whether the person is left alone still.
fn waits(case: &Case<'_>, setting: &Setting) -> Tri {
    let Some(snoozes) = case.snoozes else {
        let never = setting.duration.is_some_and(|duration| duration.days() == 0)
            && !case.rules.zero_is_every_day();
        return if never { Tri::No } else { Tri::Unknown };
    };
    snoozes.not_elapsed(case.rules, setting.duration, case.now)
}
