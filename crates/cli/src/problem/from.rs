//! How a problem of one theme becomes a [`Problem`], so that `?` takes it along. It must never
//! change what it is.

use enrollment::PrepareError;
use faces::NoHome;
use practice::PracticeError;

use super::{
    ConsentProblem, DirectoryProblem, InputProblem, KeyProblem, MendingProblem, PlaceProblem,
    Problem, RegistrationProblem, SignInProblem,
};

impl From<InputProblem> for Problem {
    fn from(problem: InputProblem) -> Self {
        Self::Input(problem)
    }
}

impl From<PlaceProblem> for Problem {
    fn from(problem: PlaceProblem) -> Self {
        Self::Place(problem)
    }
}

impl From<ConsentProblem> for Problem {
    fn from(problem: ConsentProblem) -> Self {
        Self::Consent(problem)
    }
}

impl From<SignInProblem> for Problem {
    fn from(problem: SignInProblem) -> Self {
        Self::SignIn(problem)
    }
}

impl From<DirectoryProblem> for Problem {
    fn from(problem: DirectoryProblem) -> Self {
        Self::Directory(problem)
    }
}

impl From<MendingProblem> for Problem {
    fn from(problem: MendingProblem) -> Self {
        Self::Mending(problem)
    }
}

impl From<RegistrationProblem> for Problem {
    fn from(problem: RegistrationProblem) -> Self {
        Self::Registration(problem)
    }
}

impl From<KeyProblem> for Problem {
    fn from(problem: KeyProblem) -> Self {
        Self::Key(problem)
    }
}

impl From<NoHome> for Problem {
    fn from(error: NoHome) -> Self {
        PlaceProblem::NoHome(error).into()
    }
}

impl From<PracticeError> for Problem {
    fn from(error: PracticeError) -> Self {
        PlaceProblem::Practice(error).into()
    }
}

impl From<PrepareError> for Problem {
    fn from(error: PrepareError) -> Self {
        InputProblem::Request(error).into()
    }
}
