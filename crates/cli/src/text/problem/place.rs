//! What this computer does not let a command do, in words. It must never leave out that a key was
//! at work already.

use super::with_causes;
use crate::problem::PlaceProblem;

/// What this computer does not do.
pub(super) fn place(problem: &PlaceProblem) -> String {
    match problem {
        PlaceProblem::NoHome(_) => {
            "The home folder is unknown, so there is nowhere to keep things. \
                               Name a folder with --state DIR."
                .to_owned()
        }
        PlaceProblem::Record(error) => with_causes(
            "What is registered is put on record first, and the record refuses, so no key was told \
             to make anything. Put that right, or name another folder with --state DIR. The reason",
            error,
        ),
        PlaceProblem::DirectoryRecord(error) => with_causes(
            "What is done in a directory goes on record, and the record refuses, so nothing was done. The \
             reason",
            error,
        ),
        PlaceProblem::Settings(error) => with_causes(
            "The settings say which organisation it is for and cannot be read, so nothing was done. Make the \
             file readable, move it away, or name another folder with --state DIR. The reason",
            error,
        ),
        PlaceProblem::Practice(error) => with_causes("The practice key cannot be used", error),
        PlaceProblem::PracticeTenant(error) => with_causes("The practice tenant cannot run", error),
        PlaceProblem::Terminal(error) => format!("The terminal cannot be used: {error}."),
        PlaceProblem::Output(error) => format!("The result could not be written: {error}."),
        PlaceProblem::ResultLost(error) => format!(
            "The key has made a credential, but what it came to could not be written: {error}. The \
             credential can be removed with the key's own program."
        ),
    }
}
