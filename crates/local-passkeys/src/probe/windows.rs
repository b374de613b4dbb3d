//! Windows: the browser of links, and the device's state. Neither was run on a Windows machine.

use entra_policy::campaign::{Browser, CredentialKind, Os};

use super::{
    run::{found, output},
    seen,
};
use crate::{Computer, Found, InstalledBrowser, LocalPasskey, windows};

const USER_CHOICE: &str =
    r"HKCU\Software\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice";
const CURRENT_VERSION: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";

const POLICIES: [&str; 2] = [
    r"HKCU\SOFTWARE\Policies\Microsoft\PassportForWork",
    r"HKLM\SOFTWARE\Policies\Microsoft\PassportForWork",
];

const CLIENTS: [&str; 2] =
    [r"HKLM\SOFTWARE\Clients\StartMenuInternet", r"HKCU\SOFTWARE\Clients\StartMenuInternet"];

/// What a sign-in here hangs on: the system, and the browser that opens links.
pub(super) fn sign_in() -> (Os, Option<Browser>) {
    let choice = output("reg", &["query", USER_CHOICE, "/v", "ProgId"]);
    (Os::Windows, choice.as_deref().and_then(windows::default_browser))
}

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
    let browsers = browsers();
    let names: Vec<&str> = browsers.iter().flatten().map(|one| one.name.as_str()).collect();
    let listed = browsers.is_some().then(|| names.join(", "));
    let observed = status.as_ref().map(|_| format!("{state:?}"));
    Computer {
        os: Os::Windows,
        os_name: os_name.map(str::to_owned),
        default_browser: choice.as_deref().and_then(windows::default_browser),
        browsers,
        webauthn: choice.as_deref().and_then(windows::has_webauthn),
        passkeys: vec![
            of(CredentialKind::WindowsHelloForBusiness, hello, "dsregcmd /status"),
            of(CredentialKind::EntraPasskeyOnWindows, Found::Unknown, "Windows"),
            of(CredentialKind::MacPlatformSso, Found::NotFound, "Windows"),
        ],
        windows_hello: Some(needs),
        evidence: vec![
            seen("reg query CurrentVersion", os_name),
            seen("reg query UserChoice", prog_id),
            seen("dsregcmd /status", observed.as_deref()),
            seen("reg query StartMenuInternet", listed.as_deref()),
        ],
    }
}

/// Of both hives and both views; a hive without the key lists nothing. Without the computer's own there is no list.
fn browsers() -> Option<Vec<InstalledBrowser>> {
    // A key that is not there is none; one that could not be read leaves the list open.
    let mut texts = Vec::new();
    for view in ["/reg:64", "/reg:32"] {
        for path in CLIENTS {
            texts.push(found("reg", &["query", path, "/s", view])?);
        }
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Some(windows::browsers(&texts))
}

fn of(kind: CredentialKind, found: Found, source: &'static str) -> LocalPasskey {
    LocalPasskey { kind, found, source }
}
