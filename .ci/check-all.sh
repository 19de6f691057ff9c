#!/bin/bash
# check-all.sh: run all tests, several at a time, and count.
#
# Usage: check-all.sh PROGRAM...
#
# Each program is a test script, whose last line is "N passed, M failed",
# and may go on ", K skipped"; or a check program, whose last line has
# "N of M tests passed, F failed".  What it prints goes to build/checks/
# (BUILD= for another folder); of one that failed, what failed is shown,
# and what was skipped always is.  The last line is the sum.
set -uo pipefail

# Tests that call make call it as a person would: not as a part of this
# make, with its options, which would have it print more.
unset MAKEFLAGS MFLAGS MAKELEVEL

build=${BUILD:-build}
logs=$build/checks
rm -rf "$logs"
mkdir -p "$logs"
export logs

# Run program $1, leave its output and its counts in $logs, and say in one
# line how it went.
run()
{
   local name=${1##*/} start=$SECONDS status passed failed skipped=0 last
   local command=("$1")

   # A copy of the kit may have lost its execute bits.
   [[ $1 != *.sh ]] || command=(bash "$1")
   "${command[@]}" >"$logs/$name.log" 2>&1 </dev/null
   status=$?
   last=$(tail -n 1 "$logs/$name.log")
   if [[ $last =~ ([0-9]+)\ of\ [0-9]+\ tests\ passed,\ ([0-9]+)\ failed ]]; then
      passed=${BASH_REMATCH[1]}
      failed=${BASH_REMATCH[2]}
   elif [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)? ]]; then
      passed=${BASH_REMATCH[1]}
      failed=${BASH_REMATCH[2]}
      skipped=${BASH_REMATCH[4]:-0}
   else
      # It ended without counting: that is a failure.
      passed=0
      failed=1
      status=1
   fi
   # A program may fail without counting a failed test, as well.
   if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
      failed=1
   fi
   echo "$passed $failed $skipped" >"$logs/$name.counts"
   printf '%-6s %-24s %5d passed, %d failed%s (%d s)\n' \
      "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$name" \
      "$passed" "$failed" \
      "$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")" \
      $((SECONDS - start))
   grep '^skipped - ' "$logs/$name.log" | sed 's/^/   /'
   if [ "$failed" -ne 0 ]; then
      { grep -A 6 -E '^(not ok|FAIL|WRONG)' "$logs/$name.log" ||
         tail -n 20 "$logs/$name.log"; } | head -n 60
      echo "   (all of it: $logs/$name.log)"
   fi
}
export -f run

printf '%s\0' "$@" |
   xargs -0 -n 1 -P "$(nproc)" bash -c 'run "$1"' run

awk '{ passed += $1; failed += $2; skipped += $3 }
   END {
      printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
      exit failed > 0
   }' "$logs"/*.counts
