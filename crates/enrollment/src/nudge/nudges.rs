//! The prompt of one sign-in: whether there is one, and what is done with it. It must never show one
//! that no rule leads to, nor take a skip where set-up is required.

mod judge;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use webauthn::Timestamp;

use super::{Addressee, Followed, PromptAnswer, PromptStore, Seen, SignIn, Went, facts};
use crate::{
    rooms::{
        CommandCode, CommandError, NudgeAct, NudgeMethod, NudgeStanding, NudgeView, SignInStanding,
    },
    settings::{FirstRun, Settings},
    tenant::{Administration, Tenant},
    wizard::means::Models,
};

/// What is asked of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whom.
    pub of: Addressee,
    /// What.
    pub seen: Seen,
    /// What would meet it, where that is clear.
    pub method: Option<NudgeMethod>,
}

/// The prompt of the sign-in that this window stands for.
pub struct Nudges {
    store: Arc<dyn PromptStore>,
    turn: Mutex<Turn>,
}

/// One sign-in.
#[derive(Debug, Default)]
struct Turn {
    /// What may be shown.
    offer: Option<Offer>,
    /// What stands there.
    stands: Option<Offer>,
    /// It was answered; in this sign-in there is no other.
    answered: bool,
    /// A registration that began while it stood there failed.
    failed: bool,
}

impl Nudges {
    /// For a window that has just begun. Prompts that an earlier run left count as closed.
    ///
    /// # Errors
    /// [`CommandCode::Record`].
    pub fn new(store: Arc<dyn PromptStore>) -> Result<Self, CommandError> {
        let left = store.close_left().map_err(CommandError::record)?;
        if left > 0 {
            tracing::info!(left, "a prompt was left open and counts as closed");
        }
        Ok(Self { store, turn: Mutex::default() })
    }

