#!/bin/sh
# setup.sh: install what the kit needs and this machine lacks.
#
# Usage: setup.sh PACKAGE... [-- PACKAGE:TARGET...]
#
# The packages are Debian's (Ubuntu has the same names).  Those that are
# installed already are left alone, and if all are, nothing is asked of
# the network.  Those after -- are needed by one target of make only: a
# release that hasn't got one is no reason to stop.  Installing needs
# root, or sudo.
set -eu

if ! command -v dpkg-query >/dev/null; then
   echo "setup: this is no Debian or Ubuntu; please install by hand" \
      "what these of its packages hold: $*" >&2
   exit 1
fi

installed()
{
   case $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) in
   ii*) return 0 ;;
   *) return 1 ;;
   esac
}

missing=
optional=
list=missing
for package; do
   if [ "$package" = -- ]; then
      list=optional
   elif installed "${package%:*}"; then
      :
   elif [ $list = missing ]; then
      missing="$missing $package"
   else
      optional="$optional $package"
   fi
done
if [ -z "$missing$optional" ]; then
   echo "setup: nothing is missing" >&2
   exit 0
fi

if [ "$(id -u)" -eq 0 ]; then
   root=
elif command -v sudo >/dev/null; then
   root=sudo
elif [ -n "$missing" ]; then
   echo "setup: these packages are missing, and only root can install" \
      "them (there is no sudo here):$missing" >&2
   exit 1
else
   root=false
fi

# Word splitting is meant: $root may be empty, $missing is a list.
# shellcheck disable=SC2086
$root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 ||
   [ -z "$missing" ]
for package in $optional; do
   if apt-cache show "${package%:*}" >/dev/null 2>&1; then
      missing="$missing ${package%:*}"
   else
      echo "setup: this system has no package ${package%:*}; only" \
         "\`make ${package#*:}' needs it" >&2
   fi
done
[ -n "$missing" ] || exit 0
echo "setup: installing$missing" >&2
# shellcheck disable=SC2086
$root env DEBIAN_FRONTEND=noninteractive \
   apt-get -qq install -y --no-install-recommends $missing >&2
