#!/bin/bash
# root.sh: a fresh minimal Debian in a folder, and commands in it.
#
# Usage: root.sh make SUITE FOLDER       unpack a fresh root
#        root.sh in FOLDER USER COMMAND  run COMMAND by a login shell there
#        root.sh drop FOLDER             remove the root
#
# SUITE is one of Debian's releases: bookworm, trixie.  A root is what
# debootstrap's minbase makes: apt and little else.  The first one of a
# release is downloaded and kept as a tar file; all later ones are
# unpacked from it.  Packages that apt downloads in a root are kept, too.
# Both lie in $XDG_CACHE_HOME/heapmgr-world (~/.cache/heapmgr-world).
#
# A command runs in mount and process namespaces of its own: it sees
# nothing of this machine but its network.  Needs root.
set -euo pipefail
umask 022

cache=${XDG_CACHE_HOME:-$HOME/.cache}/heapmgr-world

# Complain and end.
die()
{
   echo "root.sh: $1" >&2
   exit 2
}

# Print where this machine's apt gets Debian from.
mirror()
{
   apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' \
      'Created-By: Packages' |
      awk '$1 == "Debian" { print $2; found = 1; exit }
         END { exit !found }' ||
      die "apt has no Debian repository here; try \`apt-get update'"
}

# Print the settings by which this machine's apt reaches the network.
apt_settings()
{
   apt-config dump |
      grep -iE '^Acquire::((https?|ftp)::|Check-(Valid-Until|Date) )' ||
      true
}

# Download the release $1 into the tar file $2.
download()
{
   local new
   new=$(mktemp -d "$cache/$1.XXXXXX")
   echo "root.sh: downloading Debian's $1, once" >&2
   debootstrap --variant=minbase "$1" "$new/root" "$(mirror)" \
      >"$new/log" 2>&1 ||
      { tail -n 5 "$new/log" >&2; die "debootstrap failed: $new/log"; }
   rm -f "$new"/root/var/cache/apt/archives/*.deb
   tar -C "$new/root" --numeric-owner -czf "$new/tar" .
   mv "$new/tar" "$2"
   rm -rf "$new"
}

# Make folder $2 a fresh root of the release $1.
make_root()
{
   local tar=$cache/$1.tar.gz
   command -v debootstrap >/dev/null ||
      die "debootstrap is missing; \`make setup-dev' installs it"
   mkdir -p "$cache/$1-packages/partial"
   [ -s "$tar" ] || download "$1" "$tar"
   mkdir -p "$2"
   tar -C "$2" -xzf "$tar"
   ln -s "$cache/$1-packages" "$2.packages"
   cp -L /etc/resolv.conf /etc/hosts "$2/etc/"
   apt_settings >"$2/etc/apt/apt.conf.d/50machine"
}

# Mount what a system has, make folder $1 the root of all, and become
# user $2 there, who runs $3.  Only in namespaces of its own.
enter()
{
   local root=$1 node
   mount --make-rprivate /
   mount --bind "$root" "$root"
   mount --bind "$(readlink -f "$root.packages")" \
      "$root/var/cache/apt/archives"
   mount -t proc proc "$root/proc"
   mount -t tmpfs -o mode=755 tmpfs "$root/dev"
   for node in null zero full random urandom tty; do
      : >"$root/dev/$node"
      mount --bind "/dev/$node" "$root/dev/$node"
   done
   mkdir "$root/dev/pts" "$root/dev/shm"
   mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
   mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
   ln -s pts/ptmx "$root/dev/ptmx"
   ln -s /proc/self/fd "$root/dev/fd"
   cd "$root"
   pivot_root . mnt
   umount -l /mnt
   exec env -i TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      su -l -s /bin/bash "$2" -c "$3"
}

case ${1:-} in
make) make_root "$2" "$(realpath -m "$3")" ;;
in)
   exec unshare --mount --pid --ipc --uts --fork --kill-child \
      bash "$0" enter "$(realpath "$2")" "$3" "$4" </dev/null
   ;;
enter) enter "$2" "$3" "$4" ;;
drop) rm -rf --one-file-system "$2" "$2.packages" ;;
*) die "usage: make SUITE FOLDER | in FOLDER USER COMMAND | drop FOLDER" ;;
esac
