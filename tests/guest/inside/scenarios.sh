# All scenarios in one boot, each with keys of its own: `scenario NAME: ok` or `failed` with its log.
# usage (in the guest): scenarios.sh [NAME...]     exits nonzero when any failed
# A scenario that takes more than 60 s (SECONDS_EACH) is ended and has failed.
# Those named cli_* drive the release CLI and run when /bin/touchstone is there.
set -u
. /bench/keys.sh

# --- libfido2 alone: the bench itself ------------------------------------------------------------

libfido2_registers() {
  key 0 --pin "$PIN"
  request >/tmp/in
  with_pin fido2-cred -M -r -v -i /tmp/in -o /tmp/made "$(device 0)" es256
  fido2-cred -V -v -i /tmp/made -o /tmp/verified es256
  [ "$(count 0)" = 1 ]
  held 0 | grep -q es256
}

libfido2_registers_trussed() {
  key 0 --trussed --pin "$PIN"
  request >/tmp/in
  with_pin fido2-cred -M -r -v -i /tmp/in -o /tmp/made "$(device 0)" es256
  fido2-cred -V -v -i /tmp/made -o /tmp/verified es256
  [ "$(count 0)" = 1 ]
}

libfido2_sees_a_wrong_pin() {
  key 0 --pin "$PIN"
  request >/tmp/in
  if echo 999999 | setsid fido2-cred -M -r -v -i /tmp/in "$(device 0)" es256; then return 1; fi
  fido2-token -I "$(device 0)" | grep 'pin retries: 7'
  [ "$(count 0)" = 0 ]
}

a_key_pulled_out_forgets_its_request() {
  key 0 --touch never
  request >/tmp/in
  fido2-cred -M -i /tmp/in "$(device 0)" es256 & client=$!
  await blinks 0
  pull 0
  if wait $client; then return 1; fi
  [ -z "$(fido2-token -L)" ]
  insert 0
  fido2-token -I "$(device 0)" | grep aaguid
}

two_keys_at_once() {
  key 0 --aaguid 00000000000000000000000000000001
  key 1 --aaguid 00000000000000000000000000000002
  [ "$(fido2-token -L | grep -c hidraw)" = 2 ]
  fido2-token -I "$(device 0)" | grep 00000000000000000000000000000001
  fido2-token -I "$(device 1)" | grep 00000000000000000000000000000002
}

a_uhid_key_answers() {
  vkey uhid --name "Soft Key" 2>/tmp/key0.log & echo $! >/tmp/key0.pid
  await grep -q "HID_NAME=Soft Key" /sys/class/hidraw/hidraw0/device/uevent
  fido2-token -I /dev/hidraw0 | grep FIDO_2_1
}

no_right_is_an_error() {
  key 0
  chmod 600 "$(device 0)"
  if su -s /bin/sh nobody -c "fido2-token -I $(device 0)"; then return 1; fi
}

# --- the release CLI -----------------------------------------------------------------------------

# The id that the CLI gives key N, by its place in the list of one.
cli_id() { touchstone keys --json | grep -o '"id" *: *"[^"]*"' | sed -n "$1"'s/.*"\([^"]*\)"$/\1/p'; }
cli_register() { options >/tmp/options; echo "$PIN" >/tmp/pin; touchstone register --options /tmp/options --pin-fd 3 --json "$@" 3</tmp/pin >/tmp/out 2>/tmp/err; }
said() { grep -Eiq "$1" /tmp/err /tmp/out || { echo "did not say: $1"; cat /tmp/err /tmp/out; return 1; }; }

cli_registers() {
  key 0 --pin "$PIN"
  cli_register --key "$(cli_id 1)"
  grep -q '"attestationObject"' /tmp/out
  [ "$(count 0)" = 1 ]
  held 0 | grep -q User
}

cli_registers_trussed() {
  key 0 --trussed --pin "$PIN"
  cli_register --key "$(cli_id 1)"
  [ "$(count 0)" = 1 ]
}

cli_says_how_many_tries_are_left() {
  key 0 --pin 654321
  if cli_register --key "$(cli_id 1)"; then return 1; fi
  said '\b7\b'
  fido2-token -I "$(device 0)" | grep 'pin retries: 7'
  PIN=654321; [ "$(count 0)" = 0 ]
}

cli_says_that_the_key_was_taken_out() {
  key 0 --pin "$PIN" --touch never
  options >/tmp/options; echo "$PIN" >/tmp/pin
  touchstone register --options /tmp/options --key "$(cli_id 1)" --pin-fd 3 --json 3</tmp/pin >/tmp/out 2>/tmp/err & client=$!
  await blinks 0
  pull 0
  (sleep 15; kill -9 $client 2>/dev/null) & watch=$!
  code=0; wait $client || code=$?
  kill $watch 2>/dev/null
  echo "ended with $code"
  [ $code -ne 0 ] && [ $code -ne 137 ]
  said 'remov|taken out|pulled|unplug'
  insert 0
  [ "$(count 0)" = 0 ]
}

