#!/usr/bin/env bash
# Installs what is missing for a purpose, on Debian or Ubuntu: scripts/setup.sh run|window|test|deep
# A second run finds nothing missing and takes well under a second. What the guest needs (emulator,
# kernel, libfido2's tools) is not here: its own scripts unpack that without installing it.
. "$(dirname "$0")/common.sh"

# package                 purpose           reason
packages=$(
  cat <<'TABLE'
build-essential           run,window,test   C compiler and linker; what Debian packages are made with
pkg-config                run,window,test   finds the libraries below
libudev-dev               run,window,test   other clients of USB keys, for a second opinion
libpcsclite-dev           run,window,test   NFC keys, over PC/SC
libwebkit2gtk-4.1-dev     window,test       the window draws its page with WebKitGTK
librsvg2-dev              window,test       the icons of the window
desktop-file-utils        test              judges the package's desktop entry
udev                      test              judges its udev rule
x11-utils                 test              says which windows the screen of the tests has
xvfb                      test              a screen for the window where there is none
webkit2gtk-driver         test              drives the real window
fonts-dejavu-core         test              letters on that screen
chromium                  test              shows every state of the page to axe-core
libclang-dev              test              a firmware of the test keys has C in it
pcscd                     test              the real PC/SC daemon
vsmartcard-vpcd           test              a virtual reader for it
iproute2                  test              gives that daemon a network of its own
xz-utils                  test              unpacks the guest's kernel modules
zstd                      test              the same, on Ubuntu
python3-venv              test              independent relying-party libraries and clients
python3-dev               test              the same
swig                      test              the PC/SC client among them
TABLE
)

check_tools() {
  have cargo || die "Rust is missing: install a toolchain from https://rustup.rs"
  local needed found
  needed=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
  found=$(rustc --version | awk '{print $2}')
  [ "$(printf '%s\n%s\n' "$needed" "$found" | sort -V | head -n 1)" = "$needed" ] ||
    die "Rust $found is too old: $needed or later is needed (rustup update)"
  [ "$1" = run ] && return
  have node || die "Node is missing: version 20.19 or later is needed (https://nodejs.org)"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
           process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node $(node --version) is too old: 20.19 or later is needed"
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_for() {
  local package purposes reason
  while read -r package purposes reason; do
    [ -n "$package" ] || continue
    case ",$purposes," in *",$1,"*) is_installed "$package" || printf '%s\t%s\n' "$package" "$reason" ;; esac
  done <<<"$packages"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else
    have sudo || die "neither root nor sudo: run as root: $*"
    sudo "$@"
  fi
}

install_missing() {
  local missing names
  missing=$(missing_for "$1")
  [ -n "$missing" ] || return 0
  say "These packages are missing and will be installed:"
  say "$missing" | column -t -s "$(printf '\t')" 2>/dev/null || say "$missing"
  names=$(say "$missing" | cut -f 1)
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q
  # --no-remove: rather stop than take something away that this machine uses.
  # shellcheck disable=SC2086 # one word per package
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends --no-remove $names
}

purpose=${1:-run}
[ "$purpose" = deep ] && purpose=test
case $purpose in run | window | test) ;; *) die "usage: scripts/setup.sh run|window|test|deep" ;; esac
check_tools "$purpose"
if have dpkg-query && have apt-get; then
  install_missing "$purpose"
else
  say "This is not Debian or Ubuntu, so nothing is installed. Their names for what is needed:"
  say "$packages" | awk -v purpose="$purpose" 'index("," $2 ",", "," purpose ",") { $2 = ""; print "  " $0 }'
fi
[ "$purpose" = run ] || install_page_packages
