#!/bin/bash
# Runs a command next to a pcscd with a virtual key in its virtual reader; exits with its code.
# usage: run.sh [--no-pcscd | --no-card] VKEY [VKEY-OPTION...] -- COMMAND [ARGUMENT...]
# The command finds in $CARD a FIFO for vkey's lines (pull, insert, touch, ...) and in $CARD_LOG
# what vkey writes. All live in namespaces of their own (vpcd would listen on every interface): needs
# root, or a kernel that lets users make namespaces. The second slot of the reader stays empty.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
for tool in pcscd unshare ip mount; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || { echo "run.sh: $tool is missing" >&2; exit 77; }
done
export PATH=$PATH:/usr/sbin:/sbin
if [ -z "${NFC_INSIDE:-}" ]; then
  [ "$(id -u)" = 0 ] && map=() || map=(--map-root-user)
  NFC_INSIDE=1 exec unshare "${map[@]}" --net --mount "$0" "$@"
fi
with=card
case $1 in --no-pcscd | --no-card) with=${1#--}; shift ;; esac
vkey=() command=()
while [ $# -gt 0 ]; do
  [ "$1" != -- ] || { shift; command=("$@"); break; }
  vkey+=("$1"); shift
done
[ ${#vkey[@]} -gt 0 ] && [ ${#command[@]} -gt 0 ] || { echo "run.sh: no vkey or no command" >&2; exit 2; }

work=$(mktemp -d)
pids=()
end() {
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap end EXIT
ip link set lo up
mkdir -p /run/pcscd
mount -t tmpfs none /run/pcscd
export CARD=$work/card CARD_LOG=$work/log
mkfifo "$CARD"
: >"$CARD_LOG"

if [ "$with" != no-pcscd ]; then
  pcscd --foreground --debug >"$work/pcscd" 2>&1 &
  pids+=($!)
  tries=0
  until [ -S /run/pcscd/pcscd.comm ] && (exec 9<>/dev/tcp/127.0.0.1/35963) 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "run.sh: pcscd with vpcd did not come up:" >&2; cat "$work/pcscd" >&2; exit 125; }
    sleep 0.05
  done
fi
if [ "$with" = card ]; then
  "${vkey[0]}" nfc 127.0.0.1:35963 --control "$CARD" --log "${vkey[@]:1}" 2>"$CARD_LOG" &
  pids+=($!)
  # pcscd logs the ATR when the card is powered and can be connected to.
  tries=0
  until grep -aq 'Card ATR: 3B 84' "$work/pcscd"; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "run.sh: no card in the reader:" >&2; tail -20 "$CARD_LOG" "$work/pcscd" >&2; exit 125; }
    sleep 0.05
  done
fi
code=0
"${command[@]}" || code=$?
exit $code
