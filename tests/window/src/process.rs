//! Programs that a test starts, and ends when it ends. None may outlive its test.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::Duration,
};

/// A program of ours.
pub(crate) struct Started(Child);

impl Started {
    pub(crate) fn new(command: &mut Command) -> Self {
        let program = command.get_program().to_owned();
        Self(command.spawn().unwrap_or_else(|error| panic!("{program:?}: {error}")))
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Ends it and whatever it started: a driver that is killed leaves its app behind.
    pub(crate) fn end_family(&mut self) {
        let below = family(self.id());
        let _ = self.0.kill();
        let _ = self.0.wait();
        for id in below.into_iter().skip(1) {
            let _ = Command::new("kill").args(["-KILL", &id.to_string()]).output();
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of loopback that nobody has.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Processes below this one, itself first.
pub(crate) fn family(of: u32) -> Vec<u32> {
    let mut found = vec![of];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        found.extend(children(parent));
        at += 1;
    }
    found
}

fn children(of: u32) -> Vec<u32> {
    let parent = |stat: &str| -> Option<u32> {
        // proc(5): the name in parentheses may hold anything; after it state, then the parent.
        stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    };
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        parent(&stat) == Some(of)
    })
    .collect()
}

/// What a process was started with.
pub(crate) fn command_line(of: u32) -> String {
    fs::read_to_string(format!("/proc/{of}/cmdline")).unwrap_or_default().replace('\0', " ")
}

/// Ends a process at once, as a power cut would.
pub(crate) fn kill(id: u32) {
    let done = Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap();
    assert!(done.success(), "process {id} is not there");
}

/// Waits until it is gone and holds nothing any more: who comes on its state before that only rings.
pub(crate) fn goes(id: u32) {
    let is_there = || {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // proc(5): after the name in parentheses the state; a zombie has let go of everything.
        stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
    };
    for _ in 0..1000 {
        if !is_there() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("process {id} does not go");
}

/// Where Cargo put the app.
pub fn app() -> PathBuf {
    match std::env::var_os("TOUCHSTONE_DESKTOP") {
        Some(path) => PathBuf::from(path),
        None => panic!("TOUCHSTONE_DESKTOP names no app; scripts/test/window.sh does"),
    }
}

/// Where pictures and figures go.
pub(crate) fn artefacts() -> PathBuf {
    let folder = std::env::var_os("TOUCHSTONE_ARTEFACTS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/artefacts"),
        PathBuf::from,
    );
    fs::create_dir_all(&folder).unwrap();
    folder
}
