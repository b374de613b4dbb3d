#!/usr/bin/env bash
# The Debian package is built, looked into, installed by apt, used, and taken away again: for real, but
# in a view of this system (overlayfs) that is gone afterwards.
#   scripts/test/package.sh [dev|release]     the programs' profile, `dev` by default
. "$(dirname "$0")/../common.sh"

profile=${1:-dev}
package=$(scripts/package.sh "$profile" | tail -n 1)
say "-- $package ($(du -h "$package" | cut -f 1))"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fault() { die "the package: $*"; }

say "-- what is in it"
dpkg-deb --raw-extract "$package" "$work/tree"
dpkg-deb --contents "$package" >"$work/contents"
awk '$2 != "root/root"' "$work/contents" | grep . && fault "files that are not root's"
awk '$1 !~ /^(drwxr-xr-x|-rw-r--r--)$/ { print $1, $6 }' "$work/contents" | sort >"$work/others"
printf '%s\n' '-rwxr-xr-x ./usr/bin/touchstone' '-rwxr-xr-x ./usr/bin/touchstone-desktop' | diff - "$work/others" ||
  fault "modes that are not those of folders, documents and the two programs"
(cd "$work/tree" && md5sum --quiet -c DEBIAN/md5sums) || fault "sums that are wrong"
[ "$(cd "$work/tree" && find usr -type f | wc -l)" = "$(wc -l <"$work/tree/DEBIAN/md5sums")" ] || fault "files without a sum"
field() { dpkg-deb --field "$package" "$1"; }
case $(field Depends) in *libpcsclite1*) ;; *) fault "no libpcsclite1 among: $(field Depends)" ;; esac
case $(field Depends) in *libwebkit2gtk-4.1-0*) ;; *) fault "no WebKitGTK among: $(field Depends)" ;; esac
for program in touchstone touchstone-desktop; do
  readelf -S "$work/tree/usr/bin/$program" | grep -q '\.debug_info' && fault "$program is not stripped"
done
document=$work/tree/usr/share/doc/touchstone
[ "$(zcat "$document/changelog.gz" | dpkg-parsechangelog -l - -S Version)" = "$(field Version)" ] || fault "another version in its changelog"
zcat "$document/changelog.gz" | dpkg-parsechangelog -l - --all 2>&1 >/dev/null | grep . && fault "a changelog that cannot be read"
grep -q 'Permission is hereby granted' "$document/copyright" || fault "no licence text"
grep -q '@' "$document/copyright" "$work/tree/DEBIAN/control" && ! grep -q 'maintainers@' "$work/tree/DEBIAN/control" && fault "a gap that was not filled"
desktop-file-validate "$work/tree/usr/share/applications/org.touchstone.Touchstone.desktop"
sh -n "$work/tree/DEBIAN/postinst"
# What `touchstone doctor` tells a person to write has all that the package brings.
"$work/tree/usr/bin/touchstone" doctor --udev-rule | grep -Fxq "$(grep -v '^#' "$work/tree/usr/lib/udev/rules.d/70-touchstone-fido.rules")" ||
  fault "another udev rule than doctor's"

say "-- installed, used, removed, purged"
cargo build -q --locked -p test-window --bin opened
ways=(unshare --mount)
[ "$(id -u)" = 0 ] || ways=(unshare --mount --user --map-root-user)
if ! "${ways[@]}" mount -t tmpfs tmpfs "$work" 2>"$work/why"; then
  say "no room of its own for the installation: $(cat "$work/why")"
  exit "$CANNOT_RUN"
fi
"${ways[@]}" scripts/test/package/overlay.sh "$work" "$package" "$target/debug/opened"
