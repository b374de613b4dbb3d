#!/usr/bin/env bash
# Our client with three keys, and three relying-party libraries over what it made.
. "$(dirname "$0")/../common.sh"
made=$target/registrations.jsonl
rm -f "$made"
TOUCHSTONE_REGISTRATIONS=$made cargo test "${workspace[@]}" -q --test registrations
tests/verifiers/install.sh "$target/verifiers"
tests/verifiers/verify --cache "$target/verifiers" <"$made" >"$target/verdicts.jsonl"
echo "registrations: $(wc -l <"$made") by our client, $(wc -l <"$target/verdicts.jsonl") verdicts, all accepting"
