//! Whom a change of the passkey policy would lock out, named before it is agreed to. What agrees to a change
//! must never count as agreeing to that.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use enrollment::{
    readiness::lockout::{self, AT_ONCE, NoReport, Progress, WORD},
    tenant::TenantError,
};
use entra_policy::readiness::{Change, LockoutPreview, TenantFacts};
use serde::Serialize;
use webauthn::Aaguid;

use super::{agree, confirm};
use crate::{
    args::{Agreement, Common},
    command::organisation::AtWork,
    output,
    problem::{ConsentProblem, Problem},
    process, text,
};

/// Whom a change would lock out, for programs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LockOut {
    /// Who, and whose keys are touched; `None`: the report of registrations cannot be read.
    #[serde(flatten)]
    pub(crate) preview: Option<LockoutPreview>,
    /// People with passkeys who were not looked at.
    pub(crate) unread: Option<usize>,
}

/// Shows the change and whom it locks out, and asks: for a word where it does that, or where nobody knows.
///
/// # Errors
/// Nobody agreed, or nobody can be asked.
pub(super) fn agree_to(
    change: &Change,
    (at_work, facts): (&AtWork, &TenantFacts),
    agreement: Agreement,
    common: &Common,
) -> Result<(), Problem> {
    let myself = at_work.organisation.myself();
    // Before anything of it is read: whose it is.
    output::say(&at_work.said().line());
    let preview = previewed(change, (at_work, facts), &myself)?;
    output::say(&text::change(change, preview.as_ref().map(|preview| (preview, &*myself))));
    let harm = match preview {
        None => None,
        Some(Err(NoReport)) => Some(LockOut { preview: None, unread: None }),
        Some(Ok((preview, unread))) => lockout::word(&preview, unread)
            .map(|_| LockOut { preview: Some(preview), unread: Some(unread) }),
    };
    match harm {
        None => agree(agreement.yes, common),
        Some(harm) => match confirm(WORD, agreement.lock_out, common) {
            Err(Problem::Consent(ConsentProblem::Needed)) => {
                Err(ConsentProblem::LocksOut(Box::new(harm)).into())
            }
            other => other,
        },
    }
}

/// Whom a change locks out, and how many were not looked at.
type Previewed = Result<(LockoutPreview, usize), NoReport>;

/// Whom it locks out, read person by person until the end or a signal.
fn previewed(
    change: &Change,
    (at_work, facts): (&AtWork, &TenantFacts),
    myself: &str,
) -> Result<Option<Previewed>, Problem> {
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let stopped = Arc::new(AtomicBool::new(false));
    let _heard = process::stop_on_signal(stops(&stopped));
    let mut hears = Hears { at_work, stopped, at: (0, 0), said: None, refused: None };
    let mut tell = |progress: Progress<'_>| hears.goes_on(progress);
    let (directory, people) = (at_work.directory(), Some(myself));
    let preview = lockout::preview(directory, facts, change, (people, &models), &mut tell);
    hears.ends().map(|()| preview)
}

/// What a signal does: nobody else is read. The second does not wait for who is being read.
fn stops(stopped: &Arc<AtomicBool>) -> impl Fn() + Send + 'static {
    let stopped = Arc::clone(stopped);
    move || {
        if stopped.swap(true, Ordering::SeqCst) {
            std::process::exit(1);
        }
        output::say(text::STOPPING_TO_READ);
    }
}

/// Whoever hears how far the reading is.
struct Hears<'w> {
    at_work: &'w AtWork,
    /// Somebody wants it to end.
    stopped: Arc<AtomicBool>,
    /// How many people were asked for and how many were left, when it was heard last.
    at: (usize, usize),
    /// At how many people it was said last.
    said: Option<usize>,
    /// Why it is given up together with the change.
    refused: Option<Problem>,
}

impl Hears<'_> {
    /// Whether it goes on. Where nobody can sign in, whoever is left counts as not read.
    fn goes_on(&mut self, progress: Progress<'_>) -> bool {
        match progress {
            Progress::Reading { asked, left } => self.at = (asked, left),
            Progress::SignInNeeded(_) => {}
        }
        if self.is_stopped() {
            return false;
        }
        match progress {
            Progress::Reading { asked, left } => {
                let is_news = self.said.is_none_or(|said| asked >= said.saturating_add(AT_ONCE));
                if left > 0 && is_news {
                    output::say(&text::reading_holders(asked, left));
                    self.said = Some(asked);
                }
                true
            }
            Progress::SignInNeeded(error) => self.signs_in(error),
        }
    }

    fn signs_in(&mut self, error: &TenantError) -> bool {
        match self.at_work.signs_in_for(error) {
            Ok(true) => true,
            Ok(false) => {
                output::say(&text::holders_want_sign_in(error));
                false
            }
            Err(problem) => {
                self.refused = Some(problem);
                false
            }
        }
    }

    /// Whoever stopped it agreed to nothing, and be it while the last was being read.
    fn ends(self) -> Result<(), Problem> {
        let (asked, left) = self.at;
        match (self.is_stopped(), self.refused) {
            (_, Some(problem)) => Err(problem),
            (true, None) => Err(ConsentProblem::ReadingStopped { asked, left }.into()),
            (false, None) => Ok(()),
        }
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}
