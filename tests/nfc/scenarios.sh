#!/bin/bash
# All NFC scenarios against a real pcscd: `scenario NAME: ok` or `failed` with its output.
# usage: scenarios.sh VKEY VERIFIERS-CACHE [TOUCHSTONE]      without TOUCHSTONE its scenarios are left out
# NO_TRUSSED=1 leaves out the second key.
set -uo pipefail
[ $# -ge 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
vkey=$1 python=$2/python/bin/python
export TOUCHSTONE=${3:-} PYTHON=$python HERE=$here
[ -x "$python" ] || { echo "scenarios.sh: no $python: run verifiers/install.sh $2" >&2; exit 2; }
PIN=123456
log=$(mktemp); export WORK; WORK=$(mktemp -d); trap 'rm -rf "$log" "$WORK"' EXIT
card() { "$here/run.sh" "$vkey" "$@"; }
client() { "$python" "$here/card.py" "$@"; }
# What the card holds, in python-fido2's words, matches.
holds() { client held "$PIN" >"$WORK/held"; cat "$WORK/held"; grep -q "$1" "$WORK/held"; }
export -f client holds; export python here PIN

chaining_and_lengths() { card -- "$python" "$here/raw.py" basics; }
short_apdus_only() { card --short-apdus -- "$python" "$here/raw.py" basics --short; }
keepalive_and_cancel() { card --touch never -- "$python" "$here/raw.py" waiting; }
keepalive_and_cancel_trussed() { card --trussed --touch never -- "$python" "$here/raw.py" waiting; }
card_removed_in_mid_request() { card --touch never -- "$python" "$here/raw.py" removed; }
python_registers() {
  card --pin $PIN --aaguid 00112233-4455-6677-8899-aabbccddeeff -- bash -euc '
    client info | grep 00112233-4455-6677-8899-aabbccddeeff
    client register $PIN; holds "\"rp\": \"example.com\""'
}
python_registers_trussed() {
  card --trussed --pin $PIN --short-apdus -- bash -euc '
    client register $PIN; holds "\"rp\": \"example.com\""'
}
blocked_without_keepalive() { card --no-keepalive --touch 700 --pin $PIN -- "$python" "$here/card.py" register $PIN; }
no_card() { "$here/run.sh" --no-card "$vkey" -- "$python" "$here/card.py" absent; }
no_pcscd() { "$here/run.sh" --no-pcscd "$vkey" -- "$python" "$here/card.py" absent; }

# --- the release CLI -----------------------------------------------------------------------------

options() {
  cat <<JSON
{ "rp": { "id": "example.com", "name": "Example" },
  "user": { "id": "dXNlcg", "name": "user", "displayName": "User" },
  "challenge": "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')",
  "pubKeyCredParams": [ { "type": "public-key", "alg": -257 }, { "type": "public-key", "alg": -7 } ],
  "authenticatorSelection": { "residentKey": "required", "userVerification": "required" },
  "attestation": "direct", "timeout": 60000 }
JSON
}
# The id of the first key over NFC.
cli_id() {
  "$TOUCHSTONE" --state "$WORK/state" keys --json | "$python" -c '
import json, sys
keys = json.load(sys.stdin)
keys = keys if isinstance(keys, list) else keys["keys"]
print(next(key["id"] for key in keys if key["transport"] == "nfc"))'
}
cli_register() {
  options >"$WORK/options"
  "$TOUCHSTONE" --state "$WORK/state" register --options "$WORK/options" --key "$(cli_id)" --pin-fd 3 --json \
    3<<<"$PIN" >"$WORK/out" 2>"$WORK/err"
}
export -f options cli_id cli_register

cli_registers() {
  card --pin $PIN "$@" -- bash -euc 'cli_register || { cat $WORK/out $WORK/err; exit 1; }
    grep -q attestationObject $WORK/out; holds "\"rp\": \"example.com\""'
}
cli_registers_trussed() { cli_registers --trussed; }
cli_registers_with_short_apdus() { cli_registers --short-apdus; }
cli_says_that_the_card_was_taken_away() {
  card --pin $PIN --touch never -- bash -euc '
    echo "await-blinking pull" >$CARD & code=0
    options >$WORK/options; id=$(cli_id)
    timeout 20 "$TOUCHSTONE" --state $WORK/state register --options $WORK/options --key "$id" --pin-fd 3 --json \
      3<<<$PIN >$WORK/out 2>$WORK/err || code=$?
    cat $WORK/out $WORK/err; echo "ended with $code"
    [ $code = 1 ] || [ $code = 3 ]
    grep -Eiq "remov|taken|pulled" $WORK/out $WORK/err
    echo insert >$CARD; sleep 1
    holds "\"credentials\": \[\]"'
}
cli_second_opinion_agrees() {
  card --pin $PIN -- bash -euc '
    "$TOUCHSTONE" --state $WORK/state keys --second-opinion --json >$WORK/out; cat $WORK/out
    grep -q "\"client\":\"webauthn-authenticator-rs\".*\"outcome\":\"agrees\".*\"agreed\":.*\"aaguid\"" $WORK/out'
}
cli_says_that_pcscd_is_absent() {
  "$here/run.sh" --no-pcscd "$vkey" -- bash -euc '"$TOUCHSTONE" --state $WORK/state doctor 2>&1 | grep -i pcsc'
}

all="chaining_and_lengths short_apdus_only keepalive_and_cancel card_removed_in_mid_request
python_registers blocked_without_keepalive no_card no_pcscd"
[ -n "${NO_TRUSSED:-}" ] || all+=" keepalive_and_cancel_trussed python_registers_trussed"
if [ -n "$TOUCHSTONE" ]; then
  all+=" cli_registers cli_registers_with_short_apdus cli_says_that_the_card_was_taken_away cli_says_that_pcscd_is_absent"
  [ -n "${NO_TRUSSED:-}" ] || all+=" cli_registers_trussed"
  [ ! -x "$TOUCHSTONE-second-opinion" ] || all+=" cli_second_opinion_agrees"
fi
failed=0
for name in ${NFC_SCENARIOS:-$all}; do
  begin=$EPOCHREALTIME
  if "$name" >"$log" 2>&1; then verdict=ok; else verdict=failed; failed=1; fi
  took=$(((${EPOCHREALTIME/./} - ${begin/./}) / 100000))
  echo "scenario $name: $verdict ($((took / 10)).$((took % 10)) s)"
  [ $verdict = ok ] || sed 's/^/  | /' "$log"
done
exit $failed
