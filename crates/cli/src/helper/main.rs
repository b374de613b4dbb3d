//! `touchstone-second-opinion CLIENT`: lets another client look at the keys, and prints what it read
//! as one line of JSON. It has limits and no log, and must never be given a PIN.

mod limits;
mod write;

use std::{
    env,
    io::{self, Write},
    process::{self, ExitCode},
};

use ctap::transport::second_opinion::{self, Client};

fn main() -> ExitCode {
    let client = env::args().nth(1).and_then(|name| Client::named(&name));
    let Some(client) = client else { return ExitCode::from(2) };
    if limits::set().is_err() {
        return ExitCode::from(3);
    }
    let document = write::document(client, &second_opinion::ask(client));
    let mut out = io::stdout().lock();
    // On a line of its own: the clients print there too, and not always to the end of a line.
    let written = write!(out, "\n{document}\n").and_then(|()| out.flush());
    // A thread may hang in a read without end; it goes with the process.
    process::exit(if written.is_ok() { 0 } else { 3 })
}
