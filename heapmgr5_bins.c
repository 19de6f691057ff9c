/*--------------------------------------------------------------------*/
/* heapmgr5_bins.c                                     Stage 5 of 6   */
/*                                                                    */
/* Fixes:  malloc no longer looks at chunks of all sizes (as in stage */
/*         4): each size has its own list, a bin.                     */
/* Leaves: the last bin is still searched, and the heap never shrinks */
/*         (stage 6 gives everything back at once).                   */
/* Costs:  malloc O(1) below MAX_BIN units, O(n) for n free chunks in */
/*         the last bin; free O(1); 32 bytes a chunk, 8 KiB for bins. */
/*                                                                    */
/*               0   1   2   3    4    5           MAX_BIN            */
/*             +---+---+---+----+----+----+------+---------+          */
/*    aoBins   |   |   |   |  o |    |  o |  ... |    o    |          */
/*             +---+---+---+--|-+----+--|-+------+----|----+          */
/*                            v         v             v               */
/*                         3 units   5 units      MAX_BIN + 7         */
/*                            ^                       ^               */
/*                            v                       v               */
/*                         3 units                 MAX_BIN            */
/*                                                                    */
/* Chunks, header, footer and coalescing are those of stage 4.  If a  */
/* bin is empty, a chunk from the next larger bin that isn't is split.*/
/* auBinMap finds that bin: it has a bit for each bin, so that empty  */
/* bins are passed over 64 at a time.                                 */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd.  Each is at least CHUNK_MIN_UNITS long, and its      */
/*     footer has the size that its header has.                       */
/* I2  No two neighbours in memory are both free: they would have     */
/*     been coalesced.                                                */
/* I3  A chunk is in a bin if, and only if, it is free.               */
/* I4  Next and prev agree: the first chunk in a bin has no prev,     */
/*     each other one is the next of its prev.                        */
/* I5  Bin i holds chunks of i units only.  The last bin, MAX_BIN,    */
/*     holds those of MAX_BIN units and more.                         */
/* I6  A bin's bit in auBinMap is 1 if, and only if, it holds a chunk.*/
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "chunk.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum
{
   MAX_BIN = 1023, /* the last bin */
   BIN_COUNT = MAX_BIN + 1,
   WORD_BITS = 64, /* bins in a word of auBinMap */
   WORD_COUNT = BIN_COUNT / WORD_BITS,
   MIN_GROWTH_UNITS = 8192, /* smallest request to the system */
   MARGIN_UNITS = 1         /* kept above oHeapEnd, see fillGap */
};

/* The heap: its first chunk, and the address right after its last one.
   Both are NULL until the first chunk is wanted. */

static Chunk_T oHeapStart = NULL;
static Chunk_T oHeapEnd = NULL;

/* The bins; the chunk that was freed last is at the front of each.  And
   the map of the bins that hold a chunk: bin i's bit is bit i % 64 of
   word i / 64. */

static Chunk_T aoBins[BIN_COUNT];
static uint64_t auBinMap[WORD_COUNT];

/*--------------------------------------------------------------------*/

/* Return the bin for chunks of uUnits units. */

static size_t HeapMgr_getBin(size_t uUnits)
{
   return (uUnits < MAX_BIN) ? uUnits : MAX_BIN;
}

/*--------------------------------------------------------------------*/

/* Return true if uBin's bit in auBinMap is 1. */

static bool HeapMgr_isMarked(size_t uBin)
{
   return (auBinMap[uBin / WORD_BITS] >> (uBin % WORD_BITS)) & 1;
}

/*--------------------------------------------------------------------*/

/* Make uBin's bit in auBinMap say whether it holds a chunk. */

static void HeapMgr_markBin(size_t uBin)
{
   uint64_t uBit = (uint64_t)1 << (uBin % WORD_BITS);

   if (aoBins[uBin] != NULL)
      auBinMap[uBin / WORD_BITS] |= uBit;
   else
      auBinMap[uBin / WORD_BITS] &= ~uBit;
}

/*--------------------------------------------------------------------*/

/* Return the first bin at or after uBin that holds a chunk, or
   BIN_COUNT if there is none.  (ctz counts trailing zeros: it gives
   the number of the lowest bit that is 1.) */

