//! Why nobody is signed in, in words, and what would help. It must never repeat a token.

use faces::sign_in::NoAuthority;

use super::with_causes;
use crate::{
    problem::SignInProblem,
    text::{organisation, plain},
};

/// Why nobody is signed in who may do this.
pub(super) fn sign_in(problem: &SignInProblem) -> String {
    match problem {
        SignInProblem::Failed(error) => organisation::sign_in(error),
        SignInProblem::Kept(error) => {
            with_causes("What is kept of the sign-in cannot be read or changed", error)
        }
        SignInProblem::ApplicationUnknown => {
            "No application is known by which to sign in. Name it once with --client-id and --tenant; \
             docs/app-registration.md says how an organisation registers one. To practise, give --practice."
                .to_owned()
        }
        SignInProblem::NoAuthority(NoAuthority::Practice) => {
            "The practice organisation that was signed in to is new at every start. Give --practice FILE \
             with what `touchstone practice serve` printed."
                .to_owned()
        }
        SignInProblem::NoAuthority(error) => {
            format!("Nobody can sign in by this application: {}.", plain(&error.to_string()))
        }
        SignInProblem::ConsentMissing(missing) => organisation::consent_missing(missing),
        SignInProblem::CloudLacks(lack) => {
            format!("{} Nothing was asked of a key.", organisation::lack(*lack))
        }
    }
}
