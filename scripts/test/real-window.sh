#!/usr/bin/env bash
# The real window is used as a person would, on a screen of its own. Pictures of every moment are kept
# in target/artefacts, in light and dark, at 100 and 200 %.
#   scripts/test/real-window.sh              all of it
#   scripts/test/real-window.sh dresses      only what is called that; TOUCHSTONE_DRESSES=all: a day in each dress
. "$(dirname "$0")/../common.sh"
install_page_packages
npm --prefix ui run --silent build
cargo build "${workspace[@]}" --features touchstone/e2e --bin touchstone-desktop
export TOUCHSTONE_DESKTOP=$target/debug/touchstone-desktop TOUCHSTONE_ARTEFACTS=$target/artefacts
[ $# -gt 0 ] || rm -rf "$TOUCHSTONE_ARTEFACTS"
# The selection of the other parts: what it needs is built already.
window=("${workspace[@]}" --features test-window/real --test window)
cargo test "${window[@]}" --no-run
# Two at a time: each waits half of its time, and each has a screen, a driver and a state of its own.
# Every wait has its own deadline; this one is for the day on which somebody forgets one.
patience=1500
[ "${TOUCHSTONE_DRESSES:-}" = all ] && patience=6000
timeout $patience cargo test "${window[@]}" -- --test-threads 2 "$@"
