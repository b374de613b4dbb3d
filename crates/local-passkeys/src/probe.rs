//! Asks this computer's operating system. It must change nothing, read no browser's profile, and wait for no
//! program longer than a person waits.

mod run;
#[cfg_attr(windows, path = "probe/windows.rs")]
#[cfg_attr(target_os = "macos", path = "probe/macos.rs")]
#[cfg_attr(not(any(windows, target_os = "macos")), path = "probe/linux.rs")]
mod system;

use entra_policy::campaign::{Browser, Os};

use crate::{Computer, Evidence};

/// Looks at this computer.
pub fn this_computer() -> Computer {
    system::look()
}

/// The system, and the browser that opens links, and nothing else of this computer.
pub fn sign_in_here() -> (Os, Option<Browser>) {
    system::sign_in()
}

/// What was read from somewhere, for the record of it.
fn seen(source: &str, observed: Option<&str>) -> Evidence {
    const LONGEST: usize = 120;
    let short = |text: &str| -> String {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        line.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
    };
    Evidence { source: source.to_owned(), observed: observed.map(short) }
}
