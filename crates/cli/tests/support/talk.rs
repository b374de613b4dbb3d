//! The program in a real terminal (a pseudo-terminal). A typed PIN must never show.

use std::{
    fs::File,
    io::{Read, Write},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, tcgetattr},
};

use super::{PIN, Place, options};

/// How long anything may take before it counts as a hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The program in a terminal of its own.
pub(crate) struct Talk {
    pub(crate) child: Child,
    pub(crate) master: File,
    pub(crate) slave: OwnedFd,
    pub(crate) heard: Receiver<Vec<u8>>,
    pub(crate) screen: String,
    pub(crate) seen: usize,
}

/// Both ends of a new terminal.
fn terminal() -> (OwnedFd, OwnedFd) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let slave = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    (master, slave)
}

impl Talk {
    pub(crate) fn begin(command: &mut Command) -> Self {
        let (master, slave) = terminal();
        let child = command
            .stdin(slave.try_clone().unwrap())
            .stderr(slave.try_clone().unwrap())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let master = File::from(master);
        let mut reader = master.try_clone().unwrap();
        let (sender, heard) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 || sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, master, slave, heard, screen: String::new(), seen: 0 }
    }

    /// Registers with the practice key of this place.
    pub(crate) fn register(place: &Place, more: &[&str]) -> Self {
        let options = place.options(&options());
        let arguments = ["register", "--key", "practice", "--options", &options];
        Self::begin(&mut place.command(&[&arguments, more].concat()))
    }

    /// Waits until the screen shows this, after what was waited for before.
    pub(crate) fn expect(&mut self, text: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.screen[self.seen..].find(text) {
                self.seen += at + text.len();
                return;
            }
            match self.heard.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen += &String::from_utf8_lossy(&bytes),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("no {text:?} on the screen:\n{}", self.screen)
                }
            }
        }
    }

    pub(crate) fn type_in(&mut self, text: &str) {
        self.master.write_all(text.as_bytes()).unwrap();
    }

    pub(crate) fn is_echoing(&self) -> bool {
        tcgetattr(&self.slave).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    /// Waits for the end; the exit status and stdout.
    pub(crate) fn end(mut self) -> (i32, String, String) {
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let status = self.child.wait().unwrap().code().unwrap();
        assert!(self.is_echoing(), "the terminal is left as it was found");
        let modes = tcgetattr(&self.slave).unwrap().local_modes;
        assert!(modes.contains(LocalModes::ICANON | LocalModes::ISIG), "{modes:?}");
        while let Ok(bytes) = self.heard.recv_timeout(Duration::from_millis(50)) {
            self.screen += &String::from_utf8_lossy(&bytes);
        }
        assert!(!self.screen.contains(PIN), "a PIN shows:\n{}", self.screen);
        (status, out, self.screen)
    }
}
