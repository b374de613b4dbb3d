//! Browsers on Linux: desktop files, and the caches of what they open, as text. A file that makes no sense, or of
//! which its cache says more than itself, must not pass for one that is no browser's.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{InstalledBrowser, Listed, browser::of_desktop_id, listed::clean};

const HTTPS: &str = "x-scheme-handler/https";

/// What a desktop file is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum DesktopFile {
    Browser(InstalledBrowser),
    /// Not shown, or no application's.
    Hidden,
    /// It opens no `https` links.
    Other,
    /// It makes no sense.
    NotRead,
}

/// The browsers among desktop files, by their names (`None`: one could not be read), with every `mimeinfo.cache`
/// that lies by them. A file that a cache has for `https`, and that does not say so itself, leaves the list open.
pub fn browsers(files: &BTreeMap<String, Option<String>>, caches: &[&str]) -> Listed {
    let mut whole = true;
    let mut browsers = Vec::new();
    for (name, text) in files {
        let Some(id) = name.strip_suffix(".desktop").filter(|id| !id.is_empty()) else { continue };
        let claimed = || caches.iter().any(|cache| claims(cache, name));
        match text.as_deref().map_or(DesktopFile::NotRead, |text| desktop_file(id, text)) {
            DesktopFile::Browser(browser) => browsers.push(browser),
            DesktopFile::Hidden => {}
            DesktopFile::Other => whole &= !claimed(),
            DesktopFile::NotRead => whole = false,
        }
    }
    Listed::new(browsers, whole)
}

/// What a desktop file is: a browser, where it handles `https` and is shown
/// (Desktop Entry Specification 1.5, "Recognized desktop entry keys").
fn desktop_file(id: &str, text: &str) -> DesktopFile {
    let Some(entry) = main_group(text) else { return DesktopFile::NotRead };
    let value = |key: &str| entry.get(key).copied();
    match value("Type") {
        Some("Application") => {}
        Some("Link" | "Directory") => return DesktopFile::Hidden,
        Some(_) | None => return DesktopFile::NotRead,
    }
    if value("Hidden") == Some("true") || value("NoDisplay") == Some("true") {
        return DesktopFile::Hidden;
    }
    let handles =
        value("MimeType").is_some_and(|all| all.split(';').any(|one| one.trim() == HTTPS));
    let name = value("Name").and_then(clean).unwrap_or(id).to_owned();
    if handles {
        DesktopFile::Browser(InstalledBrowser { browser: of_desktop_id(id), name })
    } else {
        DesktopFile::Other
    }
}

/// Keys and values of `[Desktop Entry]`, which comes first; `None` where something else stands there, or a key is
/// there with two values.
fn main_group(text: &str) -> Option<BTreeMap<&str, &str>> {
    let is_said = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let mut lines = text.lines().map(str::trim).filter(is_said);
    if lines.next()? != "[Desktop Entry]" {
        return None;
    }
    let mut entry = BTreeMap::new();
    for line in lines.take_while(|line| !line.starts_with('[')) {
        let (key, value) = line.split_once('=')?;
        let value = value.trim();
        if entry.insert(key.trim(), value).is_some_and(|known| known != value) {
            return None;
        }
    }
    Some(entry)
}

/// Whether a cache has this file for `https` (`x-scheme-handler/https=one.desktop;other.desktop;`).
fn claims(cache: &str, file: &str) -> bool {
    let of_https =
        |line: &str| line.trim().strip_prefix(HTTPS)?.strip_prefix('=').map(str::to_owned);
    cache.lines().filter_map(of_https).any(|all| all.split(';').any(|one| one == file))
}
