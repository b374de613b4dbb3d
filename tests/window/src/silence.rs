//! Who stays silent, the driver, the app or its web view, told by what their processes do. It must
//! never wait for any of them.

use std::fs;

use crate::process;

/// What a process and those below it do now: name, state, and what a sleeping one sleeps in.
pub(crate) fn of(id: u32) -> String {
    let lines: Vec<String> = process::family(id).into_iter().map(line).collect();
    format!("the processes:\n  {}", lines.join("\n  "))
}

fn line(id: u32) -> String {
    let read = |what: &str| fs::read_to_string(format!("/proc/{id}/{what}")).unwrap_or_default();
    // proc(5), `stat`: the name in parentheses may hold anything; the state comes after it.
    let stat = read("stat");
    let (name, rest) = stat.rsplit_once(')').unwrap_or(("gone", ""));
    let name = name.split_once('(').map_or(name, |(_, name)| name);
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let at = |place: usize| fields.get(place).copied().unwrap_or("?");
    format!("{id} {name}: state {}, {} + {} ticks, in {}", at(0), at(11), at(12), read("wchan"))
}
