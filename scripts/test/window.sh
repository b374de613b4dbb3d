#!/usr/bin/env bash
# The views are in TypeScript as they are in Rust, the page is checked and built, the app is built with
# it, its IPC answers as granted, and the real window is used as a person would, on a screen of its own.
# Pictures of every moment are kept in target/artefacts.
. "$(dirname "$0")/../common.sh"
install_page_packages
cargo test --locked -p enrollment --features bindings --test bindings
npm --prefix ui run --silent check
npm --prefix ui run --silent build
cargo test "${workspace[@]}" --test ipc
cargo build --locked -p touchstone --features custom-protocol,e2e --bin touchstone-desktop
export TOUCHSTONE_DESKTOP=$target/debug/touchstone-desktop TOUCHSTONE_ARTEFACTS=$target/artefacts
# One at a time: each has a screen, a driver and a web view, and several would only wait for each other.
cargo test --locked -p test-window --features real --test window -- --test-threads 1
