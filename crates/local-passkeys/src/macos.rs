//! What macOS says of itself: the handlers of LaunchServices and `app-sso platform -s`, as text. Two output
//! shapes of the latter are in the wild; what fits neither must stay unknown.

mod installed;
mod plist;
#[cfg(test)]
mod tests;

pub use installed::{Application, browsers};

use entra_policy::campaign::Browser;

use self::plist::Value;
use crate::{Found, browser::of_bundle};

/// The browser of `https` links, from `defaults read com.apple.LaunchServices/com.apple.launchservices.secure`.
/// Where nobody chose one, Safari opens links; a list that does not come to its end, or that has a handler of
/// nothing, tells neither. Whether macOS knows an application that is none of the matrix's tells another browser
/// from half a name.
pub fn default_browser(
    handlers: &str,
    is_application: impl FnOnce(&str) -> bool,
) -> Option<Browser> {
    let whole = Value::read(handlers)?;
    let all = whole.get("LSHandlers")?.entries();
    if !all.iter().all(is_of_something) {
        return None;
    }
    // Who chooses a browser chooses it for both.
    let id = match (handler(all, "https"), handler(all, "http")) {
        (Chosen::Nobody, Chosen::Nobody) => return Some(Browser::Safari),
        (Chosen::One(id), Chosen::Nobody) => id,
        (Chosen::One(id), Chosen::One(http)) if id.eq_ignore_ascii_case(http) => id,
        (Chosen::Nobody | Chosen::One(_) | Chosen::Unclear, _) => return None,
    };
    let browser = of_bundle(id);
    (browser != Browser::Other || is_application(id)).then_some(browser)
}

/// Who opens links of a scheme.
#[derive(Clone, Copy, Debug)]
enum Chosen<'t> {
    Nobody,
    One(&'t str),
    /// Nobody for everything, or more than one.
    Unclear,
}

fn handler<'t>(all: &[Value<'t>], scheme: &str) -> Chosen<'t> {
    let mut of = all.iter().filter(|one| one.word("LSHandlerURLScheme") == Some(scheme));
    match (of.next().map(|one| one.word("LSHandlerRoleAll")), of.next()) {
        (None, _) => Chosen::Nobody,
        (Some(Some(id)), None) => Chosen::One(id),
        (Some(_), _) => Chosen::Unclear,
    }
}

/// Whether a handler says what it is for.
fn is_of_something(handler: &Value<'_>) -> bool {
    let names = ["LSHandlerURLScheme", "LSHandlerContentType", "LSHandlerContentTag"];
    names.into_iter().any(|name| handler.word(name).is_some())
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
