# Functions of the guest's scripts: virtual keys as USB gadgets on the dummy host controller.
# Key N (0 or 1) is behind /dev/hidgN and, for clients, behind the /dev/hidrawX that `device N` names.
# shellcheck shell=sh
gadgets=/sys/kernel/config/usb_gadget
PIN=123456

# Makes the gadget of key N; it is not plugged in yet.
gadget() {
  g=$gadgets/key$1 f=$gadgets/key$1/functions/hid.fido$1
  mkdir -p "$g/strings/0x409" "$g/configs/c.1" "$f"
  echo 0x1209 >"$g/idVendor"; echo 0xF1D0 >"$g/idProduct"
  echo 0x0200 >"$g/bcdUSB"; echo 0x0100 >"$g/bcdDevice"
  echo Works >"$g/strings/0x409/manufacturer"
  echo "Virtual Key $1" >"$g/strings/0x409/product"
  echo "VK000$1" >"$g/strings/0x409/serialnumber"
  echo 0 >"$f/protocol"; echo 0 >"$f/subclass"; echo 64 >"$f/report_length"
  # usage page 0xF1D0, one 64-byte input and one 64-byte output report
  printf '\006\320\361\011\001\241\001\011\040\025\000\046\377\000\165\010\225\100\201\002\011\041\025\000\046\377\000\165\010\225\100\221\002\300' >"$f/report_desc"
  ln -s "$f" "$g/configs/c.1/"
}
plug() { echo "dummy_udc.$1" >"$gadgets/key$1/UDC"; }
unplug() { echo "" >"$gadgets/key$1/UDC" 2>/dev/null || :; } # it may be out already

# Waits up to 10 s for a command to succeed.
await() {
  tries=0
  until "$@" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "waited in vain for: $*"; return 1; }
    sleep 0.05
  done
}

# The hidraw device of key N.
device() {
  for one in /sys/class/hidraw/hidraw*; do
    if grep -q "^HID_UNIQ=VK000$1$" "$one/device/uevent" 2>/dev/null; then
      echo "/dev/${one##*/}"
      return 0
    fi
  done
  return 1
}

# Starts key N with vkey's options, plugged in; its log is /tmp/keyN.log, its commands go to `tell N`.
key() {
  n=$1; shift
  [ -p "/tmp/control$n" ] || mkfifo "/tmp/control$n"
  vkey gadget "/dev/hidg$n" --control "/tmp/control$n" --log "$@" 2>>"/tmp/key$n.log" &
  echo $! >"/tmp/key$n.pid"
  plug "$n"
  await device "$n" >/dev/null
}
hostile() {
  n=$1; shift
  vkey hostile gadget "/dev/hidg$n" --kind "$1" 2>>"/tmp/key$n.log" &
  echo $! >"/tmp/key$n.pid"
  plug "$n"
  await device "$n" >/dev/null
}
tell() { n=$1; shift; echo "$*" >"/tmp/control$n"; }
# Pulled out: the bus goes, and the power; put in again: it starts anew with what it had stored.
pull() { unplug "$1"; tell "$1" pull; }
insert() { tell "$1" insert; sleep 0.1; plug "$1"; await device "$1" >/dev/null; }
# Blinks: OpenSK says so by keep-alive 0x3b.
blinks() { grep -q ' < 3b ' "/tmp/key$1.log"; }

# Ends every key of a scenario.
away() {
  for n in 0 1; do
    [ ! -e "$gadgets/key$n" ] || unplug "$n"
    [ ! -e "/tmp/key$n.pid" ] || kill "$(cat "/tmp/key$n.pid")" 2>/dev/null || :
    rm -f "/tmp/key$n.pid"
  done
  wait
}

# A program with the PIN on its stdin and no terminal to ask at.
with_pin() { echo "$PIN" | setsid "$@"; }
# What fido2-cred -M reads: client data hash, RP ID, user name, user id.
request() { head -c 32 /dev/urandom | base64; echo "${1:-example.com}"; echo user; head -c 32 /dev/urandom | base64; }
# What the key holds, in libfido2's words.
held() { with_pin fido2-token -L -k "${2:-example.com}" "$(device "$1")"; }
count() { with_pin fido2-token -L -r "$(device "$1")" | grep -c .; }
# Creation options as WebAuthn JSON; the challenge is 32 bytes.
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