    /// Whether the sign-in that the settings say asks the person; `None` at the first start, where
    /// nobody has signed in. `here` is one on this computer.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn at_start<D: Tenant + Administration + ?Sized>(
        &self,
        directory: &D,
        person: &str,
        (settings, standing): (&Settings, &SignInStanding),
        (here, models): (impl FnOnce() -> SignIn, &dyn Models),
        now: Timestamp,
    ) -> Result<Option<NudgeView>, CommandError> {
        let (sign_in, now) = match standing.of_practice(settings.practice_sign_in) {
            Some(practice) => (SignIn::practised(practice, here), practice.moment(now)),
            // Somebody did sign in, here and now.
            None => (here().with(settings.second_factor), now),
        };
        let rules = settings.rule_set.as_deref();
        match settings.first_run {
            FirstRun::Ahead => Ok(None),
            FirstRun::Done => self.read(directory, person, (sign_in, rules), models, now).map(Some),
        }
    }

    /// Does with the prompt what the person does.
    ///
    /// # Errors
    /// See [`Self::show`], [`Self::skip`] and [`Self::skip_error`].
    pub fn act(&self, act: NudgeAct, now: Timestamp) -> Result<(), CommandError> {
        match act {
            NudgeAct::Show => self.show(now),
            NudgeAct::Skip => self.skip(now),
            NudgeAct::SkipError => self.skip_error(now),
        }
    }

    /// Whether this sign-in asks the person.
    ///
    /// # Errors
    /// [`CommandCode::Record`]; a directory that does not answer stands in the view.
    pub fn read<D: Tenant + Administration + ?Sized>(
        &self,
        directory: &D,
        person: &str,
        (sign_in, rules): (SignIn, Option<&str>),
        models: &dyn Models,
        now: Timestamp,
    ) -> Result<NudgeView, CommandError> {
        let read = match facts::read(directory, person, models) {
            Ok(read) => read,
            Err(error) => return Ok(NudgeView::NotRead { trouble: error.into() }),
        };
        let of =
            Addressee { organisation: read.organisation.clone(), person: read.person.id.clone() };
        let history = self.store.look(&of, now).map_err(CommandError::record)?;
        let judged = match judge::judge(&read, (sign_in, rules), &history, now) {
            Ok(judged) => judged,
            Err(why) => return Ok(NudgeView::NotJudged { why }),
        };
        let mut turn = self.lock();
        let mut nudge = judged.nudge;
        turn.offer = None;
        match nudge.standing {
            NudgeStanding::Asked { .. } if turn.answered => {
                nudge.standing = NudgeStanding::Answered
            }
            NudgeStanding::Asked { required, .. } => {
                let failed = turn.failed && turn.stands.is_some();
                nudge.standing = NudgeStanding::Asked { required, failed };
                let seen = Seen { campaign: judged.campaign, required };
                turn.offer = Some(Offer { of, seen, method: nudge.method });
            }
            NudgeStanding::NotAsked
                if turn.stands.as_ref().is_some_and(|stands| stands.of == of) =>
            {
                self.store.answer(&of, PromptAnswer::Met, now).map_err(CommandError::record)?;
                turn.stands = None;
                turn.answered = true;
            }
            NudgeStanding::NotAsked | NudgeStanding::Unknown | NudgeStanding::Answered => {}
        }
        Ok(NudgeView::Judged { nudge: Box::new(nudge) })
    }

    /// It stands before the person. From now on it counts, whatever becomes of it.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] where nothing is asked, [`CommandCode::Record`].
    pub fn show(&self, now: Timestamp) -> Result<(), CommandError> {
        let mut turn = self.lock();
        // Of a directory that fails since, what was offered before is here still.
        let offer = turn.offer.as_ref().filter(|_| !turn.answered).ok_or_else(gone)?;
        self.store.show(&offer.of, &offer.seen, now).map_err(CommandError::record)?;
        turn.stands = Some(offer.clone());
        Ok(())
    }

    /// The person skips it.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] where none stands there, [`CommandCode::Required`] where it cannot be
    /// skipped, [`CommandCode::Record`]: then it stands there still.
    pub fn skip(&self, now: Timestamp) -> Result<(), CommandError> {
        let required = self.lock().stands.as_ref().is_some_and(|stands| stands.seen.required);
        if required {
            return Err(CommandError::new(CommandCode::Required, "set-up is required"));
        }
        self.answer(PromptAnswer::Skip, now)
    }

    /// The person skips it after registering failed, which is not counted.
    ///
    /// # Errors
    /// As [`Self::skip`], and [`CommandCode::Gone`] where nothing failed.
    pub fn skip_error(&self, now: Timestamp) -> Result<(), CommandError> {
        if !self.lock().failed {
            return Err(gone());
        }
        self.answer(PromptAnswer::ErrorSkip, now)
    }

    /// The window ends, or another sign-in begins. A prompt that stands there counts as closed.
    ///
    /// # Errors
    /// [`CommandCode::Record`]; the next start counts it then.
    pub fn leave(&self, now: Timestamp) -> Result<(), CommandError> {
        let stands = self.lock().stands.is_some();
        if stands {
            self.answer(PromptAnswer::Close, now)?;
        }
        *self.lock() = Turn::default();
        Ok(())
    }

    /// Sees how something goes that may meet the prompt. One that asks for something else is not met.
    pub fn follow(&self, view: &impl Followed, now: Timestamp) {
        let Some((method, went)) = view.went() else { return };
        let mut turn = self.lock();
        let about = turn.stands.as_ref().map(|stands| stands.method.is_none_or(|of| of == method));
        if about != Some(true) {
            return;
        }
        turn.failed = went == Went::Failed;
        drop(turn);
        if went == Went::Met
            && let Err(error) = self.answer(PromptAnswer::Met, now)
        {
            tracing::warn!(%error, "that a prompt was met could not be written down");
        }
    }

    fn answer(&self, answer: PromptAnswer, now: Timestamp) -> Result<(), CommandError> {
        let mut turn = self.lock();
        let stands = turn.stands.as_ref().ok_or_else(gone)?;
        self.store.answer(&stands.of, answer, now).map_err(CommandError::record)?;
        turn.stands = None;
        turn.answered = true;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gone() -> CommandError {
    CommandError::new(CommandCode::Gone, "nothing is asked")
}

impl fmt::Debug for Nudges {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Nudges({:?})", *self.lock())
    }
}
