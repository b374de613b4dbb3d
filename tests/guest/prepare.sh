#!/bin/bash
# Gets what the guest needs and this machine lacks: an emulator, a kernel with its modules, libfido2's
# tools, busybox. Nothing is installed or removed; needs no root. usage: prepare.sh CACHE-DIR
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"; cache=$(cd "$1" && pwd)
unpacked=$here/../../scripts/unpacked.sh
[ "$(uname -m)" = x86_64 ] || { echo "prepare.sh: the guest is x86-64, this machine is $(uname -m)" >&2; exit 77; }
command -v python3 >/dev/null || { echo "prepare.sh: python3 is missing" >&2; exit 77; }

# The emulator: the machine's own, or Debian's from the cache (installing it may remove newer parts).
if command -v qemu-system-x86_64 >/dev/null; then
  printf '#!/bin/sh\nexec qemu-system-x86_64 "$@"\n' >"$cache/qemu"
else
  q=$cache/emulator
  "$unpacked" "$q" qemu-system-x86 qemu-system-common qemu-system-data seabios
  cat >"$cache/qemu" <<LAUNCHER
#!/bin/sh
lib=usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH="$q/\$lib:$q/lib/x86_64-linux-gnu" QEMU_MODULE_DIR="$q/\$lib/qemu"
exec "$q/usr/bin/qemu-system-x86_64" -L "$q/usr/share/qemu" -L "$q/usr/share/seabios" "\$@"
LAUNCHER
fi
chmod +x "$cache/qemu"
"$cache/qemu" --version >/dev/null || { echo "prepare.sh: the emulator does not start (above)" >&2; exit 1; }

load() {
  local name=$1 file to dep
  file=$(find "$cache/kernel" -path '*/lib/modules/*' \( -name "$name.ko*" -o -name "${name//_/-}.ko*" -o -name "${name//-/_}.ko*" \) | head -1)
  [ -n "$file" ] || return 0 # built in
  to=$cache/modules/$name.ko
  [ ! -e "$to" ] || return 0
  case $file in
    *.xz) xz -dc "$file" >"$to" ;;
    *.zst) zstd -qdc "$file" >"$to" ;;
    *) cp "$file" "$to" ;;
  esac
  for dep in $(tr '\0' '\n' <"$to" | grep -a '^depends=' | cut -d= -f2 | tr , ' '); do load "$dep"; done
  echo "$name" >>"$cache/modules/order"
}

# The kernel: Debian's, or Ubuntu's with the modules it keeps apart (dummy_hcd is in the extra ones).
if [ ! -e "$cache/vmlinuz" ]; then
  meta=; for name in linux-image-amd64 linux-image-generic linux-image-virtual; do
    if apt-cache show "$name" >/dev/null 2>&1; then meta=$name; break; fi
  done
  [ -n "$meta" ] || { echo "prepare.sh: no kernel package known; try: apt-get update" >&2; exit 1; }
  image=$(apt-cache depends "$meta" | sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -1)
  [ -n "$image" ] || { echo "prepare.sh: $meta names no kernel image" >&2; exit 1; }
  release=${image#linux-image-}; release=${release#unsigned-}
  rm -rf "$cache/kernel"; mkdir -p "$cache/kernel/.debs"
  for name in "$image" "linux-modules-$release" "linux-modules-extra-$release"; do
    apt-cache show "$name" >/dev/null 2>&1 || continue # Debian has one package for all
    (cd "$cache/kernel/.debs" && apt-get -qq download "$name" 2>&1 | grep -v unsandboxed >&2) || true
  done
  for deb in "$cache"/kernel/.debs/*.deb; do
    [ -e "$deb" ] || { echo "prepare.sh: $image could not be downloaded; try: apt-get update" >&2; exit 1; }
    dpkg -x "$deb" "$cache/kernel"
  done
  rm -rf "$cache/kernel/.debs"
  packed=$cache/kernel/boot/vmlinuz-$release
  python3 "$here/unpack-kernel.py" "$packed" "$cache/vmlinuz.new" || cp "$packed" "$cache/vmlinuz.new"

  # The modules and all that they need, unpacked, in one flat folder with their order; the rest goes.
  rm -rf "$cache/modules"; mkdir "$cache/modules"
  for name in uhid hid-generic usbhid dummy_hcd libcomposite usb_f_hid; do load "$name"; done
  [ -e "$cache/modules/dummy_hcd.ko" ] ||
    { echo "prepare.sh: $image has no dummy_hcd (Ubuntu keeps it in linux-modules-extra)" >&2; exit 1; }
  rm -rf "$cache/kernel"
  mv "$cache/vmlinuz.new" "$cache/vmlinuz"
fi

# Programs of the guest: the machine's own, or from the cache.
tools=$cache/tools; mkdir -p "$tools"
missing=()
command -v fido2-token >/dev/null || missing+=(fido2-tools)
busybox=$(command -v busybox || true)
if [ -z "$busybox" ] || ldd "$busybox" >/dev/null 2>&1; then missing+=(busybox-static); fi
[ ${#missing[@]} -eq 0 ] || "$unpacked" "$tools" "${missing[@]}"
