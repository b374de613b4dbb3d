//! macOS: the browser of links, and Platform SSO. Neither was run on a Mac.

use entra_policy::campaign::{Browser, CredentialKind, Os};

use super::{
    run::{long_output, output},
    seen,
};
use crate::{Computer, Found, LocalPasskey, macos};

const HANDLERS: &str = "com.apple.LaunchServices/com.apple.launchservices.secure";

const REGISTER: &str = "/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework\
    /Support/lsregister";
/// The longest dump that is read (bytes).
const LONGEST_DUMP: u64 = 64 << 20;

/// What a sign-in here hangs on: the system, and the browser that opens links.
pub(super) fn sign_in() -> (Os, Option<Browser>) {
    let handlers = output("defaults", &["read", HANDLERS]);
    (Os::MacOs, handlers.as_deref().and_then(macos::default_browser))
}

pub(super) fn look() -> Computer {
    let version = output("sw_vers", &["-productVersion"]);
    let handlers = output("defaults", &["read", HANDLERS]);
    let sso = output("app-sso", &["platform", "-s"]);
    let found = sso.as_deref().map_or(Found::Unknown, macos::platform_sso);
    let browser = handlers.as_deref().and_then(macos::default_browser);
    let dump = long_output(REGISTER, &["-dump"], LONGEST_DUMP);
    let browsers = dump.as_deref().map(macos::browsers);
    let names: Vec<&str> = browsers.iter().flatten().map(|one| one.name.as_str()).collect();
    let listed = browsers.is_some().then(|| names.join(", "));
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
