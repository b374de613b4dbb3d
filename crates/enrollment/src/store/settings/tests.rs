use std::thread;

use tempfile::TempDir;

use super::*;
use crate::settings::FirstRun;

fn file() -> (TempDir, PathBuf, SettingsFile) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config").join("settings.toml");
    let file = SettingsFile::at(&path);
    (folder, path, file)
}

fn with(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn names(path: &Path) -> Vec<String> {
    let files = fs::read_dir(path.parent().unwrap()).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn no_file_is_the_first_start_and_a_change_makes_one() {
    let (_folder, path, file) = file();
    assert_eq!(file.load().unwrap(), Loaded::default());
    assert!(!path.exists(), "reading makes no file");
    file.change(|settings| settings.first_run = FirstRun::Done).unwrap();
    assert_eq!(file.load().unwrap().settings.first_run, FirstRun::Done);
    assert_eq!(names(&path), ["settings.toml"]);
}

#[test]
fn a_broken_file_is_moved_aside_and_told_of() {
    let (_folder, path, file) = file();
    for (number, broken) in [b"[look".as_slice(), b"\xff\xfe", b"a = 1\na = 2"].iter().enumerate() {
        with(&path, broken);
        let moved = file.load().unwrap().moved_aside.unwrap();
        assert!(moved.to_str().unwrap().ends_with(&format!("settings.toml.broken-{}", number + 1)));
        assert_eq!(fs::read(moved).unwrap(), *broken, "it was changed");
    }
    assert_eq!(file.load().unwrap(), Loaded::default(), "and is told of once");
}

#[test]
fn what_another_program_wrote_in_the_meantime_stays() {
    let (_folder, path, file) = file();
    file.change(|settings| settings.first_run = FirstRun::Done).unwrap();
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("\n[record]\nretention-days = 30\n");
    with(&path, text.as_bytes());
    let loaded = file.change(|settings| settings.look.still_drawings = true).unwrap();
    assert_eq!(loaded.settings.retention_days, Some(30));
    assert_eq!(file.load().unwrap(), loaded);
}

/// A reader must see the old file or the new one.
#[test]
fn a_reader_never_sees_half_a_file() {
    let (_folder, path, file) = file();
    let ids = |number: u32| (0..200).map(move |it| format!("rp-{number}-{it}.example")).collect();
    file.change(|settings| settings.enterprise_attestation = ids(0)).unwrap();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 1..50 {
                file.change(|settings| settings.enterprise_attestation = ids(number)).unwrap();
            }
        });
        while !writer.is_finished() {
            let loaded = file.load().unwrap();
            assert_eq!(loaded.settings.enterprise_attestation.len(), 200);
            assert_eq!(loaded.moved_aside, None);
        }
    });
    assert_eq!(names(&path), ["settings.toml"]);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_the_file_its_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path, file) = file();
    let target = folder.path().join("dotfiles.toml");
    fs::write(&target, "[look]\n").unwrap();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&target, &path).unwrap();
    file.change(|settings| settings.look.still_drawings = true).unwrap();
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().contains("still-drawings = true"));
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_folder_that_takes_nothing_leaves_the_file_as_it_was() {
    let (_folder, path, file) = file();
    // In place of the folder there is a file: also root cannot write into that.
    fs::write(path.parent().unwrap(), "in the way").unwrap();
    assert!(file.change(|settings| settings.first_run = FirstRun::Done).is_err());
}
