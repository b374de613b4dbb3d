//! The prompts that somebody was shown, and what was done with each. A prompt must never be counted
//! twice, and one that was shown and never answered counts as closed.

use entra_policy::campaign::{self, SnoozeEvent, SnoozeState};
use webauthn::Timestamp;

use crate::{store::StoreError, tenant::PersonId};

/// Somebody of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Addressee {
    /// The organisation's object id.
    pub organisation: String,
    /// The person's.
    pub person: PersonId,
}

/// What was done with a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromptAnswer {
    /// Skip for now.
    Skip,
    /// The window was closed, or ended in another way.
    Close,
    /// Skip on the screen that says that registering failed.
    ErrorSkip,
    /// What it asked for is there.
    Met,
}

impl PromptAnswer {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Skip, Self::Close, Self::ErrorSkip, Self::Met];

    /// The answer with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Close => "close",
            Self::ErrorSkip => "error_skip",
            Self::Met => "met",
        }
    }

    /// What it is to the campaign; `None`: nothing.
    const fn event(self, required: bool) -> Option<SnoozeEvent> {
        match self {
            Self::Skip => Some(SnoozeEvent::Skip),
            Self::Close if required => Some(SnoozeEvent::CloseWhenRequired),
            Self::Close => Some(SnoozeEvent::Close),
            Self::ErrorSkip => Some(SnoozeEvent::ErrorSkip),
            Self::Met => None,
        }
    }
}

/// What is shown: of which campaign, and whether it can be skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What the campaign asked for and how, as one text: another text is another campaign, or the same
    /// with other settings.
    pub campaign: String,
    /// Set-up was required.
    pub required: bool,
}

/// A prompt that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What.
    pub seen: Seen,
    /// When, by a clock that does not go back.
    pub shown: Timestamp,
    /// What was done with it, and when; `None`: nothing yet.
    pub answered: Option<(PromptAnswer, Timestamp)>,
}

/// Every prompt of somebody, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The latest moment at which anything was recorded or looked at.
    pub latest: Option<Timestamp>,
    /// The prompts.
    pub prompts: Vec<Prompt>,
}

impl History {
    /// What it comes to for this campaign as it is now.
    pub fn state(&self, campaign: &str) -> SnoozeState {
        let at = |time: Timestamp| campaign::Timestamp(time.0);
        let mut state = SnoozeState { seen: self.latest.map(at), ..SnoozeState::default() };
        let mut before: Option<&str> = None;
        let turn = |state: &mut SnoozeState, now: &str, last: Option<&str>| {
            if last.is_some_and(|last| last != now) {
                state.snoozes.record(SnoozeEvent::CampaignChanged, None);
            }
        };
        for Prompt { seen, answered, .. } in &self.prompts {
            turn(&mut state, &seen.campaign, before);
            before = Some(&seen.campaign);
            if let Some((answer, time)) = answered
                && let Some(event) = answer.event(seen.required)
            {
                state.snoozes.record(event, Some(at(*time)));
            }
        }
        turn(&mut state, campaign, before);
        state
    }

    /// The prompt that is not answered.
    pub fn open(&self) -> Option<&Prompt> {
        self.prompts.last().filter(|last| last.answered.is_none())
    }
}

/// Where prompts are kept. What is answered has reached the disk.
pub trait PromptStore: Send + Sync {
    /// Looks, and remembers that it was looked at now.
    ///
    /// # Errors
    /// See [`StoreError`]; so for all of these.
    fn look(&self, of: &Addressee, now: Timestamp) -> Result<History, StoreError>;

    /// A prompt is shown. Where one is open, it is that one still.
    ///
    /// # Errors
    /// Nothing was written.
    fn show(&self, of: &Addressee, seen: &Seen, now: Timestamp) -> Result<(), StoreError>;

    /// Answers the prompt that is open; whether there was one.
    ///
    /// # Errors
    /// Nothing was written.
    fn answer(
        &self,
        of: &Addressee,
        answer: PromptAnswer,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Closes every prompt that an earlier run left open, each at the latest moment that was seen of
    /// it; how many there were.
    ///
    /// # Errors
    /// Nothing was written.
    fn close_left(&self) -> Result<usize, StoreError>;
}
