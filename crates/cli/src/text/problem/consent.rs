//! A missing word of consent, in words. It must always say that nothing was done.

use crate::{problem::ConsentProblem, text::tenant::reading_stopped};

/// Whose word is missing.
pub(super) fn consent(problem: &ConsentProblem) -> String {
    match problem {
        ConsentProblem::Needed => "Nobody has agreed to this, and nobody can be asked here. --yes \
                                   agrees. Nothing was done."
            .to_owned(),
        ConsentProblem::LocksOut(harm) => {
            let what = if harm.preview.as_ref().is_some_and(|one| !one.locked_out.is_empty()) {
                "This locks people out of their keys"
            } else {
                "This may lock people out of their keys"
            };
            format!(
                "{what}, and nobody can be asked here: --yes alone does not agree to that. In a terminal a word is \
                 asked for; --yes --lock-out agrees to it beforehand. Nothing was sent."
            )
        }
        ConsentProblem::ReadingStopped { asked, left } => reading_stopped(*asked, *left),
        ConsentProblem::NotAgreed => "Stopped. Nothing was done.".to_owned(),
    }
}
