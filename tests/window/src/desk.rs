//! A desk: a screen, a driver, and the app with a state of its own. Whatever a test does there must
//! be gone with it.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use practice::{
    key::{PracticeKey, Settings, firmware::PinPreset, presence::TouchButton},
    models::Model,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    Screen, Window,
    process::{self, Started},
};

/// A PIN that stands nowhere else in the project, so that it can be searched for.
pub const PIN: &str = "7391-marker-of-the-pin";

/// A screen, a driver, and a state.
pub struct Desk {
    folder: TempDir,
    screen: Screen,
    log: PathBuf,
    script: Option<PathBuf>,
}

impl Desk {
    /// A new one: nothing was ever registered on it.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["state", "home", "run", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let log = folder.path().join("log");
        Self { folder, screen: Screen::new(), log, script: None }
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

    /// The file that a person chooses in every dialog.
    pub fn chosen_file(&self) -> PathBuf {
        self.folder.path().join("chosen.json")
    }

    /// The log so far, at its most talkative.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Puts a practice key into the drawer that has [`PIN`] and so many tries left.
    pub fn key_with_pin(&self, model: &Model, retries: u8) {
        let name = model.name.to_lowercase().replace(' ', "-");
        let folder = self.state().join("practice-keys").join(name);
        let pin = PinPreset { pin: PIN.to_owned().into(), retries, force_change: false };
        let settings =
            Settings { aaguid: Some(model.aaguid.0), pin: Some(pin), ..Settings::default() };
        PracticeKey::open_or_create(&folder, settings, Box::new(TouchButton::default())).unwrap();
    }

    /// Starts the app in a driver's hands.
    pub async fn open(&self) -> Window {
        let port = process::free_port();
        let at = |name: &str| self.folder.path().join(name);
        let log = File::options().create(true).append(true).open(&self.log).unwrap();
        let driver = Started::new(
            Command::new("WebKitWebDriver")
                .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .env("TOUCHSTONE_LOG", "trace")
                .env("TOUCHSTONE_CHOSEN_FILE", self.chosen_file())
                .env("DISPLAY", self.screen.display())
                .env("GDK_BACKEND", "x11")
                .env("HOME", at("home"))
                .env("TMPDIR", at("tmp"))
                .env("XDG_RUNTIME_DIR", at("run"))
                .env("NO_AT_BRIDGE", "1")
                // The drawings of a machine without a graphics card.
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                .env_remove("DBUS_SESSION_BUS_ADDRESS")
                .env_remove("WAYLAND_DISPLAY")
                .stdout(Stdio::from(log.try_clone().unwrap()))
                .stderr(Stdio::from(log)),
        );
        let client = self.connect(port).await;
        Window::new(client, driver, self.state()).await
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

    async fn connect(&self, port: u16) -> Client {
        let app = self.talkative_app();
        let state = self.state();
        let mut arguments = vec![json!("--state"), json!(state)];
        if let Some(script) = &self.script {
            arguments.extend([json!("--practice-faults"), json!(script)]);
        }
        let options = json!({ "binary": app, "args": arguments });
        let capabilities = json!({ "webkitgtk:browserOptions": options });
        let mut last = None;
        for _ in 0..100 {
            let connector = HttpConnector::new();
            let answer = ClientBuilder::new(connector)
                .capabilities(serde_json::from_value(capabilities.clone()).unwrap())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await;
            match answer {
                Ok(client) => return client,
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no window: {last:?}\n{}", self.log());
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}
