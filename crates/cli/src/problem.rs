//! Why a command did not get to its end: typed by theme, with the code that programs read. The
//! sentence for people stands in `text`, and no secret in either.

use ctap::AuthenticatorId;
use serde_json::{Map, Value};

use crate::{exit::Exit, text};

mod consent;
mod directory;
mod ended;
mod from;
mod input;
mod key;
mod mending;
mod place;
mod registration;
mod sign_in;

pub(crate) use consent::ConsentProblem;
pub(crate) use directory::DirectoryProblem;
pub(crate) use ended::EndedProblem;
pub(crate) use input::{FileKind, InputProblem};
pub(crate) use key::{KeyProblem, NotAllowed};
pub(crate) use mending::MendingProblem;
pub(crate) use place::PlaceProblem;
pub(crate) use registration::{NotSent, PolicyNow, RegistrationProblem};
pub(crate) use sign_in::{ConsentMissing, SignInProblem};

/// Why a command did not get to its end, by what stood in its way.
#[derive(Debug)]
pub(crate) enum Problem {
    /// What was given to it.
    Input(InputProblem),
    /// This computer.
    Place(PlaceProblem),
    /// Somebody's word, which is missing.
    Consent(ConsentProblem),
    /// The sign-in.
    SignIn(SignInProblem),
    /// The directory.
    Directory(DirectoryProblem),
    /// The change of an organisation's settings.
    Mending(MendingProblem),
    /// The way from a key to the directory.
    Registration(RegistrationProblem),
    /// A key, or what a policy says of it.
    Key(KeyProblem),
}

impl Problem {
    /// Whether its document is what the command was run for, so that it is written in any case.
    pub(crate) fn is_an_answer(&self) -> bool {
        matches!(self, Self::Key(KeyProblem::NotAllowed(_)))
    }

    /// The exit status.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Input(_) => Exit::Unusable,
            Self::Place(_) => Exit::Trouble,
            Self::Consent(problem) => problem.exit(),
            Self::SignIn(problem) => problem.exit(),
            Self::Directory(problem) => problem.exit(),
            Self::Mending(problem) => problem.exit(),
            Self::Registration(problem) => problem.exit(),
            Self::Key(problem) => problem.exit(),
        }
    }

    /// What programs read.
    pub(crate) fn document(&self) -> Value {
        if let Self::Key(KeyProblem::NotAllowed(refused)) = self {
            return refused.document();
        }
        let mut members = Map::new();
        members.insert("error".into(), self.code().into());
        members.insert("message".into(), text::problem(self).trim_end().into());
        self.describe(&mut members);
        Value::Object(members)
    }

    /// What programs tell it by. Codes are added to, never renamed.
    fn code(&self) -> &'static str {
        match self {
            Self::Input(problem) => problem.code(),
            Self::Place(problem) => problem.code(),
            Self::Consent(problem) => problem.code(),
            Self::SignIn(problem) => problem.code(),
            Self::Directory(problem) => problem.code(),
            Self::Mending(problem) => problem.code(),
            Self::Registration(problem) => problem.code(),
            Self::Key(problem) => problem.code(),
        }
    }

    /// What its document holds beside the code and the sentence.
    fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::Input(problem) => problem.describe(members),
            Self::Consent(problem) => problem.describe(members),
            Self::SignIn(problem) => problem.describe(members),
            Self::Directory(problem) => problem.describe(members),
            Self::Mending(problem) => problem.describe(members),
            Self::Registration(problem) => problem.describe(members),
            Self::Key(problem) => problem.describe(members),
            Self::Place(_) => {}
        }
    }
}

fn ids(keys: &[AuthenticatorId]) -> Value {
    keys.iter().map(|key| Value::from(key.as_str())).collect()
}
