//! Which package may depend on which, read from `cargo metadata`. Cargo enforces the direction once
//! it is written down; these rules must never let a new arrow be written down unseen.

use std::{collections::BTreeSet, process::Command};

use serde_json::{Value, json};

use crate::{Breaches, assert_kept};

/// Our packages and the ones of ours that each may use. A package that is not here is a breach, so
/// that a new one is decided and not just added.
const MAY_USE: &[(&str, &[&str])] = &[
    ("webauthn", &[]),
    ("ctap", &["webauthn"]),
    ("entra-policy", &["webauthn"]),
    ("local-passkeys", &["entra-policy"]),
    ("enrollment", &["ctap", "entra-policy", "webauthn"]),
    ("entra-graph", &["enrollment", "entra-policy", "webauthn"]),
    ("practice", &["ctap", "enrollment", "entra-policy", "webauthn"]),
    (
        "faces",
        &["enrollment", "entra-graph", "entra-policy", "local-passkeys", "practice", "webauthn"],
    ),
    ("touchstone-cli", FACES),
    ("touchstone", FACES),
    ("test-crash", &["ctap", "enrollment", "entra-graph", "entra-policy", "practice", "webauthn"]),
    ("test-keys", &["ctap", "practice", "webauthn"]),
    ("test-window", &["practice"]),
    ("test-wire", &[]),
];

/// What the two faces of the product, the window and the command line, may wire together.
const FACES: &[&str] = &[
    "ctap",
    "enrollment",
    "entra-graph",
    "entra-policy",
    "faces",
    "local-passkeys",
    "practice",
    "webauthn",
];

/// Crates that may appear nowhere but in these packages, whoever else would find them handy.
const CONFINED: &[(&str, &[&str])] = &[
    ("tauri", &["touchstone"]),
    ("tauri-build", &["touchstone"]),
    ("ctap-hid-fido2", &["ctap", "test-keys"]),
    ("webauthn-authenticator-rs", &["ctap", "test-keys"]),
    ("hidapi", &["ctap", "test-keys"]),
    ("fido-hid-rs", &["ctap", "test-keys"]),
    ("webauthn-rs-core", &[]),
    ("pcsc", &["ctap", "test-keys"]),
    ("rustls", &["entra-graph"]),
    ("ureq", &["entra-graph", "test-window"]),
    ("hyper", &["practice"]),
    ("hyper-util", &["practice"]),
    ("tokio", &["ctap", "practice"]),
];

/// Crates that nothing may have without being asked: they panic, abort, and trace PIN tokens, and are
/// for one process of their own (docs/decisions/0004).
const ONLY_WHEN_ASKED: &[&str] = &["ctap-hid-fido2", "webauthn-authenticator-rs"];
const ASKED_BY: &str = "second-opinion";

/// Packages without IO, and what would bring it in, at any depth.
const PURE: &[&str] = &["webauthn", "entra-policy"];
const BRINGS_IO: &[&str] = &[
    "tokio", "mio", "socket2", "hyper", "reqwest", "ureq", "async-io", "rusqlite", "hidapi",
    "pcsc", "tempfile",
];
/// What they may not name themselves: time and randomness come in as arguments.
const BRINGS_CLOCK_OR_CHANCE: &[&str] = &["rand", "getrandom", "chrono", "jiff"];

/// One arrow between packages.
struct Arrow<'a> {
    from: &'a str,
    to: &'a str,
    only_for_tests: bool,
}

fn arrows(metadata: &Value) -> Vec<Arrow<'_>> {
    let mut found = Vec::new();
    for package in ours(metadata) {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let from = package["name"].as_str().unwrap();
            let to = dependency["name"].as_str().unwrap();
            found.push(Arrow { from, to, only_for_tests: dependency["kind"] == "dev" });
        }
    }
    found
}

