//! Snoozes of one person: what was done with each prompt, and what follows for the next one. A clock
//! that was set back must never shorten or lengthen a wait, nor go unnoticed.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{
    rule::Rule,
    ruleset::RuleSet,
    time::{ONE_DAY, SnoozeDuration, Timestamp},
    tri::Tri,
};

/// Snoozes that are allowed where they are limited.
pub const ALLOWED_SNOOZES: u32 = 3;

/// What a person did with a prompt, or an administrator with the campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SnoozeEvent {
    /// Skip for now.
    Skip,
    /// The browser or window was closed.
    Close,
    /// Skip on the screen that says that registering failed.
    ErrorSkip,
    /// It was closed when set-up was required already.
    CloseWhenRequired,
    /// The campaign was started anew, or got another method or other settings.
    CampaignChanged,
}

impl SnoozeEvent {
    /// Every one.
    pub const ALL: &[Self] =
        &[Self::Skip, Self::Close, Self::ErrorSkip, Self::CloseWhenRequired, Self::CampaignChanged];

    /// The event with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.as_str() == word)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Close => "close",
            Self::ErrorSkip => "error_skip",
            Self::CloseWhenRequired => "close_when_required",
            Self::CampaignChanged => "campaign_changed",
        }
    }
}

/// How often something happened, and when last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How often.
    pub count: u32,
    /// How often before the campaign was last changed.
    pub before_change: u32,
    /// The latest that has a time.
    pub latest: Option<Timestamp>,
    /// Whether one has no time.
    pub undated: bool,
}

/// A person's snoozes. It is all that verdicts need, and does not grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snoozes {
    /// Skip for now.
    pub skips: Tally,
    /// Closed.
    pub closes: Tally,
    /// Skipped on the error screen.
    pub error_skips: Tally,
    /// Closed when set-up was required.
    pub closes_when_required: Tally,
}

impl Tally {
    fn add(&mut self, at: Option<Timestamp>) {
        self.count = self.count.saturating_add(1);
        self.latest = self.latest.max(at);
        self.undated |= at.is_none();
    }
}

impl Snoozes {
    /// Takes an event up; `None`: nobody knows when it was.
    pub fn record(&mut self, event: SnoozeEvent, at: Option<Timestamp>) {
        match event {
            SnoozeEvent::Skip => self.skips.add(at),
            SnoozeEvent::Close => self.closes.add(at),
            SnoozeEvent::ErrorSkip => self.error_skips.add(at),
            SnoozeEvent::CloseWhenRequired => self.closes_when_required.add(at),
            SnoozeEvent::CampaignChanged => {
                for tally in [&mut self.skips, &mut self.closes, &mut self.error_skips] {
                    tally.before_change = tally.count;
                }
            }
        }
    }

    /// Whether three snoozes are used up.
    pub(super) fn used_up(&self, rules: &RuleSet) -> Tri {
        let persists = rules.lists(Rule::SnoozeCountPersists);
        let sure = |tally: &Tally| {
            if persists { tally.count } else { tally.count.saturating_sub(tally.before_change) }
        };
        let close_is_snooze = rules.lists(Rule::CloseIsSnooze);
        let mut least = sure(&self.skips);
        let mut most = self.skips.count;
        if close_is_snooze {
            least = least.saturating_add(sure(&self.closes));
        }
        most = most.saturating_add(self.closes.count);
        if !rules.lists(Rule::ErrorSkipNotCounted) {
            most = most.saturating_add(self.error_skips.count);
        }
        // Set-up was required once, so three were used up then.
        if self.closes_when_required.count > 0 || least >= ALLOWED_SNOOZES {
            Tri::Yes
        } else if most < ALLOWED_SNOOZES {
            Tri::No
        } else {
            Tri::Unknown
        }
    }

    /// Whether the latest is that it was closed when set-up was required. A skip on the error screen that does
    /// not count is no answer to a prompt, and undoes nothing.
    pub(super) fn closed_when_required(&self, rules: &RuleSet) -> Tri {
        let closed = &self.closes_when_required;
        if closed.count == 0 {
            return Tri::No;
        }
        let mut others = vec![&self.skips, &self.closes];
        if !rules.lists(Rule::ErrorSkipNotCounted) {
            others.push(&self.error_skips);
        }
        let undated = others.iter().any(|tally| tally.undated);
        let latest = others.iter().filter_map(|tally| tally.latest).max();
        match (closed.undated, closed.latest, latest) {
            (_, Some(at), latest) if !undated && latest.is_none_or(|latest| at >= latest) => {
                Tri::Yes
            }
            (false, Some(at), Some(latest)) if at < latest => Tri::No,
            (true, _, None) if !undated => Tri::Yes,
            (_, _, _) => Tri::Unknown,
        }
    }

    /// Whether the person is left alone still; without `duration`, for any there may be.
    pub(super) fn not_elapsed(
        &self,
        rules: &RuleSet,
        duration: Option<SnoozeDuration>,
        now: Timestamp,
    ) -> Tri {
        let wait = |tally: &Tally| within(tally, rules, duration, now);
        let skips = wait(&self.skips);
        let closes = if rules.lists(Rule::CloseIsSnooze) {
            wait(&self.closes)
        } else {
            perhaps(wait(&self.closes))
        };
        // No document says whether a skip on the error screen begins a wait.
        skips.or(closes).or(perhaps(wait(&self.error_skips)))
    }

