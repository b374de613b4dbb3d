#!/bin/sh
# Installs the independent relying-party libraries, pinned, into a cache folder; done before: quick.
# usage: install.sh DIR      needs python3 with venv, node 20 or later, npm; for the NFC reader swig,
# a C compiler and libpcsclite-dev (python-fido2's PC/SC part is built from source)
set -eu
[ $# -eq 1 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"; dir=$(cd "$1" && pwd)
for tool in python3 node npm swig cc; do
  command -v "$tool" >/dev/null || { echo "install.sh: $tool is missing" >&2; exit 1; }
done
stamp=$(cat "$here/requirements.txt" "$here/package-lock.json" | sha256sum | cut -d' ' -f1)-$(python3 -V | tr ' ' -)
[ "$(cat "$dir/.installed" 2>/dev/null)" != "$stamp" ] || exit 0
rm -rf "$dir/python" "$dir/.installed"
python3 -m venv "$dir/python" ||
  { echo "install.sh: python3 cannot make a venv (Debian: apt-get install python3-venv)" >&2; exit 1; }
"$dir/python/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$dir/"
(cd "$dir" && npm ci --silent)
echo "$stamp" >"$dir/.installed"
