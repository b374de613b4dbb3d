//! What is on this computer, in words. Nothing may sound found that was not.

use entra_policy::campaign::RuleSet;
use local_passkeys::{Computer, Found, InstalledBrowser, KindHere, Listed, Sign, Source};

use super::{campaign::other_column, plain};
use crate::command::OtherColumn;

/// All of it.
pub(crate) fn census(
    (here, kinds): (&Computer, &[KindHere]),
    rules: &RuleSet,
    (column, other): (Option<&str>, Option<&OtherColumn<'_>>),
) -> String {
    let name = here.os_name.as_deref().map_or_else(|| here.os.as_str().to_owned(), plain);
    let browser = here.default_browser.map_or("not known", |browser| browser.as_str());
    let installed = here.browsers.as_ref().map_or_else(
        || "cannot be listed".to_owned(),
        |listed| browsers(listed, &here.columns(rules)),
    );
    let rules = rules.id();
    let column = column.map_or_else(|| "none".to_owned(), plain);
    let mut text = format!(
        "System           {name}\nOpens links      {browser}\nBrowsers         {installed}\n\
         Matrix {rules} column {column}\n"
    );
    text += &other.map(other_column).unwrap_or_default();
    text += "\nPasskeys of this computer\n";
    for one in kinds {
        text += &format!("  {:<32}{}\n", one.kind.as_str(), word(one.found));
        text.extend(one.evidence.iter().map(|sign| format!("    {}\n", of_sign(sign))));
    }
    text += "\nRead from\n";
    for one in &here.evidence {
        let observed =
            one.observed.as_deref().map_or_else(|| "could not be read".to_owned(), plain);
        text += &format!("  {}: {observed}\n", plain(&one.source));
    }
    text
}

/// The browsers, and whether there may be more.
fn browsers(listed: &Listed, columns: &[(InstalledBrowser, Option<&str>)]) -> String {
    let names = columns.iter().map(installed).collect::<Vec<_>>().join(", ");
    match (listed.whole, names.as_str()) {
        (true, "") => "none".to_owned(),
        (true, _) => names,
        (false, "") => "none seen; not everything could be read".to_owned(),
        (false, _) => names + ", perhaps more",
    }
}

/// A browser with its column.
fn installed((one, column): &(InstalledBrowser, Option<&str>)) -> String {
    format!("{} ({})", plain(&one.name), column.map_or_else(|| "no column".to_owned(), plain))
}

fn word(found: Found) -> &'static str {
    match found {
        Found::Found => "found",
        Found::NotFound => "not found",
        Found::Unknown => "not known",
    }
}

/// A sign, and what it says.
fn of_sign(sign: &Sign) -> String {
    let name = sign.name.as_deref().map(plain).unwrap_or_default();
    let what = match (sign.source, sign.says) {
        (Source::System, Found::Found) => format!("{name}: one is set up"),
        (Source::System, Found::NotFound) => format!("{name}: there is none"),
        (Source::System, Found::Unknown) => format!("{name}: does not say"),
        (Source::Key, Found::Found) => format!("key {name}: holds one"),
        (Source::Key, Found::NotFound) => format!("key {name}: holds none"),
        (Source::Key, Found::Unknown) => format!("key {name}: does not say without its PIN"),
        (Source::Directory, Found::NotFound) => "none is registered".to_owned(),
        (Source::Directory, Found::Found | Found::Unknown) => {
            "registered, perhaps on another computer".to_owned()
        }
    };
    let of = |title: &str, value: &Option<String>| {
        value.as_deref().map(|value| format!(", {title} {}", plain(value))).unwrap_or_default()
    };
    what + &of("model", &sign.aaguid) + &of("method", &sign.method)
}
