/*--------------------------------------------------------------------*/
/* heapmgr_deferred.c                                  Appendix       */
/*                                                                    */
/* Fixes:  free no longer coalesces what the next malloc splits again */
/*         (as in stage 5): a free chunk keeps its length, and so its */
/*         bin, until malloc finds nothing that is long enough.       */
/* Leaves: now and then a malloc pays for many calls of free; a heap  */
/*         of many short free chunks is first split up further.       */
/* Costs:  free O(1), and less than in stage 5; malloc O(1) below     */
/*         MAX_BIN units on the average over many calls, but O(n) for */
/*         n chunks in a single one; 32 bytes a chunk, 8 KiB bins.    */
/*                                                                    */
/*    before coalesceAll:                                             */
/*    +--------+----------+--------+--------+--------+----------+     */
/*    | free   | in use   | free   | free   | free   | in use   |     */
/*    +--------+----------+--------+--------+--------+----------+     */
/*    after:                                                          */
/*    +--------+----------+--------------------------+----------+     */
/*    | free   | in use   | free                     | in use   |     */
/*    +--------+----------+--------------------------+----------+     */
/*    ^                                                         ^     */
/*  oHeapStart                                             oHeapEnd   */
/*                                                                    */
/* Chunks and bins are those of stage 5.                              */
/*                                                                    */
/* A walk over n chunks must be paid for: by the chunks that were     */
/* freed since the last one, each with WALK_SHARE steps, and by the   */
/* units that malloc is asked for, each with one, as to get them from */
/* the system would cost more.  Until then it is put off.             */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd, each of them at least CHUNK_MIN_UNITS long, and      */
/*     of one size by its header and by its footer.                   */
/* I2  A chunk that is freed makes no more than two pairs of free     */
/*     neighbours, and coalesceAll leaves none: there are at most     */
/*     2 * uFreed.                                                    */
/* I3  A chunk is in a bin if, and only if, it is free.               */
/* I4  Next and prev agree: the first chunk in a bin has no prev,     */
/*     each other one is the next of its prev.                        */
/* I5  Bin i holds chunks of i units only; the last bin, MAX_BIN,     */
/*     those of MAX_BIN units and more.                               */
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
   WALK_SHARE = 8,         /* see the head of this file */
   MIN_GROWTH_UNITS = 512, /* the system is asked for no less */
   MARGIN_UNITS = 1        /* kept above oHeapEnd, see fillGap */
};

/* The heap: its first chunk, and the address right after its last one.
   Both are NULL until the first chunk is wanted. */

static Chunk_T oHeapStart = NULL;
static Chunk_T oHeapEnd = NULL;

/* The bins, what was freed last at the front of each, and the map of
   those that hold a chunk: bin i's bit is bit i % 64 of word i / 64. */

static Chunk_T aoBins[BIN_COUNT];
static uint64_t auBinMap[WORD_COUNT];

/* The number of chunks that were freed since coalesceAll walked over
   the heap, and the number of chunks that it saw then. */

static size_t uFreed = 0;
static size_t uWalked = 0;

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
   BIN_COUNT if there is none. */

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

/* Insert oChunk at the front of its bin. */

static void HeapMgr_insertChunk(Chunk_T oChunk)
{
   size_t uBin = HeapMgr_getBin(Chunk_getUnits(oChunk));

   Chunk_setPrevInList(oChunk, NULL);
   Chunk_setNextInList(oChunk, aoBins[uBin]);
   if (aoBins[uBin] != NULL)
      Chunk_setPrevInList(aoBins[uBin], oChunk);
   aoBins[uBin] = oChunk;
   HeapMgr_markBin(uBin);
}

/*--------------------------------------------------------------------*/

/* Remove oChunk from its bin. */

static void HeapMgr_removeChunk(Chunk_T oChunk)
{
   size_t uBin = HeapMgr_getBin(Chunk_getUnits(oChunk));
   Chunk_T oPrevChunk = Chunk_getPrevInList(oChunk);
   Chunk_T oNextChunk = Chunk_getNextInList(oChunk);

   if (oPrevChunk == NULL)
      aoBins[uBin] = oNextChunk;
   else
      Chunk_setNextInList(oPrevChunk, oNextChunk);
   if (oNextChunk != NULL)
      Chunk_setPrevInList(oNextChunk, oPrevChunk);
   HeapMgr_markBin(uBin);
}

/*--------------------------------------------------------------------*/

