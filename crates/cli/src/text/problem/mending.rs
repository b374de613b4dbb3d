//! Why a setting is as it was, in words. It must never print what the server said without `plain`.

use entra_policy::readiness::NoScript;

use crate::{
    problem::MendingProblem,
    text::{
        campaign::odd,
        plain,
        readiness::{not_mended, nothing_mends},
    },
};

/// Why nothing was mended.
pub(super) fn mending(problem: &MendingProblem) -> String {
    match problem {
        MendingProblem::NoSuchCheck(id) => {
            format!("There is no check {}. `touchstone tenant check` shows their names.", plain(id))
        }
        MendingProblem::NothingMends(finding) => nothing_mends(finding),
        MendingProblem::NoPasskeyPolicy(NoScript::NotSaid) => {
            "The organisation's policy has no part about passkeys. Nothing was sent.".to_owned()
        }
        MendingProblem::NoPasskeyPolicy(NoScript::ProfileNotChosen) => {
            "The organisation has passkey profiles and no default one, so that everybody would be added \
             without a profile. Choose a default passkey profile in the Entra admin center. Nothing was \
             sent."
                .to_owned()
        }
        MendingProblem::NoPasskeyPolicy(NoScript::Unread(unread)) => format!(
            "The organisation's policy could not be read ({}), so that nothing was sent. `touchstone \
             tenant check` says what is missing.",
            unread.said.as_deref().map_or_else(|| unread.why.as_str().to_owned(), plain)
        ),
        MendingProblem::CampaignInvalid(findings) => format!(
            "Such a campaign would be refused. Nothing was sent.\n{}",
            odd(findings).trim_end()
        ),
        MendingProblem::LimitOnlyOnBeta => {
            "The limit of snoozes is only in Graph's beta, which cannot be \
                                     read here. Nothing was sent."
                .to_owned()
        }
        MendingProblem::NotMended(error) => not_mended(error),
    }
}
