//! What somebody signs in with besides passkeys, and one of it taken out after its word was typed. A list that could
//! not be read must never look like an empty one.

use entra_policy::readiness::Reading;
use serde::Serialize;

use super::{MethodOutcome, MethodsDesk, MethodsView, typed_word};
use crate::{
    lost_key::{Done, LeftWith, OtherMethod, Others, delete_other},
    rooms::{CommandCode, CommandError, DirectoryKeys},
    tenant::{MethodId, OtherKind},
    wizard::TroubleView,
};

/// Methods besides passkeys that can be taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OthersView {
    /// Those that could be read.
    pub listed: Vec<OtherView>,
    /// Why not all could be.
    pub trouble: Option<TroubleView>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OtherView {
    /// What it is.
    pub kind: OtherKind,
    /// The directory's id of it.
    pub method_id: String,
    /// What it is called.
    pub name: Option<String>,
    /// Of an app: which version.
    pub version: Option<String>,
    /// Since when it is there (seconds since 1970), where the directory says.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub created: Option<i64>,
    /// What is left without it.
    pub left: LeftWith,
}

impl OthersView {
    pub(super) fn of(others: Others) -> Self {
        let view = |one: &OtherMethod| OtherView {
            kind: one.kind,
            method_id: one.id.0.clone(),
            name: one.name.clone(),
            version: one.version.clone(),
            created: one.created.map(|at| at.0),
            left: others.left_without(one.kind),
        };
        Self {
            listed: others.listed.iter().map(view).collect(),
            trouble: others.unread.map(TroubleView::from),
        }
    }
}

/// How many passkeys there are, where that was read.
pub(super) fn counted(keys: &DirectoryKeys) -> Reading<usize> {
    match keys {
        DirectoryKeys::Listed { keys } => Reading::Read(keys.len()),
        DirectoryKeys::NotRead { .. } => Reading::not_asked(),
    }
}

impl MethodsView {
    /// Takes a method besides passkeys out, once the word was typed, and reads what is left.
    ///
    /// # Errors
    /// As [`Self::take_out`]. Nothing was sent.
    pub fn take_out_other(
        (person, kind, method, typed): (&str, OtherKind, &str, &str),
        desk: MethodsDesk<'_>,
    ) -> Result<Self, CommandError> {
        typed_word(typed)?;
        let directory = desk.desk.directory;
        let person = directory.person(person).map_err(CommandError::directory)?;
        let listed = directory.methods(&person.id, kind.kind()).map_err(CommandError::directory)?;
        let id = MethodId(method.to_owned());
        let method = OtherMethod::among(kind, &listed, &id).ok_or_else(|| {
            CommandError::new(CommandCode::Gone, "the directory has no such method any more")
        })?;
        let outcome = match delete_other(directory, &person.id, &method) {
            Ok(deleted) => {
                let done = Done::OtherTakenOut(&method, deleted.how());
                MethodOutcome::of(deleted, desk.notes(done, &person))
            }
            Err(error) => MethodOutcome::Refused { trouble: error.into() },
        };
        Ok(Self::of(&person, desk, Some(outcome)))
    }
}
