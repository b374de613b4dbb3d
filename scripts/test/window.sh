#!/usr/bin/env bash
# The page is checked and built, the app is built with it, and its IPC answers as granted.
. "$(dirname "$0")/../common.sh"
install_page_packages
npm --prefix ui run --silent check
npm --prefix ui run --silent build
cargo test "${workspace[@]}" --test ipc
