#!/bin/bash
# sanitize.sh: run the managers where they may not do what C forbids.
#
# Usage: sanitize.sh MANAGER...
#
# The programs are build/sanitize/testheapmgrMANAGER and, for
# those whose statics statics.c knows, check_staticsMANAGER (BUILD= to
# choose another build folder).
# The manager and chunk.c are compiled with AddressSanitizer and
# UndefinedBehaviorSanitizer, and the driver poisons every live payload: a
# load or store of the manager's in a client's bytes stops right there,
# with a stack trace.
set -euo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
build=${BUILD:-build}
work=$build/sanitize
must_have "$work" sanitize

# A program must end well.
try()
{
   ok "${*##*/}" "$@"
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
   statics=$build/sanitize/check_statics$manager
   [ ! -x "$statics" ] || try "$statics"
done

end_count
