//! Linux: `os-release`, `xdg-settings`, desktop files. There is no platform authenticator to look for.

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use entra_policy::campaign::{Browser, CredentialKind, Os};

use super::{run::output, seen};
use crate::{Computer, Found, Listed, LocalPasskey, linux};

/// How deep desktop files may lie in folders.
const DEEPEST: u8 = 4;
/// The longest file that is read (bytes).
const LONGEST_FILE: u64 = 256 << 10;

/// What a sign-in here hangs on: the system, and the browser that opens links.
pub(super) fn sign_in() -> (Os, Option<Browser>) {
    let answer = output("xdg-settings", &["get", "default-web-browser"]);
    (Os::Linux, answer.as_deref().and_then(|answer| default_browser(answer, &desktop_files())))
}

fn default_browser(answer: &str, files: &DesktopFiles) -> Option<Browser> {
    linux::default_browser(answer, |file| files.texts.contains_key(file))
}

pub(super) fn look() -> Computer {
    let mut evidence = Vec::new();
    let release = fs::read_to_string("/etc/os-release").ok();
    let os_name = release.as_deref().and_then(linux::os_name);
    evidence.push(seen("/etc/os-release", os_name.as_deref()));
    let answer = output("xdg-settings", &["get", "default-web-browser"]);
    evidence.push(seen("xdg-settings get default-web-browser", answer.as_deref()));
    let files = desktop_files();
    let browsers = files.browsers();
    let listed = browsers.as_ref().map(Listed::in_short);
    evidence.push(seen("desktop files", listed.as_deref()));
    Computer {
        os: Os::Linux,
        os_name,
        default_browser: answer.as_deref().and_then(|answer| default_browser(answer, &files)),
        webauthn: answer.as_deref().and_then(linux::has_webauthn),
        browsers,
        // Linux has none of these (detection.md, section 4); of the others nobody can tell.
        passkeys: [
            CredentialKind::WindowsHelloForBusiness,
            CredentialKind::EntraPasskeyOnWindows,
            CredentialKind::MacPlatformSso,
        ]
        .map(|kind| LocalPasskey { kind, found: Found::NotFound, source: "Linux" })
        .into(),
        windows_hello: None,
        evidence,
    }
}

/// The desktop files of the system and the user (XDG Base Directory Specification 0.8).
#[derive(Debug, Default)]
struct DesktopFiles {
    /// By their ids; `None` for one that could not be read.
    texts: BTreeMap<String, Option<String>>,
    /// What lies by them for who looks for a type.
    caches: Vec<String>,
    /// Whether any folder was there.
    looked: bool,
    /// Whether every folder that was there was read.
    whole: bool,
}

fn desktop_files() -> DesktopFiles {
    let mut files = DesktopFiles { whole: true, ..DesktopFiles::default() };
    for folder in folders() {
        files.look(&folder.join("applications"), "", DEEPEST);
    }
    files
}

impl DesktopFiles {
    fn browsers(&self) -> Option<Listed> {
        let caches: Vec<&str> = self.caches.iter().map(String::as_str).collect();
        let listed = linux::browsers(&self.texts, &caches);
        self.looked.then_some(Listed { whole: listed.whole && self.whole, ..listed })
    }

    /// Reads a folder. A file in a folder of its own has its folder's name in its id, and of two files with one id
    /// the first is the one that counts (Desktop Entry Specification 1.5, "Desktop File ID").
    fn look(&mut self, folder: &Path, before: &str, depth: u8) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.whole &= error.kind() == io::ErrorKind::NotFound;
                return;
            }
        };
        self.looked = true;
        for entry in entries {
            let Ok(entry) = entry else {
                self.whole = false;
                continue;
            };
            let name = entry.file_name();
            // A file whose name is no UTF-8 is no browser that anybody could name.
            let Some(name) = name.to_str() else { continue };
            let (path, id) = (entry.path(), format!("{before}{name}"));
            if path.is_dir() {
                match depth.checked_sub(1) {
                    Some(depth) => self.look(&path, &format!("{id}-"), depth),
                    None => self.whole = false,
                }
            } else if name == "mimeinfo.cache" {
                self.caches.extend(read(&path));
            } else if name.ends_with(".desktop") {
                self.texts.entry(id).or_insert_with(|| read(&path));
            }
        }
    }
}

/// A file's text. Names in it may be no UTF-8.
fn read(path: &Path) -> Option<String> {
    let about = fs::metadata(path).ok().filter(|about| about.is_file())?;
    let bytes = (about.len() <= LONGEST_FILE).then(|| fs::read(path).ok())??;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn folders() -> Vec<PathBuf> {
    let own = env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(|| {
        env::var_os("HOME").map(|home| PathBuf::from(home).join(".local").join("share"))
    });
    let shared = env::var("XDG_DATA_DIRS").ok().filter(|list| !list.is_empty());
    let shared = shared.unwrap_or_else(|| "/usr/local/share:/usr/share".to_owned());
    own.into_iter().chain(shared.split(':').map(PathBuf::from)).collect()
}
