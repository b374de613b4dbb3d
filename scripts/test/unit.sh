#!/usr/bin/env bash
# The tests of every crate: in memory, no device, no display, no network. Those over other people's
# data are a part of their own.
. "$(dirname "$0")/../common.sh"
env -u TOUCHSTONE_CORPUS cargo test --no-fail-fast "${workspace[@]}"
