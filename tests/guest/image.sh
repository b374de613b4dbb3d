#!/bin/bash
# Packs the guest's initramfs: init and scripts, kernel modules, libfido2's tools, and the programs
# given, each with its shared libraries. usage: image.sh CACHE-DIR PROGRAM...   (after prepare.sh)
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
cache=$(cd "$1" && pwd); shift
tools=$cache/tools
export PATH=$tools/bin:$tools/usr/bin:$PATH LD_LIBRARY_PATH=$tools/usr/lib/x86_64-linux-gnu

root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root"/{bin,dev,proc,sys,run,tmp,etc,lib/modules,bench}
install -m755 "$(command -v busybox)" "$root/bin/busybox"
install -m755 "$here/inside/init" "$root/init"
cp "$here"/inside/*.sh "$root/bench/"
printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"

cp "$cache"/modules/* "$root/lib/modules/"
echo num=2 >"$root/lib/modules/dummy_hcd.options" # ports: two keys at once

for program in "$(command -v fido2-token)" "$(command -v fido2-cred)" "$@"; do
  [ -x "$program" ] || { echo "image.sh: no program $program" >&2; exit 1; }
  target=$root/bin/$(basename "$program")
  install -m755 -s "$program" "$target" 2>/dev/null || install -m755 "$program" "$target"
  for lib in $({ ldd "$program" 2>/dev/null || true; } | grep -o '/[^ ]*'); do
    case $lib in "$tools"/*) to=$root/lib/x86_64-linux-gnu/$(basename "$lib") ;; *) to=$root$lib ;; esac
    [ -e "$to" ] || install -D "$lib" "$to"
  done
done

(cd "$root" && find . | "$root/bin/busybox" cpio -o -H newc 2>/dev/null) | gzip -1 >"$cache/initramfs.new"
mv "$cache/initramfs.new" "$cache/initramfs.gz"
