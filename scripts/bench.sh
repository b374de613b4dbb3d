#!/usr/bin/env bash
# What things cost:
#   scripts/bench.sh [RUNS]     medians of so many runs in turns, 9 by default
# A registration, ours beside two other clients with the same key: in the guest's real time, and by counting
# instructions; the output says what each means. Campaign verdicts, judgements beside other
# libraries, and the window beside an empty one.
. "$(dirname "$0")/common.sh"
scripts/bench/campaign.sh
scripts/bench/judge.sh
scripts/test/guest.sh --bench "$@"
say "== the window: first paint and idle memory beside an empty one"
scripts/test/first-paint.sh "$@"
