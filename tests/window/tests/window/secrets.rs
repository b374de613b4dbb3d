use std::{fs, path::Path};

use practice::models::PRACTICE_KEY_C;
use test_window::PIN;

use crate::hands::{begin, plug, prove, with_pin};

/// The PIN in the forms that a careless program would write it in.
fn forms() -> Vec<Vec<u8>> {
    let bytes = PIN.as_bytes();
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let wide = PIN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let texts = [PIN.to_owned(), numbers.join(","), numbers.join(", "), hex.to_uppercase(), hex];
    texts.into_iter().map(String::into_bytes).chain([wide]).collect()
}

/// Every file below this folder.
pub(crate) fn files(below: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files(&entry.path(), found);
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
}

/// Where the PIN stands below this folder.
fn places_of_the_pin(below: &Path) -> (usize, Vec<String>) {
    let mut all = Vec::new();
    files(below, &mut all);
    let has = |path: &&std::path::PathBuf| {
        let bytes = fs::read(path).unwrap_or_default();
        forms().iter().any(|form| bytes.windows(form.len()).any(|part| part == form))
    };
    (all.len(), all.iter().filter(has).map(|path| path.display().to_string()).collect())
}

#[test]
fn the_pin_stands_nowhere_after_it_was_typed() {
    let (desk, window) = with_pin();
    begin(&window);
    plug(&window, &PRACTICE_KEY_C);
    window.pin(&format!("{PIN}-wrong"));
    window.says("That PIN was wrong");
    prove(&window);
    window.press("Touch the practice key");
    window.says("Your key is registered");
    window.end();

    let log = desk.log();
    assert!(log.contains("DEBUG"), "the log was not at its most talkative: {log}");
    let (searched, found) = places_of_the_pin(desk.everything());
    assert!(searched > 8, "only {searched} files were there to search");
    assert!(found.is_empty(), "the PIN stands in {found:?}");

    // A search that finds nothing proves nothing unless it can find.
    fs::write(desk.everything().join("tmp/planted"), format!("x{PIN}x")).unwrap();
    assert_eq!(places_of_the_pin(desk.everything()).1.len(), 1);
}
