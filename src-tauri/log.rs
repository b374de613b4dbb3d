//! The log: to stderr, `warn` unless the variable says otherwise. Other people's crates must never get
//! below `info`, where some of them write secrets.

use std::{env, io};

use tracing::{Level, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer,
    filter::{Targets, filter_fn},
    fmt,
    layer::SubscriberExt,
    registry,
    util::SubscriberInitExt,
};

/// The variable that sets levels by target, as `ctap=debug,warn`.
const VARIABLE: &str = "TOUCHSTONE_LOG";

/// Crates whose every level has been looked at.
const OURS: [&str; 7] = [
    "ctap",
    "enrollment",
    "entra_graph",
    "practice",
    "touchstone_desktop",
    "touchstone_shell",
    "webauthn",
];

/// Starts the log.
pub(crate) fn start() {
    let asked = env::var(VARIABLE).ok().and_then(|text| text.parse::<Targets>().ok());
    let levels = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let layer = fmt::layer().with_writer(io::stderr).with_ansi(false).with_filter(levels);
    let guarded = layer.with_filter(filter_fn(|metadata| {
        let root = metadata.target().split("::").next().unwrap_or_default();
        *metadata.level() <= Level::INFO || OURS.contains(&root)
    }));
    // A second start, in a test, changes nothing.
    let _ = registry().with(guarded).try_init();
}
