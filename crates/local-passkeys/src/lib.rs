//! What is on this computer: the operating system, its browsers, and what is known of its platform
//! authenticators, each with its evidence. It must never take what is merely possible for found.

mod browser;
#[cfg(test)]
mod damage;
mod kinds;
pub mod linux;
mod listed;
pub mod macos;
pub mod probe;
pub mod windows;

use entra_policy::{
    campaign::{Browser, CredentialKind, Os, RuleSet},
    readiness::{BrowserSeen, WindowsHello},
};
use serde::Serialize;

pub use kinds::{Holds, KeyInHand, KindHere, Registered, Sign, Source, kinds_here};
pub use listed::{InstalledBrowser, Listed};

/// A computer, as far as it could be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Computer {
    /// The operating system.
    pub os: Os,
    /// What it calls itself; `None` where it does not say.
    pub os_name: Option<String>,
    /// The browser that opens links; `None` where that is not known.
    pub default_browser: Option<Browser>,
    /// Whether it has WebAuthn, by what it is; `None` where that is not known.
    #[serde(skip)]
    pub webauthn: Option<bool>,
    /// Browsers that are installed; `None` where they could not be listed.
    pub browsers: Option<Listed>,
    /// What is known of kinds of passkey here.
    pub passkeys: Vec<LocalPasskey>,
    /// What Windows Hello for Business needs here; `None` where this is no Windows.
    pub windows_hello: Option<WindowsHello>,
    /// What all of it was read from.
    pub evidence: Vec<Evidence>,
}

impl Computer {
    /// Whether a passkey of this kind is here; what nobody looked for is unknown.
    pub fn found(&self, kind: CredentialKind) -> Found {
        let known = self.passkeys.iter().find(|one| one.kind == kind);
        known.map_or(Found::Unknown, |one| one.found)
    }

    /// The browsers that are installed, each with its column of a rule set's matrix, where it has one.
    pub fn columns<'r>(&self, rules: &'r RuleSet) -> Vec<(InstalledBrowser, Option<&'r str>)> {
        let matrix = rules.matrix();
        let column = |browser| Some(matrix?.column(self.os, browser)?.id.as_str());
        let of = |one: &InstalledBrowser| (one.clone(), column(one.browser));
        self.browsers.iter().flat_map(|listed| &listed.browsers).map(of).collect()
    }

    /// The browser in which somebody would register here.
    pub fn browser(&self) -> BrowserSeen {
        BrowserSeen {
            os: self.os,
            browser: self.default_browser,
            webauthn: self.webauthn,
            installed: self.browsers.as_ref().and_then(Listed::names),
        }
    }
}

/// What is known of a kind of passkey on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LocalPasskey {
    /// The kind.
    pub kind: CredentialKind,
    /// Whether one is here.
    pub found: Found,
    /// What says so.
    pub source: &'static str,
}

/// Whether something is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// It was seen.
    Found,
    /// A complete look did not find it.
    NotFound,
    /// Nobody could look, or a look says nothing either way.
    Unknown,
}

/// What was read, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The file or program.
    pub source: String,
    /// What it said, in short; `None` where it could not be read.
    pub observed: Option<String>,
}
