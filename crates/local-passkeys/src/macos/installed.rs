//! Browsers that macOS knows of: `lsregister -dump`, as text. Nothing that lies in another application, on a disk
//! image or in the trash may be listed as installed, nor anything that does not claim `https`.

#[cfg(test)]
mod tests;

use crate::{InstalledBrowser, browser::of_bundle};

/// An application, as its record says.
#[derive(Clone, Debug)]
struct Application<'t> {
    /// `bundle id`, by which claims name it.
    record: &'t str,
    path: &'t str,
    identifier: &'t str,
    name: &'t str,
    https: bool,
}

/// The browsers, each once. Its last record may have been cut off and does not count without an end.
pub fn browsers(dump: &str) -> Vec<InstalledBrowser> {
    let mut all: Vec<Application<'_>> = Vec::new();
    // Whose claims stand behind it; of an application that is not whole, nobody's.
    let mut last: Option<usize> = None;
    for record in records(dump) {
        let value = |name: &str| value(&record, name);
        let schemes = value("claimed schemes").or_else(|| value("bindings"));
        let https = schemes.is_some_and(|all| all.split(',').any(|one| one.trim() == "https:"));
        if let (Some(path), Some(identifier)) = (value("path"), value("identifier")) {
            let name = value("displayName").or_else(|| value("name")).unwrap_or(identifier);
            let record = value("bundle id").unwrap_or_default();
            last = Some(all.len());
            all.push(Application { record, path, identifier, name, https });
        } else if value("path").or(value("identifier")).is_some() {
            last = None;
        } else if https {
            // A claim stands behind its application, and names it in newer dumps.
            let owner = match value("bundle") {
                Some(named) => all.iter_mut().rev().find(|one| one.record == named),
                None => last.and_then(|last| all.get_mut(last)),
            };
            owner.into_iter().for_each(|one| one.https = true);
        }
    }
    let browsers = all.into_iter().filter(|one| one.https && is_installed(one.path));
    let mut browsers: Vec<InstalledBrowser> = browsers
        .map(|one| InstalledBrowser {
            browser: of_bundle(one.identifier),
            name: one.name.to_owned(),
        })
        .collect();
    browsers.sort();
    browsers.dedup();
    browsers
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
    !elsewhere && whole.is_some_and(|whole| !whole.contains(".app/"))
}
