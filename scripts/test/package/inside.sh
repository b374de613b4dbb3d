#!/bin/bash
# Inside the view that overlay.sh made: installs the package as a person would, uses both programs, takes
# it away in both ways, and looks for what is left. It stands alone; the project is out of sight here.
set -euo pipefail
fault() { echo "the installed package: $*" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /tmp

# Everything on the disk, less what apt and dpkg write about themselves.
files() { find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/log -o -path /var/cache \) -prune -o -print | sort; }
apt() { apt-get -qq -o Dpkg::Use-Pty=0 --no-install-recommends -y "$@" >apt.log 2>&1 || fault "apt-get $1: $(tail -n 20 apt.log)"; }
left() {
  [ -z "$(dpkg-query -W -f '${Status}' touchstone 2>/dev/null)" ] || fault "dpkg still knows it after $1"
  diff before <(files) || fault "$1 left or took files"
}
# Not as root: files that only root may read would not be seen otherwise.
person() {
  local as=()
  # In a user namespace of one user there is nobody else.
  [ "$(awk '{ print $3; exit }' /proc/self/uid_map)" = 1 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  env -u DISPLAY -u XDG_DATA_HOME -u XDG_CONFIG_HOME HOME=/tmp/home TMPDIR=/tmp/home XDG_RUNTIME_DIR=/tmp/home "${as[@]}" "$@"
}

! command -v touchstone >/dev/null || fault "a touchstone is installed on this machine already"
files >before
apt install ./touchstone.deb
[ "$(dpkg-query -W -f '${Status}' touchstone)" = "install ok installed" ] || fault "it is not installed"
dpkg --verify touchstone
mkdir -m 777 home

echo "   the command line"
version=$(dpkg-query -W -f '${Version}' touchstone)
person touchstone --version | grep -Fx "touchstone ${version%~*}" || fault "another version"
person touchstone register --key practice --options /usr/share/doc/touchstone/examples/creation-options.json \
  --state /tmp/home/state --pin-fd 0 <<<2580-practice >response.json 2>register.log || fault "$(cat register.log)"
grep -q '"attestationObject"' response.json || fault "no registration: $(cat response.json)"

echo "   the window, by what its desktop entry says"
entry=/usr/share/applications/org.touchstone.Touchstone.desktop
of_entry() { sed -n "s/^$1=//p" "$entry"; }
command -v "$(of_entry TryExec)" >/dev/null || fault "no $(of_entry TryExec)"
[ -e "/usr/share/icons/hicolor/scalable/apps/$(of_entry Icon).svg" ] || fault "no icon $(of_entry Icon)"
read -ra start < <(of_entry Exec)
person ./opened "$(of_entry StartupWMClass)" "${start[@]}" || fault "its window does not open"

echo "   the rule, by udev's own reading"
rule=/usr/lib/udev/rules.d/70-touchstone-fido.rules
# It reads every rule before it tests a device, and says what it does not understand.
udevadm test --action=add /sys/class/mem/null >udev.log 2>&1 || true
grep -q "Reading rules file: $rule" udev.log || fault "udev does not read its rule: $(cat udev.log)"
if grep "$(basename "$rule"):" udev.log; then fault "udev does not understand its rule"; fi

echo "   removed, installed again, purged"
rm -rf home
apt remove touchstone
left remove
apt install ./touchstone.deb
apt purge touchstone
left purge
echo "   nothing is left"
