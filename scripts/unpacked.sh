#!/bin/bash
# Makes Debian or Ubuntu packages usable from a folder without installing them: downloads each and
# whatever it depends on that this machine lacks, and unpacks all of it. Removes and changes nothing.
# usage: unpacked.sh DIR PACKAGE...        done before: quick, nothing is fetched
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
mkdir -p "$1"; dir=$(cd "$1" && pwd); shift
wanted=$*
[ "$(cat "$dir/.packages" 2>/dev/null)" != "$wanted" ] || exit 0
for tool in apt-get apt-cache dpkg; do
  command -v "$tool" >/dev/null || { echo "unpacked.sh: $tool is missing: this is no Debian or Ubuntu; install by hand: $wanted" >&2; exit 1; }
done

for name in "$@"; do
  apt-cache show "$name" >/dev/null 2>&1 || { echo "unpacked.sh: no package $name; try: apt-get update" >&2; exit 1; }
done
installed=" $(dpkg-query -W -f '${db:Status-Abbrev}${Package} ' | sed 's/ii //g') "

# Level by level, one question to apt each: what the last level depends on and nobody has.
names=() level=("$@")
while [ ${#level[@]} -gt 0 ]; do
  names+=("${level[@]}") next=()
  while read -r name; do
    case "$installed ${names[*]} ${next[*]-} " in *" $name "*) ;; *) next+=("$name") ;; esac
  done < <(apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances "${level[@]}" | sed -nE 's/^ *\|?(Pre)?Depends: ([^<]*)$/\2/p')
  level=(${next[@]+"${next[@]}"})
done

echo "unpacked.sh: fetching ${names[*]}" >&2
rm -rf "$dir/.debs"; mkdir "$dir/.debs"
(cd "$dir/.debs" && apt-get -qq download "${names[@]}" 2>&1 | grep -v unsandboxed >&2) || true
for name in "${names[@]}"; do
  set -- "$dir/.debs/${name}"_*.deb
  [ -e "$1" ] || { echo "unpacked.sh: $name could not be downloaded; try: apt-get update" >&2; exit 1; }
  dpkg -x "$1" "$dir"
done
rm -rf "$dir/.debs"
echo "$wanted" >"$dir/.packages"