static size_t HeapMgr_findBin(size_t uBin)
{
   size_t uWord = uBin / WORD_BITS;
   uint64_t uBits = auBinMap[uWord]
                    & (UINT64_MAX << (uBin % WORD_BITS));

   while (uBits == 0)
   {
      uWord++;
      if (uWord == WORD_COUNT)
         return BIN_COUNT;
      uBits = auBinMap[uWord];
   }
   return uWord * WORD_BITS + (size_t)__builtin_ctzll(uBits);
}

/*--------------------------------------------------------------------*/

/* Insert oChunk, which must be free and in no bin, at the front of its
   bin. */

static void HeapMgr_insertChunk(Chunk_T oChunk)
{
   size_t uBin = HeapMgr_getBin(Chunk_getUnits(oChunk));

   assert(Chunk_getStatus(oChunk) == CHUNK_FREE);
   assert(aoBins[uBin] != oChunk);

   Chunk_setPrevInList(oChunk, NULL);
   Chunk_setNextInList(oChunk, aoBins[uBin]);
   if (aoBins[uBin] != NULL)
      Chunk_setPrevInList(aoBins[uBin], oChunk);
   aoBins[uBin] = oChunk;
   HeapMgr_markBin(uBin);
}

/*--------------------------------------------------------------------*/

/* Remove oChunk, which must be in its bin, from it. */

static void HeapMgr_removeChunk(Chunk_T oChunk)
{
   size_t uBin = HeapMgr_getBin(Chunk_getUnits(oChunk));
   Chunk_T oPrevChunk = Chunk_getPrevInList(oChunk);
   Chunk_T oNextChunk = Chunk_getNextInList(oChunk);

   assert(Chunk_getStatus(oChunk) == CHUNK_FREE);
   assert(oPrevChunk != NULL || aoBins[uBin] == oChunk);

   if (oPrevChunk == NULL)
      aoBins[uBin] = oNextChunk;
   else
      Chunk_setNextInList(oPrevChunk, oNextChunk);
   if (oNextChunk != NULL)
      Chunk_setPrevInList(oNextChunk, oPrevChunk);
   HeapMgr_markBin(uBin);
}

/*--------------------------------------------------------------------*/

/* Return a chunk of at least uUnits units, or NULL if there is none.
   It is the first one in the bin for uUnits units, or in the next
   larger bin that holds any.  Only in the last bin can chunks be too
   short.  So only the last bin is searched. */

