//! The practice roots of this computer, as anchors for attestation. Nothing but what practice keys attest
//! must ever be trusted because of them.

use std::{fs, path::PathBuf};

use webauthn::TrustAnchor;

use crate::key::attestation::ROOT_CERTIFICATE;

/// The practice roots in these folders and directly below them, as they are now: a key that is made
/// later brings one.
pub fn roots(folders: &[PathBuf]) -> Vec<TrustAnchor> {
    let below = |folder: &PathBuf| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    let places = folders.iter().flat_map(|folder| [vec![folder.clone()], below(folder)].concat());
    places
        .filter_map(|folder| fs::read_to_string(folder.join(ROOT_CERTIFICATE)).ok())
        .filter_map(|pem| TrustAnchor::from_text(&pem).ok())
        .collect()
}
