//! The change under review: shown with whom it locks out, and sent. A change must be sent once, and only the one
//! that was shown.

use webauthn::Timestamp;

use super::{
    LockoutView, OpenTenant, ReadOn, ReviewView, SendOutcome, SentView, TenantDesk, TenantView,
    TenantWhat,
    draw::{Drawing, gone},
    review::Reviewed,
};
use crate::{
    readiness::{
        lockout::{AT_ONCE, LockoutReading, NoReport},
        mend,
    },
    rooms::{CommandCode, CommandError},
};

impl OpenTenant {
    /// The change as it would be sent, and whom it would lock out.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] where nothing is to be changed, or nothing that Graph would take.
    pub fn review(
        &self,
        what: TenantWhat,
        desk: &TenantDesk<'_>,
    ) -> Result<ReviewView, CommandError> {
        let table = self.before(desk).clone();
        let era = table.era;
        let drawing = Drawing::of(&table, desk)?;
        let change = match &what {
            TenantWhat::Check(check) => {
                let found = drawing.findings().into_iter().find(|one| one.check.as_str() == check);
                found.and_then(|found| found.fix)
            }
            TenantWhat::Campaign => {
                let standing = drawing.readings.campaign.as_ref().map_err(|_| gone())?;
                let next = drawing.draft().filter(|next| drawing.is_sendable(standing, next));
                next.map(|next| standing.change_to(&next))
            }
            TenantWhat::Everybody(registering) => drawing.for_everybody(*registering),
        };
        let change = change.filter(|change| !change.is_nothing()).ok_or_else(gone)?;
        let account = desk.account.account.as_str();
        let facts = &drawing.readings.facts;
        let begun = LockoutReading::begin(desk.directory, facts, &change, Some(account));
        let (lockout, reading) = match begun {
            None => (LockoutView::Untouched, None),
            Some(Err(NoReport)) => (LockoutView::Unknown, None),
            Some(Ok(mut reading)) => {
                reading.holders.read_on(desk.directory, AT_ONCE);
                (LockoutView::of(&reading, account, desk.models), Some(reading))
            }
        };
        let mut table = self.lock();
        if table.era != era {
            return Err(gone());
        }
        table.reviews = table.reviews.wrapping_add(1);
        let word = lockout.word();
        let view = ReviewView { review: table.reviews, what, change, lockout, word };
        table.reviewed = Some(Reviewed { view: view.clone(), reading });
        Ok(view)
    }

    /// Reads a few more of the people whom the change under review may lock out, or nobody else.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] where another change is under review.
    pub fn review_on(
        &self,
        (review, on): (u32, ReadOn),
        desk: &TenantDesk<'_>,
    ) -> Result<ReviewView, CommandError> {
        let is_it = |one: &&mut Reviewed| one.view.review == review;
        let mut reading = {
            let mut table = self.before(desk);
            let reviewed = table.reviewed.as_mut().filter(is_it).ok_or_else(gone)?;
            match &reviewed.reading {
                Some(reading) => reading.clone(),
                None => return Ok(reviewed.view.clone()),
            }
        };
        // Not under the lock: it may take its time.
        match on {
            ReadOn::Stop => reading.holders.stop(),
            ReadOn::GoOn => reading.holders.read_on(desk.directory, AT_ONCE),
        }
        let mut table = self.lock();
        let reviewed = table.reviewed.as_mut().filter(is_it).ok_or_else(gone)?;
        if reviewed.reading.is_none() {
            // Somebody stopped it meanwhile.
            return Ok(reviewed.view.clone());
        }
        let account = desk.account.account.as_str();
        reviewed.view.lockout = LockoutView::of(&reading, account, desk.models);
        reviewed.view.word = reviewed.view.lockout.word();
        reviewed.reading = (reading.holders.left() > 0).then_some(reading);
        Ok(reviewed.view.clone())
    }

    /// Sends the change that was reviewed under this number, once, and reads the directory again.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] where another is under review, [`CommandCode::WordNeeded`] where what has to be
    /// typed was not; nothing was sent.
    pub fn send(
        &self,
        (review, typed): (u32, Option<&str>),
        desk: &TenantDesk<'_>,
        now: Timestamp,
    ) -> Result<TenantView, CommandError> {
        let ReviewView { what, change, .. } = self.take((review, typed), desk)?;
        // Still those of the review: to read them anew ends it.
        let readings = self.lock().readings.clone();
        let seen = readings.as_ref().and_then(|readings| readings.facts.policy.get().ok());
        let outcome = SendOutcome::from(mend(desk.directory, &change, seen));
        {
            let mut table = self.lock();
            if !table.is_of(desk) {
                return Err(gone());
            }
            if outcome == SendOutcome::Done && what == TenantWhat::Campaign {
                table.edit = None;
            }
            table.sent = Some(SentView { what, outcome });
        }
        self.read_again(desk, now)
    }

    /// The change under review; from now on none is.
    fn take(
        &self,
        (review, typed): (u32, Option<&str>),
        desk: &TenantDesk<'_>,
    ) -> Result<ReviewView, CommandError> {
        let mut table = self.before(desk);
        let reviewed = table.reviewed.as_ref().filter(|one| one.view.review == review);
        if !reviewed.ok_or_else(gone)?.is_confirmed(typed) {
            let message = "the word that confirms it was not typed";
            return Err(CommandError::new(CommandCode::WordNeeded, message));
        }
        table.reviewed.take().map(|one| one.view).ok_or_else(gone)
    }
}
