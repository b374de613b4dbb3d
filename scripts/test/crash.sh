#!/usr/bin/env bash
# Registrations killed at random moments and taken up again, 200 of them. TOUCHSTONE_CRASH_SEED
# repeats the choices of an earlier run, which it printed.
. "$(dirname "$0")/../common.sh"
cargo test "${workspace[@]}" -q --test kills -- --ignored --nocapture
