//! `touchstone practice serve`: the practice tenant for other programs on this computer. Its start secret
//! must go to stdout and nowhere else.

use practice::tenant::{CLIENT_ID, ORGANISATION, PracticeTenant, Settings, faults};
use serde_json::json;

use crate::{
    args::{Common, PracticeArguments, PracticeCommand, ServeArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, InputProblem, PlaceProblem, Problem},
    process::EndSignal,
    text,
};

/// More than a script of faults needs (bytes).
const LARGEST_SCRIPT: usize = 8 << 20;

/// Runs the command.
///
/// # Errors
/// The script cannot be used, the tenant cannot start, or nobody could be told where it is.
pub(super) fn run(arguments: &PracticeArguments, common: &Common) -> Result<Exit, Problem> {
    match &arguments.command {
        PracticeCommand::Serve(serve) => run_tenant(serve, common),
    }
}

/// Serves until it is told to stop.
fn run_tenant(arguments: &ServeArguments, common: &Common) -> Result<Exit, Problem> {
    let faults = match &arguments.faults {
        Some(path) => {
            let json = files::read(path, LARGEST_SCRIPT)
                .map_err(|why| InputProblem::File(FileKind::Faults, path.clone(), why))?;
            faults::read(&json).map_err(|why| {
                InputProblem::Content(FileKind::Faults, path.clone(), why.to_string())
            })?
        }
        None => Vec::new(),
    };
    let places = common.places()?;
    let settings = Settings {
        port: arguments.port,
        clock_offset: arguments.clock_offset,
        faults,
        key_folders: vec![places.state.clone()],
        ..Settings::default()
    };
    let end = EndSignal::listen();
    let running = PracticeTenant::start(&places.practice_tenant(), settings)
        .map_err(PlaceProblem::PracticeTenant)?;
    let base_url = running.base_url();
    let document = json!({
        "base_url": base_url,
        "base_urls": running.base_urls(),
        "graph": { "v1.0": format!("{base_url}/v1.0"), "beta": format!("{base_url}/beta") },
        "authority": running.authority_url(),
        "client_id": CLIENT_ID,
        "control": format!("{base_url}/practice"),
        "start_secret": running.start_secret().reveal(),
    });
    output::document(&document).map_err(PlaceProblem::Output)?;
    output::say(&text::serving(running.base_urls(), ORGANISATION));
    end.wait();
    drop(running);
    output::say(text::PRACTICE_ENDED);
    Ok(Exit::Done)
}
