#!/usr/bin/env bash
# Builds the Debian package from what is here, without a network:
#   scripts/package.sh [release|dev]     `dev` is for tests, of which all is built already
# The last line of its output is the package's path. Why not Tauri's bundler: docs/decisions/0010.
. "$(dirname "$0")/common.sh"

profile=${1:-release}
case $profile in release) built=release ;; dev) built=debug ;; *) die "usage: scripts/package.sh [release|dev]" ;; esac
for tool in dpkg-deb dpkg-shlibdeps; do have "$tool" || die "$tool is missing: this is no Debian or Ubuntu, or dpkg-dev is not installed"; done

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
# What the changelog does not call released sorts before the release (deb-version(7)).
grep -q "^## \[\?$version\b" CHANGELOG.md || version+=~unreleased
architecture=$(dpkg --print-architecture)

install_page_packages
npm --prefix ui run --silent build
if [ "$profile" = release ]; then
  cargo build -q --locked --release -p touchstone --features custom-protocol --bin touchstone-desktop
  cargo build -q --locked --release -p touchstone-cli --bin touchstone
else
  cargo build -q "${workspace[@]}" --bin touchstone-desktop --bin touchstone
fi

: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
# dpkg-deb and tar take it from here. Not sooner: C is compiled anew where it changes.
export SOURCE_DATE_EPOCH

out=$target/package/$profile
tree=$out/tree
rm -rf "$out"
umask 022
put() { install -D -p -m "$1" "$2" "$tree/$3"; }
document() { put 644 /dev/stdin "usr/share/doc/touchstone/$1"; }

put 755 "$target/$built/touchstone-desktop" usr/bin/touchstone-desktop
put 755 "$target/$built/touchstone" usr/bin/touchstone
strip --strip-unneeded "$tree"/usr/bin/*
put 644 packaging/org.touchstone.Touchstone.desktop usr/share/applications/org.touchstone.Touchstone.desktop
put 644 packaging/70-touchstone-fido.rules usr/lib/udev/rules.d/70-touchstone-fido.rules
for icon in 32x32.png:32x32 128x128.png:128x128 128x128@2x.png:256x256 icon.png:512x512 icon.svg:scalable; do
  file=${icon%:*}
  put 644 "icons/$file" "usr/share/icons/hicolor/${icon#*:}/apps/org.touchstone.Touchstone.${file##*.}"
done
put 644 docs/examples/creation-options.json usr/share/doc/touchstone/examples/creation-options.json

# copyright-format 1.0: a licence's text is indented by one, its empty lines are dots.
sed -e '/^@MIT@$/{r /dev/stdin' -e 'd}' packaging/debian/copyright < <(sed 's/^$/./; s/^/ /' LICENSE-MIT) | document copyright
{
  printf 'touchstone (%s) unstable; urgency=medium\n\n' "$version"
  # The newest section, its headings as points; CHANGELOG.md has the older ones.
  awk '/^## / { if (seen++) exit; next } seen' CHANGELOG.md |
    sed -e '/^$/d' -e 's/^### \(.*\)/  [ \1 ]/' -e 's/^- /  * /' -e 's/^  \([^*[ ]\)/    \1/'
  printf '\n -- The Touchstone authors <maintainers@touchstone.invalid>  %s\n' "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9 -n | document changelog.gz

# What the programs are linked with, by the packages of this system.
mkdir -p "$out/scratch/debian" "$tree/DEBIAN"
touch "$out/scratch/debian/control"
depends=$(cd "$out/scratch" && dpkg-shlibdeps -O "$tree"/usr/bin/* 2>"$out/scratch/shlibdeps.log" | sed -n 's/^shlibs:Depends=//p') ||
  die "$(cat "$out/scratch/shlibdeps.log")"
(cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@DEPENDS@/$depends/" \
  -e "s/@SIZE@/$(du -sk --apparent-size "$tree/usr" | cut -f 1)/" packaging/debian/control >"$tree/DEBIAN/control"
put 755 packaging/debian/postinst DEBIAN/postinst
find "$tree" -newermt "@$SOURCE_DATE_EPOCH" -print0 | xargs -0 -r touch -h -d "@$SOURCE_DATE_EPOCH"

package=$out/touchstone_${version}_$architecture.deb
# Compressed for those who fetch it; a test's package is thrown away.
level=(-Zxz) && [ "$profile" = release ] || level=(-Zgzip -z1)
dpkg-deb --root-owner-group "${level[@]}" --build "$tree" "$package" >/dev/null
rm -rf "$out/scratch" "$tree"
say "$package"