/// The members of the workspace.
fn ours(metadata: &Value) -> impl Iterator<Item = &Value> {
    let members: BTreeSet<&str> = metadata["workspace_members"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(move |package| members.contains(package["id"].as_str().unwrap()))
}

fn direction(metadata: &Value) -> Breaches {
    let table = |name: &str| MAY_USE.iter().find(|(own, _)| *own == name).map(|(_, uses)| *uses);
    let mut breaches: Breaches = ours(metadata)
        .filter_map(|package| package["name"].as_str())
        .filter(|name| table(name).is_none())
        .map(|name| format!("package {name} has no line in MAY_USE"))
        .collect();
    for Arrow { from, to, only_for_tests } in arrows(metadata) {
        let is_face = ["touchstone", "touchstone-cli"].contains(&to);
        let allowed = table(from).is_some_and(|uses| uses.contains(&to));
        let is_ours = table(to).is_some();
        if is_ours && !allowed && (!only_for_tests || is_face) {
            breaches.push(format!("{from} depends on {to}"));
        }
    }
    breaches
}

fn confinement(metadata: &Value) -> Breaches {
    let mut breaches = Breaches::new();
    for Arrow { from, to, .. } in arrows(metadata) {
        let rule = CONFINED.iter().find(|(name, _)| *name == to);
        if rule.is_some_and(|(_, homes)| !homes.contains(&from)) {
            breaches.push(format!("{from} depends on {to}, which has its own room"));
        }
    }
    breaches
}

/// An optional dependency is in nothing unless a feature names it, and that feature must be on in
/// nothing by itself.
fn only_when_asked(metadata: &Value) -> Breaches {
    let mut breaches = Breaches::new();
    for package in ours(metadata) {
        let name = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap();
            let shipped = dependency["kind"] != "dev" && dependency["optional"] != true;
            if ONLY_WHEN_ASKED.contains(&to) && shipped {
                breaches.push(format!("{name} always has {to}"));
            }
            let features = dependency["features"].as_array().into_iter().flatten();
            if features.into_iter().any(|feature| feature == ASKED_BY) {
                breaches.push(format!("{name} always has {to} with {ASKED_BY}"));
            }
        }
        let default = package["features"].get("default").and_then(Value::as_array);
        let mut default = default.into_iter().flatten().filter_map(Value::as_str);
        if default.any(|one| one.ends_with(ASKED_BY)) {
            breaches.push(format!("{name} has {ASKED_BY} by default"));
        }
    }
    breaches
}

fn purity(metadata: &Value) -> Breaches {
    let mut breaches = Breaches::new();
    for Arrow { from, to, only_for_tests } in arrows(metadata) {
        if PURE.contains(&from) && !only_for_tests && BRINGS_CLOCK_OR_CHANCE.contains(&to) {
            breaches.push(format!("{from} depends on {to}; time and chance are arguments"));
        }
    }
    for package in ours(metadata) {
        let name = package["name"].as_str().unwrap();
        if PURE.contains(&name) {
            let reached = reached_from(metadata, package["id"].as_str().unwrap());
            let io = reached.iter().filter(|name| BRINGS_IO.contains(&name.as_str()));
            breaches.extend(io.map(|io| format!("{name} reaches {io}, which does IO")));
        }
    }
    breaches
}

/// What Cargo resolved: each package with the packages and the features it gets.
fn nodes(metadata: &Value) -> &[Value] {
    metadata.pointer("/resolve/nodes").and_then(Value::as_array).unwrap()
}

/// Names of all packages that are built for the one with this id, tests apart.
fn reached_from(metadata: &Value, id: &str) -> BTreeSet<String> {
    let nodes = nodes(metadata);
    let mut names = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let Some(node) = nodes.iter().find(|node| node["id"] == id.as_str()) else { continue };
        for dependency in node["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            let next = dependency["pkg"].as_str().unwrap().to_owned();
            if kinds.iter().any(|kind| kind["kind"] != "dev") && seen.insert(next.clone()) {
                names.insert(dependency["name"].as_str().unwrap().replace('_', "-"));
                open.push(next);
            }
        }
    }
    names
}

/// `tauri/tracing` records the bodies of IPC messages, PINs included.
fn no_recording_of_messages(metadata: &Value) -> Breaches {
    let packages = metadata["packages"].as_array().unwrap();
    let is_tauri = |id: &Value| {
        packages.iter().any(|package| {
            package["id"] == *id && package["name"].as_str().unwrap().starts_with("tauri")
        })
    };
    nodes(metadata)
        .iter()
        .filter(|node| is_tauri(&node["id"]))
        .filter(|node| node["features"].as_array().unwrap().contains(&json!("tracing")))
        .map(|node| format!("{} is built with the feature tracing", node["id"]))
        .collect()
}

/// What Cargo resolved with every feature on, for this machine.
fn metadata() -> Value {
    let host = output("rustc", &["--print", "host-tuple"]);
    let host = String::from_utf8(host).unwrap();
    let arguments =
        ["metadata", "--format-version=1", "--locked", "--all-features", "--filter-platform"];
    let answer = output(env!("CARGO"), &[arguments.as_slice(), &[host.trim()]].concat());
    serde_json::from_slice(&answer).unwrap()
}

