//! macOS: the browser of links, and Platform SSO. Neither was run on a Mac.

use std::path::Path;

use entra_policy::campaign::{Browser, CredentialKind, Os};

use super::{
    run::{long_output, output},
    seen,
};
use crate::{Computer, Found, Listed, LocalPasskey, macos, macos::Application};

const HANDLERS: &str = "com.apple.LaunchServices/com.apple.launchservices.secure";

const REGISTER: &str = "/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework\
    /Support/lsregister";
/// The longest dump that is read (bytes).
const LONGEST_DUMP: u64 = 64 << 20;

/// What a sign-in here hangs on: the system, and the browser that opens links.
pub(super) fn sign_in() -> (Os, Option<Browser>) {
    let handlers = output("defaults", &["read", HANDLERS]);
    (Os::MacOs, handlers.as_deref().and_then(default_browser))
}

fn default_browser(handlers: &str) -> Option<Browser> {
    // Spotlight knows applications by their identifiers; without it another browser stays unknown.
    let is_application = |id: &str| {
        let plain =
            id.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_".contains(letter));
        let query = format!("kMDItemCFBundleIdentifier == '{id}'c");
        plain && output("mdfind", &[&query]).is_some_and(|paths| !paths.trim().is_empty())
    };
    macos::default_browser(handlers, is_application)
}

/// What an application says of itself.
fn application(path: &str) -> Application {
    if !Path::new(path).exists() {
        return Application::Gone;
    }
    let info = output("defaults", &["read", &format!("{path}/Contents/Info")]);
    info.map_or(Application::NotRead, Application::Is)
}

pub(super) fn look() -> Computer {
    let version = output("sw_vers", &["-productVersion"]);
    let handlers = output("defaults", &["read", HANDLERS]);
    let sso = output("app-sso", &["platform", "-s"]);
    let found = sso.as_deref().map_or(Found::Unknown, macos::platform_sso);
    let browser = handlers.as_deref().and_then(default_browser);
    let dump = long_output(REGISTER, &["-dump"], LONGEST_DUMP);
    let browsers = dump.as_deref().map(|dump| macos::browsers(dump, application));
    let listed = browsers.as_ref().map(Listed::in_short);
    let (shown, named) = (format!("{found:?}"), browser.map(|one| one.as_str()));
    Computer {
        os: Os::MacOs,
        os_name: version.as_deref().map(|version| format!("macOS {}", version.trim())),
        default_browser: browser,
        browsers,
        webauthn: browser.and_then(crate::browser::webauthn),
        passkeys: vec![
            of(CredentialKind::MacPlatformSso, found, "app-sso platform -s"),
            // There is no public way to ask (detection.md, section 4).
            of(CredentialKind::IcloudKeychain, Found::Unknown, "macOS"),
            of(CredentialKind::WindowsHelloForBusiness, Found::NotFound, "macOS"),
            of(CredentialKind::EntraPasskeyOnWindows, Found::NotFound, "macOS"),
        ],
        windows_hello: None,
        evidence: vec![
            seen("sw_vers -productVersion", version.as_deref()),
            seen("LaunchServices", named.filter(|_| handlers.is_some())),
            seen("app-sso platform -s", sso.as_ref().map(|_| shown.as_str())),
            seen("lsregister -dump", listed.as_deref()),
        ],
    }
}

fn of(kind: CredentialKind, found: Found, source: &'static str) -> LocalPasskey {
    LocalPasskey { kind, found, source }
}
