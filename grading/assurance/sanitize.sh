#!/bin/bash
# sanitize.sh: run the managers where they may not do what C forbids.
#
# Usage: sanitize.sh MANAGER...
#
# The programs are build/sanitize/testheapmgrMANAGER and, for the six
# stages, check_staticsMANAGER (BUILD= to choose another build folder).
# The manager and chunk.c are compiled with AddressSanitizer and
# UndefinedBehaviorSanitizer, and the driver poisons every live payload: a
# load or store of the manager's in a client's bytes stops right there,
# with a stack trace.
set -euo pipefail

build=${BUILD:-build}
log=$build/sanitize/log
passed=0
failed=0

# Run a program quietly; show what it said if it fails.
try()
{
   if "$@" >"$log" 2>&1; then
      passed=$((passed + 1))
   else
      failed=$((failed + 1))
      echo "not ok - $*"
      head -n 40 "$log"
   fi
}

for manager; do
   program=$build/sanitize/testheapmgr$manager
   "$program" --list | while read -r name _; do
      echo "$name"
   done >"$build/sanitize/tests"
   while read -r test; do
      try "$program" --check 500 "$test" 3000 1000
      try "$program" --check 500 --seed 2 "$test" 500 40000
   done <"$build/sanitize/tests"
   for trace in driver/traces/bash.rep.gz driver/traces/gawk.rep.gz \
      driver/traces/git.rep.gz; do
      gzip -dc "$trace" >"$build/sanitize/trace.rep"
      try "$program" --trace "$build/sanitize/trace.rep"
   done
   case $manager in
   [1-6]_*) try "$build/sanitize/check_statics$manager" ;;
   esac
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
