//! The report of registrations as a table (RFC 4180), as a portal or a spreadsheet writes it. A row must not
//! be read longer than a person's can be.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use serde_json::{Map, json};

use super::{ExportError, Exported, ExportedPeople, LONGEST_LINE};

/// Members of an entry that a forecast looks at, and what else their columns are called.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("id", &["id", "objectid", "userid"]),
    ("userPrincipalName", &["userprincipalname", "upn"]),
    ("userType", &["usertype"]),
    ("methodsRegistered", &["methodsregistered"]),
    ("groups", &["groups", "groupids"]),
];

pub(super) fn open(mut input: impl BufRead + 'static) -> Result<ExportedPeople, ExportError> {
    // Of what separates, the first line has most.
    let begins = input.fill_buf()?;
    let line = begins.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |of: u8| line.iter().filter(|byte| **byte == of).count();
    let separator = [b',', b';', b'\t'].into_iter().max_by_key(|of| (count(*of), *of == b','));
    let left = Rc::new(Cell::new(LONGEST_LINE));
    let input = Bounded { input, left: Rc::clone(&left) };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b','))
        .flexible(true)
        .from_reader(input);
    let header = rows.headers().map_err(|error| row(1, &error))?;
    let columns: Vec<Option<&'static str>> = header.iter().map(member).collect();
    let has = |name: &str| columns.contains(&Some(name));
    if !has("methodsRegistered") {
        return Err(ExportError::NoMethods);
    }
    if !has("id") && !has("userPrincipalName") {
        return Err(ExportError::Nobody);
    }
    let mut at = 1;
    let people = rows.into_records().map(move |record| {
        at += 1;
        left.set(LONGEST_LINE);
        Ok(person(&columns, &record.map_err(|error| row(at, &error))?))
    });
    // After a row that cannot be read nobody knows where the next begins.
    let mut is_over = false;
    Ok(Box::new(people.take_while(move |one| !std::mem::replace(&mut is_over, one.is_err()))))
}

/// The member that a column is, whatever its case, spaces and signs.
fn member(title: &str) -> Option<&'static str> {
    let letters = title.chars().filter(char::is_ascii_alphanumeric);
    let title: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    COLUMNS.iter().find(|(_, names)| names.contains(&title.as_str())).map(|(member, _)| *member)
}

fn person(columns: &[Option<&'static str>], record: &csv::StringRecord) -> Exported {
    let mut members = Map::new();
    for (column, cell) in columns.iter().zip(record).filter(|(_, cell)| !cell.trim().is_empty()) {
        match column {
            Some(name @ ("methodsRegistered" | "groups")) => {
                members.insert((*name).to_owned(), json!(list(cell)));
            }
            Some(name) => drop(members.insert((*name).to_owned(), cell.trim().into())),
            None => {}
        }
    }
    // A person with nothing registered has an empty cell; a row that ends before it says nothing.
    let cell = columns.iter().position(|column| *column == Some("methodsRegistered"));
    if cell.is_some_and(|at| record.get(at).is_some_and(|cell| cell.trim().is_empty())) {
        members.insert("methodsRegistered".to_owned(), json!([]));
    }
    if members.contains_key("id") || members.contains_key("userPrincipalName") {
        Exported::Person(members)
    } else {
        Exported::Odd
    }
}

/// Words in one cell: JSON, or between any of the signs that are used for it.
fn list(cell: &str) -> Vec<String> {
    if let Ok(list) = serde_json::from_str(cell) {
        return list;
    }
    let words = cell.split([',', ';', '|', '\n']).map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn row(row: u64, error: &csv::Error) -> ExportError {
    ExportError::Row { row, why: error.to_string() }
}

/// Ends with an error where more was read for one row than a row may have.
struct Bounded<R> {
    input: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than 2 MiB"));
        }
        let read = self.input.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(u64::try_from(read).unwrap_or(u64::MAX)));
        Ok(read)
    }
}
