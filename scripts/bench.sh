#!/usr/bin/env bash
# What one registration costs, ours beside two other clients, with the same key in the same run:
#   scripts/bench.sh [RUNS]     medians of so many runs in turns, 9 by default
# Twice: in the guest's real time, and by counting instructions; the output says what each means.
. "$(dirname "$0")/common.sh"
exec scripts/test/guest.sh --bench "$@"
