//! What Linux says of itself and its browsers: `os-release`, `xdg-settings`, desktop files. A line that
//! makes no sense must not be taken for another.

#[cfg(test)]
mod tests;

use entra_policy::campaign::Browser;

use crate::{
    InstalledBrowser,
    browser::{of_desktop_id, webauthn_of_desktop_id},
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

/// What `xdg-settings get default-web-browser` answers: a desktop file's name.
pub fn default_browser(answer: &str) -> Option<Browser> {
    let id = answer.lines().next()?.trim().strip_suffix(".desktop")?;
    (!id.is_empty()).then(|| of_desktop_id(id))
}

/// Whether that browser has WebAuthn, by the same answer.
pub fn has_webauthn(answer: &str) -> Option<bool> {
    let id = answer.lines().next()?.trim().strip_suffix(".desktop")?;
    webauthn_of_desktop_id(id)
}

/// The browser that a desktop file is, where it handles `https` and is shown
/// (Desktop Entry Specification 1.5, "Recognized desktop entry keys").
pub fn browser(file_name: &str, text: &str) -> Option<InstalledBrowser> {
    let id = file_name.strip_suffix(".desktop").filter(|id| !id.is_empty())?;
    let entry = main_group(text);
    let value = |key: &str| entry.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let is = |key: &str| value(key) == Some("true");
    let handles = value("MimeType")?.split(';').any(|one| one.trim() == "x-scheme-handler/https");
    let shown = value("Type") == Some("Application") && !is("Hidden") && !is("NoDisplay");
    let name = value("Name").filter(|name| !name.is_empty()).unwrap_or(id);
    (handles && shown)
        .then(|| InstalledBrowser { browser: of_desktop_id(id), name: name.to_owned() })
}

/// Keys and values of `[Desktop Entry]`, without those in a language.
fn main_group(text: &str) -> Vec<(&str, &str)> {
    let lines = text.lines().map(str::trim);
    let inside = lines.skip_while(|line| *line != "[Desktop Entry]").skip(1);
    let inside = inside.take_while(|line| !line.starts_with('['));
    let pairs =
        inside.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(key, value)| (key.trim(), value.trim())).collect()
}
