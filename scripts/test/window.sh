#!/usr/bin/env bash
# The views are in TypeScript as they are in Rust, the page is checked and built, the app is built
# with it, its IPC answers as granted, and each state has one window.
. "$(dirname "$0")/../common.sh"
install_page_packages
cargo test "${workspace[@]}" --test bindings
npm --prefix ui run --silent check
npm --prefix ui run --silent build
cargo test "${workspace[@]}" --test ipc
cargo build "${workspace[@]}" --bin touchstone-desktop
TOUCHSTONE_DESKTOP=$target/debug/touchstone-desktop cargo test "${workspace[@]}" --features test-window/real --test instance
