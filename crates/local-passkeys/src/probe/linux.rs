//! Linux: `os-release`, `xdg-settings`, desktop files. There is no platform authenticator to look for.

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use entra_policy::campaign::{Browser, CredentialKind, Os};

use super::{run::output, seen};
use crate::{Computer, Found, InstalledBrowser, LocalPasskey, linux};

/// The longest file that is read (bytes).
const LONGEST_FILE: u64 = 256 << 10;

/// What a sign-in here hangs on: the system, and the browser that opens links.
pub(super) fn sign_in() -> (Os, Option<Browser>) {
    let answer = output("xdg-settings", &["get", "default-web-browser"]);
    (Os::Linux, answer.as_deref().and_then(linux::default_browser))
}

pub(super) fn look() -> Computer {
    let mut evidence = Vec::new();
    let release = fs::read_to_string("/etc/os-release").ok();
    let os_name = release.as_deref().and_then(linux::os_name);
    evidence.push(seen("/etc/os-release", os_name.as_deref()));
    let answer = output("xdg-settings", &["get", "default-web-browser"]);
    evidence.push(seen("xdg-settings get default-web-browser", answer.as_deref()));
    let browsers = browsers();
    let names: Vec<&str> = browsers.iter().flatten().map(|one| one.name.as_str()).collect();
    let listed = browsers.is_some().then(|| names.join(", "));
    evidence.push(seen("desktop files", listed.as_deref()));
    Computer {
        os: Os::Linux,
        os_name,
        default_browser: answer.as_deref().and_then(linux::default_browser),
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

/// Browsers by the desktop files of the system and the user (XDG Base Directory Specification 0.8).
fn browsers() -> Option<Vec<InstalledBrowser>> {
    let mut found = BTreeSet::new();
    let mut looked = false;
    for folder in folders() {
        let Ok(entries) = fs::read_dir(folder.join("applications")) else { continue };
        looked = true;
        for entry in entries.flatten() {
            let name = entry.file_name();
            let (Some(name), Ok(about)) = (name.to_str(), fs::metadata(entry.path())) else {
                continue;
            };
            if about.is_file() && about.len() <= LONGEST_FILE {
                let text = fs::read_to_string(entry.path()).unwrap_or_default();
                found.extend(linux::browser(name, &text));
            }
        }
    }
    looked.then(|| found.into_iter().collect())
}

fn folders() -> Vec<PathBuf> {
    let own = env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(|| {
        env::var_os("HOME").map(|home| PathBuf::from(home).join(".local").join("share"))
    });
    let shared = env::var("XDG_DATA_DIRS").ok().filter(|list| !list.is_empty());
    let shared = shared.unwrap_or_else(|| "/usr/local/share:/usr/share".to_owned());
    own.into_iter().chain(shared.split(':').map(PathBuf::from)).collect()
}
