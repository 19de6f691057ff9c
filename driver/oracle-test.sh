#!/bin/bash
# oracle-test.sh: managers under the oracle, on what programs really do.
#
# Usage: oracle-test.sh [--long] [MANAGER]...
#
# Each manager, or all that are built if none is named, plays every trace
# in driver/traces; testheapmgr looks over each payload.  With --long each
# plays a million random operations as well.  The programs are
# build/testheapmgrMANAGER (BUILD= to choose another build folder).
set -euo pipefail
export LC_ALL=C
# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../.ci/count.sh"

readonly ROOM=${BUILD:-build}/oracle
readonly OPERATIONS=1000000
work=$ROOM
must_have "${BUILD:-build}/testheapmgr4_dlist" programs

# Let program $1 play the trace in file $2.
play()
{
   # With --tsv it says what the walk over the heap could not account for.
   "$1" --tsv --no-header --trace "$2" >"$ROOM/played" 2>&1 &&
      grep -q -P '\tok\t' "$ROOM/played" &&
      ! grep -q "counted as unknown" "$ROOM/played" && return
   cat "$ROOM/played"
   return 1
}

# Print a trace of random operations on at most 1500 payloads: half of
# the operations give a payload to an id that has none, else it is freed
# or, now and then, reallocated.  Of a hundred sizes 90 are below 200
# bytes, 9 below 2000, and one is below 40000.
make_trace()
{
   awk -v operations="$OPERATIONS" -v ids=1500 '
      function size(    dice) {
         dice = rand()
         return 1 + int(rand() * \
            (dice < 0.90 ? 200 : dice < 0.99 ? 2000 : 40000))
      }
      BEGIN {
         srand(1)
         for (i = 0; i < operations; i++) {
            id = int(rand() * ids)
            if (!live[id]) {
               print "a", id, size()
               live[id] = 1
            } else if (rand() < 0.1) {
               print "r", id, size()
            } else {
               print "f", id
               live[id] = 0
            }
         }
      }'
}

long=
if [ "${1-}" = --long ]; then
   long=yes
   shift
fi
managers=("$@")
if [ $# -eq 0 ]; then
   for program in "${BUILD:-build}"/testheapmgr*; do
      [ ! -x "$program" ] || managers+=("${program##*/testheapmgr}")
   done
fi

mkdir -p "$ROOM"
traces=()
for packed in driver/traces/*.rep.gz; do
   trace=$ROOM/$(basename "$packed" .gz)
   gzip -dc "$packed" >"$trace"
   traces+=("$trace")
done
if [ -n "$long" ]; then
   make_trace >"$ROOM/million.script"
   traces+=("$ROOM/million.script")
fi

for manager in "${managers[@]}"; do
   [ ! -t 2 ] || printf '\r\033[Koracle: %s' "$manager" >&2
   for trace in "${traces[@]}"; do
      ok "$manager plays $(basename "$trace")" \
         play "${BUILD:-build}/testheapmgr$manager" "$trace"
   done
done
[ ! -t 2 ] || printf '\r\033[K' >&2
end_count