    /// Whether a skip on the error screen, after it was closed when set-up was required, leaves the person alone
    /// still. No document says so, nor the opposite.
    pub(super) fn failed_after_close(
        &self,
        rules: &RuleSet,
        duration: Option<SnoozeDuration>,
        now: Timestamp,
    ) -> Tri {
        let (closed, failed) = (&self.closes_when_required, &self.error_skips);
        let before = !failed.undated && !closed.undated && failed.latest <= closed.latest;
        if closed.count == 0 || before {
            return Tri::No;
        }
        perhaps(within(failed, rules, duration, now))
    }

    /// When the wait that the latest snooze began is over.
    fn wait_is_over(&self, rules: &RuleSet, duration: SnoozeDuration) -> Option<Timestamp> {
        let closes = rules.lists(Rule::CloseIsSnooze).then_some(self.closes.latest).flatten();
        self.skips.latest.max(closes).map(|at| at.after_days(duration))
    }
}

fn perhaps(wait: Tri) -> Tri {
    if wait.is_no() { Tri::No } else { Tri::Unknown }
}

fn within(tally: &Tally, rules: &RuleSet, duration: Option<SnoozeDuration>, now: Timestamp) -> Tri {
    if tally.count == 0 {
        return Tri::No;
    }
    let longest = duration.unwrap_or(SnoozeDuration::MAX).seconds();
    // The 2021 text says of no days: every day, not at every MFA. Which hour that is it does not say.
    let every_day = rules.zero_is_every_day() && duration.is_none_or(|days| days.days() == 0);
    let longest = if every_day { longest.max(ONE_DAY) } else { longest };
    if longest == 0 {
        return Tri::No;
    }
    let sure = duration.is_some() && !every_day;
    match tally.latest.map(|at| now.since(at)) {
        Some(age) if age < 0 => Tri::Unknown,
        Some(age) if age < longest && sure => Tri::Yes,
        Some(age) if age < longest => Tri::Unknown,
        Some(_) | None if tally.undated => Tri::Unknown,
        Some(_) | None => Tri::No,
    }
}

/// A person's snoozes as they are kept, with the latest moment that was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SnoozeState {
    /// The snoozes.
    pub snoozes: Snoozes,
    /// The latest moment at which anything was recorded or looked at.
    pub seen: Option<Timestamp>,
}

/// Whether the clock can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// It went on.
    Steady,
    /// It was set back by so many seconds; the moment it had shown counts.
    SetBack(i64),
}

/// How a campaign limits snoozes for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnoozeLimit {
    /// Three, then set-up is required.
    Three,
    /// None.
    Unlimited,
}

/// What a person's snoozes come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SnoozeStatus {
    /// Snoozes that count.
    pub used: u32,
    /// Snoozes left; `None` where there is no limit.
    pub left: Option<u32>,
    /// From when on the person is asked again; `None`: at the next sign-in with MFA.
    pub next_nudge: Option<Timestamp>,
    /// Whether set-up is required at the next prompt.
    pub required: bool,
    /// Whether the clock can be believed.
    pub clock: Clock,
}

impl SnoozeState {
    /// Takes an event up that happens now.
    pub fn apply(&mut self, event: SnoozeEvent, now: Timestamp) -> Clock {
        let (now, clock) = self.steady(now);
        self.snoozes.record(event, Some(now));
        self.seen = Some(now);
        clock
    }

    /// The moment that counts: the latest there was.
    pub fn steady(&self, now: Timestamp) -> (Timestamp, Clock) {
        match self.seen {
            Some(seen) if seen > now => (seen, Clock::SetBack(seen.since(now))),
            Some(_) | None => (now, Clock::Steady),
        }
    }

    /// What follows for the next prompt, under a rule set and what the campaign sets.
    pub fn status(
        &self,
        rules: &RuleSet,
        duration: SnoozeDuration,
        limit: SnoozeLimit,
        now: Timestamp,
    ) -> SnoozeStatus {
        let (now, clock) = self.steady(now);
        let snoozes = &self.snoozes;
        let closes = if rules.lists(Rule::CloseIsSnooze) { snoozes.closes.count } else { 0 };
        let mut used = snoozes.skips.count.saturating_add(closes);
        if snoozes.closes_when_required.count > 0 {
            used = used.max(ALLOWED_SNOOZES);
        }
        let left = match limit {
            SnoozeLimit::Three => Some(ALLOWED_SNOOZES.saturating_sub(used)),
            SnoozeLimit::Unlimited => None,
        };
        let required = left == Some(0);
        let at_once = required && snoozes.closed_when_required(rules).is_yes();
        let over = snoozes.wait_is_over(rules, duration).filter(|over| *over > now);
        let next_nudge = if at_once { None } else { over };
        SnoozeStatus { used, left, next_nudge, required, clock }
    }
}
