//! People of an export: the report of registrations as CSV or JSON, or lines of facts. It must not grow with
//! their number, unless they stand in one document, nor take what it does not understand for nothing.

mod table;
#[cfg(test)]
mod tests;

use std::io::{self, BufRead, Read};

use entra_policy::campaign::Fact;
use serde_json::{Map, Value, json};

use super::{Membership, facts_of};

/// The longest line that is read (bytes): a person in fifty thousand groups.
const LONGEST_LINE: u64 = 2 << 20;
/// The longest document that is read whole (bytes).
const LONGEST_DOCUMENT: u64 = 64 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why an export cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It cannot be read from where it is.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its first line names no column with people's methods.
    #[error("its first line names no column “methodsRegistered”")]
    NoMethods,
    /// Its first line names nobody.
    #[error("its first line names no column “id” or “userPrincipalName”")]
    Nobody,
    /// A row of a table that is none.
    #[error("row {row}: {why}")]
    Row {
        /// Which, from one on.
        row: u64,
        /// What is wrong with it.
        why: String,
    },
    /// One document that is none.
    #[error("it is neither lines of JSON nor a JSON document with people: {0}")]
    Document(String),
    /// One document that is too long to be read whole.
    #[error("it is one document of more than 64 MiB; lines of JSON and CSV may be of any length")]
    TooLong,
}

/// Somebody, as the export has them.
#[derive(Clone, Debug, PartialEq)]
pub enum Exported {
    /// An entry of the report, or an object of facts.
    Person(Map<String, Value>),
    /// Something that is neither.
    Odd,
}

/// People, one after the other.
pub type ExportedPeople = Box<dyn Iterator<Item = Result<Exported, ExportError>>>;

/// Opens an export: what it is, is seen from how it begins.
///
/// # Errors
/// See [`ExportError`].
pub fn open(mut input: impl BufRead + 'static) -> Result<ExportedPeople, ExportError> {
    let begins = |input: &mut dyn BufRead| input.fill_buf().map(<[u8]>::to_vec);
    if begins(&mut input)?.starts_with(BYTE_ORDER_MARK) {
        input.consume(BYTE_ORDER_MARK.len());
    }
    loop {
        let space =
            begins(&mut input)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if space == 0 {
            break;
        }
        input.consume(space);
    }
    match begins(&mut input)?.first() {
        None => Ok(Box::new(std::iter::empty())),
        Some(b'[') => document(Vec::new(), input),
        Some(b'{') => {
            let mut first = Vec::new();
            input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut first)?;
            match serde_json::from_slice(&first) {
                Ok(Value::Object(mut wrapped)) => match wrapped.get_mut("value") {
                    Some(Value::Array(people)) => {
                        Ok(Box::new(std::mem::take(people).into_iter().map(|one| Ok(one.into()))))
                    }
                    Some(_) | None => {
                        let first = std::iter::once(Ok(Exported::Person(wrapped)));
                        Ok(Box::new(first.chain(lines(input))))
                    }
                },
                Ok(_) | Err(_) => document(first, input),
            }
        }
        Some(_) => table::open(input),
    }
}

/// One document with all of them: a list, or Graph's answer.
fn document(mut read: Vec<u8>, input: impl Read) -> Result<ExportedPeople, ExportError> {
    input.take(LONGEST_DOCUMENT).read_to_end(&mut read)?;
    if u64::try_from(read.len()).is_ok_and(|long| long >= LONGEST_DOCUMENT) {
        return Err(ExportError::TooLong);
    }
    let document: Value =
        serde_json::from_slice(&read).map_err(|error| ExportError::Document(error.to_string()))?;
    let list = match document {
        Value::Array(list) => Some(list),
        Value::Object(mut members) => match members.shift_remove("value") {
            Some(Value::Array(list)) => Some(list),
            Some(_) | None => None,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    let list = list.ok_or_else(|| ExportError::Document("it has no list `value`".to_owned()))?;
    Ok(Box::new(list.into_iter().map(|one| Ok(one.into()))))
}

/// A person on each line. One that is too long, or no object, is an odd one.
fn lines(mut input: impl BufRead) -> impl Iterator<Item = Result<Exported, ExportError>> {
    std::iter::from_fn(move || {
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error.into())),
            }
            let is_cut = line.last() != Some(&b'\n')
                && u64::try_from(line.len()).is_ok_and(|long| long >= LONGEST_LINE);
            if is_cut {
                return Some(input.skip_until(b'\n').map(|_| Exported::Odd).map_err(Into::into));
            }
            if !line.trim_ascii().is_empty() {
                let read = serde_json::from_slice::<Value>(&line);
                return Some(Ok(read.map_or(Exported::Odd, Into::into)));
            }
        }
    })
}

impl From<Value> for Exported {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => Self::Person(members),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Self::Odd,
        }
    }
}

impl Exported {
    /// The line of facts that it states; what is no person gives a line that is none.
    pub fn line(self, groups: &Membership<'_>) -> String {
        let Self::Person(members) = self else { return String::new() };
        let is_facts = members.keys().any(|name| Fact::from_path(name).is_some());
        let (mut facts, own) = if is_facts {
            (members, None)
        } else {
            let own = members.get("groups").and_then(Value::as_array).cloned();
            (facts_of(&Value::Object(members)), own)
        };
        let path = Fact::Groups.path();
        if let Some(own) = own {
            facts.insert(path.to_owned(), own.into());
        } else if !facts.contains_key(path) {
            let id = facts.get(Fact::UserId.path()).and_then(Value::as_str);
            if let Some(known) = id.and_then(|id| groups.of(id)) {
                facts.insert(path.to_owned(), json!(known));
            }
        }
        Value::Object(facts).to_string()
    }
}
