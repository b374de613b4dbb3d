//! What Windows says of itself: `reg query` and `dsregcmd /status`, as text. A value that is not there must
//! stay unknown; the languages of Windows translate labels, never these names.

mod installed;
mod keys;
#[cfg(test)]
mod tests;

pub use installed::{Clients, browsers};

use entra_policy::{ObjectId, campaign::Browser, readiness::WindowsHello};

use crate::{
    Found,
    browser::{of_prog_id, webauthn_of_prog_id},
    listed::clean,
};

/// The browser of `https` links, from `reg query` of `...\UrlAssociations\https\UserChoice /v ProgId`. Whether
/// Windows knows a ProgID that is none of the matrix's tells another browser from half a name.
pub fn default_browser(reg_query: &str, is_class: impl FnOnce(&str) -> bool) -> Option<Browser> {
    let id = registry_value(reg_query, "ProgId")?;
    let browser = of_prog_id(id);
    (browser != Browser::Other || is_class(id)).then_some(browser)
}

/// Whether that browser has WebAuthn, from the same.
pub fn has_webauthn(reg_query: &str) -> Option<bool> {
    webauthn_of_prog_id(registry_value(reg_query, "ProgId")?)
}

/// A value of `reg query`: `    NAME    REG_SZ    VALUE`. A line without an end may have been longer.
pub fn registry_value<'t>(reg_query: &'t str, name: &str) -> Option<&'t str> {
    let of_line = |line: &'t str| {
        let rest = line.trim_start().strip_prefix(name)?;
        let (kind, value) = rest.trim_start().split_once(char::is_whitespace)?;
        let separate = rest.starts_with(char::is_whitespace);
        (separate && kind.starts_with("REG_")).then(|| value.trim())
    };
    let whole = reg_query.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    whole.into_iter().find_map(of_line).and_then(clean)
}

/// What `dsregcmd /status` says of the computer and the user's key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceState {
    /// `AzureAdJoined`.
    pub entra_joined: Option<bool>,
    /// `DomainJoined`.
    pub domain_joined: Option<bool>,
    /// `NgcSet`: whether Windows Hello for Business has a key for this user.
    pub hello_key: Option<bool>,
    /// `TpmProtected`: whether the device's own key is in a TPM. That it is not proves no lack of one.
    pub tpm_protected: Option<bool>,
    /// `DeviceId`.
    pub device_id: Option<String>,
}

/// Reads `dsregcmd /status`. A field that is there twice with different values is not known.
pub fn device_state(dsregcmd: &str) -> DeviceState {
    let field = |name: &str| {
        let of_line = |line: &str| {
            let (label, value) = line.split_once(':')?;
            (label.trim() == name).then(|| value.trim().to_owned())
        };
        let mut all = dsregcmd.lines().filter_map(of_line);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    };
    let yes = |name: &str| match field(name)?.as_str() {
        "YES" => Some(true),
        "NO" => Some(false),
        _ => None,
    };
    DeviceState {
        entra_joined: yes("AzureAdJoined"),
        domain_joined: yes("DomainJoined"),
        hello_key: yes("NgcSet"),
        tpm_protected: yes("TpmProtected"),
        device_id: field("DeviceId").filter(|id| id.parse::<ObjectId>().is_ok()),
    }
}

/// Whether Windows Hello for Business has a key here. That Entra still has it is another question.
pub fn hello_for_business(state: &DeviceState) -> Found {
    match state.hello_key {
        Some(true) => Found::Found,
        Some(false) => Found::NotFound,
        None => Found::Unknown,
    }
}

/// What is needed to see why Windows Hello for Business is not offered: from `reg query` of `CurrentVersion`,
/// `dsregcmd /status`, and `reg query` of the policies of the user and the computer
/// (`...\\Policies\\Microsoft\\PassportForWork /v Enabled`), which `reg` only gives where they are set.
pub fn windows_hello(
    current_version: &str,
    state: &DeviceState,
    policies: [Option<&str>; 2],
) -> WindowsHello {
    let enabled = |text: &str| match registry_value(text, "Enabled")? {
        "0x1" => Some(true),
        "0x0" => Some(false),
        _ => None,
    };
    WindowsHello {
        build: registry_value(current_version, "CurrentBuild").and_then(|text| text.parse().ok()),
        tpm: state.tpm_protected.filter(|is_protected| *is_protected),
        entra_joined: state.entra_joined,
        domain_joined: state.domain_joined,
        policies: Some(policies.into_iter().flatten().filter_map(enabled).collect()),
        key: state.hello_key,
        device_id: state.device_id.clone(),
    }
}
