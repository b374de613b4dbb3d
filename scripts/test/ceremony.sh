#!/usr/bin/env bash
# The ceremony's invariants over a million random orders of events, optimised.
. "$(dirname "$0")/../common.sh"
export TOUCHSTONE_ORDERS=${TOUCHSTONE_ORDERS:-1000000}
cargo test --locked --release -p ctap --lib any_order_of_events -- --nocapture |
  tee "$target/test-logs/ceremony-orders.txt"
grep -q '^test result: ok. 1 passed' "$target/test-logs/ceremony-orders.txt" ||
  die "the test of random orders did not run; was it renamed?"
