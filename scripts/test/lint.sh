#!/usr/bin/env bash
# Formatting, and every lint as an error.
. "$(dirname "$0")/../common.sh"
cargo fmt --all --check
cargo fmt --manifest-path fuzz/Cargo.toml --check
cargo clippy "${workspace[@]}" --features test-window/real --all-targets -- -D warnings
