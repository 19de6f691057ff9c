#!/bin/bash
# scaling.sh: how a manager's steps per call grow with the number of
# chunks, and whether that is what its head comment claims.
#
#    driver/scaling/scaling.sh MANAGER=FILE...
#
# MANAGER is what follows build/steps/testheapmgr, FILE the manager's
# source, whose "Costs:" lines are the claim.  The steps are exact, so
# the table is the same in every run of the same build.  Writes
# $BUILD/scaling/scaling.tsv (what was measured) and verdicts.tsv (what
# was made of it).  SCALING_COUNTS may hold other numbers of chunks.  Exit
# status: 1 if a claim does not hold.

set -euo pipefail
# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../script.sh"

readonly BUILD=${BUILD:-build}
readonly OUT=$BUILD/scaling
readonly COUNTS=${SCALING_COUNTS:-128 256 512 1024 2048 4096 8192 16384}

# Name, test, size, and whether its chunks lie in the last bin (of stage
# 5: 1023 units of 16 bytes).
readonly WORKLOADS='
LIFO            LifoFixed         100  -
FIFO            FifoFixed         100  -
random          RandomRandom     1000  -
holes           Checkerboard     8000  -
worst           Worst            8000  -
holes,large     Checkerboard    20000  last
worst,large     Worst          100000  last
'

# Measure manager $1.
measure()
{
   local name test size where count line

   while read -r name test size where
   do
      [ -n "$name" ] || continue
      for count in $COUNTS
      do
         line=$("$BUILD/steps/testheapmgr$1" --fast --steps --tsv \
            --no-header "$test" "$count" "$size")
         printf '%s\t%s\t%s\t%s\n' "$1" "$name" "$where" "$line"
      done
   done <<< "$WORKLOADS"
}

expected='expected MANAGER=FILE..., as make scaling has it'
[ $# -gt 0 ] || die "$expected"
mkdir -p "$OUT"
columns=$("$BUILD/steps/testheapmgr${1%%=*}" --fast --tsv LifoFixed 1 1 |
   head -n 1)
printf 'who\tworkload\twhere\t%s\n' "$columns" > "$OUT/scaling.tsv"

claims=()
for pair
do
   case $pair in
   *=*) ;;
   *) die "$expected" ;;
   esac
   claims+=("${pair#*=}")
   measure "${pair%%=*}" >> "$OUT/scaling.tsv"
done

awk -v verdicts="$OUT/verdicts.tsv" -v pairs="$*" \
   -f driver/scaling/scaling.awk "${claims[@]}" "$OUT/scaling.tsv"
