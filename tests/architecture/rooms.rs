//! Where devices, sockets, files, the environment and the clock may be touched. A word that opens
//! one of them must never stand outside its rooms.

use crate::{
    Breaches, assert_kept,
    sources::{self, Source},
};

/// Words that touch the world outside, and the only paths that may use them.
struct Rule {
    what: &'static str,
    words: &'static [&'static str],
    rooms: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        what: "opens a device",
        words: &[
            "hidapi::",
            "pcsc::",
            "fido_hid_rs::",
            "ctap_hid_fido2::",
            "webauthn_authenticator_rs::",
            "\"/dev/",
        ],
        rooms: &["crates/ctap/src/transport"],
    },
    Rule {
        what: "opens a socket",
        words: &[
            "std::net",
            "tokio::net",
            "TcpListener",
            "TcpStream",
            "UdpSocket",
            "reqwest::",
            "ureq::",
            "hyper::",
            "hyper_util::",
        ],
        rooms: &[
            "crates/entra-graph/src/",
            "crates/practice/src/",
            "crates/local-passkeys/src/browser_probe",
        ],
    },
    Rule {
        what: "touches files",
        words: &["std::fs", "fs::", "File::", "OpenOptions", "tokio::fs"],
        rooms: &[
            "crates/ctap/src/transport",
            "crates/enrollment/src/store",
            "crates/practice/src/",
            "crates/local-passkeys/src/probe",
            "crates/cli/",
            "src-tauri/",
        ],
    },
    Rule {
        what: "asks the operating system",
        words: &[
            "std::process::Command",
            "Command::new",
            "env::var",
            "env::var_os",
            "env::vars",
            "env::vars_os",
        ],
        rooms: &["crates/local-passkeys/src/probe", "crates/faces/", "crates/cli/", "src-tauri/"],
    },
];

/// Rooms in which nothing reads a clock, draws chance, waits or starts a thread.
const PURE_ROOMS: &[&str] = &[
    "crates/webauthn/src/",
    "crates/entra-policy/src/",
    "crates/ctap/src/ceremony",
    "crates/enrollment/src/authenticator/machine",
    "crates/enrollment/src/oneself/machine",
    "crates/enrollment/src/watch/looks",
    "crates/enrollment/src/watch/pace",
    "crates/enrollment/src/wizard/machine",
];
const IMPURE_WORDS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "getrandom",
    "SystemRandom",
    "rand::",
    "thread::",
    "std::io::",
    "async fn",
    ".await",
];

/// The only files that may hold `unsafe`, each for the reason its SAFETY lines give.
const UNSAFE_FILES: &[&str] =
    &["src-tauri/main.rs", "fuzz/src/lib.rs", "crates/enrollment/tests/hostile.rs"];

fn outside_their_rooms(sources: &[Source]) -> Breaches {
    let mut breaches = Breaches::new();
    for source in sources.iter().filter(|source| !source.is_test()) {
        for rule in RULES {
            let at_home = rule.rooms.iter().any(|room| source.path.starts_with(room));
            for (line, code) in source.code().filter(|_| !at_home) {
                if let Some(word) = rule.words.iter().find(|word| has_word(code, word)) {
                    breaches.push(format!("{}:{line} {} with {word}", source.path, rule.what));
                }
            }
        }
    }
    breaches
}

fn impure(sources: &[Source]) -> Breaches {
    let pure = |source: &&Source| {
        !source.is_test() && PURE_ROOMS.iter().any(|room| source.path.starts_with(room))
    };
    let mut breaches = Breaches::new();
    for source in sources.iter().filter(pure) {
        for (line, code) in source.code() {
            if let Some(word) = IMPURE_WORDS.iter().find(|word| has_word(code, word)) {
                breaches.push(format!("{}:{line} is pure and uses {word}", source.path));
            }
        }
    }
    breaches
}

/// Whether the word stands there by itself, not as the end of a longer one (`TransportFs::`) nor as its
/// beginning (`.awaiting`).
fn has_word(code: &str, word: &str) -> bool {
    let begins_open = word.starts_with(|letter: char| letter.is_alphabetic());
    let ends_open = word.ends_with(|letter: char| letter.is_alphabetic());
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + word.len()..).and_then(|text| text.chars().next());
        let part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let goes_on = ends_open && after.is_some_and(part);
        let began_before = begins_open && before.is_some_and(part);
        !(goes_on || began_before)
    })
}