/* Return the first chunk of at least uUnits units, from the right bin
   or the next larger one that holds any; NULL if there is none.  Only
   in the last bin may chunks be too short, so only there is more than
   the first one looked at. */

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
   make the two one.  oChunk is not on a list.  Return the result. */

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
   and make the two one.  oChunk is not on a list.  Return the result,
   which starts where the chunk before did. */

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

/* Walk over the heap, and make each run of free neighbours one chunk.
   Return true if there was any. */

static bool HeapMgr_coalesceAll(void)
{
   Chunk_T oChunk = oHeapStart;
   bool bFound = false;

   uFreed = 0;
   uWalked = 0;
   while (oChunk != NULL)
   {
      Chunk_T oNextChunk = Chunk_getNextInMem(oChunk, oHeapEnd);

      uWalked++;
      if (oNextChunk != NULL && Chunk_getStatus(oChunk) == CHUNK_FREE
          && Chunk_getStatus(oNextChunk) == CHUNK_FREE)
      {
         HeapMgr_removeChunk(oChunk);
         while (oNextChunk != NULL
                && Chunk_getStatus(oNextChunk) == CHUNK_FREE)
         {
            oChunk = HeapMgr_coalesceNext(oChunk);
            oNextChunk = Chunk_getNextInMem(oChunk, oHeapEnd);
            uWalked++;
         }
         HeapMgr_insertChunk(oChunk);
         bFound = true;
      }
      oChunk = oNextChunk;
   }
   return bFound;
}

/*--------------------------------------------------------------------*/

/* Cut oChunk, which is not on a list, after uUnits units, and put its
   tail on its list.  Both must be long enough to be chunks. */

static void HeapMgr_splitChunk(Chunk_T oChunk, size_t uUnits)
{
   size_t uTailUnits = Chunk_getUnits(oChunk) - uUnits;
   Chunk_T oTail;

   Chunk_setUnits(oChunk, uUnits);
   oTail = Chunk_getEnd(oChunk);
   Chunk_setUnits(oTail, uTailUnits);
   Chunk_setStatus(oTail, CHUNK_FREE);
   HeapMgr_insertChunk(oTail);
}

/*--------------------------------------------------------------------*/

/* Take oChunk, which is free and long enough, off its list for a client
   who wants uUnits units.  If it is too long by a chunk or more, split
   it. */

static void HeapMgr_useChunk(Chunk_T oChunk, size_t uUnits)
{
   HeapMgr_removeChunk(oChunk);
   if (Chunk_getUnits(oChunk) >= uUnits + CHUNK_MIN_UNITS)
      HeapMgr_splitChunk(oChunk, uUnits);
   Chunk_setStatus(oChunk, CHUNK_INUSE);
}

/*--------------------------------------------------------------------*/

/* Somebody else has moved the break: foreign memory lies between
   oHeapEnd and the new memory, which starts at oNewStart.  Cover it by
   a chunk in use that nobody will ever free, so that the chunks still
   lie one right after the other.  Its header takes the margin that is
   kept above oHeapEnd for it, its footer (if any) the last units below
   oNewStart; nothing foreign is touched. */

