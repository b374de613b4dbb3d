//! Browsers that have told Windows of themselves: `reg query ...\\Clients\\StartMenuInternet /s`, as text. One that
//! does not claim `https` must not be listed, and no word of Windows that it translates may decide.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::{InstalledBrowser, browser::of_prog_id};

/// The key under which each browser has one of its own.
const CLIENTS: &str = r"\SOFTWARE\CLIENTS\STARTMENUINTERNET\";

/// What a key of a client says.
#[derive(Clone, Debug, Default)]
struct Client<'t> {
    /// Its ProgID for `https`.
    https: Option<&'t str>,
    /// `ApplicationName`.
    name: Option<&'t str>,
}

/// The browsers of every hive and view, each once. A line without an end may have been longer.
pub fn browsers(reg_queries: &[&str]) -> Vec<InstalledBrowser> {
    let all = reg_queries.iter().flat_map(|one| clients(one));
    let browsers = all.filter_map(|(key, client)| {
        let browser = of_prog_id(client.https?);
        // A name that begins with @ is a place where the name is.
        let name = client.name.filter(|name| !name.starts_with('@')).unwrap_or(key);
        Some(InstalledBrowser { browser, name: name.to_owned() })
    });
    let mut browsers: Vec<InstalledBrowser> = browsers.collect();
    browsers.sort();
    browsers.dedup();
    browsers
}

/// What the keys of a query say, client by client.
fn clients(reg_query: &str) -> BTreeMap<&str, Client<'_>> {
    let mut clients = BTreeMap::<&str, Client<'_>>::new();
    let mut at: Option<(&str, &str)> = None;
    for line in reg_query.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        if line.starts_with("HKEY_") {
            at = client(line.trim_end());
            continue;
        }
        let (Some((key, below)), Some((name, value))) = (at, value(line)) else { continue };
        let known = clients.entry(key).or_default();
        if below.eq_ignore_ascii_case(r"\Capabilities\URLAssociations")
            && name.eq_ignore_ascii_case("https")
        {
            known.https = Some(value);
        } else if below.eq_ignore_ascii_case(r"\Capabilities")
            && name.eq_ignore_ascii_case("ApplicationName")
        {
            known.name = Some(value);
        }
    }
    clients
}

/// The client that a key is of, and what the key is called below it.
fn client(path: &str) -> Option<(&str, &str)> {
    // A 32-bit view may show itself in the path.
    let plain = path.to_ascii_uppercase().replace(r"\WOW6432NODE", "");
    let begins = plain.find(CLIENTS)?.checked_add(CLIENTS.len())?;
    let rest = path.get(begins.checked_add(path.len().checked_sub(plain.len())?)?..)?;
    let end = rest.find('\\').unwrap_or(rest.len());
    let (key, below) = rest.split_at_checked(end)?;
    (!key.is_empty()).then_some((key, below))
}

/// `    NAME    REG_SZ    VALUE`; the name may have spaces.
fn value(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once("    REG_")?;
    let (_, value) = rest.split_once("    ")?;
    let (name, value) = (name.trim(), value.trim());
    (!value.is_empty()).then_some((name, value))
}
