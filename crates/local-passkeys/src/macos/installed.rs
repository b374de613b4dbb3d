//! Browsers on a Mac: `lsregister -dump` says where applications may be, and each one's own `Info.plist` what it
//! is, as text. Nothing that lies in another application, on a disk image or in the trash may be listed as installed,
//! nor anything that does not itself claim `https`.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::plist::Value;
use crate::{InstalledBrowser, Listed, browser::of_bundle, listed::clean};

/// What is known of an application where LaunchServices says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Application {
    /// Its `Info.plist`, as `defaults read` prints it.
    Is(String),
    /// There is something that could not be read.
    NotRead,
    /// It is not there any more.
    Gone,
}

/// An application, as its record in the dump says.
#[derive(Clone, Debug)]
struct Record<'t> {
    /// `bundle id`, by which claims name it.
    bundle: &'t str,
    path: &'t str,
    identifier: &'t str,
    https: bool,
}

/// The browsers, each once. Nothing says that a dump has come to its end: the list is never known to be whole.
pub fn browsers(dump: &str, at: impl Fn(&str) -> Application) -> Listed {
    let records = records(dump);
    let candidates: BTreeSet<(&str, &str)> = applications(&records)
        .into_iter()
        .filter(|one| one.https && is_installed(one.path) && clean(one.path).is_some())
        .map(|one| (one.path, one.identifier))
        .collect();
    let browser = |(path, identifier): (&str, &str)| match at(path) {
        Application::Is(info) => browser(identifier, &info),
        Application::NotRead | Application::Gone => None,
    };
    Listed::new(candidates.into_iter().filter_map(browser), false)
}

/// The browser that an application is by its own word, where LaunchServices says the same.
fn browser(identifier: &str, info: &str) -> Option<InstalledBrowser> {
    let info = Value::read(info)?;
    let own = info.word("CFBundleIdentifier")?;
    let types = info.get("CFBundleURLTypes")?.entries();
    let mut schemes =
        types.iter().filter_map(|one| one.get("CFBundleURLSchemes")).flat_map(Value::entries);
    let https = schemes.any(|one| *one == Value::Word("https"));
    let name = info.word("CFBundleDisplayName").or_else(|| info.word("CFBundleName"));
    (https && own.eq_ignore_ascii_case(identifier))
        .then(|| InstalledBrowser { browser: of_bundle(own), name: name.unwrap_or(own).to_owned() })
}

/// The applications of a dump, with what they claim.
fn applications<'t>(records: &[Vec<(&'t str, &'t str)>]) -> Vec<Record<'t>> {
    let mut all: Vec<Record<'_>> = Vec::new();
    // Whose claims stand behind it; of an application that is not whole, nobody's.
    let mut last: Option<usize> = None;
    for record in records {
        let value = |name: &str| value(record, name);
        let schemes = value("claimed schemes").or_else(|| value("bindings"));
        let https = schemes.is_some_and(|all| all.split(',').any(|one| one.trim() == "https:"));
        if let (Some(path), Some(identifier)) = (value("path"), value("identifier")) {
            let bundle = value("bundle id").unwrap_or_default();
            last = Some(all.len());
            all.push(Record { bundle, path, identifier, https });
        } else if value("path").or(value("identifier")).is_some() {
            last = None;
        } else if https {
            // A claim stands behind its application, and names it in newer dumps.
            let owner = match value("bundle") {
                Some(named) => all.iter_mut().rev().find(|one| one.bundle == named),
                None => last.and_then(|last| all.get_mut(last)),
            };
            owner.into_iter().for_each(|one| one.https = true);
        }
    }
    all
}

/// Records, which lines of dashes part, as the names and values of their lines.
fn records(dump: &str) -> Vec<Vec<(&str, &str)>> {
    let is_rule = |line: &str| line.len() >= 20 && line.bytes().all(|letter| letter == b'-');
    let mut records = vec![Vec::new()];
    for line in dump.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(str::trim) {
        if is_rule(line) {
            records.push(Vec::new());
        } else if let (Some((name, value)), Some(record)) =
            (line.split_once(':'), records.last_mut())
        {
            record.push((name.trim(), value.trim()));
        }
    }
    // What stands behind the last rule may go on.
    records.pop();
    records
}

/// A value; ` (0x2b8)` behind it is where LaunchServices keeps it.
fn value<'t>(record: &[(&str, &'t str)], name: &str) -> Option<&'t str> {
    let (_, value) = record.iter().find(|(known, _)| *known == name)?;
    let plain = match value.rsplit_once(" (0x") {
        Some((plain, _)) if name != "bundle id" && name != "bundle" => plain,
        Some(_) | None => value,
    };
    (!plain.is_empty()).then_some(plain)
}

/// Whether it lies where applications are installed.
fn is_installed(path: &str) -> bool {
    let elsewhere = path.starts_with("/Volumes/") || path.contains("/.Trash/");
    // An application within another one is a part of it.
    let whole = path.trim_end_matches('/').strip_suffix(".app");
    !elsewhere && path.starts_with('/') && whole.is_some_and(|whole| !whole.contains(".app/"))
}
