//! `touchstone tenant`: an organisation and what it lacks. Nothing of it may be changed without the person
//! having seen the change.

mod campaign;
mod check;
mod fix;
mod forecast;
mod kept;
mod lockout;
mod looked;
mod methods;
mod pass;
mod passkeys_for_all;
mod results;
mod sign_in;

use enrollment::{
    readiness::{MendError, mend},
    tenant::TenantError,
};
use entra_policy::{PolicyError, readiness::Change};
use serde_json::{Map, Value, json};

pub(crate) use kept::KeptBack;
pub(crate) use lockout::LockOut;

use super::{
    ceremony::{Attendance, Waiting},
    organisation::AtWork,
};
use crate::{
    args::{Common, TenantArguments, TenantCommand},
    exit::Exit,
    output,
    problem::{ConsentProblem, DirectoryProblem, MendingProblem, PlaceProblem, Problem},
    terminal::{agrees, types},
    text,
};

/// Does what was asked.
///
/// # Errors
/// The directory cannot be asked, or the result was not written.
pub(super) fn run(arguments: &TenantArguments, common: &Common) -> Result<Exit, Problem> {
    match &arguments.command {
        TenantCommand::SignIn(arguments) => sign_in::run(arguments, common),
        TenantCommand::SignOut => sign_in::out(common),
        TenantCommand::Status => sign_in::status(common),
        TenantCommand::Methods(arguments) => methods::run(arguments, common),
        TenantCommand::Kept(arguments) => kept::run(arguments, common),
        TenantCommand::Pass(arguments) => pass::run(arguments, common),
        TenantCommand::Check(arguments) => check::run(arguments, common),
        TenantCommand::Campaign(arguments) => campaign::run(arguments, common),
        TenantCommand::Forecast(arguments) => forecast::run(arguments, common),
        TenantCommand::PasskeysForAll(arguments) => passkeys_for_all::run(arguments, common),
        TenantCommand::Results => results::run(common),
    }
}

/// A document that says which organisation it is about.
fn about(at_work: &AtWork, document: Value) -> Value {
    let mut members = Map::new();
    members.insert("organisation".to_owned(), at_work.name.clone().into());
    members.insert("practice".to_owned(), at_work.organisation.is_practice().into());
    let session = at_work.organisation.session();
    let myself = session.map(|session| session.account().username.as_str());
    members.insert("signed_in_as".to_owned(), json!(myself));
    if let Value::Object(rest) = document {
        members.extend(rest);
    }
    Value::Object(members)
}

/// Makes a change that was shown, by this policy where it is of a method, and agreed to. A stronger sign-in is asked
/// for where the directory wants one, which then has changed nothing.
fn make(at_work: &AtWork, change: &Change, seen: Option<&Value>) -> Result<(), Problem> {
    let made = mend(at_work.directory(), change, seen);
    match made {
        Err(MendError::Tenant(error)) if at_work.signs_in_for(&error)? => {
            mend(at_work.directory(), change, seen).map_err(not_mended)
        }
        other => other.map_err(not_mended),
    }
}

/// Asks whether a change shall be made that was shown.
fn agree(yes: bool, common: &Common) -> Result<(), Problem> {
    if yes {
        return Ok(());
    }
    match Attendance::here(common, Waiting::WhereSomebodyReads) {
        Attendance::Unattended(_) => Err(ConsentProblem::Needed.into()),
        Attendance::Attended => {
            output::say(text::CHANGE_IT);
            if agrees().map_err(PlaceProblem::Terminal)? {
                Ok(())
            } else {
                Err(ConsentProblem::NotAgreed.into())
            }
        }
    }
}

/// Asks for a word before something goes that does not come back.
fn confirm(word: &str, yes: bool, common: &Common) -> Result<(), Problem> {
    if yes {
        return Ok(());
    }
    match Attendance::here(common, Waiting::WhereSomebodyReads) {
        Attendance::Unattended(_) => Err(ConsentProblem::Needed.into()),
        Attendance::Attended => {
            output::say(&text::type_to_go_on(word));
            if types(word).map_err(PlaceProblem::Terminal)? {
                Ok(())
            } else {
                Err(ConsentProblem::NotAgreed.into())
            }
        }
    }
}

/// Why a change is not there.
fn not_mended(error: MendError) -> Problem {
    match error {
        MendError::Tenant(error) => DirectoryProblem::Tenant(error).into(),
        MendError::Conflict(_)
        | MendError::Moved(_)
        | MendError::NotTaken(_)
        | MendError::Unsure(_)
        | MendError::NoSuchTree => MendingProblem::NotMended(Box::new(error)).into(),
    }
}

/// A campaign that cannot be understood.
fn malformed(error: PolicyError) -> Problem {
    let (attempted, why) = ("giving its campaign", error.to_string());
    DirectoryProblem::Tenant(TenantError::Malformed { attempted, why }).into()
}
