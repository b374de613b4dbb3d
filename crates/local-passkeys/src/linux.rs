//! What Linux says of itself and its browsers: `os-release`, `xdg-settings`, desktop files. A line that
//! makes no sense must not be taken for another.

mod installed;
#[cfg(test)]
mod tests;

pub use installed::browsers;

use entra_policy::campaign::Browser;

use crate::{
    browser::{of_desktop_id, webauthn_of_desktop_id},
    listed::clean,
};

/// `PRETTY_NAME`, else `NAME`, of `/etc/os-release` (os-release(5)).
pub fn os_name(os_release: &str) -> Option<String> {
    let value = |name: &str| {
        let line = os_release.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.strip_prefix('=')).map(unquoted).filter(|text| !text.is_empty())
    };
    value("PRETTY_NAME").or_else(|| value("NAME"))
}

/// A value of a shell assignment, out of its quotes and escapes.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    let quotes = ['"', '\''];
    let inner = quotes
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text);
    let mut out = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            other => out.push(other),
        }
    }
    out
}

/// What `xdg-settings get default-web-browser` answers: a desktop file's name. Whether there is such a file tells a
/// browser that is none of the matrix's from half a name.
pub fn default_browser(answer: &str, is_there: impl FnOnce(&str) -> bool) -> Option<Browser> {
    let file = clean(answer.lines().next()?.trim())?;
    let browser = of_desktop_id(file.strip_suffix(".desktop").filter(|id| !id.is_empty())?);
    (browser != Browser::Other || is_there(file)).then_some(browser)
}

/// Whether that browser has WebAuthn, by the same answer.
pub fn has_webauthn(answer: &str) -> Option<bool> {
    let id = answer.lines().next()?.trim().strip_suffix(".desktop")?;
    webauthn_of_desktop_id(id)
}
