//! From facts to a verdict. What is not known splits into what it may be, and the verdict is sure
//! only where all of that comes to the same; no fact may be made up on the way.

mod choices;
mod in_force;
mod methods;
mod prompt;
mod satisfied;
mod scope;
mod setting;
mod sign_in;

use super::{
    board::{Board, Branch, DECIDES_UNKNOWN, NUDGES, OPENS, REQUIRES, STOPS},
    fact::{Fact, Facts},
    facts::{CampaignFacts, ContextFacts, UserFacts},
    rule::{Rule, Rules},
    ruleset::RuleSet,
    snooze::Snoozes,
    time::Timestamp,
    tri::Tri,
    verdict::{NudgeDecision, Outcomes, Verdict, Verdicts},
    word::CampaignState,
};
pub use in_force::InForce;
use setting::Setting;

/// Whether a campaign asks somebody at a sign-in to set something up. Without `snoozes`, nobody knows
/// what the person did with earlier prompts.
pub fn evaluate(
    rules: &RuleSet,
    campaign: &CampaignFacts,
    user: &UserFacts,
    context: &ContextFacts,
    snoozes: Option<&Snoozes>,
    now: Timestamp,
) -> NudgeDecision {
    let case = Case { rules, campaign, user, context, snoozes, now };
    let mut split = Split::default();
    for state in case.campaign.state.as_ref().map_or(CampaignState::ALL, std::slice::from_ref) {
        match state {
            CampaignState::Disabled if rules.lists(Rule::StateDisabledIsOff) => {
                let mut board = Board::new(rules);
                board.put(Rule::StateDisabledIsOff, Tri::Yes);
                split.add(Slot::Disabled, board.close());
            }
            CampaignState::Disabled | CampaignState::Enabled => {
                setting::enabled(&case, |slot, setting| split.add(slot, case.branch(&setting)));
            }
            CampaignState::Default => {
                let by = setting::managed(&case, |slot, setting| {
                    split.add(slot, case.branch(&setting));
                });
                split.chosen_by = by;
            }
        }
    }
    split.decide(&case)
}

/// What is judged.
pub(super) struct Case<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) campaign: &'a CampaignFacts,
    pub(super) user: &'a UserFacts,
    pub(super) context: &'a ContextFacts,
    pub(super) snoozes: Option<&'a Snoozes>,
    pub(super) now: Timestamp,
}

impl Case<'_> {
    fn branch(&self, setting: &Setting) -> Branch {
        let mut board = Board::new(self.rules);
        board.put(Rule::StateDisabledIsOff, Tri::No);
        setting.say(&mut board);
        sign_in::look(self, setting, &mut board);
        scope::look(self, setting, &mut board);
        methods::look(self, setting, &mut board);
        satisfied::look(self, setting, &mut board);
        prompt::look(self, setting, &mut board);
        choices::look(self, setting, &mut board);
        board.close()
    }
}

/// The branches there can be: states and targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Disabled,
    EnabledAuthenticator,
    EnabledPasskey,
    EnabledUnclear,
    ManagedAuthenticator,
    ManagedPasskey,
}

/// The branches that the facts leave open.
#[derive(Default)]
struct Split {
    branches: [Option<Branch>; 6],
    /// Unknown facts that decide between the targets of a managed campaign.
    chosen_by: Facts,
}

impl Split {
    fn add(&mut self, slot: Slot, branch: Branch) {
        let [off, first, second, unclear, managed_first, managed_second] = &mut self.branches;
        let place = match slot {
            Slot::Disabled => off,
            Slot::EnabledAuthenticator => first,
            Slot::EnabledPasskey => second,
            Slot::EnabledUnclear => unclear,
            Slot::ManagedAuthenticator => managed_first,
            Slot::ManagedPasskey => managed_second,
        };
        *place = Some(branch);
    }

    fn decide(&self, case: &Case<'_>) -> NudgeDecision {
        let branches = || self.branches.iter().flatten();
        let possible = branches().fold(Verdicts::NONE, |all, one| all.or(one.possible));
        let joined = Joined::of(branches());
        let sure = |deciders: Rules| {
            let all = joined.outcomes.holds.and(deciders).first();
            all.or_else(|| joined.holds_somewhere.and(deciders).first())
        };
        let rule = match possible.verdict() {
            Verdict::NoNudge => sure(STOPS),
            Verdict::Nudge => sure(NUDGES),
            Verdict::Required => sure(REQUIRES),
            Verdict::Unknown => joined.outcomes.unknown.and(DECIDES_UNKNOWN).first(),
        };
        let settled_by = match possible.verdict() {
            Verdict::Unknown => self.settled_by(case),
            Verdict::NoNudge | Verdict::Nudge | Verdict::Required => Facts::NONE,
        };
        NudgeDecision::new(
            possible,
            rule.unwrap_or(Rule::EligibleNudge),
            settled_by,
            joined.outcomes,
        )
    }

    /// The unknown facts on which the verdict hangs.
    fn settled_by(&self, case: &Case<'_>) -> Facts {
        let [off, first, second, unclear, managed_first, managed_second] = self.branches;
        let mut facts =
            self.branches.iter().flatten().fold(Facts::NONE, |all, one| all.or(one.blame));
        let differ = |one: Option<Branch>, other: Option<Branch>| match (one, other) {
            (Some(one), Some(other)) => !one.hangs_alike(&other),
            (Some(_) | None, None) | (None, Some(_)) => false,
        };
        if differ(first, second) {
            facts = facts.or(Facts::unless_known(Fact::Target, &case.campaign.target));
        }
        if differ(managed_first, managed_second) {
            facts = facts.or(self.chosen_by);
        }
        let states = [&[off][..], &[first, second, unclear], &[managed_first, managed_second]];
        let states_differ = states.iter().enumerate().any(|(at, some)| {
            let others = states.iter().skip(at + 1).flat_map(|others| others.iter());
            some.iter().any(|one| others.clone().any(|other| differ(*one, *other)))
        });
        if states_differ {
            facts = facts.or(Facts::unless_known(Fact::State, &case.campaign.state));
        }
        facts
    }
}

impl Branch {
    /// Whether two branches come to the same, and hang on the same.
    fn hangs_alike(&self, other: &Self) -> bool {
        let open = |branch: &Self| branch.outcomes.unknown.and(OPENS);
        let sure = self.possible.verdict() != Verdict::Unknown;
        self.possible == other.possible
            && (sure
                || (self.blame == other.blame
                    && open(self) == open(other)
                    && self.limit_is_open == other.limit_is_open))
    }
}

/// What rules come to over all branches.
struct Joined {
    outcomes: Outcomes,
    holds_somewhere: Rules,
}

impl Joined {
    fn of<'a>(mut branches: impl Iterator<Item = &'a Branch>) -> Self {
        let first = branches.next().map(|branch| branch.outcomes).unwrap_or_default();
        let mut all = first;
        let mut somewhere = first.holds;
        for Branch { outcomes, .. } in branches {
            all.holds = all.holds.and(outcomes.holds);
            all.unknown = all.unknown.or(outcomes.unknown);
            all.fails = all.fails.or(outcomes.fails);
            somewhere = somewhere.or(outcomes.holds);
        }
        all.unknown = all.unknown.or(somewhere.but_not(all.holds));
        all.holds = all.holds.but_not(all.unknown);
        all.fails = all.fails.but_not(all.holds.or(all.unknown));
        Self { outcomes: all, holds_somewhere: somewhere }
    }
}
