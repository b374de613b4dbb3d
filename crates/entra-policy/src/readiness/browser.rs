//! The browser in which somebody would register (runbook T2), as far as this computer says. A browser of which
//! nothing is known must be open, never taken for one that can.

use serde_json::json;

use super::finding::{Check, Finding, Why};
use crate::campaign::{Browser, Os};

/// The browser that opens links here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserSeen {
    /// The operating system.
    pub os: Os,
    /// Which of those that Microsoft's documents name; `None` where none is set or it could not be read.
    pub browser: Option<Browser>,
    /// Whether it has WebAuthn, by what it is; `None` where that is not known. No page was opened in it, and
    /// its version was not read.
    pub webauthn: Option<bool>,
    /// What is installed, by name; `None` where that could not be listed.
    pub installed: Option<Vec<String>>,
}

/// What a list of what is installed does not have on Linux: none of them needs a desktop file.
const UNLISTED: [&str; 3] = ["AppImage", "Flatpak", "snap"];

/// T2: the browser has WebAuthn.
pub(super) fn browser(seen: Option<&BrowserSeen>) -> Finding {
    const CHECK: Check = Check::BrowserWebauthn;
    let Some(seen) = seen else { return Finding::unknown(CHECK, Why::NotAsked) };
    let is_none = seen.installed.as_ref().is_some_and(Vec::is_empty) && seen.browser.is_none();
    let found = match seen.webauthn {
        Some(true) => Finding::pass(CHECK),
        Some(false) => Finding::fail(CHECK, Why::NoWebauthn),
        None if is_none => none_installed(seen.os),
        None => Finding::unknown(CHECK, Why::BrowserUnknown),
    };
    let found = found.showing("os", json!(seen.os)).showing("browser", json!(seen.browser));
    found.showing("installed", json!(seen.installed))
}

/// Nothing is on the list of what is installed. Only where nothing else runs that is the end of it.
fn none_installed(os: Os) -> Finding {
    const CHECK: Check = Check::BrowserWebauthn;
    match os {
        Os::Linux | Os::Other => {
            Finding::unknown(CHECK, Why::NoBrowserListed).showing("unlisted", json!(UNLISTED))
        }
        Os::Windows | Os::MacOs | Os::Ios | Os::Android => Finding::fail(CHECK, Why::NoBrowser),
    }
}
