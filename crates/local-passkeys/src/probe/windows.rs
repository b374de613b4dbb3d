//! Windows: the browser of links, and the device's state. Neither was run on a Windows machine.

use entra_policy::campaign::{CredentialKind, Os};

use super::{run::output, seen};
use crate::{Computer, Found, LocalPasskey, windows};

const USER_CHOICE: &str =
    r"HKCU\Software\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice";
const CURRENT_VERSION: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";

const POLICIES: [&str; 2] = [
    r"HKCU\SOFTWARE\Policies\Microsoft\PassportForWork",
    r"HKLM\SOFTWARE\Policies\Microsoft\PassportForWork",
];

pub(super) fn look() -> Computer {
    let name = output("reg", &["query", CURRENT_VERSION, "/v", "ProductName"]);
    let choice = output("reg", &["query", USER_CHOICE, "/v", "ProgId"]);
    let build = output("reg", &["query", CURRENT_VERSION, "/v", "CurrentBuild"]);
    let policies = POLICIES.map(|path| output("reg", &["query", path, "/v", "Enabled"]));
    let status = output("dsregcmd", &["/status"]);
    let os_name = name.as_deref().and_then(|text| windows::registry_value(text, "ProductName"));
    let state = windows::device_state(status.as_deref().unwrap_or_default());
    let hello = windows::hello_for_business(&state);
    let policies = policies.each_ref().map(Option::as_deref);
    let needs = windows::windows_hello(build.as_deref().unwrap_or_default(), &state, policies);
    let prog_id = choice.as_deref().and_then(|text| windows::registry_value(text, "ProgId"));
    let observed = status.as_ref().map(|_| format!("{state:?}"));
    Computer {
        os: Os::Windows,
        os_name: os_name.map(str::to_owned),
        default_browser: choice.as_deref().and_then(windows::default_browser),
        webauthn: choice.as_deref().and_then(windows::has_webauthn),
        // The list of installed browsers is not documented well enough to be complete.
        browsers: None,
        passkeys: vec![
            LocalPasskey { kind: CredentialKind::WindowsHelloForBusiness, found: hello },
            LocalPasskey { kind: CredentialKind::EntraPasskeyOnWindows, found: Found::Unknown },
            LocalPasskey { kind: CredentialKind::MacPlatformSso, found: Found::NotFound },
        ],
        windows_hello: Some(needs),
        evidence: vec![
            seen("reg query CurrentVersion", os_name),
            seen("reg query UserChoice", prog_id),
            seen("dsregcmd /status", observed.as_deref()),
        ],
    }
}