fn unsafe_code(sources: &[Source]) -> Breaches {
    let mut breaches = Breaches::new();
    for source in sources.iter().filter(|source| source.path.ends_with(".rs")) {
        let opens = |code: &str| {
            ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"]
                .iter()
                .any(|word| has_word(code, word))
        };
        for (line, _) in source.code().filter(|(_, code)| opens(code) && !is_quoted(code)) {
            let above: Vec<&str> = source.text.lines().take(line - 1).collect();
            let mut comment =
                above.iter().rev().take_while(|line| line.trim_start().starts_with("//"));
            if !UNSAFE_FILES.contains(&source.path.as_str()) {
                breaches.push(format!("{}:{line} is not in UNSAFE_FILES", source.path));
            } else if !comment.any(|line| line.contains("SAFETY:")) {
                breaches.push(format!("{}:{line} has no SAFETY line above it", source.path));
            }
        }
    }
    breaches
}

/// These very rules and their made-up breaches name the word in strings.
fn is_quoted(code: &str) -> bool {
    code.split_once("unsafe").is_some_and(|(before, _)| before.contains('"'))
}

/// One file of the page imports Tauri's, so that there is one place to see what the page asks.
fn page_asks_in_one_place(sources: &[Source]) -> Breaches {
    sources
        .iter()
        .filter(|source| source.path.starts_with("ui/src/") && source.path != "ui/src/ipc.ts")
        .filter(|source| source.text.contains("@tauri-apps/"))
        .map(|source| format!("{} imports @tauri-apps; ui/src/ipc.ts does that", source.path))
        .collect()
}

#[test]
fn the_world_outside_is_touched_in_its_rooms() {
    let sources = sources::all(&[".rs"]);
    assert_kept(outside_their_rooms(&sources));
    assert_kept(impure(&sources));
    assert_kept(unsafe_code(&sources));
}

#[test]
fn the_page_asks_the_shell_in_one_place() {
    assert_kept(page_asks_in_one_place(&sources::all(&[".ts", ".svelte"])));
}

#[test]
fn a_file_opened_in_the_wrong_room_is_found() {
    let wrong = Source::new("crates/webauthn/src/x.rs", "// std::fs is fine here\nuse std::fs;\n");
    assert_eq!(
        outside_their_rooms(&[wrong]),
        ["crates/webauthn/src/x.rs:2 touches files with std::fs"]
    );
    let right = Source::new("crates/practice/src/disk.rs", "use std::fs;");
    let test = Source::new("crates/webauthn/src/x/tests.rs", "use std::fs;");
    let longer = Source::new("crates/webauthn/src/y.rs", "VirtualFile::new(); offs::x();");
    assert!(outside_their_rooms(&[right, test, longer]).is_empty());
}

#[test]
fn a_device_or_a_socket_in_the_wrong_room_is_found() {
    let device = Source::new("crates/cli/src/keys.rs", "let api = hidapi::HidApi::new();");
    let socket = Source::new("crates/enrollment/src/x.rs", "use tokio::net::TcpStream;");
    assert_eq!(outside_their_rooms(&[device, socket]).len(), 2);
}

#[test]
fn a_word_that_only_begins_like_a_forbidden_one_is_fine() {
    let path = "crates/ctap/src/ceremony/x.rs";
    assert!(impure(&[Source::new(path, "removal.awaiting_another();\n")]).is_empty());
    assert_eq!(impure(&[Source::new(path, "removal.await;\n")]).len(), 1);
}

#[test]
fn a_clock_in_a_pure_room_is_found() {
    let clock = Source::new("crates/ctap/src/ceremony/select.rs", "let t = Instant::now();");
    assert_eq!(
        impure(&[clock]),
        ["crates/ctap/src/ceremony/select.rs:1 is pure and uses Instant::now"]
    );
    let driver = Source::new("crates/ctap/src/driver.rs", "let t = Instant::now();");
    assert!(impure(&[driver]).is_empty());
}

#[test]
fn unsafe_code_without_leave_or_reason_is_found() {
    let without_leave = Source::new("crates/ctap/src/x.rs", "// SAFETY: no.\nunsafe { f() };");
    assert_eq!(unsafe_code(&[without_leave]), ["crates/ctap/src/x.rs:2 is not in UNSAFE_FILES"]);
    let without_reason = Source::new("src-tauri/main.rs", "fn f() {\n    unsafe { g() };\n}");
    assert_eq!(unsafe_code(&[without_reason]), ["src-tauri/main.rs:2 has no SAFETY line above it"]);
}

#[test]
fn a_page_that_asks_elsewhere_is_found() {
    let page = Source::new("ui/src/pages/X.svelte", "import { invoke } from \"@tauri-apps/api\";");
    assert_eq!(page_asks_in_one_place(&[page]).len(), 1);
}
