#!/bin/sh
# setup.sh: install what the kit needs and this machine lacks.
#
# Usage: setup.sh PACKAGE...
#
# The packages are Debian's (Ubuntu has the same names).  Those that are
# installed already are left alone, and if all are, nothing is asked of
# the network.  Installing needs root, or sudo.
set -eu

if ! command -v dpkg-query >/dev/null; then
   echo "setup: this is no Debian or Ubuntu; please install by hand" \
      "what these of its packages hold: $*" >&2
   exit 1
fi

missing=
for package; do
   state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" \
      2>/dev/null || true)
   case $state in
   ii*) ;;
   *) missing="$missing $package" ;;
   esac
done
if [ -z "$missing" ]; then
   echo "setup: nothing is missing" >&2
   exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
   root=
elif command -v sudo >/dev/null; then
   root=sudo
else
   echo "setup: these packages are missing, and only root can install" \
      "them (there is no sudo here):$missing" >&2
   exit 1
fi

echo "setup: installing$missing" >&2
# Word splitting is meant: $root may be empty, $missing is a list.
# shellcheck disable=SC2086
{
   $root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
   $root env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq install -y --no-install-recommends $missing
} >&2
