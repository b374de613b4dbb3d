#!/usr/bin/env bash
# The rules of the house over manifests and sources.
. "$(dirname "$0")/../common.sh"
cargo test -q "${workspace[@]}" --test architecture
