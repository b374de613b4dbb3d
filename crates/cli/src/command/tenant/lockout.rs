//! Whom a change of the passkey policy would lock out, named before it is agreed to. What agrees to a change
//! must never count as agreeing to that.

use enrollment::readiness::lockout::{self, NoReport, WORD};
use entra_policy::readiness::{Change, LockoutPreview, TenantFacts};
use serde::Serialize;
use webauthn::Aaguid;

use super::{agree, confirm};
use crate::{
    args::{Agreement, Common},
    command::organisation::AtWork,
    output,
    problem::{ConsentProblem, Problem},
    text,
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
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let mut tell = |asked, left| {
        output::say(&text::reading_holders(asked, left));
        true
    };
    let directory = at_work.directory();
    // Before anything of it is read: whose it is.
    output::say(&at_work.said().line());
    let preview = lockout::preview(directory, facts, change, (Some(&myself), &models), &mut tell);
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
