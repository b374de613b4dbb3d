#!/usr/bin/env bash
# The laws of the wizard over random orders of events, optimised: more than a million steps.
. "$(dirname "$0")/../common.sh"
export TOUCHSTONE_ORDERS=${TOUCHSTONE_ORDERS:-50000}
cargo test --locked --release -p enrollment --lib any_order_of_events -- --nocapture |
  tee "$target/test-logs/wizard-orders.txt"
grep -q '^test result: ok. 1 passed' "$target/test-logs/wizard-orders.txt" ||
  die "the test of random orders did not run; was it renamed?"
