#!/usr/bin/env bash
# What one registration costs, ours beside two other clients, with the same key in the same run:
#   scripts/bench.sh [RUNS]     medians of so many runs, 5 by default
# The guest is emulated: compare the clients of one run with each other, not two runs.
. "$(dirname "$0")/common.sh"
exec scripts/test/guest.sh --bench "$@"
