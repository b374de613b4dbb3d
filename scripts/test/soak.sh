#!/usr/bin/env bash
# Registrations without end, cancelled and disturbed at any moment: nothing may be left behind.
. "$(dirname "$0")/../common.sh"
export TOUCHSTONE_SOAK_SECONDS=${TOUCHSTONE_SOAK_SECONDS:-900}
cargo test "${workspace[@]}" --release -q -p test-keys --test soak -- --ignored --nocapture |
  tee "$target/test-logs/soak.txt"
grep -q '^soak: ' "$target/test-logs/soak.txt" || die "the soak did not run; was it renamed?"
