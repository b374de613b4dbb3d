#!/usr/bin/env bash
# The real window is used as a person would, on a screen of its own. Pictures of every moment are kept
# in target/artefacts. Not yet in the everyday tier: a scenario that hangs ends it after ten minutes.
. "$(dirname "$0")/../common.sh"
install_page_packages
npm --prefix ui run --silent build
cargo build --locked -p touchstone --features custom-protocol,e2e --bin touchstone-desktop
export TOUCHSTONE_DESKTOP=$target/debug/touchstone-desktop TOUCHSTONE_ARTEFACTS=$target/artefacts
cargo test --locked -p test-window --features real --test window --no-run
# One at a time: each has a screen, a driver and a web view, and several would only wait for each other.
timeout 600 cargo test --locked -p test-window --features real --test window -- --test-threads 1
