//! First paint and memory of a window. Figures of two programs may only be compared where they were
//! taken in turns on one screen.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Screen,
    process::{self, Started},
};

/// The ground of the page (`--paper` in ui/public/tokens.css), and of the empty one.
pub const GROUND: u32 = 0x00f4_f2ed;
/// The strip over every room in practice (`--practice-tint`): it comes with the room's words.
pub const STRIP: u32 = 0x00df_ecf2;

/// How long a window may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the screen is looked at, and for how long a window is left alone before it counts as idle.
const LOOK: Duration = Duration::from_millis(2);
const IDLE: Duration = Duration::from_secs(5);

/// What one start was like.
#[derive(Clone, Copy, Debug)]
pub struct First {
    /// From the start of the process until its page was first seen on the screen.
    pub paint: Duration,
    /// The same until its room stood there, if there is one.
    pub room: Option<Duration>,
    /// Proportional set size of the app's own process, idle (KiB).
    pub own: u64,
    /// The same with the processes of its web view (KiB).
    pub all: u64,
}

/// A program that was started on a screen.
pub struct App {
    process: Started,
    begun: Instant,
}

impl App {
    /// Starts one with a home of its own and nothing of the session around it.
    pub fn start(screen: &Screen, program: &Path, arguments: &[&str], home: &Path) -> Self {
        let begun = Instant::now();
        let process = Started::new(
            Command::new(program)
                .args(arguments)
                .env("DISPLAY", screen.display())
                .env("GDK_BACKEND", "x11")
                .env("HOME", home)
                .env("XDG_RUNTIME_DIR", home)
                .env("NO_AT_BRIDGE", "1")
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env_remove("WAYLAND_DISPLAY")
                .env_remove("TOUCHSTONE_LOG")
                .stdout(Stdio::null()),
        );
        Self { process, begun }
    }

    /// When this colour was seen, from the start.
    pub fn shows(&mut self, screen: &Screen, colour: u32) -> Duration {
        while !screen.shows(colour) {
            let ended = self.ended();
            assert!(ended.is_none(), "it ended before #{colour:06x} was seen: {ended:?}");
            assert!(self.begun.elapsed() < PATIENCE, "#{colour:06x} was not seen");
            thread::sleep(LOOK);
        }
        self.begun.elapsed()
    }

    /// Whether it succeeded, once it has ended.
    pub fn ended(&mut self) -> Option<bool> {
        self.process.child().try_wait().unwrap().map(|status| status.success())
    }
}

/// Starts a program and takes its figures; `room` is a colour that comes with its room.
pub fn measure(
    screen: &Screen,
    (program, arguments): (&Path, &[&str]),
    home: &Path,
    room: Option<u32>,
) -> First {
    let mut app = App::start(screen, program, arguments, home);
    let paint = app.shows(screen, GROUND);
    let room = room.map(|colour| app.shows(screen, colour));
    thread::sleep(IDLE);
    let own = proportional_set_size(app.process.id());
    let all = process::family(app.process.id()).into_iter().map(proportional_set_size).sum();
    let first = First { paint, room, own, all };
    drop(app);
    while screen.shows(GROUND) {
        thread::sleep(LOOK);
    }
    first
}

/// proc(5), `smaps_rollup`: shared pages count by their share.
fn proportional_set_size(of: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{of}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or_default()
}
