//! Browsers that have told Windows of themselves: `reg query ...\\Clients\\StartMenuInternet`, without and with `/s`,
//! as text. One that does not claim `https` must not be listed, and no word of Windows that it translates may decide.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Line, client, line};
use crate::{InstalledBrowser, Listed, browser::of_prog_id, listed::clean};

/// What `reg query` prints of the clients of a hive, in one view.
#[derive(Clone, Copy, Debug)]
pub struct Clients<'t> {
    /// Without `/s`: the key's own keys, one for each client.
    pub names: &'t str,
    /// With `/s`: all that is below it.
    pub below: &'t str,
}

/// What the keys of a client say, each `None` where it is not there or is there with two values.
#[derive(Clone, Debug, Default)]
struct Client<'t> {
    values: BTreeMap<Value, Option<&'t str>>,
}

/// A value that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    /// Its ProgID for `http`.
    Http,
    /// Its ProgID for `https`.
    Https,
    /// `ApplicationName`.
    Name,
}

/// The browsers of every hive and view, each once. The list is whole where both queries have the same clients
/// and each client says what it is.
pub fn browsers(hives: &[Clients<'_>]) -> Listed {
    let mut whole = true;
    let mut browsers = Vec::new();
    for hive in hives {
        let (names, all_names) = names(hive.names);
        let (clients, all_clients) = clients(hive.below);
        whole &= all_names && all_clients && names.iter().eq(clients.keys());
        for (key, client) in clients.iter().filter(|(key, _)| names.contains(*key)) {
            let browser = browser(key, client);
            whole &= browser.is_some();
            browsers.extend(browser);
        }
    }
    Listed::new(browsers, whole)
}

/// The browser that a client is; `None` where it does not say, or says two things.
fn browser(key: &str, client: &Client<'_>) -> Option<InstalledBrowser> {
    let prog_id = client.says(Value::Https)?;
    // What opens `http` links opens `https` links, but for Internet Explorer, which has a ProgID for each.
    let http = client.values.get(&Value::Http).copied();
    let explorer = prog_id == "IE.HTTPS" && http == Some(Some("IE.HTTP"));
    let agrees = explorer || http.is_none_or(|http| http == Some(prog_id));
    // A name that begins with @ is a place where the name is.
    let name = client.says(Value::Name).filter(|name| !name.starts_with('@'));
    let name = name.or_else(|| clean(key)).unwrap_or(prog_id).to_owned();
    agrees.then(|| InstalledBrowser { browser: of_prog_id(prog_id), name })
}

impl<'t> Client<'t> {
    fn says(&self, value: Value) -> Option<&'t str> {
        self.values.get(&value).copied().flatten()
    }

    fn hears(&mut self, value: Value, text: &'t str) {
        let text = clean(text);
        let known = self.values.entry(value).or_insert(text);
        if *known != text {
            *known = None;
        }
    }
}

/// The clients that a query lists, and whether every line of it was read.
fn names(query: &str) -> (BTreeSet<&str>, bool) {
    let mut names = BTreeSet::new();
    let mut whole = true;
    for one in query.split_inclusive('\n') {
        match line(one) {
            Line::Blank | Line::Value { .. } => {}
            Line::Key(path) => match client(path) {
                Some((name, "")) => drop(names.insert(name)),
                Some(_) => whole = false,
                // The key itself, where it has values.
                None => {}
            },
            Line::Odd => whole = false,
        }
    }
    (names, whole)
}

/// What the keys of a query say, client by client, and whether every line of it was read. The keys of a client stand
/// together; where they do not, nothing is where it was, and nobody is listed.
fn clients(query: &str) -> (BTreeMap<&str, Client<'_>>, bool) {
    let mut clients = BTreeMap::<&str, Client<'_>>::new();
    let mut whole = true;
    let mut at: Option<(&str, &str)> = None;
    let mut last: Option<&str> = None;
    for one in query.split_inclusive('\n') {
        match line(one) {
            Line::Blank => {}
            Line::Key(path) => {
                at = client(path);
                let Some((key, _)) = at else { continue };
                if last != Some(key) && clients.insert(key, Client::default()).is_some() {
                    return (BTreeMap::new(), false);
                }
                last = Some(key);
            }
            Line::Value { name, text } => {
                let Some((key, below)) = at else { continue };
                let (Some(value), Some(client)) = (value(below, name), clients.get_mut(key)) else {
                    continue;
                };
                client.hears(value, text);
            }
            Line::Odd => (at, whole) = (None, false),
        }
    }
    (clients, whole)
}

/// Which value this is, by the key that it is in and by its name.
fn value(below: &str, name: &str) -> Option<Value> {
    let is = |key: &str, named: &str| {
        below.eq_ignore_ascii_case(key) && name.eq_ignore_ascii_case(named)
    };
    if is(r"\Capabilities\URLAssociations", "https") {
        Some(Value::Https)
    } else if is(r"\Capabilities\URLAssociations", "http") {
        Some(Value::Http)
    } else if is(r"\Capabilities", "ApplicationName") {
        Some(Value::Name)
    } else {
        None
    }
}
