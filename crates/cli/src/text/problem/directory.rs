//! What the directory did instead of what was asked, in words. It must never say of an open end
//! that nothing was done.

use entra_policy::{PassRefusal, PassTerms};

use crate::{
    args::KindArgument,
    problem::DirectoryProblem,
    text::{
        plain,
        tenant::{tenant, unchanged},
    },
};

/// What the directory did instead.
pub(super) fn directory(problem: &DirectoryProblem) -> String {
    match problem {
        DirectoryProblem::Tenant(error) => unchanged(error),
        DirectoryProblem::NoSuchMethod(id) => format!(
            "This person has no passkey {}. `touchstone tenant methods list --for ...` shows their ids. \
             Nothing was deleted.",
            plain(id)
        ),
        DirectoryProblem::NoSuchOther(kind, id) => format!(
            "This person has no {} {}. `touchstone tenant methods list --all --for ...` shows their ids. \
             Nothing was deleted.",
            kind.name(),
            plain(id)
        ),
        DirectoryProblem::NotDeletable(kind) => not_deletable(*kind).to_owned(),
        DirectoryProblem::DeletionUnsure(error) => format!(
            "{} Whether it is still there could not be read: list them before you try again.",
            tenant(error)
        ),
        DirectoryProblem::NobodySees => {
            "A pass is shown once, and here nobody would read it. --print-pass prints it \
                                all the same. No pass was issued."
                .to_owned()
        }
        DirectoryProblem::PassForOneself => {
            "Nobody issues a pass for oneself: ask somebody else who may issue passes. No pass was \
             asked for."
                .to_owned()
        }
        DirectoryProblem::PassNotAllowed(why, terms) => pass_not_allowed(*why, terms),
        DirectoryProblem::PassUnsure(error) => format!(
            "{} A pass may have been issued that nobody has seen: issue a new one, which ends it.",
            tenant(error)
        ),
    }
}

/// What Graph's documents name no deletion of, and what helps.
fn not_deletable(kind: KindArgument) -> &'static str {
    match kind {
        KindArgument::Pass => {
            "Graph's documents name no deletion of a pass. A new one ends it (`touchstone tenant pass`), and so \
             does its time. Nothing was deleted."
        }
        KindArgument::Platform => {
            "Graph's documents name no deletion of a platform credential: the Entra admin center removes it. \
             Nothing was deleted."
        }
        KindArgument::Passkey | KindArgument::Authenticator | KindArgument::WindowsHello => {
            "This kind is deleted by its id."
        }
    }
}

/// Why the policy allows no such pass.
fn pass_not_allowed(why: PassRefusal, terms: &PassTerms) -> String {
    let bounds = match terms {
        PassTerms::Allowed { least, most, .. } => format!(" It allows {least} to {most} minutes."),
        PassTerms::Refused { .. } | PassTerms::NotRead => String::new(),
    };
    let says = match why {
        PassRefusal::Off => "Temporary Access Passes are off in the policy",
        PassRefusal::Excluded => {
            "The policy excludes this person from passes, which wins over any inclusion"
        }
        PassRefusal::NotIncluded => {
            "The policy gives this person no pass: they are in no group that it is aimed at"
        }
        PassRefusal::TooShort => "That is shorter than the policy allows a pass to last",
        PassRefusal::TooLong => "That is longer than the policy allows a pass to last",
        PassRefusal::OnlyOnce => "The policy allows only passes that are good once",
    };
    format!("{says}.{bounds} No pass was asked for.")
}
