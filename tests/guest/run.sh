#!/bin/bash
# Boots the guest, shows its console, and exits with the code of the script that ran in it.
# usage: run.sh CACHE-DIR SCRIPT [ARGUMENT...]     ARGUMENTs without spaces; LIMIT (seconds, default
# 600), SMP, MEM (MiB), ACCEL, CLOCK from the environment. 124: over the limit; 125: the guest did not
# finish. CLOCK=counted: the guest's time is the instructions that its one processor has executed, a
# nanosecond each, and what its timers say while it waits; however busy this machine is.
set -uo pipefail
[ $# -ge 2 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
cache=$(cd "$1" && pwd) || exit 2
script=$2; shift 2
for part in qemu vmlinuz initramfs.gz; do
  [ -e "$cache/$part" ] || { echo "run.sh: $cache/$part is missing: run prepare.sh and image.sh" >&2; exit 2; }
done
arguments=$(IFS=,; echo "$*")
case ${CLOCK:-real} in
  real) machine=(-accel "${ACCEL:-tcg,thread=multi}" -smp "${SMP:-2}") ;;
  counted) machine=(-accel tcg,thread=single -smp 1 -icount shift=0,sleep=off) ;;
  *) echo "run.sh: no CLOCK $CLOCK: real or counted" >&2; exit 2 ;;
esac
console=$(mktemp); trap 'rm -f "$console"' EXIT
# q35 and TCG: stock kernels hang under some nested KVMs, and microvm has no dummy_hcd.
timeout "${LIMIT:-600}" "$cache/qemu" -M q35 "${machine[@]}" -cpu max -m "${MEM:-384}" \
  -nodefaults -no-user-config -display none -serial stdio -no-reboot \
  -kernel "$cache/vmlinuz" -initrd "$cache/initramfs.gz" \
  -append "console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable no_timer_check run=$script arguments=$arguments" \
  </dev/null 2>&1 | tr -d '\r' | tee "$console"
status=${PIPESTATUS[0]}
code=$(sed -n "s/^guest: $script ended with \([0-9]*\) .*/\1/p" "$console" | tail -1)
[ -n "$code" ] && exit "$code"
[ "$status" = 124 ] && { echo "run.sh: over the limit of ${LIMIT:-600} s" >&2; exit 124; }
echo "run.sh: the guest did not finish" >&2
exit 125
