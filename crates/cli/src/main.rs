//! `touchstone`, the command line: the same use cases as the window, for terminals and programs. It
//! must never print a secret, nor leave a terminal other than it found it.

mod args;
mod clock;
mod command;
mod exit;
mod face;
mod files;
mod metadata;
mod names;
mod output;
mod pin_fd;
mod policy;
mod practice_key;
mod problem;
mod process;
mod second_opinion;
mod terminal;
mod text;
mod trust;

use std::{env, process::ExitCode};

use args::{Arguments, Command};
use clap::{Parser, error::ErrorKind};
use exit::Exit;
use faces::log::{self, LevelFilter};
use problem::{InputProblem, Problem};

fn main() -> ExitCode {
    process::forbid_core_dumps();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return misunderstood(&error).into(),
    };
    log::start(level(arguments.common.verbose));
    // What follows a command that is not there yet is not read.
    let is_later = matches!(arguments.command, Command::Later(_));
    let json = arguments.common.json || (is_later && wants_json());
    command::run(arguments).unwrap_or_else(|problem| report(&problem, json)).into()
}

/// How much the log says for so many `-v`.
fn level(verbose: u8) -> LevelFilter {
    match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

/// Says what went wrong: to people on stderr, to programs as the one document on stdout.
fn report(problem: &Problem, json: bool) -> Exit {
    output::say_line(&text::problem(problem));
    if (json || problem.is_an_answer())
        && let Err(error) = output::document(&problem.document())
    {
        tracing::warn!(%error, "the document was not written");
    }
    problem.exit()
}

/// Help and version are asked for; everything else is a command line that cannot be used.
fn misunderstood(error: &clap::Error) -> Exit {
    let words = error.render().to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return output::result(&words).map_or(Exit::Trouble, |()| Exit::Done);
    }
    if wants_json() {
        let problem = InputProblem::Usage(words).into();
        return report(&problem, true);
    }
    output::say(&words);
    Exit::Unusable
}

/// Where nobody read the command line.
fn wants_json() -> bool {
    env::args_os().any(|argument| argument == "--json")
}
