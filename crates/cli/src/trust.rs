//! Trust anchors that a person names. A file that holds none must be an error: what is judged without
//! an anchor would not say so.

use std::path::{Path, PathBuf};

use webauthn::TrustAnchor;

use crate::{
    files,
    problem::{FileKind, InputProblem, Problem},
};

/// More than any bundle of roots that is in use has (bytes).
const LARGEST: usize = 4 << 20;

/// Reads all of them.
///
/// # Errors
/// A file cannot be read, or holds something else.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<TrustAnchor>, Problem> {
    let mut anchors = Vec::new();
    for path in paths {
        anchors.extend(one(path)?);
    }
    Ok(anchors)
}

/// One certificate in DER or base64, or any number in PEM.
fn one(path: &Path) -> Result<Vec<TrustAnchor>, Problem> {
    let bytes = files::read(path, LARGEST)
        .map_err(|why| InputProblem::File(FileKind::Trust, path.to_owned(), why))?;
    TrustAnchor::all_from_file(&bytes).map_err(|why| {
        InputProblem::Content(FileKind::Trust, path.to_owned(), why.to_string()).into()
    })
}
