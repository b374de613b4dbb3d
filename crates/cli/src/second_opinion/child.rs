//! The process that other people's clients run in: started without input or an environment of ours,
//! listened to for a limited time. It must never be given a PIN, nor be believed in what it claims.

use std::{
    env, io,
    io::Read,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use ctap::transport::second_opinion::{Client, Opinion};

use super::read;

#[cfg(test)]
#[cfg(unix)]
mod tests;

/// The program, beside this one.
const PROGRAM: &str = "touchstone-second-opinion";

/// It gives up on a key after 3 s by itself; this is for when it does not.
const DEADLINE: Duration = Duration::from_secs(20);

/// Longest output that is read (bytes).
const LONGEST: u64 = 1 << 20;

/// Why a client has no opinion.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The program is not beside this one.
    #[error("{} is not there", .0.display())]
    Missing(PathBuf),
    /// It could not be started.
    #[error("the process could not be started")]
    NotStarted(#[source] io::Error),
    /// It was ended when its time was up.
    #[error("the process did not answer in time")]
    TimedOut,
    /// It fell over.
    #[error("the process ended early: {0}")]
    Ended(ExitStatus),
    /// It said more than anybody could mean, or something else.
    #[error("the process answered nothing that can be read")]
    Malformed,
    /// The client could not look; why, in its words.
    #[error("the client could not look for keys: {0}")]
    Failed(String),
}

/// Asks one client.
pub(super) fn ask(client: Client) -> Result<Vec<Opinion>, Trouble> {
    ask_of(&program().map_err(Trouble::NotStarted)?, client, DEADLINE)
}

fn ask_of(program: &Path, client: Client, deadline: Duration) -> Result<Vec<Opinion>, Trouble> {
    let mut child = start(program, client).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            Trouble::Missing(program.to_owned())
        } else {
            Trouble::NotStarted(error)
        }
    })?;
    let said = child.stdout.take().map(listen);
    let said = said.and_then(|said| said.recv_timeout(deadline).ok());
    let Some(said) = said else {
        end(&mut child);
        return Err(Trouble::TimedOut);
    };
    // Its output is closed or too long: nothing that is still worth waiting for.
    if !ends_soon(&mut child) {
        end(&mut child);
        return Err(Trouble::TimedOut);
    }
    let status = child.wait().map_err(Trouble::NotStarted)?;
    if !status.success() {
        return Err(Trouble::Ended(status));
    }
    Ok(read::opinions(client, &said).ok_or(Trouble::Malformed)??)
}

/// Beside this program and nowhere else: the search path is other people's to fill.
fn program() -> io::Result<PathBuf> {
    let own = env::current_exe()?;
    Ok(own.with_file_name(PROGRAM).with_extension(env::consts::EXE_EXTENSION))
}

fn start(program: &Path, client: Client) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.arg(client.name()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Nothing of ours goes along. Windows starts nothing without its own variables.
    if cfg!(unix) {
        command.env_clear();
    }
    command.spawn()
}

fn listen(output: ChildStdout) -> mpsc::Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        // What was cut short is no document, and is refused as such.
        let _ = output.take(LONGEST).read_to_end(&mut said);
        let _ = tell.send(said);
    });
    told
}

fn ends_soon(child: &mut Child) -> bool {
    for _ in 0..50 {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

fn end(child: &mut Child) {
    // It may have ended by itself in the meantime.
    let _ = child.kill();
    let _ = child.wait();
}
