//! A change of a method, looked at and sent. Where the policy moved between the two it must be looked at again, and
//! agreed to again, before anything is sent.

use enrollment::readiness::{MendError, read_tenant};
use entra_policy::{
    ObjectId,
    readiness::{Change, TenantFacts},
};

use super::{lockout::agree_to, make};
use crate::{
    args::{Agreement, Common},
    command::{
        ceremony::{Attendance, Waiting},
        organisation::AtWork,
    },
    output,
    problem::{MendingProblem, Problem},
    text,
};

/// What a change is made of: what was read, and what it comes to by that.
pub(super) struct Looked<'l> {
    /// What was read.
    pub(super) facts: TenantFacts,
    /// The group that goes first, where one was named.
    pub(super) pilot: Option<ObjectId>,
    /// The change by this.
    pub(super) change: &'l dyn Fn(&TenantFacts) -> Result<Change, Problem>,
}

/// Shows the change, asks, and makes it: each time anew where somebody is there and the policy moved meanwhile.
/// Whoever agreed beforehand agreed to none that nobody saw. A change of nothing is not sent.
///
/// # Errors
/// Nobody agreed, the policy moved and nobody is there, or the change is not there afterwards.
pub(super) fn send(
    at_work: &AtWork,
    mut looked: Looked<'_>,
    agreement: Agreement,
    common: &Common,
) -> Result<Change, Problem> {
    let attendance = Attendance::here(common, Waiting::WhereSomebodyReads);
    loop {
        let change = (looked.change)(&looked.facts)?;
        if change.is_nothing() {
            return Ok(change);
        }
        agree_to(&change, (at_work, &looked.facts), agreement, common)?;
        let problem = match make(at_work, &change, looked.facts.policy.get().ok()) {
            Ok(()) => return Ok(change),
            Err(problem) => problem,
        };
        match attendance {
            Attendance::Attended if has_moved(&problem) && !agreement.yes => {
                output::say_line(&text::problem(&problem));
                let newer = read_tenant(at_work.directory(), looked.pilot);
                let TenantFacts { access, newest_version, .. } = looked.facts;
                looked.facts = TenantFacts { access, newest_version, ..newer };
            }
            Attendance::Attended | Attendance::Unattended(_) => return Err(problem),
        }
    }
}

fn has_moved(problem: &Problem) -> bool {
    let Problem::Mending(MendingProblem::NotMended(error)) = problem else { return false };
    matches!(error.as_ref(), MendError::Moved(_))
}
