//! What macOS says of itself: the handlers of LaunchServices and `app-sso platform -s`, as text. Two output
//! shapes of the latter are in the wild; what fits neither must stay unknown.

mod installed;
#[cfg(test)]
mod tests;

pub use installed::browsers;

use entra_policy::campaign::Browser;

use crate::{Found, browser::of_bundle};

/// The browser of `https` links, from `defaults read com.apple.LaunchServices/com.apple.launchservices.secure`.
/// Where nobody chose one, Safari opens links; a list that does not come to its end tells neither.
pub fn default_browser(handlers: &str) -> Option<Browser> {
    if !is_closed(handlers) {
        return None;
    }
    let blocks = handlers.split('}');
    let of_https = |block: &&str| field(block, "LSHandlerURLScheme").as_deref() == Some("https");
    let block = handlers.contains("LSHandlers").then(|| blocks.into_iter().find(of_https))?;
    match block {
        Some(block) => field(block, "LSHandlerRoleAll").map(|id| of_bundle(&id)),
        None => Some(Browser::Safari),
    }
}

/// Whether everything that is opened is closed again.
fn is_closed(list: &str) -> bool {
    let count = |letter: char| list.chars().filter(|one| *one == letter).count();
    count('{') == count('}') && count('(') == count(')')
}

/// A value of an old-style property list: `NAME = "value";`.
fn field(block: &str, name: &str) -> Option<String> {
    let of_line = |line: &str| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().trim_end_matches(';').trim_matches('"');
        (key.trim() == name && !value.is_empty()).then(|| value.to_owned())
    };
    block.lines().find_map(of_line)
}

/// Whether Platform SSO has a key in the Secure Enclave here, from `app-sso platform -s`. Only that way of
/// Platform SSO is a passkey; a password or a smart card is none.
pub fn platform_sso(state: &str) -> Found {
    let value = |name: &str| {
        let of_line = |line: &str| {
            let (key, value) = line.split_once(':').or_else(|| line.split_once('='))?;
            let key = key.trim().trim_matches('"');
            let value = value.trim().trim_end_matches([',', ';']).trim().trim_matches('"');
            (key == name).then(|| value.to_owned())
        };
        let mut all = state.lines().filter_map(of_line);
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    };
    let registered = value("registrationCompleted");
    let method = value("loginType").or_else(|| value("authenticationMethod"));
    let is_enclave = |text: &str| text.contains("SecureEnclave") || text == "UserSecureEnclaveKey";
    match (registered.as_deref(), method.as_deref()) {
        (Some("true" | "1"), Some(method)) if is_enclave(method) => Found::Found,
        (Some("false" | "0"), _) => Found::NotFound,
        _ => Found::Unknown,
    }
}
