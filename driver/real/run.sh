#!/bin/bash
# run.sh: run a command on a heap manager, and say what that cost.
#
# Usage: run.sh LIBRARY CMD
#
# CMD is given to sh.  It, and the programs that it starts, have their
# memory from LIBRARY, a manager made by real.mk.  It is run twice: first,
# unseen, on the system's malloc, to have something to compare with; then
# on the manager, with its output where it belongs.  BESIDE=no leaves out
# the first run: for a command that must not be run twice.
#
# The figures go to stderr.  Exit status: that of CMD; 2 wrong usage.
# BUILD is the build folder; SECONDS_LIMIT ends a run after so many
# seconds (no limit).
set -uo pipefail
export LC_ALL=C
unset CDPATH

die()
{
   echo "run: $1" >&2
   exit 2
}

[ $# -eq 2 ] || die "usage: run.sh LIBRARY CMD"
library=$(realpath -e -- "$1") || die "there is no $1"
[ -n "$2" ] || die "which command?  make run MANAGER=5 CMD='gcc -c x.c'"
command=$2
build=${BUILD:-build}
show=$build/lib/showfigures
timer=$(type -P time) || die "GNU time is missing: make setup"
limit=${SECONDS_LIMIT:-0}
[[ $limit =~ ^[0-9]+$ ]] ||
   die "LIMIT=$limit: expected seconds, a whole number"

work=$(mktemp -d) || die "there is no room for files in ${TMPDIR:-/tmp}"
trap 'rm -rf "$work"' EXIT
name=$(basename "$library" .so)
name=${name#libheapmgr}
name=${name#own_}
name=${name#_}

# A path with a blank or a colon can't be preloaded by its name.
ln -s "$library" "$work/manager.so"

# Run the command; its seconds, kilobytes and status go to file $1.  Words
# that follow are put into its environment.
measure()
{
   local into=$1

   shift
   "$timer" -q -o "$into" -f '%e %M %x' \
      timeout --foreground -k 1 "$limit" \
      env "$@" sh -c "$command"
}

if [ "${BESIDE:-yes}" != no ]; then
   measure "$work/beside" >/dev/null 2>&1 </dev/null
fi
"$show" --new "$work/figures" || exit 2
measure "$work/run" LD_PRELOAD="$work/manager.so" \
   HEAPMGR_FIGURES="$work/figures"
status=$?

"$show" "$work/figures" |
   awk -F '\t' -v name="$name" -v status="$status" -v limit="$limit" \
      -v beside="$(cat "$work/beside" 2>/dev/null)" \
      -v run="$(cat "$work/run" 2>/dev/null)" \
      -f "${BASH_SOURCE[0]%/*}/run.awk" >&2
exit "$status"