fn output(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn packages_keep_to_their_direction() {
    let metadata = metadata();
    assert_kept(direction(&metadata));
    assert_kept(confinement(&metadata));
    assert_kept(only_when_asked(&metadata));
    assert_kept(purity(&metadata));
    assert_kept(no_recording_of_messages(&metadata));
}

/// A workspace in which each package (id and name alike) has these dependencies (name, kind).
fn made_up(packages: &[(&str, &[(&str, Value)])]) -> Value {
    let dependencies = |list: &[(&str, Value)]| -> Value {
        list.iter().map(|(name, kind)| json!({ "name": name, "kind": kind })).collect()
    };
    let nodes = |list: &[(&str, Value)]| -> Value {
        list.iter()
            .map(|(to, kind)| json!({ "name": to, "pkg": to, "dep_kinds": [{ "kind": kind }] }))
            .collect()
    };
    json!({
        "workspace_members": packages.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        "packages": packages.iter()
            .map(|(name, list)| json!({
                "id": name, "name": name, "dependencies": dependencies(list)
            }))
            .collect::<Value>(),
        "resolve": { "nodes": packages.iter()
            .map(|(name, list)| json!({ "id": name, "deps": nodes(list), "features": [] }))
            .collect::<Value>() },
    })
}

#[test]
fn an_arrow_against_the_direction_is_found() {
    let upwards = made_up(&[("webauthn", &[("ctap", Value::Null)]), ("ctap", &[])]);
    assert_eq!(direction(&upwards), ["webauthn depends on ctap"]);
    let face = made_up(&[("practice", &[("touchstone-cli", json!("dev"))])]);
    assert_eq!(direction(&face), ["practice depends on touchstone-cli"]);
}

#[test]
fn test_keys_are_for_tests() {
    let shipped = made_up(&[("ctap", &[("test-keys", Value::Null)])]);
    assert_eq!(direction(&shipped), ["ctap depends on test-keys"]);
    let tested = made_up(&[("ctap", &[("test-keys", json!("dev"))])]);
    assert!(direction(&tested).is_empty());
}

#[test]
fn a_package_nobody_decided_is_found() {
    let unknown = made_up(&[("shortcuts", &[])]);
    assert_eq!(direction(&unknown), ["package shortcuts has no line in MAY_USE"]);
}

#[test]
fn a_confined_crate_elsewhere_is_found() {
    let elsewhere = made_up(&[("enrollment", &[("tauri", Value::Null)])]);
    assert_eq!(confinement(&elsewhere), ["enrollment depends on tauri, which has its own room"]);
    let at_home = made_up(&[("touchstone", &[("tauri", Value::Null)])]);
    assert!(confinement(&at_home).is_empty());
}

#[test]
fn a_second_opinion_that_nobody_asked_for_is_found() {
    let mut always = made_up(&[("ctap", &[("ctap-hid-fido2", Value::Null)])]);
    assert_eq!(only_when_asked(&always), ["ctap always has ctap-hid-fido2"]);
    always["packages"][0]["dependencies"][0]["optional"] = json!(true);
    assert!(only_when_asked(&always).is_empty());
    always["packages"][0]["features"] = json!({ "default": ["ctap/second-opinion"] });
    assert_eq!(only_when_asked(&always), ["ctap has second-opinion by default"]);
    let mut switched_on = made_up(&[("practice", &[("ctap", Value::Null)])]);
    switched_on["packages"][0]["dependencies"][0]["features"] = json!(["second-opinion"]);
    assert_eq!(only_when_asked(&switched_on), ["practice always has ctap with second-opinion"]);
}

#[test]
fn io_behind_another_crate_is_found() {
    let hidden = made_up(&[
        ("webauthn", &[("innocent", Value::Null), ("getrandom", Value::Null)]),
        ("innocent", &[("tokio", Value::Null)]),
        ("tokio", &[]),
    ]);
    assert_eq!(
        purity(&hidden),
        [
            "webauthn depends on getrandom; time and chance are arguments",
            "webauthn reaches tokio, which does IO"
        ]
    );
    let for_tests = made_up(&[("webauthn", &[("tempfile", json!("dev"))])]);
    assert!(purity(&for_tests).is_empty());
}

#[test]
fn recording_of_messages_is_found() {
    let mut recording = made_up(&[("tauri", &[])]);
    recording["resolve"]["nodes"][0]["features"] = json!(["wry", "tracing"]);
    assert_eq!(
        no_recording_of_messages(&recording),
        ["\"tauri\" is built with the feature tracing"]
    );
}
