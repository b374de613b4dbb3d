//! `touchstone tenant`: an organisation and what it lacks. Nothing of it may be changed without the person
//! having seen the change.

mod check;
mod fix;

use crate::{
    args::{Common, TenantArguments, TenantCommand},
    exit::Exit,
    problem::Problem,
};

/// Does what was asked.
///
/// # Errors
/// The directory cannot be asked, or the result was not written.
pub(super) fn run(arguments: &TenantArguments, common: &Common) -> Result<Exit, Problem> {
    match &arguments.command {
        TenantCommand::Check(arguments) => check::run(arguments, common),
    }
}
