//! The commands. Each reads what it was given, runs a use case, and hands over what it came to; none
//! may decide what a key or a registration is worth.

mod census;
mod ceremony;
mod check;
mod delivery;
mod diagnose;
pub(crate) mod doctor;
pub(crate) mod keys;
mod matrix;
mod nudge;
mod organisation;
mod practice;
mod register;
mod rules;
mod settings;
mod sign_in;
mod tenant;

use crate::{
    args::{Arguments, Command},
    exit::Exit,
    problem::{InputProblem, Problem},
};

pub(crate) use nudge::{Asked, Summary};
pub(crate) use register::{Came, InHand, Untold};
pub(crate) use rules::OtherColumn;
pub(crate) use tenant::{KeptBack, LockOut};

/// Runs the command.
///
/// # Errors
/// It could not be run, or not to its end.
pub(crate) fn run(arguments: Arguments) -> Result<Exit, Problem> {
    let common = &arguments.common;
    match arguments.command {
        Command::Keys(keys) => keys::run(&keys, common),
        Command::Register(register) => register::run(&register, common),
        Command::Doctor(doctor) => doctor::run(&doctor, common),
        Command::Check(check) => check::run(&check, common),
        Command::Diagnose(diagnose) => diagnose::run(&diagnose, common),
        Command::Nudge(nudge) => nudge::run(&nudge, common),
        Command::Matrix(matrix) => matrix::run(&matrix, common),
        Command::Census(census) => census::run(&census, common),
        Command::Practice(practice) => practice::run(&practice, common),
        Command::Tenant(tenant) => tenant::run(&tenant, common),
        Command::Later(name) => Err(InputProblem::NotYet(name).into()),
    }
}
