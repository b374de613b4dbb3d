#!/usr/bin/env bash
# The invariants of both ceremonies over a million random orders of events each, optimised.
. "$(dirname "$0")/../common.sh"
export TOUCHSTONE_ORDERS=${TOUCHSTONE_ORDERS:-1000000}
cargo test --locked --release -p ctap --lib any_order_of_events -- --nocapture |
  tee "$target/test-logs/ceremony-orders.txt"
grep -q '^test result: ok. 2 passed' "$target/test-logs/ceremony-orders.txt" ||
  die "the two tests of random orders did not run; were they renamed?"
