#!/usr/bin/env bash
# Makes a view of this system in which everything may be changed, and installs a package there. Run by
# scripts/test/package.sh in a mount namespace of its own: overlay.sh FOLDER PACKAGE OPENED
. "$(dirname "$0")/../../common.sh"

[ $# = 3 ] || die "usage: overlay.sh FOLDER PACKAGE OPENED"
mount --make-rprivate /
# In memory: an overlay's own layer cannot lie on another overlay, which a container's disk is.
mount -t tmpfs tmpfs "$1"
mkdir "$1"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
for place in proc sys dev; do mount --rbind "/$place" "$1/root/$place"; done
for place in tmp run; do mount -t tmpfs -o mode=1777 tmpfs "$1/root/$place"; done
install -m755 scripts/test/package/inside.sh "$3" "$1/root/tmp/"
install -m644 "$2" "$1/root/tmp/touchstone.deb"
exec chroot "$1/root" /tmp/inside.sh
