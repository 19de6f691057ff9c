#!/bin/bash
# prove-test.sh: does make prove find what is wrong, and nothing else?
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-build}
work=$build/prove/test
passed=0
failed=0
rm -rf "$work"
mkdir -p "$work" || exit 2
export SECONDS_EACH=60 MEMORY=256

# Count a test: its name $1, whether it passed $2.
count()
{
   if [ "$2" = true ]; then
      passed=$((passed + 1))
   else
      failed=$((failed + 1))
      echo "not ok - $1"
      sed 's/^/   /' "$work/out" | head -n 20
   fi
}

# Run prove.sh for $3; its status must be $1 and its output match $2.
expect()
{
   local status
   "$root/grading/prove.sh" "$3" >"$work/out" 2>&1
   status=$?
   if [ "$status" -eq "$1" ] && grep -qE "$2" "$work/out"; then
      count "$3" true
   else
      echo "exit status $status, expected $1 and /$2/" >>"$work/out"
      count "$3: $2" false
   fi
}

# Plant a bug: in a copy of heapmgr$1.c, named after $2, sed's $3.  Then
# prove must find it: output $4.
plant()
{
   local file=$work/heapmgr${1%%_*}_$2.c
   sed "$3" "$root/heapmgr$1.c" >"$file"
   if cmp -s "$file" "$root/heapmgr$1.c"; then
      echo "the edit $3 changed nothing" >"$work/out"
      count "$2" false
      return
   fi
   expect 1 "$4" "$file"
}

# Sound managers: closed, with the number of states that they have.
BYTES=224 expect 0 '^3_list: [0-9]+ states.*: closed' 3_list
BYTES=256 DAMAGE=20 expect 0 '^4_dlist: [0-9]+ states.*: closed' 4_dlist
BYTES=256 DAMAGE=20 expect 0 '^5_bins: [0-9]+ states.*: closed' 5_bins
BYTES=300000 SIZES='70000 140000' START=1 expect 0 ': closed' 5_bins
BYTES=224 SIZES='8 40' FOREIGN=1 expect 0 ': closed' 4_dlist

# Bugs in what malloc and free do.
export BYTES=256
plant 4_dlist no-next 's/oChunk = HeapMgr_coalesceNext(oChunk);/;/' \
   'both free: they should have been coalesced'
plant 4_dlist lost '/(oTail, CHUNK_FREE)/,/^}/s/HeapMgr_insertChunk.*/;/' \
   'chunks are free, but [0-9]+ are on the free lists'
plant 4_dlist short 's/return Chunk_bytesToUnits/&/
   s/uUnits = Chunk_bytesToUnits(uBytes);/& if (uUnits > 3) uUnits--;/' \
   'the client wanted 24 bytes'
plant 4_dlist scribble 's/Chunk_setStatus(oChunk, CHUNK_INUSE);/&\
   if (oFreeList != NULL \&\& Chunk_getEnd(oChunk) != oHeapEnd)\
      *(char *)Chunk_toPayload(Chunk_getEnd(oChunk)) = 0;/' \
   'has written in the client|coalesced|is free|RULE BROKEN'
plant 4_dlist loop 's/^   if (pv == NULL)/   while (pv == NULL) ;&/' \
   'the manager hung'
plant 4_dlist stale 's/Chunk_setPrevInList(oChunk, NULL);/;/' 'RULE BROKEN'
plant 5_bins unmarked 's/   HeapMgr_markBin(uBin);/;/' 'RULE BROKEN'
plant 3_list disorder 's/oNextChunk < oChunk)/false)/' 'RULE BROKEN'
plant 4_dlist lazy 's/      uNewUnits = uUnits;/      return NULL;/' \
   'ask for exactly as much'
plant 4_dlist impure 's/^bool HeapMgr_isValid(void)/&/
   s/^   size_t uFree;$/   size_t uFree; if (oFreeList != NULL)\
      Chunk_setStatus(oHeapStart, Chunk_getStatus(oHeapStart)), \
      oFreeList = oFreeList; static int i; i++;/' \
   'isValid has changed something'

# What only a larger heap, or somebody else, brings to light.
BYTES=300000 SIZES='40000 70000 140000' plant 5_bins first-only \
   's/^      oChunk = Chunk_getNextInList(oChunk);/      oChunk = NULL;/' \
   'returned NULL, but the free chunk'
BYTES=224 SIZES='8 40' FOREIGN=1 plant 4_dlist alone \
   's/else if (oChunk != oHeapEnd)/else if (false)/' 'RULE BROKEN'

# A HeapMgr_isValid that misses something.
DAMAGE=1 plant 4_dlist blind \
   's/bIsFree && !HeapMgr_isNextOfPrev(oChunk)/false/
   s/Chunk_getPrevInList(oChunk) != oPrevChunk/false/' \
   'says true, but an invariant is false'
DAMAGE=1 plant 4_dlist follows \
   's/^   return Chunk_isInHeap(oPrevChunk.*/   return true/' \
   'RULE BROKEN|says true|crashes'

# The sequence that is left is a scenario.
count 'a scenario is written' "$(
   grep -q '^p1 = malloc(' "$build/prove/4_no-next.txt" &&
      grep -q '^free p1' "$build/prove/4_no-next.txt" && echo true)"

# What can't be proved is said.
MEMORY=1 BYTES=384 expect 3 'NOT closed: the book' 4_dlist
expect 2 'there is no manager' nosuch

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