cli_takes_the_key_that_is_touched() {
  key 0 --pin "$PIN" --touch never
  key 1 --pin "$PIN" --touch never
  cli_register & client=$!
  await blinks 0
  await blinks 1
  tell 1 habit 0
  wait $client
  [ "$(count 0)" = 0 ]
  [ "$(count 1)" = 1 ]
}

cli_tells_no_right_from_no_key() {
  touchstone keys --json >/tmp/none || true
  key 0
  chmod 600 "$(device 0)"
  su -s /bin/sh nobody -c "touchstone --state /tmp/nobody keys --json" >/tmp/out 2>/tmp/err || true
  said 'no.right|permission|not.permitted|access'
  if cmp -s /tmp/none /tmp/out; then echo "said the same as with no key"; return 1; fi
}

# It neither hangs nor panics, nor is it killed for its memory, whatever the key does wrong.
cli_survives() {
  hostile 0 "$1"
  code=0
  timeout -s KILL 45 touchstone keys --json >/tmp/out 2>/tmp/err || code=$?
  cat /tmp/out /tmp/err
  case $code in 0 | 1 | 3) ;; *) echo "ended with $code"; return 1 ;; esac
}

# ctap-hid-fido2, in a process of its own, reads what we read: with a PIN set and one try spent.
cli_second_opinion_agrees() {
  key 0 --pin "$PIN"
  request >/tmp/in
  if echo 999999 | setsid fido2-cred -M -r -v -i /tmp/in "$(device 0)" es256; then return 1; fi
  touchstone keys --second-opinion --json >/tmp/out 2>/tmp/err
  cat /tmp/out
  said '"client":"ctap-hid-fido2","name":"Virtual Key 0","outcome":"agrees"'
  said '"agreed":.*"aaguid".*"pinRetries"'
  touchstone keys --second-opinion | grep 'It reads the same as we do'
}

# Whatever the key does to that process, ours says so and is done.
cli_second_opinion_survives() {
  hostile 0 "$1"
  code=0
  timeout -s KILL 45 touchstone keys --second-opinion --json >/tmp/out 2>/tmp/err || code=$?
  cat /tmp/out /tmp/err
  [ $code = 0 ]
  said '"outcome":"(neither|only-ours|only-theirs|differs|agrees)"|"reason":"(ended-early|timed-out)"'
}

# -------------------------------------------------------------------------------------------------

if [ "${1:-}" = one ]; then
  set -ex
  "${2%%:*}" "${2#*:}"
  exit 0
fi

all="libfido2_registers libfido2_sees_a_wrong_pin a_key_pulled_out_forgets_its_request
two_keys_at_once a_uhid_key_answers no_right_is_an_error"
[ "${TRUSSED:-}" = no ] || vkey kinds >/dev/null && ! vkey sample --trussed 2>&1 | grep -q 'no Trussed' && all="$all libfido2_registers_trussed"
if [ -x /bin/touchstone ]; then
  all="$all cli_registers cli_says_how_many_tries_are_left cli_says_that_the_key_was_taken_out
  cli_takes_the_key_that_is_touched cli_tells_no_right_from_no_key $(vkey kinds | sed "s/^\([^ ]*\).*/cli_survives:\1/")"
  case "$all" in *_trussed*) all="$all cli_registers_trussed" ;; esac
  [ ! -x /bin/touchstone-second-opinion ] || all="$all cli_second_opinion_agrees
  cli_second_opinion_survives:mute cli_second_opinion_survives:other-channel cli_second_opinion_survives:huge-length
  cli_second_opinion_survives:many-members cli_second_opinion_survives:deep-nesting cli_second_opinion_survives:zero-limits"
else
  echo "scenarios: no touchstone in this guest, its scenarios are left out"
fi

gadget 0
gadget 1
failed=0
for name in ${*:-$all}; do
  begin=$(cut -d' ' -f1 /proc/uptime)
  timeout "${SECONDS_EACH:-60}" sh /bench/scenarios.sh one "$name" >/tmp/log 2>&1
  code=$?
  away >/dev/null 2>&1
  took=$(echo "$begin $(cut -d' ' -f1 /proc/uptime)" | awk '{ printf "%.1f", $2 - $1 }')
  if [ $code = 0 ]; then
    echo "scenario $name: ok ($took s)"
  else
    failed=1
    echo "scenario $name: failed ($took s)"
    # Without what `await` says each time it looks.
    grep -Ev "^\++ (tries=|sleep 0.05|'\[' [0-9]+ -lt)" /tmp/log | sed 's/^/  | /'
    for n in 0 1; do [ ! -s /tmp/key$n.log ] || tail -5 /tmp/key$n.log | sed "s/^/  key $n | /"; done
  fi
  rm -f /tmp/key?.log
done
exit $failed
