//! What stands between a key and the directory, in words. It must always name a credential that is
//! left on a key.

use crate::{
    problem::{NotSent, PolicyNow, RegistrationProblem},
    text::{plain, policy, stored, tenant::tenant},
};

/// What stands in the way of a registration.
pub(super) fn registration(problem: &RegistrationProblem) -> String {
    match problem {
        RegistrationProblem::PracticeKeyForReal => "The practice key is for practice: its private keys lie in a file. \
                                        Nothing was registered."
            .to_owned(),
        RegistrationProblem::OpenOnlyOneself => "--open opens the page on which one registers for oneself. For somebody \
                                     else the key is registered here and now: leave it out."
            .to_owned(),
        RegistrationProblem::WatchOnlyOneself => "--watch waits for what one registers in the browser for oneself. For \
                                      somebody else the key is registered here and now: leave it out."
            .to_owned(),
        RegistrationProblem::Guest(upn) => format!(
            "{} is a guest here, and guests cannot register passkeys. A guest registers at home, in their own \
             organisation. No key was asked.",
            plain(upn)
        ),
        RegistrationProblem::LaterOnlyOthers => "For oneself a browser registers the key, and it works at once: leave --later \
                                     out. Nothing was done."
            .to_owned(),
        RegistrationProblem::CannotKeep => "This computer has no keyring to seal it with, so that it would be gone with this \
                                program. Leave --later out, or unlock the keyring. No key was asked."
            .to_owned(),
        RegistrationProblem::KeptInVain(credential) => format!(
            "The credential {credential} is on the key and could not be kept: the keyring went away meanwhile. \
             Nothing was sent. Remove it with the key's own program, or from the window's Start, and begin again."
        ),
        RegistrationProblem::NotKept(error) => format!(
            "Nothing was sent: {}. `touchstone tenant kept list` shows what is kept.",
            plain(&error.message)
        ),
        RegistrationProblem::KeptBack(state) => format!("Nothing was sent. {}", stored::kept_back(*state)),
        RegistrationProblem::NotSent(problem) => not_sent(problem),
    }
}

fn not_sent(problem: &NotSent) -> String {
    let next = if problem.error.leaves_open() && !problem.waits {
        "It may be in the directory: `touchstone tenant methods list --for ...` shows whether it is. Only \
         where it is not, remove it with the key's own program."
    } else if problem.waits {
        "The response waits here, sealed: until its challenge expires the window offers to send it \
         again."
    } else {
        "Remove it from the window's Start, or with the key's own program."
    };
    let says = problem.policy.as_ref().map(|now| {
        let since = match now {
            PolicyNow::Changed(_) => {
                "The policy was changed after it was looked at, while the key was at work."
            }
            PolicyNow::Refuses(_) => "The policy, as it is now, refuses it.",
        };
        format!(" {since}\n{}", policy::preflight(now.says(), "this key"))
    });
    let (error, changed) = (tenant(&problem.error), says.as_deref().unwrap_or(" "));
    let credential = &problem.credential;
    format!("{error}{changed}The credential {credential} is on the key. {next}")
}
