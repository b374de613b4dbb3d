#!/usr/bin/env bash
# Registrations, options and traffic of others. They are not in the project: set TOUCHSTONE_CORPUS.
. "$(dirname "$0")/../common.sh"
if [ -z "${TOUCHSTONE_CORPUS:-}" ]; then
  say "skipped: no corpus at ../shared/corpus, and TOUCHSTONE_CORPUS is not set"
  exit "$CANNOT_RUN"
fi
cargo test "${workspace[@]}" --test corpus
cargo test -q "${workspace[@]}" --lib recorded_traffic
