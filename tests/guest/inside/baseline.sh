# What a registration with resident key and PIN costs each client in the same guest, with the same key,
# in turns: requests, and medians of wall and processor milliseconds. Then what starting costs.
# usage (in the guest): baseline.sh [N]     N rounds, 9 by default; before them one that is not counted
set -u
. /bench/keys.sh
times=${1:-9}
gadget 0
key 0 --pin "$PIN" --max-keys 200
request >/tmp/in
options >/tmp/options
device=$(device 0)

clients="fido2-cred ctap-hid-fido2" starts="fido2-token"
if command -v touchstone >/dev/null; then
  clients="$clients touchstone" starts="$starts start-of-touchstone"
  id=$(touchstone keys --json | grep -o '"id" *: *"[^"]*"' | sed -n '1s/.*"\([^"]*\)"$/\1/p')
fi

# Runs one of them, once: wall, user and system milliseconds.
once() {
  case $1 in
    fido2-cred) meter 1 "$PIN" fido2-cred -M -r -v -i /tmp/in "$device" es256 ;;
    ctap-hid-fido2) meter 1 "$PIN" c_hid register ;;
    touchstone) meter 1 "$PIN" touchstone register --options /tmp/options --key "$id" --pin-fd 0 --json ;;
    fido2-token) meter 1 "" fido2-token -V ;;
    start-of-touchstone) meter 1 "" touchstone --version ;;
  esac >/tmp/cost 2>/tmp/said || { echo "baseline: $1 failed"; cat /tmp/said /tmp/cost; return 1; } >&2
  sed -n '1s/^meter: wall \([0-9.]*\) user \([0-9.]*\) system \([0-9.]*\)$/\1 \2 \3/p' /tmp/cost | grep .
}

# How many messages the key got from a client (its log: > to it, < from it); this round warms up.
failed=0
for one in $clients; do
  : >/tmp/key0.log
  once "$one" >/dev/null || failed=1
  grep -c ' > ' /tmp/key0.log >"/tmp/requests.$one"
done
for one in $starts; do once "$one" >/dev/null || failed=1; done
round=0
while [ $round -lt "$times" ] && [ $failed = 0 ]; do
  for one in $clients $starts; do once "$one" >>"/tmp/cost.$one" || failed=1; done
  round=$((round + 1))
done

# The median of what an expression makes of wall ($1), user ($2) and system ($3).
median() { awk "{ print $2 }" "/tmp/cost.$1" | sort -n | awk '{ a[NR] = $1 } END { printf "%.1f", a[int((NR + 1) / 2)] }'; }
if [ $failed = 0 ]; then
  printf '%-22s %9s %9s %9s\n' "median of $times, ms" requests wall processor
  for one in $clients $starts; do
    printf '%-22s %9s %9s %9s\n' "$one" "$(cat "/tmp/requests.$one" 2>/dev/null)" \
      "$(median "$one" '$1')" "$(median "$one" '$2 + $3')"
  done
fi
away
exit $failed
