//! `meter N INPUT COMMAND [argument ...]`: what a command costs, run N times without a terminal.
//! INPUT (a PIN, say) is on its stdin; prints milliseconds of each run, then medians.

#![allow(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command-line test program"
)]

use std::io::{self, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeVal;
use nix::unistd::setsid;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [times, input, program, rest @ ..] = &arguments[..] else { return usage() };
    let Ok(times) = times.parse::<usize>() else { return usage() };
    if times == 0 {
        return usage();
    }
    // Without a terminal of its own a program asks for the PIN on stdin. In vain when a shell with
    // job control made us a group's leader; then it has a terminal, and that is said.
    if setsid().is_err() {
        eprintln!("meter: started from a terminal, the command may ask there");
    }
    match measure(times, input, program, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("meter: {program}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: meter N INPUT COMMAND [argument ...]");
    ExitCode::from(2)
}

fn measure(times: usize, input: &str, program: &str, rest: &[String]) -> io::Result<()> {
    let mut columns = [vec![], vec![], vec![]];
    for _ in 0..times {
        let before = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let start = Instant::now();
        let mut child =
            Command::new(program).args(rest).stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            let _ = writeln!(stdin, "{input}"); // it may not want any
        }
        let status = child.wait()?;
        let wall = start.elapsed().as_secs_f64() * 1e3;
        let after = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let spent = |which: fn(&Usage) -> TimeVal| {
            milliseconds(which(&after)) - milliseconds(which(&before))
        };
        let row = [wall, spent(Usage::user_time), spent(Usage::system_time)];
        println!("meter: wall {:.1} user {:.1} system {:.1}", row[0], row[1], row[2]);
        if !status.success() {
            return Err(io::Error::other(format!("ended with {status}")));
        }
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    let [wall, user, system] = columns.map(|mut column| {
        column.sort_by(f64::total_cmp);
        column[column.len() / 2]
    });
    println!("meter: median of {times}: wall {wall:.1} user {user:.1} system {system:.1}");
    Ok(())
}

fn milliseconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 * 1e3 + time.tv_usec() as f64 / 1e3
}
