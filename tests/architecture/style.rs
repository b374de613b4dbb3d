//! The house style where a machine can see it: sizes, module heads, the shell's thinness. It must
//! never stand in for reading.

use crate::{
    Breaches, assert_kept,
    sources::{self, Source},
};

/// Lines of a file at which it must be taken apart (CONTRIBUTING.md asks why at 400).
const LONGEST_FILE: usize = 800;
/// Lines of the shell besides its commands; it decides nothing, so it stays small.
const LARGEST_SHELL: usize = 800;
/// Lines of a file of commands: a room's, or a part of one.
const LONGEST_COMMANDS: usize = 80;
/// Lines of a command, from `fn` to its last brace.
const LONGEST_COMMAND: usize = 12;

fn too_long(sources: &[Source]) -> Breaches {
    sources
        .iter()
        .map(|source| (source, source.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(source, lines)| format!("{} has {lines} lines", source.path))
        .collect()
}

/// Every module says what it is and what it must never do, so at least two sentences.
fn headless(sources: &[Source]) -> Breaches {
    let lies_in_src =
        |source: &&Source| source.path.contains("/src/") || source.path.starts_with("src-tauri/");
    sources
        .iter()
        .filter(lies_in_src)
        .filter(|source| !source.is_test())
        .filter(|source| sentences(&head(source)) < 2)
        .map(|source| format!("{} does not begin with two sentences of //!", source.path))
        .collect()
}

fn head(source: &Source) -> String {
    let lines = source.text.lines().take_while(|line| line.starts_with("//!"));
    lines.map(|line| line.trim_start_matches("//!").trim()).collect::<Vec<_>>().join(" ")
}

fn sentences(text: &str) -> usize {
    let ends = |pair: &(char, char)| ".?!".contains(pair.0) && pair.1.is_whitespace();
    text.chars().zip(text.chars().skip(1).chain([' '])).filter(ends).count()
}

/// Commands come with each room, and each is a line or two; what they stand on does not grow with them.
fn shell_too_large(sources: &[Source]) -> Breaches {
    let shell = sources.iter().filter(|source| source.path.starts_with("src-tauri/"));
    let (commands, frame): (Vec<_>, Vec<_>) =
        shell.partition(|source| source.path.starts_with("src-tauri/commands/"));
    let lines = |source: &Source| source.text.lines().count();
    let whole: usize = frame.into_iter().map(lines).sum();
    let long = commands.into_iter().filter(|source| lines(source) > LONGEST_COMMANDS);
    let mut breaches: Breaches =
        long.map(|source| format!("{} has {} lines", source.path, lines(source))).collect();
    if whole > LARGEST_SHELL {
        breaches.push(format!("src-tauri has {whole} lines besides its commands"));
    }
    breaches
}

fn commands_too_long(sources: &[Source]) -> Breaches {
    let mut breaches = Breaches::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src-tauri/")) {
        let mut lines = source.text.lines();
        while lines.by_ref().any(|line| line.contains("#[tauri::command")) {
            let name = lines.by_ref().find(|line| line.contains("fn ")).unwrap_or_default().trim();
            let length = 2 + lines.by_ref().take_while(|line| *line != "}").count();
            if length > LONGEST_COMMAND {
                breaches.push(format!("{}: `{name}` has {length} lines", source.path));
            }
        }
    }
    breaches
}

#[test]
fn files_have_a_size_that_can_be_read() {
    assert_kept(too_long(&sources::all(&[".rs", ".ts", ".svelte", ".css", ".sh", ".py", ".mjs"])));
}

#[test]
fn every_module_says_what_it_is_and_what_it_must_never_do() {
    assert_kept(headless(&sources::all(&[".rs"])));
}

#[test]
fn the_shell_stays_thin() {
    let sources = sources::all(&[".rs"]);
    assert_kept(shell_too_large(&sources));
    assert_kept(commands_too_long(&sources));
}

#[test]
fn a_long_file_is_found() {
    let lines = |count| Source::new("crates/x/src/x.rs", &"x\n".repeat(count));
    assert_eq!(too_long(&[lines(801)]), ["crates/x/src/x.rs has 801 lines"]);
    assert!(too_long(&[lines(800)]).is_empty());
}

#[test]
fn a_module_without_its_two_sentences_is_found() {
    let module = |text| [Source::new("crates/x/src/x.rs", text)];
    assert_eq!(headless(&module("use std;")).len(), 1);
    assert_eq!(headless(&module("//! One sentence, of CTAP 2.1 only.")).len(), 1);
    assert!(headless(&module("//! What it is. What it\n//! must never do.")).is_empty());
}

#[test]
fn a_shell_that_grows_is_found() {
    let file = |path, lines| Source::new(path, &"x\n".repeat(lines));
    let shell = file("src-tauri/lib.rs", 801);
    assert_eq!(shell_too_large(&[shell]), ["src-tauri has 801 lines besides its commands"]);
    let commands = file("src-tauri/commands/work.rs", 81);
    assert_eq!(shell_too_large(&[commands]), ["src-tauri/commands/work.rs has 81 lines"]);
    let rooms = ["src-tauri/commands/a.rs", "src-tauri/commands/b.rs", "src-tauri/lib.rs"];
    assert!(shell_too_large(&rooms.map(|path| file(path, 80))).is_empty());
}

#[test]
fn a_command_that_does_the_work_itself_is_found() {
    let command = |lines: usize| {
        let body = "    work();\n".repeat(lines);
        let text = format!("#[tauri::command]\npub(crate) fn work() {{\n{body}}}\n");
        [Source::new("src-tauri/commands/work.rs", &text)]
    };
    assert_eq!(commands_too_long(&command(11)).len(), 1);
    assert!(commands_too_long(&command(10)).is_empty());
}
