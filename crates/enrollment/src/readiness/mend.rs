//! Makes a change that a person has seen: only where the document still says what was shown, and with a
//! look afterwards at what it says then. A change must never be sent twice.

use entra_policy::readiness::{Change, Difference};
use serde_json::Value;

use super::{alike::says, moved};
use crate::tenant::{Editor, TenantError, Tree};

/// Why a change is not there now.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The document says something else than what was shown. Nothing was sent.
    #[error("somebody changed it meanwhile")]
    Conflict(Vec<Difference>),
    /// Something beside it that bears on who may sign in is not as it was when the change was looked at: whom it
    /// locks out may be others. Nothing was sent.
    #[error("the policy was changed after it was looked at")]
    Moved(Vec<Difference>),
    /// It was taken, and the document says something else all the same.
    #[error("it was taken, and is not there")]
    NotTaken(Vec<Difference>),
    /// The directory did not answer, and what the document says now could not be read.
    #[error("whether it was made is not known: {0}")]
    Unsure(TenantError),
    /// The directory did not do it.
    #[error(transparent)]
    Tenant(#[from] TenantError),
    /// The change names a tree that Graph does not have.
    #[error("there is no such tree")]
    NoSuchTree,
}

/// Makes the change. `seen` is the methods' policy of v1.0 by which it was looked at.
///
/// # Errors
/// See [`MendError`].
pub fn mend(
    directory: &dyn Editor,
    change: &Change,
    seen: Option<&Value>,
) -> Result<(), MendError> {
    let tree = Tree::named(change.version).ok_or(MendError::NoSuchTree)?;
    let read = || directory.document(tree, &change.path);
    let moved = unlike(&read()?, &change.differences, |one| &one.before);
    if !moved.is_empty() {
        return Err(MendError::Conflict(moved));
    }
    if let Some(seen) = seen.filter(|_| is_of_a_method(change)) {
        let moved = moved::since(seen, &directory.methods_policy(Tree::V1)?);
        if !moved.is_empty() {
            return Err(MendError::Moved(moved));
        }
    }
    let failed = match directory.patch(tree, &change.path, &change.body) {
        Ok(()) => None,
        // It may have been made all the same; the document tells.
        Err(error) if error.leaves_open() => Some(error),
        Err(error) => return Err(error.into()),
    };
    let now = read().map_err(MendError::Unsure)?;
    let missing = unlike(&now, &change.differences, |one| &one.after);
    if missing.is_empty() {
        return Ok(());
    }
    match failed.filter(|_| unlike(&now, &change.differences, |one| &one.before).is_empty()) {
        // Nobody said that it was taken, and everything is as it was.
        Some(error) => Err(error.into()),
        None => Err(MendError::NotTaken(missing)),
    }
}

/// Whether it changes who may use a method; a campaign does not.
fn is_of_a_method(change: &Change) -> bool {
    change.path.contains("/authenticationMethodConfigurations/")
}

/// Where a document does not say what it should: with what it says as `before`.
fn unlike(
    document: &Value,
    differences: &[Difference],
    expected: impl Fn(&Difference) -> &Value,
) -> Vec<Difference> {
    let bare = document.get("value").filter(|value| value.is_object()).unwrap_or(document);
    let stands = |path: &str| {
        path.split('.').try_fold(bare, |at, name| at.get(name)).unwrap_or(&Value::Null)
    };
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let differs = |one: &&Difference| !says(&last(&one.path), stands(&one.path), expected(one));
    let shown = |one: &Difference| {
        let (before, after) = (stands(&one.path).clone(), expected(one).clone());
        Difference { path: one.path.clone(), before, after }
    };
    differences.iter().filter(differs).map(shown).collect()
}

#[cfg(test)]
mod tests;
