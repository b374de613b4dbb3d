#!/usr/bin/env bash
# Registration campaigns: verdicts per second and core, and a batch end to end beside reading the same
# lines with serde_json alone:
#   scripts/bench/campaign.sh [PEOPLE]     so many people, 1000000 by default
. "$(dirname "$0")/../common.sh"
people=${1:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build --release --locked -q -p entra-policy --example campaign_speed
cargo build --release --locked -q -p touchstone-cli --bin touchstone
built=${CARGO_TARGET_DIR:-target}/release
speed=$built/examples/campaign_speed
"$speed"
"$speed" lines "$people" >"$folder/people.jsonl"
cat >"$folder/policy.json" <<'JSON'
{ "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
  "snoozeDurationInDays": 1, "state": "enabled",
  "includeTargets": [
    { "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2" } ],
  "excludeTargets": [
    { "id": "00000007-0000-4000-8000-000000000007", "targetType": "group" } ] } } }
JSON
seconds() { # the least of three
  for _ in 1 2 3; do
    local began=$EPOCHREALTIME
    "$@" >/dev/null
    local ended=$EPOCHREALTIME
    echo "$ended $began" | awk '{ printf "%.3f\n", $1 - $2 }'
  done | sort -n | head -n 1
}
read=$(seconds "$speed" read "$folder/people.jsonl")
batch=$(seconds "$built/touchstone" nudge --batch "$folder/people.jsonl" --policy "$folder/policy.json")
counts=$(seconds "$built/touchstone" nudge --batch "$folder/people.jsonl" --policy "$folder/policy.json" --summary)
memory() { # the most that is held (KiB)
  "$@" --summary >/dev/null &
  local batch=$! held=0 now
  while now=$(awk '/^VmHWM/ { print $2 }' "/proc/$batch/status" 2>/dev/null) && [ -n "$now" ]; do held=$now; sleep 0.02; done
  wait "$batch"
  echo "$held"
}
head -n "$((people / 100))" "$folder/people.jsonl" >"$folder/few.jsonl"
few=$(memory "$built/touchstone" nudge --batch "$folder/few.jsonl" --policy "$folder/policy.json")
many=$(memory "$built/touchstone" nudge --batch "$folder/people.jsonl" --policy "$folder/policy.json")
say "$people people, seconds (the least of three runs):"
say "$read   serde_json alone"
say "$batch   nudge --batch, ratio $(echo "$batch $read" | awk '{ printf "%.2f", $1 / $2 }') (aim 2)"
say "$counts   nudge --batch --summary, ratio $(echo "$counts $read" | awk '{ printf "%.2f", $1 / $2 }')"
say "memory: $few KiB at most for $((people / 100)) people, $many KiB for $people"
