//! The project's own source files, read once per rule. It must never look into what was generated
//! or installed.

use std::{fs, path::Path};

/// One source file: its path from the project's root, with `/`, and its text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A file that a test makes up.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether it is only built for tests. Those may do what the product may not.
    pub(crate) fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || self.path.contains("/examples/")
            || self.path.ends_with("/tests.rs")
    }

    /// Its lines without comments, numbered from 1. A `//` inside a string cuts the line short; no
    /// rule here looks for what could stand behind one.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| {
            (index + 1, line.split_once("//").map_or(line, |(code, _comment)| code))
        })
    }
}

/// Every source file of ours with one of these endings.
pub(crate) fn all(endings: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["crates", "src-tauri", "ui", "tests", "scripts", "fuzz"] {
        walk(root, &root.join(folder), endings, &mut found);
    }
    assert!(!found.is_empty(), "no source file ends in {endings:?}");
    found
}

fn walk(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            if !["target", "node_modules", "dist", "bindings", "corpus"].contains(&name) {
                walk(root, &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let short = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(Source { path: short, text: fs::read_to_string(&path).unwrap() });
        }
    }
}
