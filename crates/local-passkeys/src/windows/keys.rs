//! The lines that `reg query` prints: keys, their values, and nothing. A line that is none of these must not be
//! taken for one, as what stands behind it may be another key's.

/// The key under which each browser has one of its own.
const CLIENTS: [&str; 3] = ["SOFTWARE", "Clients", "StartMenuInternet"];
/// Where Windows keeps the view of programs of 32 bits.
const OTHER_VIEW: &str = "WOW6432Node";

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// Nothing.
    Blank,
    /// The path of a key.
    Key(&'t str),
    /// `    NAME    REG_SZ    VALUE`; a name may have spaces, and a value may be empty.
    Value { name: &'t str, text: &'t str },
    /// Anything else, such as one without an end, which may have been longer.
    Odd,
}

pub(super) fn line(line: &str) -> Line<'_> {
    let Some(text) = line.strip_suffix('\n') else { return Line::Odd };
    if text.trim().is_empty() {
        return Line::Blank;
    }
    if text.starts_with("HKEY_") {
        return Line::Key(text.trim_end());
    }
    let value = text.strip_prefix("    ").and_then(|rest| rest.split_once("    REG_"));
    let Some((name, rest)) = value else { return Line::Odd };
    let (_, text) = rest.split_once("    ").unwrap_or((rest, ""));
    Line::Value { name: name.trim(), text: text.trim() }
}

/// The client that a key is of, and what the key is called below it, with its backslash. A view of 32 bits may show
/// itself in the path.
pub(super) fn client(path: &str) -> Option<(&str, &str)> {
    let (_hive, mut rest) = path.split_once('\\')?;
    for name in CLIENTS {
        rest = below(rest, OTHER_VIEW).unwrap_or(rest);
        rest = below(rest, name)?;
    }
    let end = rest.find('\\').unwrap_or(rest.len());
    let (key, below) = rest.split_at_checked(end)?;
    (!key.is_empty()).then_some((key, below))
}

/// What stands behind a key of this name.
fn below<'t>(path: &'t str, name: &str) -> Option<&'t str> {
    let (first, rest) = path.split_once('\\')?;
    first.eq_ignore_ascii_case(name).then_some(rest)
}
