#!/usr/bin/env bash
# Our verdicts beside those of four relying-party libraries, on registrations generated here and, where
# they are there, on other people's; each disagreement stands in docs/differential.md.
. "$(dirname "$0")/../common.sh"
cases=$target/differential.jsonl
rm -f "$cases"
# One seed, so that the table can be complete; the tests themselves take a new one each time.
TOUCHSTONE_SEED=${TOUCHSTONE_SEED:-291} TOUCHSTONE_DIFFERENTIAL=$cases \
  cargo test "${workspace[@]}" -q --test generated every_registration_is_written
cargo build "${workspace[@]}" -q --bin touchstone
cargo build -q --release --locked --manifest-path tests/peers/Cargo.toml --target-dir "$target/peers" \
  --bin webauthn_rs
tests/verifiers/install.sh "$target/verifiers"
asked=(--cache "$target/verifiers" --rust "$target/peers/release/webauthn_rs")
if [ -n "${TOUCHSTONE_CORPUS:-}" ]; then
  asked+=(--corpus "$TOUCHSTONE_CORPUS" --ours "$target/debug/touchstone")
else
  say "differential: no corpus (TOUCHSTONE_CORPUS): generated registrations only"
fi
tests/verifiers/differential docs/differential.md "${asked[@]}" "$@" <"$cases"
