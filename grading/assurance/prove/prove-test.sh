#!/bin/bash
# prove-test.sh: test the prover (prove.c).
#
#    make check-prove
#
# Sound managers must close and isValid must find all damage; seeded bugs
# must be found, each by its shortest sequence of calls; an isValid that
# overlooks something must be found out; wrong arguments must be refused.
# Everything written goes to $BUILD/prove/.  It prints a line for each
# check and exits 0 if all passed.

set -euo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../../.ci/count.sh"
export BUILD=${BUILD:-build}
export CC=${CC:-gcc} CFLAGS="-std=c11 -w" HEADER_ONLY="3_list"
work=$BUILD/prove/test
must_have "$BUILD/prove/prove.o" check-prove
mkdir -p "$work"

prove()
{
   bash grading/assurance/prove/prove.sh "$BUILD" "$@"
}

# seed NAME FILE: make $work/NAME.c, FILE with a seeded bug.
seed()
{
   cp "$2" "$work/$1.c"
   patch -s "$work/$1.c" "grading/specimens/seeded/$1.patch"
}

# edit NAME FILE SED: make $work/NAME.c, FILE changed by SED.
edit()
{
   sed "$3" "$2" > "$work/$1.c"
   if cmp -s "$2" "$work/$1.c"; then
      echo "prove-test.sh: $1: \"$3\" changes nothing in $2" >&2
      exit 2
   fi
}

# Sound managers.  The number of states is a fact of the algorithm.
small=(--bytes 176 --damage --misuse)
check "3_list closes" 0 "closed: 176 bytes, 5 sizes: 803 states" \
   prove 3_list "${small[@]}"
check "4_dlist closes" 0 "closed: 176 bytes, 5 sizes: 94 states" \
   prove 4_dlist "${small[@]}"
cp "$work/out" "$work/seen"
check "4_dlist sees a double free" 0 "free twice +[1-9][0-9]*( +0){4}$" \
   cat "$work/seen"
check "4_dlist sees overruns" 0 "its free +[1-9][0-9]*( +0){4}$" \
   cat "$work/seen"
check "_buddy sees a double free, of what has been coalesced too" 0 \
   "free twice +[1-9][0-9]*( +0){4}$" \
   env UNCOALESCED=_buddy INEXACT=_buddy bash grading/assurance/prove/prove.sh "$BUILD" \
   _buddy --bytes 176 --misuse
check "5_bins closes" 0 "closed: 176 bytes, 5 sizes: 94 states" \
   prove 5_bins "${small[@]}"
check "5_bins closes with the last bin" 0 "closed: 50000 bytes" \
   prove 5_bins --bytes 50000 --sizes 16336,16352,20000
check "4_dlist closes beside others who move the break" 0 \
   "may move the break up" \
   prove 4_dlist --bytes 200 --offset 8 --foreign 24
check "4_dlist closes above much foreign memory" 0 "closed: 240000" \
   prove 4_dlist --bytes 240000 --sizes 70000 --foreign 100000
check "4_dlist closes where growth is not refused" 0 "closed: 150000" \
   prove 4_dlist --bytes 150000 --sizes 70000,140000

# Seeded bugs, and how many calls show them.
seeds="coalesce-no-next:4_dlist:4 split-too-short:4_dlist:3
   bin-map-stale:5_bins:1 huge-wraps:4_dlist:1"
for entry in $seeds; do
   IFS=: read -r name manager calls <<< "$entry"
   seed "$name" "heapmgr$manager.c"
   check "$name is found by $calls calls" 1 "$name: $calls calls" \
      prove "$work/$name.c" --bytes 256
done
seed bin-last-unchecked heapmgr5_bins.c
check "bin-last-unchecked is found by 3 calls" 1 ": 3 calls" \
   prove "$work/bin-last-unchecked.c" --bytes 50000 \
   --sizes 16336,16352,20000
check "the scenario ends with the step that breaks it" 0 "^p2 = malloc" \
   tail -1 "$BUILD/prove/bin-last-unchecked.txt"

