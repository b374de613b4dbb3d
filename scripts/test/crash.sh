#!/usr/bin/env bash
# Registrations killed at random moments and taken up again, 200 of them; some in a directory where anything
# goes wrong; and some of somebody who signed in, whose tokens, rights and policy end meanwhile. TOUCHSTONE_CRASH_SEED and TOUCHSTONE_FAULTS_SEED repeat the choices of an earlier run,
# which it printed. One after the other: a kill wants its moment.      scripts/test/crash.sh [PART OF A NAME]
. "$(dirname "$0")/../common.sh"
cargo test "${workspace[@]}" -q --test kills -- --ignored --nocapture --test-threads 1 "$@" | tee "$target/test-logs/crash.txt"
grep -Eq '^test result: ok. [123] passed' "$target/test-logs/crash.txt" || die "nothing ran; was a test renamed?"
