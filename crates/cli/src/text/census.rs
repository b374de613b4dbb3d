//! What is on this computer, in words. Nothing may sound found that was not.

use entra_policy::campaign::CredentialKind;
use local_passkeys::{Computer, Found};

use super::{campaign::other_column, plain};
use crate::command::OtherColumn;

/// All of it.
pub(crate) fn census(
    here: &Computer,
    rules: &str,
    (column, other): (Option<&str>, Option<&OtherColumn<'_>>),
) -> String {
    let name = here.os_name.as_deref().map_or_else(|| here.os.as_str().to_owned(), plain);
    let browser = here.default_browser.map_or("not known", |browser| browser.as_str());
    let installed = match &here.browsers {
        Some(all) => all.iter().map(|one| plain(&one.name)).collect::<Vec<_>>().join(", "),
        None => "cannot be listed".to_owned(),
    };
    let installed = if installed.is_empty() { "none".to_owned() } else { installed };
    let column = column.map_or_else(|| "none".to_owned(), plain);
    let mut text = format!(
        "System           {name}\nOpens links      {browser}\nBrowsers         {installed}\n\
         Matrix {rules} column {column}\n"
    );
    text += &other.map(other_column).unwrap_or_default();
    text += "\nPasskeys of this computer\n";
    for kind in CredentialKind::ALL.iter().filter(|kind| **kind != CredentialKind::Unmapped) {
        let word = match here.found(*kind) {
            Found::Found => "found",
            Found::NotFound => "not found",
            Found::Unknown => "not known",
        };
        text += &format!("  {:<32}{word}\n", kind.as_str());
    }
    text += "\nRead from\n";
    for one in &here.evidence {
        let observed =
            one.observed.as_deref().map_or_else(|| "could not be read".to_owned(), plain);
        text += &format!("  {}: {observed}\n", plain(&one.source));
    }
    text
}