# The scenario it writes is one that the demo plays, with this manager.
seed coalesce-no-next heapmgr4_dlist.c
prove "$work/coalesce-no-next.c" >"$work/out" 2>&1 || true
check "the demo plays the scenario" 0 "step 4 of 4" \
   make -s demo BUILD="$BUILD" MANAGER="$work/coalesce-no-next.c" \
   SCENARIO="$BUILD/prove/coalesce-no-next.txt" ARGS=--plain
check "its caption names places as the demo does" 0 "\(chunk \+64\)" \
   grep "isValid says no" "$BUILD/prove/coalesce-no-next.txt"

# What must not go unseen: crashes, loops, stores outside the heap, and
# reading what a client has written.
found="if (uUnits == 0)"
edit loop heapmgr4_dlist.c "s/$found/while (uUnits == 7) {} $found/"
check "a loop is found" 1 "loop: hung" prove "$work/loop.c"
still='static __attribute__((no_sanitize_coverage)) void still(void)'
edit still heapmgr4_dlist.c "s/^static .*HeapMgr_growHeap/$still \
   { for (;;) {} }\\n&/; s/$found/if (uUnits == 7) still(); $found/"
check "a loop without a basic block is found" 1 "still: hung" \
   prove "$work/still.c"
edit crash heapmgr4_dlist.c "s/$found/if (uUnits == 7) *(volatile int *)8 = 1; $found/"
check "a crash is found" 1 "crash: crashed" prove "$work/crash.c"
edit beyond heapmgr4_dlist.c \
   "s/oHeapEnd = Chunk_getEnd(oChunk);/& *(char *)sbrk(0) = 1;/"
check "a store above the break is found" 1 "written outside" \
   prove "$work/beyond.c" --bytes 200
edit reads heapmgr4_dlist.c \
   "s/oChunk = Chunk_fromPayload(pv);/& if (*(char *)pv \& 4) return;/"
check "reading a payload is found" 1 "reads: [a-z]" \
   prove "$work/reads.c" --bytes 200

# An isValid that overlooks one invariant.
edit blind-i2 heapmgr4_dlist.c 's/if (bIsFree && bPrevIsFree)/if (0)/'
check "isValid without I2 is found out" 1 "MISSED: forged: free neigh" \
   prove "$work/blind-i2.c" --bytes 208 --damage
edit blind-i5 heapmgr5_bins.c \
   's/if (HeapMgr_getBin(Chunk_getUnits(oChunk)) != uBin)/if (0)/'
check "isValid without I5 is found out" 1 "MISSED: forged: wrong bin" \
   prove "$work/blind-i5.c" --bytes 208 --damage

# A manager without inspection functions is explored, too.
edit bare heapmgr4_dlist.c \
   's/HeapMgr_nextPiece/Bare_nextPiece/; s/HeapMgr_countLists/Bare_count/'
check "no inspection functions are needed" 0 "no HeapMgr_nextPiece" \
   prove "$work/bare.c" --bytes 160

# A manager whose states are without number.
edit counts heapmgr4_dlist.c \
   "s/$found/static size_t uCalls; uCalls++; $found/"
check "states without number end the search" 3 "NOT closed" \
   prove "$work/counts.c" --bytes 128 --changing --megabytes 4

# All states as a picture.
graph=$work/graph.dot
check "all states of a tiny heap are written as a graph" 0 "22 states" \
   prove 3_list --bytes 96 --sizes 16,32 --graph "$graph"
check "each is a node" 0 '^22$' grep -c 'TABLE BORDER' "$graph"
# A payload is white letters on blue.
check "each payload is freed by an arrow of its own" 0 '^same$' \
   bash -c "test \$(grep -o 'white' '$graph' | wc -l) -eq \
      \$(grep -c dashed '$graph') && echo same"
check "no arrow leads back to the heap nobody has used" 0 '^0$' \
   bash -c "grep -c -- '-> n0 ' '$graph' || true"
check "a graph that is too large for a picture is refused" 2 \
   "more than 200 states" prove 3_list --graph "$graph"

# Wrong arguments.
check "a heap of 7 bytes is refused" 2 "from 64 to" prove 4_dlist \
   --bytes 7
check "a size of 0 is refused" 2 "from 1 to" prove 4_dlist --sizes 0
check "an unknown manager is refused" 2 "no such manager" prove 9_none
check "an unknown option is refused" 2 "unrecognized" prove 4_dlist --no

end_count
