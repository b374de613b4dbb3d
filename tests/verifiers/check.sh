#!/bin/sh
# Proves bench and verifiers: registrations made by hand with each virtual key are accepted by all
# libraries, and each kind of spoiled one is refused. usage: check.sh VKEY CACHE-DIR [--no-trussed]
set -eu
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
vkey=$1 cache=$2
brands='opensk trussed'; [ "${3:-}" != --no-trussed ] || brands=opensk
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

for brand in $brands; do
  with=; [ "$brand" = opensk ] || with=--trussed
  # shellcheck disable=SC2086  # no words for OpenSK
  {
    "$vkey" sample $with --name "$brand batch"
    "$vkey" sample $with --name "$brand self" --self
    "$vkey" sample $with --name "$brand batch pin" --pin 123456
    "$vkey" sample $with --name "$brand other root" >>"$work/bad"
  } >>"$work/good"
done
"$here/verify" --cache "$cache" <"$work/good" >"$work/verdicts"
echo "verifiers: $(wc -l <"$work/verdicts") verdicts, all accepting"

# Another root, another origin, another challenge, an unverified person where one is required.
python3 - "$work/good" "$work/bad" <<'PYTHON' >"$work/spoiled"
import json, sys
good = [json.loads(line) for line in open(sys.argv[1])]
others = [json.loads(line) for line in open(sys.argv[2])]
for other in others:
    print(json.dumps(other | {"trust_roots": good[0]["trust_roots"]}))
first = good[0]
print(json.dumps(first | {"id": "other origin", "origin": "https://example.org"}))
print(json.dumps(first | {"id": "other challenge", "challenge": "AAAAAAAAAAAAAAAAAAAAAA"}))
print(json.dumps(first | {"id": "other rp", "rp_id": "example.org"}))
print(json.dumps(first | {"id": "not verified", "require_uv": True}))
print(json.dumps(first | {"id": "not offered", "algs": [-257]}))
PYTHON
"$here/verify" --cache "$cache" --expect-refusal <"$work/spoiled" >"$work/verdicts"
echo "verifiers: $(wc -l <"$work/verdicts") verdicts, all refusing"