static Chunk_T HeapMgr_findChunk(size_t uUnits)
{
   size_t uBin = HeapMgr_findBin(HeapMgr_getBin(uUnits));
   Chunk_T oChunk = (uBin < BIN_COUNT) ? aoBins[uBin] : NULL;

   while (oChunk != NULL && Chunk_getUnits(oChunk) < uUnits)
      oChunk = Chunk_getNextInList(oChunk);
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* If the chunk after oChunk in memory is free, take it off its list and
   make the two one.  oChunk must not be on a list.  Return the
   result. */

static Chunk_T HeapMgr_coalesceNext(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getNextInMem(oChunk, oHeapEnd);

   if (oNextChunk == NULL || Chunk_getStatus(oNextChunk) != CHUNK_FREE)
      return oChunk;

   HeapMgr_removeChunk(oNextChunk);
   Chunk_setUnits(
      oChunk, Chunk_getUnits(oChunk) + Chunk_getUnits(oNextChunk));
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* If the chunk before oChunk in memory is free, take it off its list
   and make the two one.  oChunk must not be on a list.  Return the
   result, which starts where the chunk before did. */

static Chunk_T HeapMgr_coalescePrev(Chunk_T oChunk)
{
   Chunk_T oPrevChunk = Chunk_getPrevInMem(oChunk, oHeapStart);

   if (oPrevChunk == NULL || Chunk_getStatus(oPrevChunk) != CHUNK_FREE)
      return oChunk;

   HeapMgr_removeChunk(oPrevChunk);
   Chunk_setUnits(
      oPrevChunk, Chunk_getUnits(oPrevChunk) + Chunk_getUnits(oChunk));
   return oPrevChunk;
}

/*--------------------------------------------------------------------*/

/* Cut oChunk after uUnits units, and put its tail on its list.  Both
   must be long enough to be chunks.  oChunk must not be on a list. */

static void HeapMgr_splitChunk(Chunk_T oChunk, size_t uUnits)
{
   size_t uTailUnits = Chunk_getUnits(oChunk) - uUnits;
   Chunk_T oTail;

   assert(uUnits >= CHUNK_MIN_UNITS);
   assert(Chunk_getUnits(oChunk) >= uUnits + CHUNK_MIN_UNITS);

   Chunk_setUnits(oChunk, uUnits);
   oTail = Chunk_getEnd(oChunk);
   Chunk_setUnits(oTail, uTailUnits);
   Chunk_setStatus(oTail, CHUNK_FREE);
   HeapMgr_insertChunk(oTail);
}

/*--------------------------------------------------------------------*/

/* Take oChunk, which must be free and at least uUnits units long, off
   its list for a client.  If what is left over can be a chunk, split
   oChunk. */

static void HeapMgr_useChunk(Chunk_T oChunk, size_t uUnits)
{
   assert(Chunk_getStatus(oChunk) == CHUNK_FREE);
   assert(Chunk_getUnits(oChunk) >= uUnits);

   HeapMgr_removeChunk(oChunk);
   if (Chunk_getUnits(oChunk) >= uUnits + CHUNK_MIN_UNITS)
      HeapMgr_splitChunk(oChunk, uUnits);
   Chunk_setStatus(oChunk, CHUNK_INUSE);
}

/*--------------------------------------------------------------------*/

/* Somebody else has moved the break, and has memory between oHeapEnd
   and our new memory, which starts at oNewStart.  Cover it by a chunk
   in use that nobody will ever free.  Then the chunks still lie one
   right after the other.  No foreign byte is written: the chunk's
   header takes the margin kept above oHeapEnd, its footer (if any) the
   last units below oNewStart. */

static void HeapMgr_fillGap(Chunk_T oNewStart)
{
   size_t uBytes = (uintptr_t)oNewStart - (uintptr_t)oHeapEnd;

   Chunk_setStatus(oHeapEnd, CHUNK_INUSE);
   Chunk_setUnits(oHeapEnd, uBytes / CHUNK_UNIT_BYTES);
}

/*--------------------------------------------------------------------*/

/* Move the break to uUnits units and the margin above oStart.  Return
   false if the system refuses; then the break stays. */

static bool HeapMgr_moveBreak(Chunk_T oStart, size_t uUnits)
{
   size_t uBytes = Chunk_unitsToBytes(uUnits + MARGIN_UNITS);

   return brk((void *)((uintptr_t)oStart + uBytes)) == 0;
}

/*--------------------------------------------------------------------*/

/* Return the number of units in the chunk at the heap's end if that is
   free, or 0 otherwise. */

static size_t HeapMgr_getLastFreeUnits(void)
{
   Chunk_T oLastChunk = Chunk_getPrevInMem(oHeapEnd, oHeapStart);

   if (oLastChunk == NULL || Chunk_getStatus(oLastChunk) != CHUNK_FREE)
      return 0;
   return Chunk_getUnits(oLastChunk);
}

/*--------------------------------------------------------------------*/

/* Return where new memory will start: at oHeapEnd or, if somebody else
   has moved the break up since, above their memory.  Return NULL if
   somebody has taken the heap's end away. */

static Chunk_T HeapMgr_getNewStart(void)
{
   uintptr_t uBreak = (uintptr_t)sbrk(0);
   uintptr_t uOurBreak = 0;

   if (oHeapEnd != NULL)
      uOurBreak = (uintptr_t)oHeapEnd
                  + Chunk_unitsToBytes(MARGIN_UNITS);
   if (uBreak < uOurBreak)
      return NULL;
   if (uBreak == uOurBreak)
      return oHeapEnd;
   return Chunk_alignUp(
      (void *)(uBreak + Chunk_unitsToBytes(CHUNK_FOOTER_UNITS)));
}

/*--------------------------------------------------------------------*/

/* Grow the heap for a request of uUnits units.  uLastUnits of them are
   there already, in a free chunk at the heap's end that the caller will
   coalesce with the new one; 0 if there is no such chunk.  Ask the
   system for what is missing, but not for less than a chunk, and for
   MIN_GROWTH_UNITS if it has them.  If somebody else has moved the
   break, the new memory can't continue that chunk: then all of uUnits
   is missing.

   Return the new memory as one chunk at the heap's end.  It is on no
   list, and its status is for the caller to set.  Return NULL, with the
   heap unchanged, if the system refuses. */

static Chunk_T HeapMgr_growHeap(size_t uUnits, size_t uLastUnits)
{
   Chunk_T oChunk = HeapMgr_getNewStart();
   size_t uNewUnits;

   if (oChunk == NULL)
      return NULL;

   if (oChunk == oHeapEnd)
      uUnits = (uLastUnits < uUnits) ? uUnits - uLastUnits : 0;
   if (uUnits < CHUNK_MIN_UNITS)
      uUnits = CHUNK_MIN_UNITS;
   uNewUnits = (uUnits < MIN_GROWTH_UNITS) ? MIN_GROWTH_UNITS : uUnits;
   if (!HeapMgr_moveBreak(oChunk, uNewUnits))
   {
      uNewUnits = uUnits;
      if (!HeapMgr_moveBreak(oChunk, uNewUnits))
         return NULL;
   }

   if (oHeapStart == NULL)
      oHeapStart = oChunk;
   else if (oChunk != oHeapEnd)
      HeapMgr_fillGap(oChunk);
   Chunk_setUnits(oChunk, uNewUnits);
   oHeapEnd = Chunk_getEnd(oChunk);
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* The client passed pv to HeapMgr_free as the payload of oChunk.  Abort
   if it is not a payload in use, or if a client has written past the
   end of this payload or of the one before it in memory.  (Such an
   overrun destroys a footer first.) */

static void HeapMgr_checkPayload(void *pv, Chunk_T oChunk)
{
   Chunk_T oPrevChunk;

   if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
   {
      fprintf(stderr,
         "heapmgr5_bins: HeapMgr_free(%p): not from"
         " HeapMgr_malloc, or freed before (double free), or a client"
         " wrote past the end of this payload or of the one before it"
         " (overrun)\n",
         pv);
      abort();
   }
   if (Chunk_getStatus(oChunk) != CHUNK_INUSE)
   {
      fprintf(stderr,
         "heapmgr5_bins: HeapMgr_free(%p): chunk %p is"
         " free already (double free)\n",
         pv, (void *)oChunk);
      abort();
   }
   oPrevChunk = Chunk_getPrevInMem(oChunk, oHeapStart);
   if (oPrevChunk != NULL
       && (!Chunk_isValid(oPrevChunk, oHeapStart, oHeapEnd)
           || Chunk_getEnd(oPrevChunk) != oChunk))
   {
      fprintf(stderr,
         "heapmgr5_bins: HeapMgr_free(%p): by its footer,"
         " the chunk before chunk %p starts at %p, but none does: a"
         " client wrote past the end of its payload (overrun)\n",
         pv, (void *)oChunk, (void *)oPrevChunk);
      abort();
   }
}

/*--------------------------------------------------------------------*/

/* Say on stderr which invariant is violated (pcInvariant), and at which
   chunk.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, Chunk_T oChunk)
{
   fprintf(stderr, "heapmgr5_bins: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk's prev has oChunk as its next. */

static bool HeapMgr_isNextOfPrev(Chunk_T oChunk)
{
   Chunk_T oPrevChunk = Chunk_getPrevInList(oChunk);

   if (oPrevChunk == NULL)
      return aoBins[HeapMgr_getBin(Chunk_getUnits(oChunk))] == oChunk;
   return Chunk_isInHeap(oPrevChunk, oHeapStart, oHeapEnd)
          && Chunk_getNextInList(oPrevChunk) == oChunk;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunks in memory keep I1 and I2, and the free ones
   keep I4.  Set *puFree to the number of free chunks. */

static bool HeapMgr_isMemoryValid(size_t *puFree)
{
   Chunk_T oChunk = oHeapStart;
   bool bPrevIsFree = false;

   *puFree = 0;
   while (oChunk != oHeapEnd)
   {
      bool bIsFree;

      if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
         return HeapMgr_reportViolation(
            "I1 violated: the chunks don't fill the heap", oChunk);
      bIsFree = (Chunk_getStatus(oChunk) == CHUNK_FREE);
      if (bIsFree && bPrevIsFree)
         return HeapMgr_reportViolation(
            "I2 violated: free, and so is the chunk before it in"
            " memory",
            oChunk);
      if (bIsFree && !HeapMgr_isNextOfPrev(oChunk))
         return HeapMgr_reportViolation(
            "I4 violated: free, but not the next of its prev", oChunk);
      if (bIsFree)
         (*puFree)++;
      bPrevIsFree = bIsFree;
      oChunk = Chunk_getEnd(oChunk);
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if bin uBin keeps I3 to I6. *puFree is the number of free
   chunks that haven't been found in a bin yet: if this bin holds more,
   its list is a cycle.  Take this bin's chunks off *puFree. */

static bool HeapMgr_isBinValid(size_t uBin, size_t *puFree)
{
   Chunk_T oChunk = aoBins[uBin];
   Chunk_T oPrevChunk = NULL;

   if (HeapMgr_isMarked(uBin) != (oChunk != NULL))
   {
      fprintf(stderr,
         "heapmgr5_bins: I6 violated: bin %zu's first chunk (%p) and"
         " its bit in auBinMap disagree\n",
         uBin, (void *)oChunk);
      return false;
   }

   for (; oChunk != NULL; oChunk = Chunk_getNextInList(oChunk))
   {
      if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
         return HeapMgr_reportViolation(
            "I3 violated: in a bin, but not a chunk", oChunk);
      if (*puFree == 0 || Chunk_getStatus(oChunk) != CHUNK_FREE)
         return HeapMgr_reportViolation(
            "I3 violated: in a bin, but not free, or in it twice",
            oChunk);
      if (Chunk_getPrevInList(oChunk) != oPrevChunk)
         return HeapMgr_reportViolation(
            "I4 violated: its prev is not the chunk before it in the"
            " bin",
            oChunk);
      if (HeapMgr_getBin(Chunk_getUnits(oChunk)) != uBin)
         return HeapMgr_reportViolation(
            "I5 violated: in a bin for chunks of another size", oChunk);
      (*puFree)--;
      oPrevChunk = oChunk;
   }
   return true;
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   size_t uFree;
   size_t uBin;

   if ((oHeapStart == NULL) != (oHeapEnd == NULL))
      return HeapMgr_reportViolation(
         "I1 violated: the heap has only one end", oHeapStart);

   if (!HeapMgr_isMemoryValid(&uFree))
      return false;
   for (uBin = 0; uBin < BIN_COUNT; uBin++)
      if (!HeapMgr_isBinValid(uBin, &uFree))
         return false;
   if (uFree != 0)
      return HeapMgr_reportViolation(
         "I3 violated: free chunks are in no bin", oHeapStart);
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   Chunk_T oChunk;
   size_t uUnits;

   assert(HeapMgr_isValid());

   /* Step 1: Compute the chunk's size.  Reject what no chunk can
      hold. */
   uUnits = Chunk_bytesToUnits(uBytes);
   if (uUnits == 0)
      return NULL;

   /* Step 2: Find a chunk that is long enough. */
   oChunk = HeapMgr_findChunk(uUnits);

   /* Step 3: If there is none, grow the heap.  If the last chunk in
      memory is free, the new one continues it. */
   if (oChunk == NULL)
   {
      oChunk = HeapMgr_growHeap(uUnits, HeapMgr_getLastFreeUnits());
      if (oChunk == NULL)
         return NULL;
      Chunk_setStatus(oChunk, CHUNK_FREE);
      oChunk = HeapMgr_coalescePrev(oChunk);
      HeapMgr_insertChunk(oChunk);
   }

   /* Step 4: Take what is needed of it. */
   HeapMgr_useChunk(oChunk, uUnits);

   assert(HeapMgr_isValid());

   return Chunk_toPayload(oChunk);
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   Chunk_T oChunk;

   assert(HeapMgr_isValid());

   if (pv == NULL)
      return;

   oChunk = Chunk_fromPayload(pv);
   HeapMgr_checkPayload(pv, oChunk);

   Chunk_setStatus(oChunk, CHUNK_FREE);
   oChunk = HeapMgr_coalesceNext(oChunk);
   oChunk = HeapMgr_coalescePrev(oChunk);
   HeapMgr_insertChunk(oChunk);

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   return Chunk_nextPiece(psPiece, oHeapStart, oHeapEnd, NULL);
}

size_t HeapMgr_countLists(void)
{
   return BIN_COUNT;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   return (pvChunk == NULL) ? aoBins[uList]
                            : Chunk_getNextInList(pvChunk);
}
