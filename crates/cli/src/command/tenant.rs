//! `touchstone tenant`: an organisation and what it lacks. Nothing of it may be changed without the person
//! having seen the change.

mod campaign;
mod check;
mod fix;
mod forecast;

use enrollment::{readiness::MendError, tenant::TenantError};
use entra_graph::GraphClient;
use entra_policy::PolicyError;
use practice::tenant::{PracticeTenant, Running, Settings};

use super::{
    ceremony::{Attendance, Waiting},
    register::client,
};
use crate::{
    args::{Common, TenantArguments, TenantCommand},
    exit::Exit,
    output,
    problem::Problem,
    terminal::agrees,
    text,
};

/// Does what was asked.
///
/// # Errors
/// The directory cannot be asked, or the result was not written.
pub(super) fn run(arguments: &TenantArguments, common: &Common) -> Result<Exit, Problem> {
    match &arguments.command {
        TenantCommand::Check(arguments) => check::run(arguments, common),
        TenantCommand::Campaign(arguments) => campaign::run(arguments, common),
        TenantCommand::Forecast(arguments) => forecast::run(arguments, common),
    }
}

/// The practice organisation, and a client of it.
fn practice(common: &Common) -> Result<(Running, GraphClient), Problem> {
    let places = common.places()?;
    let settings = Settings { key_folders: vec![places.state.clone()], ..Default::default() };
    let running = PracticeTenant::start(&places.practice_tenant(), settings)
        .map_err(Problem::PracticeTenant)?;
    let client = client(&running)?;
    Ok((running, client))
}

/// Asks whether a change shall be made that was shown.
fn agree(yes: bool, common: &Common) -> Result<(), Problem> {
    if yes {
        return Ok(());
    }
    match Attendance::here(common, Waiting::WhereSomebodyReads) {
        Attendance::Unattended(_) => Err(Problem::ConsentNeeded),
        Attendance::Attended => {
            output::say(text::CHANGE_IT);
            if agrees().map_err(Problem::Terminal)? { Ok(()) } else { Err(Problem::NotAgreed) }
        }
    }
}

/// Why a change is not there.
fn not_mended(error: MendError) -> Problem {
    match error {
        MendError::Tenant(error) => Problem::Tenant(error),
        MendError::Conflict(_)
        | MendError::NotTaken(_)
        | MendError::Unsure(_)
        | MendError::NoSuchTree => Problem::NotMended(Box::new(error)),
    }
}

/// A campaign that cannot be understood.
fn malformed(error: PolicyError) -> Problem {
    let (attempted, why) = ("giving its campaign", error.to_string());
    Problem::Tenant(TenantError::Malformed { attempted, why })
}
