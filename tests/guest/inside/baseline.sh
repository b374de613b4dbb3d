# What a registration with resident key and PIN costs each client in the same guest: messages (the
# key's log: > to it, < from it), wall and processor milliseconds. usage (in the guest): baseline.sh [N]
# The guest is emulated: compare clients of one run, never with another machine's figures.
set -u
. /bench/keys.sh
times=${1:-5}
gadget 0
key 0 --pin "$PIN" --max-keys 200
request >/tmp/in
options >/tmp/options

measure() { # name, command...
  name=$1; shift
  command -v "$1" >/dev/null || { echo "baseline: no $1 in this guest"; return 0; }
  : >/tmp/key0.log
  meter 1 "$PIN" "$@" >/tmp/said 2>&1 || { echo "baseline: $name failed"; cat /tmp/said; return 1; }
  echo "== $name: $(grep -c ' > ' /tmp/key0.log) requests"
  cat /tmp/key0.log
  meter "$times" "$PIN" "$@" 2>/tmp/said | tail -1
}

failed=0
measure fido2-cred fido2-cred -M -r -v -i /tmp/in "$(device 0)" es256 || failed=1
measure ctap-hid-fido2 c_hid register || failed=1
if command -v touchstone >/dev/null; then
  id=$(touchstone keys --json | grep -o '"id" *: *"[^"]*"' | sed -n '1s/.*"\([^"]*\)"$/\1/p')
  measure touchstone touchstone register --options /tmp/options --key "$id" --pin-fd 0 --json || failed=1
  meter "$times" "" touchstone --version 2>/tmp/said | tail -1 | sed 's/^meter/start of touchstone/'
fi
meter "$times" "" fido2-token -V 2>/tmp/said | tail -1 | sed 's/^meter/start of fido2-token/'
away
exit $failed
