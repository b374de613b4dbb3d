//! Holds our window against an empty one: `first-paint OURS EMPTY [RUNS]`. It fails where a limit is
//! missed, and must never compare figures that were not taken in turns.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)] // a measurement says what it expects by unwrapping

use std::{env, path::PathBuf, process::ExitCode};

use test_window::{First, STRIP, Screen, measure};

/// How much longer until the first paint, and how much more memory, than an empty window.
const PAINT: f64 = 1.25;
const MEMORY: f64 = 1.5;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let mut program = || PathBuf::from(arguments.next().unwrap());
    let (ours, empty) = (program(), program());
    let runs = arguments.next().map_or(7, |runs| runs.to_str().unwrap().parse().unwrap());

    let screen = Screen::new();
    let home = tempfile::tempdir().unwrap();
    let state = home.path().join("state");
    let with_state = ["--state", state.to_str().unwrap()];
    let start_ours = || measure(&screen, (&ours, &with_state), home.path(), Some(STRIP));
    let start_empty = || measure(&screen, (&empty, &[]), home.path(), None);
    // The first start of either reads its files from the disk, and ours makes its practice organisation.
    let very_first = start_ours();
    start_empty();
    let (mut of_ours, mut of_empty) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        of_ours.push(start_ours());
        of_empty.push(start_empty());
    }

    println!("median of {runs} in turns      ours    empty    ratio    limit");
    let paint = |first: &First| first.paint.as_secs_f64() * 1000.0;
    let met = [
        row("first paint (ms)", &of_ours, &of_empty, paint, Some(PAINT)),
        row("memory, own (KiB)", &of_ours, &of_empty, |first| kib(first.own), Some(MEMORY)),
        row("memory, all (KiB)", &of_ours, &of_empty, |first| kib(first.all), None),
    ];
    let room = |first: &First| first.room.unwrap().as_secs_f64() * 1000.0;
    println!("room Start stands (ms)    {:>8.0}", median(of_ours.iter().map(room)));
    println!("the same, very first time {:>8.0}", room(&very_first));
    if met.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Prints one figure of both, and whether its limit was met.
fn row(
    what: &str,
    ours: &[First],
    empty: &[First],
    figure: impl Fn(&First) -> f64,
    limit: Option<f64>,
) -> bool {
    let [ours, empty] = [ours, empty].map(|of| median(of.iter().map(&figure)));
    let ratio = ours / empty;
    let met = limit.is_none_or(|limit| ratio <= limit);
    let limit = limit.map_or_else(|| "-".to_owned(), |limit| format!("{limit:.2}"));
    let missed = if met { "" } else { "  MISSED" };
    println!("{what:<25} {ours:>8.0} {empty:>8.0} {ratio:>8.2} {limit:>8}{missed}");
    met
}

fn median(of: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = of.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn kib(size: u64) -> f64 {
    f64::from(u32::try_from(size).unwrap())
}
