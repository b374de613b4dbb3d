//! macOS: the browser of links, and Platform SSO. Neither was run on a Mac.

use entra_policy::campaign::{CredentialKind, Os};

use super::{run::output, seen};
use crate::{Computer, Found, LocalPasskey, macos};

const HANDLERS: &str = "com.apple.LaunchServices/com.apple.launchservices.secure";

pub(super) fn look() -> Computer {
    let version = output("sw_vers", &["-productVersion"]);
    let handlers = output("defaults", &["read", HANDLERS]);
    let sso = output("app-sso", &["platform", "-s"]);
    let found = sso.as_deref().map_or(Found::Unknown, macos::platform_sso);
    let browser = handlers.as_deref().and_then(macos::default_browser);
    let (shown, named) = (format!("{found:?}"), browser.map(|one| one.as_str()));
    Computer {
        os: Os::MacOs,
        os_name: version.as_deref().map(|version| format!("macOS {}", version.trim())),
        default_browser: browser,
        webauthn: browser.and_then(crate::browser::webauthn),
        browsers: None,
        passkeys: vec![
            LocalPasskey { kind: CredentialKind::MacPlatformSso, found },
            // There is no public way to ask (detection.md, section 4).
            LocalPasskey { kind: CredentialKind::IcloudKeychain, found: Found::Unknown },
            LocalPasskey { kind: CredentialKind::WindowsHelloForBusiness, found: Found::NotFound },
        ],
        windows_hello: None,
        evidence: vec![
            seen("sw_vers -productVersion", version.as_deref()),
            seen("LaunchServices", named.filter(|_| handlers.is_some())),
            seen("app-sso platform -s", sso.as_ref().map(|_| shown.as_str())),
        ],
    }
}
