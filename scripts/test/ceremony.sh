#!/usr/bin/env bash
# The invariants of both ceremonies over random orders of events: a hundred thousand each, a million in the
# long tier.
. "$(dirname "$0")/../common.sh"
export TOUCHSTONE_ORDERS=${TOUCHSTONE_ORDERS:-100000}
# As the unit tests were built: to build it all optimised takes four times as long as the orders do.
cargo test "${workspace[@]}" --lib any_order_of_events_keeps_the_invariants -- --nocapture |
  tee "$target/test-logs/ceremony-orders.txt"
grep -q '^test result: ok. 2 passed' "$target/test-logs/ceremony-orders.txt" ||
  die "the two tests of random orders did not run; were they renamed?"
