//! The record written out, for a spreadsheet or another program. What a stranger chose the words of
//! must never be run as a formula.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Entry, Line, Personal};

/// The columns, in their order. Add at the end, never rename.
const COLUMNS: [&str; 25] = [
    "sequence",
    "time",
    "actor",
    "registration",
    "kind",
    "scene",
    "organisation",
    "authenticator",
    "key",
    "aaguid",
    "rpId",
    "account",
    "person",
    "userHandle",
    "credentialId",
    "expires",
    "methodId",
    "name",
    "proved",
    "by",
    "reason",
    "personal",
    "hash",
    "tenant",
    "how",
];

/// Writes a table (RFC 4180, UTF-8), oldest first where the lines are.
///
/// # Errors
/// What `out` answers.
pub fn write_csv<'a>(
    lines: impl IntoIterator<Item = &'a Line>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let header: Vec<String> = COLUMNS.iter().map(|name| cell(name)).collect();
    write!(out, "{}\r\n", header.join(","))?;
    for line in lines {
        let members = members(line);
        let cells: Vec<String> =
            COLUMNS.iter().map(|name| cell(&text(members.get(*name)))).collect();
        write!(out, "{}\r\n", cells.join(","))?;
    }
    out.flush()
}

/// Writes one JSON object a line.
///
/// # Errors
/// What `out` answers.
pub fn write_json_lines<'a>(
    lines: impl IntoIterator<Item = &'a Line>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for line in lines {
        writeln!(out, "{}", Value::Object(members(line)))?;
    }
    out.flush()
}

fn members(line: &Line) -> Map<String, Value> {
    let mut members = Map::new();
    match line {
        Line::Unreadable(place) => {
            members.insert("sequence".to_owned(), json!(place));
            members.insert("kind".to_owned(), json!("unreadable"));
        }
        Line::Entry(entry, _) => {
            let Entry { sequence, at, actor, event, personal, hash } = &**entry;
            members.insert("sequence".to_owned(), json!(sequence));
            members.insert("time".to_owned(), json!(at));
            members.insert("actor".to_owned(), json!(actor));
            let event = serde_json::to_value(event).unwrap_or_default();
            members.extend(event.as_object().cloned().unwrap_or_default());
            let personal = match personal {
                Personal::Kept => "kept",
                Personal::Erased => "erased",
            };
            members.insert("personal".to_owned(), json!(personal));
            members.insert("hash".to_owned(), json!(hash.to_string()));
        }
    }
    members
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// A cell, quoted. Spreadsheets run what begins with one of these, also in full width; a quotation mark
/// before it makes it text (<https://owasp.org/www-community/attacks/CSV_Injection>).
pub fn cell(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{feff}', '\u{a0}']).chars().next();
    let runs = first.is_some_and(|first| "=+-@\t\r\n|%＝＋－＠".contains(first));
    let mark = if runs { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}
