#!/usr/bin/env bash
# A real pcscd with a virtual card: chaining, keep-alive, removal, and the command line's registrations.
#   scripts/test/nfc.sh [dev|release]     the command line's profile, `dev` by default
. "$(dirname "$0")/../common.sh"
cargo build -q "${workspace[@]}" --bin vkey
tests/verifiers/install.sh "$target/verifiers"
programs=$(command_line "${1:-dev}")
tests/nfc/scenarios.sh "$target/debug/vkey" "$target/verifiers" "$programs/touchstone"
