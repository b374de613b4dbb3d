//! `touchstone matrix`: the platform matrix of a rule set, the column of this computer lit, or of the one that
//! was named. It must not guess which column that is.

use entra_policy::campaign::{Browser, Os, PlatformMatrix, RuleSet};
use local_passkeys::probe::sign_in_here;
use serde_json::{Value, json};

use super::rules::{Chosen, OtherColumn, book};
use crate::{
    args::{Common, MatrixArguments},
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// Prints the matrix.
///
/// # Errors
/// The rule set is not there, a word is not known, or the result was not written.
pub(super) fn run(arguments: &MatrixArguments, common: &Common) -> Result<Exit, Problem> {
    let book = book()?;
    let chosen = Chosen::new(&book, arguments.rules.as_deref(), common)?;
    let rules = chosen.rules;
    let os = arguments.os.as_deref().map(|word| Os::from_word(word).unwrap_or(Os::Other));
    let browser = arguments.browser.as_deref();
    let browser = browser.map(|word| Browser::from_word(word).unwrap_or(Browser::Other));
    let (os, browser) = match os {
        Some(os) => (Some(os), browser),
        None => {
            let (os, browser) = sign_in_here();
            (Some(os), browser)
        }
    };
    let other = os.zip(browser).and_then(|(os, browser)| OtherColumn::than(chosen, os, browser));
    let written = if common.json {
        output::document(&document(rules, (os, browser), other.as_ref()))
    } else {
        output::result(&text::matrix(rules, os.zip(browser), other.as_ref()))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

fn document(
    rules: &RuleSet,
    (os, browser): (Option<Os>, Option<Browser>),
    other: Option<&OtherColumn<'_>>,
) -> Value {
    json!({
        "ruleset": rules.id(),
        "document": rules.document(),
        "matrix": rules.matrix().map(|matrix| table(matrix, os, browser)),
        "other": other,
    })
}

fn table(matrix: &PlatformMatrix, os: Option<Os>, browser: Option<Browser>) -> Value {
    let here = os.zip(browser).and_then(|(os, browser)| matrix.column(os, browser));
    let rows: Vec<Value> = matrix
        .rows()
        .iter()
        .map(|row| {
            let marked = matrix.columns().iter().filter(|column| matrix.suppresses(row, column));
            let ids: Vec<&str> = marked.map(|column| column.id.as_str()).collect();
            json!({ "id": row.id, "suppresses": ids })
        })
        .collect();
    json!({
        "columns": matrix.columns(),
        "rows": rows,
        "here": here.map(|column| column.id.as_str()),
    })
}
