#!/usr/bin/env bash
# First paint and idle memory of the window, held against an empty one of the same Tauri, in turns on one
# screen; fails where a limit is missed.      scripts/test/first-paint.sh [RUNS]
. "$(dirname "$0")/../common.sh"
install_page_packages
npm --prefix ui run --silent build
cargo build --locked -q --release -p touchstone --features custom-protocol --bin touchstone-desktop
cargo build --locked -q --release -p touchstone --features custom-protocol,bench --bin empty-window
cargo build --locked -q -p test-window --bin first-paint
"$target/debug/first-paint" "$target/release/touchstone-desktop" "$target/release/empty-window" "$@"
