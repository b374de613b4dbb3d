#!/usr/bin/env bash
# Three relying-party libraries over registrations made with the virtual keys.
. "$(dirname "$0")/../common.sh"
cargo build -q "${workspace[@]}" --bin vkey
tests/verifiers/install.sh "$target/verifiers"
tests/verifiers/check.sh "$target/debug/vkey" "$target/verifiers"
