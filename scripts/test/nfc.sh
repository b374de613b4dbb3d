#!/usr/bin/env bash
# A real pcscd with a virtual card: chaining, keep-alive, removal, and the release CLI's registrations.
. "$(dirname "$0")/../common.sh"
cargo build -q "${workspace[@]}" --bin vkey
tests/verifiers/install.sh "$target/verifiers"
cli=()
if [ -d crates/cli ]; then
  cargo build --locked -q --release -p touchstone-cli
  second_opinion
  cli=("$target/release/touchstone")
fi
tests/nfc/scenarios.sh "$target/debug/vkey" "$target/verifiers" "${cli[@]}"
