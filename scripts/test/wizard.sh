#!/usr/bin/env bash
# The laws of the wizard over random orders of events: a quarter of a million steps, and ten times
# as many in the long tier.
. "$(dirname "$0")/../common.sh"
export TOUCHSTONE_ORDERS=${TOUCHSTONE_ORDERS:-20000}
# As the unit tests were built: to build it all optimised takes five times as long as the orders do.
cargo test "${workspace[@]}" --lib wizard::machine::tests::orders -- --nocapture |
  tee "$target/test-logs/wizard-orders.txt"
grep -q '^test result: ok. 1 passed' "$target/test-logs/wizard-orders.txt" ||
  die "the test of random orders did not run; was it renamed?"