static void HeapMgr_fillGap(Chunk_T oNewStart)
{
   size_t uBytes = (size_t)((char *)oNewStart - (char *)oHeapEnd);

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

/* Make the heap at least uUnits units longer.  Return the new memory as
   one chunk at the heap's end, which is on no list, and whose status is
   the caller's to set; return NULL, with the heap as it was, if the
   system refuses. */

static Chunk_T HeapMgr_growHeap(size_t uUnits)
{
   char *pcBreak = sbrk(0);
   char *pcOurBreak = NULL;
   Chunk_T oChunk = oHeapEnd;
   size_t uNewUnits = uUnits;

   if (oHeapEnd != NULL)
      pcOurBreak = (char *)oHeapEnd + Chunk_unitsToBytes(MARGIN_UNITS);
   if (pcBreak > pcOurBreak)
      oChunk = Chunk_alignUp(
         pcBreak + Chunk_unitsToBytes(CHUNK_FOOTER_UNITS));
   else if (pcBreak < pcOurBreak)
      return NULL; /* the end of the heap has been taken away */

   if (uNewUnits < MIN_GROWTH_UNITS)
      uNewUnits = MIN_GROWTH_UNITS;
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

/* Return a free chunk of at least uUnits units: one from a bin, or else
   one that a walk puts together, or else one from the system.  The walk
   comes first if it is due, and last, if the system refuses, as long as
   it can find anything.  Return NULL if there is none. */

static Chunk_T HeapMgr_getChunk(size_t uUnits)
{
   Chunk_T oChunk = HeapMgr_findChunk(uUnits);

   if (oChunk == NULL && uFreed > 0
       && uFreed * WALK_SHARE + uUnits > uWalked
       && HeapMgr_coalesceAll())
      oChunk = HeapMgr_findChunk(uUnits);
   if (oChunk != NULL)
      return oChunk;

   oChunk = HeapMgr_growHeap(uUnits);
   if (oChunk != NULL)
   {
      Chunk_setStatus(oChunk, CHUNK_FREE);
      oChunk = HeapMgr_coalescePrev(oChunk);
      HeapMgr_insertChunk(oChunk);
   }
   else if (uFreed > 0 && HeapMgr_coalesceAll())
      oChunk = HeapMgr_findChunk(uUnits);
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Abort if pv, which a client passed to HeapMgr_free as the payload of
   oChunk, is no payload in use, or if a client has written past the end
   of this payload or of the one before it in memory: the first thing
   that such an overrun destroys is a footer. */

static void HeapMgr_checkPayload(void *pv, Chunk_T oChunk)
{
   Chunk_T oPrevChunk;

   if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
   {
      fprintf(stderr,
         "heapmgr_deferred: HeapMgr_free(%p): not from"
         " HeapMgr_malloc, or freed before (double free), or a client"
         " wrote past the end of this payload or of the one before it"
         " (overrun)\n",
         pv);
      abort();
   }
   if (Chunk_getStatus(oChunk) != CHUNK_INUSE)
   {
      fprintf(stderr,
         "heapmgr_deferred: HeapMgr_free(%p): chunk %p is"
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
         "heapmgr_deferred: HeapMgr_free(%p): by its footer,"
         " the chunk before chunk %p starts at %p, but none does: a"
         " client wrote past the end of its payload (overrun)\n",
         pv, (void *)oChunk, (void *)oPrevChunk);
      abort();
   }
}

/*--------------------------------------------------------------------*/

/* Say on stderr that invariant pcInvariant is violated, and that oChunk
   is where.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, Chunk_T oChunk)
{
   fprintf(stderr, "heapmgr_deferred: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunk before oChunk in its bin, which oChunk names
   as its prev, has oChunk as its next. */

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
   among them keep I4.  Set *puFree to the number of these. */

static bool HeapMgr_isMemoryValid(size_t *puFree)
{
   Chunk_T oChunk = oHeapStart;
   bool bPrevIsFree = false;
   size_t uPairs = 0;

   *puFree = 0;
   while (oChunk != oHeapEnd)
   {
      bool bIsFree;

      if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
         return HeapMgr_reportViolation(
            "I1 violated: the chunks don't fill the heap", oChunk);
      bIsFree = (Chunk_getStatus(oChunk) == CHUNK_FREE);
      if (bIsFree && bPrevIsFree)
         uPairs++;
      if (uPairs > 2 * uFreed)
         return HeapMgr_reportViolation(
            "I2 violated: free, and so is the chunk before it in"
            " memory; more such pairs than chunks freed can have made",
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

/* Return true if bin uBin keeps I3 to I6.  The bins not looked at yet
   must hold *puFree free chunks in all, so a list that goes on longer
   than that is a cycle.  Take this bin's chunks off *puFree. */

static bool HeapMgr_isBinValid(size_t uBin, size_t *puFree)
{
   Chunk_T oChunk = aoBins[uBin];
   Chunk_T oPrevChunk = NULL;

   if (HeapMgr_isMarked(uBin) != (oChunk != NULL))
      return HeapMgr_reportViolation(
         "I6 violated: a bin's first chunk and its bit in auBinMap"
         " disagree",
         oChunk);

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

   /* Step 1: How long a chunk?  Reject what can't be had. */
   uUnits = Chunk_bytesToUnits(uBytes);
   if (uUnits == 0)
      return NULL;

   /* Step 2: Find, put together, or get a chunk that is long enough. */
   oChunk = HeapMgr_getChunk(uUnits);
   if (oChunk == NULL)
      return NULL;

   /* Step 3: Take what is needed of it. */
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
   HeapMgr_insertChunk(oChunk);
   uFreed++;

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
