//! Whether what is secret lies in a folder in clear: as it is, or as base64url has it.

use std::{fs, path::Path};

use test_crash::person::PIN;
use webauthn::base64url;

use crate::key::Make;

/// What no file of the product's may hold.
pub(crate) fn needles(makes: &[Make]) -> Vec<Vec<u8>> {
    let mut needles: Vec<Vec<u8>> = [
        PIN,
        "attestationObject",
        "clientDataJSON",
        "webauthn.create",
        // How every clientDataJSON begins, in base64url.
        "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRl",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    for part in makes.iter().flat_map(|make| &make.secret_parts) {
        needles.push(part.clone());
        // Wherever it begins within three bytes, one of these is part of what base64url has of it.
        needles.extend((0..3).map(|skipped| {
            let whole = &part[skipped..];
            let whole = &whole[..whole.len() - whole.len() % 3];
            base64url::encode(whole).into_bytes()
        }));
    }
    needles
}

pub(crate) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// Looks through every file.
pub(crate) fn look_through(folder: &Path, needles: &[Vec<u8>]) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            look_through(&path, needles);
            continue;
        }
        // The store takes its journal away when it is closed.
        let Ok(bytes) = fs::read(&path) else { continue };
        for needle in needles {
            let text = String::from_utf8_lossy(needle);
            assert!(!contains(&bytes, needle), "{} holds {text:?} in clear", path.display());
        }
    }
}
