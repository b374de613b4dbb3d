//! FIDO metadata that a person names, or that is kept. A file that is none must be an error; one that
//! nobody stands for is a finding.

use std::path::{Path, PathBuf};

use enrollment::{metadata::Metadata, store::MetadataFile};
use webauthn::{Timestamp, metadata::MetadataRoots};

use crate::{
    args::Common,
    clock::now,
    files, output,
    problem::{FileKind, InputProblem, Problem},
    text, trust,
};

/// Reads what a person names.
///
/// # Errors
/// It cannot be read, or is none.
pub(crate) fn read(path: &Path, roots: &[PathBuf], at: Timestamp) -> Result<Metadata, Problem> {
    let roots = trust::read(roots)?;
    let roots = if roots.is_empty() { MetadataRoots::fido() } else { MetadataRoots::own(roots) };
    let bytes = files::read(path, Metadata::MAX_LENGTH)
        .map_err(|why| InputProblem::File(FileKind::Metadata, path.to_owned(), why))?;
    Metadata::read(&bytes, &roots, at).map_err(|why| {
        InputProblem::Content(FileKind::Metadata, path.to_owned(), why.to_string()).into()
    })
}

/// For a key in hand: what a person names, else what is kept, whose age is said.
///
/// # Errors
/// What was named cannot be read, or is none. What is kept and cannot be used is said, and left.
pub(crate) fn to_judge_by(
    path: Option<&Path>,
    roots: &[PathBuf],
    common: &Common,
) -> Result<Option<Metadata>, Problem> {
    match path {
        Some(path) => read(path, roots, now()).map(Some),
        None => Ok(kept(common)),
    }
}

fn kept(common: &Common) -> Option<Metadata> {
    let places = common.places().ok()?;
    let file = MetadataFile::at(&places.metadata());
    let head = file.head().inspect_err(|error| unusable(error)).ok()??;
    match file.load(&MetadataRoots::fido()) {
        Ok(blob) => {
            output::say(&text::kept_metadata(&head, now()));
            blob.map(Metadata::from)
        }
        Err(error) => {
            unusable(&error);
            None
        }
    }
}

fn unusable(error: &dyn std::error::Error) {
    tracing::warn!(%error, "the metadata that is kept cannot be used");
    output::say(text::METADATA_UNUSABLE);
}
