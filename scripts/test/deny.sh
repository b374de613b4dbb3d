#!/usr/bin/env bash
# Licences, bans, sources and advisories, as deny.toml decides them.
. "$(dirname "$0")/../common.sh"
if ! have cargo-deny; then
  say "-- installing cargo-deny"
  cargo install --locked --quiet cargo-deny
fi
deny=(cargo deny --workspace --all-features)
"${deny[@]}" check bans licenses sources
if ! "${deny[@]}" fetch db; then
  say "the advisory database cannot be fetched; all else holds"
  exit "$CANNOT_RUN"
fi
"${deny[@]}" --offline check advisories
