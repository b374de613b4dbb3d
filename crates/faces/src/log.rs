//! The log: to stderr, as much as was asked for. Other people's crates must never get below `info`,
//! where some of them write secrets.

use std::{env, io};

use tracing::{Level, Metadata};
use tracing_subscriber::{
    Layer,
    filter::{Targets, filter_fn},
    fmt,
    layer::SubscriberExt,
    registry,
    util::SubscriberInitExt,
};

pub use tracing::level_filters::LevelFilter;

/// The variable that sets levels by target, as `ctap=debug,warn`.
const VARIABLE: &str = "TOUCHSTONE_LOG";

/// Crates whose every level has been looked at.
const OURS: [&str; 9] = [
    "ctap",
    "enrollment",
    "entra_graph",
    "faces",
    "practice",
    "touchstone",
    "touchstone_desktop",
    "touchstone_shell",
    "webauthn",
];

/// Starts the log at this level; the variable wins over it.
pub fn start(level: LevelFilter) {
    let unless_told = Targets::new().with_default(level);
    let by_variable = env::var(VARIABLE).ok().map(|text| text.parse::<Targets>());
    let misread = matches!(by_variable, Some(Err(_)));
    let layer = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_filter(by_variable.and_then(Result::ok).unwrap_or(unless_told));
    let guarded = layer.with_filter(filter_fn(may_be_logged));
    // A second start, in a test, changes nothing.
    let _ = registry().with(guarded).try_init();
    if misread {
        tracing::warn!(variable = VARIABLE, "not understood, so the level stays as it was");
    }
}

fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    may_log(metadata.target(), *metadata.level())
}

fn may_log(target: &str, level: Level) -> bool {
    let root = target.split("::").next().unwrap_or_default();
    level <= Level::INFO || OURS.contains(&root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_peoples_crates_are_capped_at_info() {
        assert!(may_log("somebodys_crate::ffi", Level::INFO));
        assert!(!may_log("somebodys_crate::ffi", Level::DEBUG));
        assert!(!may_log("ctap_hid_fido2", Level::TRACE));
        assert!(may_log("ctap::driver::worker", Level::TRACE));
    }
}
