//! A desk: a screen, a driver, and the app with a state of its own. Whatever a test does there must
//! be gone with it.

use std::{
    ffi::OsString,
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use practice::{key::PracticeKey, models::Model};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    Screen, Window,
    browser::Browser,
    driver::Driver,
    key::{self, Preset},
    process,
};

/// What the system says about the person's wishes: nothing shall move, so that a picture is the same
/// each time, and a machine without a graphics card has the time for something else.
const WISHES: &str = "[Settings]\ngtk-enable-animations=0\n";

/// A screen, a driver, and a state.
pub struct Desk {
    folder: TempDir,
    screen: Screen,
    log: PathBuf,
    script: Option<PathBuf>,
    practice: Option<PathBuf>,
    browser: Browser,
}

impl Desk {
    /// A new one: nothing was ever registered on it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["state", "home", "run", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let wishes = folder.path().join("home/gtk-3.0");
        fs::create_dir(&wishes).unwrap();
        fs::write(wishes.join("settings.ini"), WISHES).unwrap();
        let log = folder.path().join("log");
        let browser = Browser::new(folder.path().join("programs"));
        Self { folder, screen: Screen::new(), log, script: None, practice: None, browser }
    }

    /// Where the app keeps everything.
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Everything that a run leaves: state, home, temporary files and the log.
    pub fn everything(&self) -> &Path {
        self.folder.path()
    }

    /// What goes wrong in the practice organisation, from the next start on; `None`: nothing.
    pub fn script(&mut self, faults: Option<&Value>) {
        let place = self.folder.path().join("faults.json");
        self.script = faults.map(|faults| {
            fs::write(&place, faults.to_string()).unwrap();
            place
        });
    }

    /// Has the app know this practice organisation of another program, from the next start on.
    pub fn works_for(&mut self, organisation: &Value) {
        let place = self.folder.path().join("practice.json");
        fs::write(&place, organisation.to_string()).unwrap();
        self.practice = Some(place);
    }

    /// The address that the app has the browser open next.
    pub fn opened(&self) -> String {
        self.browser.opened()
    }

    /// The file that a person chooses in every dialog.
    pub fn chosen_file(&self) -> PathBuf {
        self.folder.path().join("chosen.json")
    }

    /// The log so far, at its most talkative.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Puts such a practice key into the drawer.
    pub fn key(&self, model: &Model, preset: Preset) {
        key::put(&self.state().join("practice-keys"), model, preset);
    }

    /// The key of this model, in the hands of somebody who touches it when it asks: for another program than
    /// the app, which must not hold it meanwhile.
    pub fn in_hand(&self, model: &Model) -> PracticeKey {
        key::take(&self.state().join("practice-keys"), model)
    }

    /// Starts the app in a driver's hands.
    pub fn open(&self) -> Window {
        let port = process::free_port();
        let at = |name: &str| self.folder.path().join(name);
        let log = File::options().create(true).append(true).open(&self.log).unwrap();
        let mut command = Command::new("WebKitWebDriver");
        command
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TOUCHSTONE_LOG", "trace")
            .env("TOUCHSTONE_CHOSEN_FILE", self.chosen_file())
            .env("PATH", self.path())
            .env("DISPLAY", self.screen.display())
            .env("GDK_BACKEND", "x11")
            .env("HOME", at("home"))
            .env("XDG_CONFIG_HOME", at("home"))
            .env("TMPDIR", at("tmp"))
            .env("XDG_RUNTIME_DIR", at("run"))
            .env("NO_AT_BRIDGE", "1")
            // The drawings of a machine without a graphics card.
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::from(log.try_clone().unwrap()))
            .stderr(Stdio::from(log));
        let driver = Driver::start(port, &mut command, &self.capabilities());
        Window::new(driver, self.state())
    }

    /// The app with its log in our file: the driver throws away what a program says.
    fn talkative_app(&self) -> PathBuf {
        let script = self.folder.path().join("app.sh");
        let (app, log) = (process::app(), &self.log);
        let text = format!("#!/bin/sh\nexec '{}' \"$@\" 2>>'{}'\n", app.display(), log.display());
        fs::write(&script, text).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
        script
    }

    /// Where programs are looked for: the browser first.
    fn path(&self) -> OsString {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.browser.folder().to_owned());
        std::env::join_paths(folders.chain(std::env::split_paths(&path))).unwrap()
    }

    fn capabilities(&self) -> Value {
        let mut arguments = vec![json!("--state"), json!(self.state())];
        if let Some(script) = &self.script {
            arguments.extend([json!("--practice-faults"), json!(script)]);
        }
        if let Some(practice) = &self.practice {
            arguments.extend([json!("--practice"), json!(practice)]);
        }
        let options = json!({ "binary": self.talkative_app(), "args": arguments });
        json!({ "webkitgtk:browserOptions": options })
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}
