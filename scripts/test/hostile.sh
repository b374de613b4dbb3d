#!/usr/bin/env bash
# The worst that Diagnose can be given, as many bytes of it as TOUCHSTONE_HOSTILE_BYTES says.
. "$(dirname "$0")/../common.sh"
cargo test "${workspace[@]}" -q -p enrollment --test hostile -- --nocapture
