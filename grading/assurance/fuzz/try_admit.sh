#!/bin/bash
# try_admit.sh: does admission do right with this source?
#
# Usage: try_admit.sh FILE      (fuzz.sh garbles the files)
#
# The source is handed in as heapmgr4_dlist.c.  There must be an answer,
# in good time, and it must be one that the grader knows; a manager is run
# only if it is admitted.
set -uo pipefail
export LC_ALL=C

kit=$PWD/build/grade
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail()
{
   echo "try_admit: $*"
   exit 1
}

chmod 711 "$work"
mkdir -m 755 "$work/admit" "$work/in"
cp "$1" "$work/in/heapmgr4_dlist.c"
timeout 120 bash grading/intake/admit.sh "$work/in" "$work/admit" "$kit" \
   >"$work/log" 2>&1 || fail "status $?: $(tail -n 1 "$work/log")"
jq -e '(.managers | length) == 2
   and all(.managers[]; .status
      | IN("admitted", "refused", "not compiled", "missing"))
   and all(.managers[]; (.diagnostics | length) <= 8000)
   and all(.managers[]; .status == "admitted" or .status == "missing"
      or .reasons != [] or .diagnostics != "")' \
   "$work/admit/admitted.json" >/dev/null ||
   fail "an answer that the grader doesn't know"
status=$(jq -r '.managers[0].status' "$work/admit/admitted.json")
for build in debug fast; do
   program=$work/admit/heapmgr4_dlist/$build
   if [ "$status" = admitted ]; then
      [ -x "$program" ] || fail "admitted, but there is no $build program"
   else
      [ ! -e "$program" ] || fail "$status, but there is a $build program"
   fi
done
