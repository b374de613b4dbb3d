//! `$filter` and `$top` of a collection, as far as a search by name needs them. What is not understood
//! must be refused, not passed over: its answer would be everybody.

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::{answer::Answer, call::Call};

/// Which entries of a collection are asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Members and how they begin; one is enough. Empty: all.
    any: Vec<(String, String)>,
    top: Option<usize>,
}

impl Filter {
    /// What the call asks for.
    pub(super) fn of(call: &Call) -> Result<Self, Answer> {
        let top = call.parameter("$top").map(str::parse::<usize>).transpose();
        let top = top.map_err(|_| Answer::bad_request("Invalid value for '$top'."))?;
        let any = call.parameter("$filter").map_or(Some(Vec::new()), terms);
        let any = any.ok_or_else(|| Answer::bad_request("Invalid filter clause."))?;
        Ok(Self { any, top })
    }

    /// Those of these.
    pub(super) fn of_all(&self, mut all: Vec<Value>) -> Vec<Value> {
        all.retain(|one| self.any.is_empty() || self.any.iter().any(|term| begins(one, term)));
        all.truncate(self.top.unwrap_or(usize::MAX));
        all
    }
}

/// Graph minds no case here.
fn begins(one: &Value, (member, beginning): &(String, String)) -> bool {
    let value = one.get(member).and_then(Value::as_str).unwrap_or_default();
    value.to_lowercase().starts_with(&beginning.to_lowercase())
}

/// `startswith(member,'text')`, several with `or` between them; an apostrophe in the text is written twice.
fn terms(filter: &str) -> Option<Vec<(String, String)>> {
    let (mut rest, mut all) = (filter.trim(), Vec::new());
    loop {
        let (member, after) = rest.strip_prefix("startswith(")?.split_once(',')?;
        let (text, after) = quoted(after.trim_start())?;
        all.push((member.trim().to_owned(), text));
        rest = after.trim_start().strip_prefix(')')?.trim_start();
        if rest.is_empty() {
            return Some(all);
        }
        rest = rest.strip_prefix("or ")?.trim_start();
    }
}

/// A text in apostrophes, and what follows it.
fn quoted(from: &str) -> Option<(String, &str)> {
    let mut rest = from.strip_prefix('\'')?;
    let mut text = String::new();
    loop {
        let (before, after) = rest.split_once('\'')?;
        text += before;
        match after.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return Some((text, after)),
        }
    }
}
