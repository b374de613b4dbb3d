//! Windows: the browser of links, and the device's state. Neither was run on a Windows machine.

use entra_policy::campaign::{Browser, CredentialKind, Os};

use super::{
    run::{found, output},
    seen,
};
use crate::{Computer, Found, Listed, LocalPasskey, windows};

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
    (Os::Windows, choice.as_deref().and_then(default_browser))
}

fn default_browser(choice: &str) -> Option<Browser> {
    let class = |id: &str| output("reg", &["query", &format!(r"HKCR\{id}"), "/ve"]).is_some();
    windows::default_browser(choice, class)
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
    let listed = browsers.as_ref().map(Listed::in_short);
    let observed = status.as_ref().map(|_| format!("{state:?}"));
    Computer {
        os: Os::Windows,
        os_name: os_name.map(str::to_owned),
        default_browser: choice.as_deref().and_then(default_browser),
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
fn browsers() -> Option<Listed> {
    // A key that is not there is none; one that could not be read leaves the list open.
    let mut texts = Vec::new();
    for view in ["/reg:64", "/reg:32"] {
        for path in CLIENTS {
            let names = found("reg", &["query", path, view])?;
            texts.push((names, found("reg", &["query", path, "/s", view])?));
        }
    }
    let hives = texts.iter().map(|(names, below)| windows::Clients { names, below });
    Some(windows::browsers(&hives.collect::<Vec<_>>()))
}

fn of(kind: CredentialKind, found: Found, source: &'static str) -> LocalPasskey {
    LocalPasskey { kind, found, source }
}
