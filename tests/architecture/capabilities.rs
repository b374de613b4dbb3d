//! What the windows were granted: our own commands, one by one. A capability must never grant a set
//! of permissions that somebody else may widen.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{Breaches, assert_kept, sources};

/// Grants that are not one command of ours.
fn too_wide(capability: &Value) -> Breaches {
    let mut breaches = Breaches::new();
    for permission in capability["permissions"].as_array().into_iter().flatten() {
        let name = permission.as_str().unwrap_or("an object with a scope");
        if !name.starts_with("allow-") {
            breaches.push(format!("{} grants {name}", capability["identifier"]));
        }
    }
    if capability["windows"] == serde_json::json!(["*"]) || !capability["remote"].is_null() {
        breaches.push(format!("{} is for windows or pages unnamed", capability["identifier"]));
    }
    breaches
}

fn folder(name: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri").join(name);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn windows_are_granted_our_own_commands_one_by_one() {
    for text in folder("capabilities") {
        assert_kept(too_wide(&serde_json::from_str(&text).unwrap()));
    }
}

#[test]
fn every_command_has_a_permission_and_a_window_that_has_it() {
    let (permissions, grants) = (folder("permissions").concat(), folder("capabilities").concat());
    let mut commands = 0;
    for source in sources::all(&[".rs"]).iter().filter(|it| it.path.starts_with("src-tauri/")) {
        let mut lines = source.text.lines();
        while lines.by_ref().any(|line| line.starts_with("#[tauri::command")) {
            let signature = lines.by_ref().find(|line| line.contains("fn ")).unwrap();
            let name = signature.split_once("fn ").unwrap().1.split(['(', '<']).next().unwrap();
            assert!(permissions.contains(&format!("[\"{name}\"]")), "{name} has no permission");
            let grant = format!("\"allow-{}\"", name.replace('_', "-"));
            assert!(grants.contains(&grant), "no window is granted {name}");
            commands += 1;
        }
    }
    assert!(commands > 0, "no command was found");
}

#[test]
fn a_grant_of_a_whole_set_is_found() {
    let capability = |text: &str| serde_json::from_str(text).unwrap();
    let set = r#"{ "identifier": "main", "windows": ["main"], "permissions": ["core:default"] }"#;
    assert_eq!(too_wide(&capability(set)), ["\"main\" grants core:default"]);
    let anyone = r#"{ "identifier": "main", "windows": ["*"], "permissions": ["allow-about"] }"#;
    assert_eq!(too_wide(&capability(anyone)).len(), 1);
}
