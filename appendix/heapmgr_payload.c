/*--------------------------------------------------------------------*/
/* heapmgr_payload.c                                   Appendix       */
/*                                                                    */
/* Fixes:  32 bytes of header and footer a chunk (as in stage 5): a   */
/*         chunk in use is on no list and is not coalesced, so only   */
/*         free chunks need links and a footer, and these lie where   */
/*         the payload was.                                           */
/* Leaves: the last bin is still searched; an overrun is found later, */
/*         for there is no footer that it must destroy first.         */
/* Costs:  as in stage 5, but 8 bytes a chunk, and 32 at least for a  */
/*         chunk with its header.                                     */
/*                                                                    */
/*    in use                                                          */
/*    +----------+-----------------------------------+                */
/*    | size  pi | payload ...                       |                */
/*    +----------+-----------------------------------+                */
/*    ^          ^                                   ^                */
/*    8 mod 16   0 mod 16                            the next header  */
/*                                                                    */
/*    free                                                            */
/*    +----------+----------+----------+-----+-------+                */
/*    | size  p- | oNext    | oPrev    |     | size  |                */
/*    +----------+----------+----------+-----+-------+                */
/*    |<-header->|                           |footer |                */
/*                                                                    */
/* i is INUSE_BIT, the chunk's own status.  p is PREV_INUSE_BIT, the  */
/* status of the chunk before it in memory: only if p is 0 is there a */
/* footer before this header.  What stage 5 leaves to the chunk       */
/* module is done in this file; all above it is as in stage 5.        */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd, each of them at least CHUNK_MIN_UNITS long.          */
/* I2  No two neighbours in memory are both free: they would have     */
/*     been coalesced.                                                */
/* I3  A chunk is in a bin if, and only if, it is free.               */
/* I4  Next and prev agree: the first chunk in a bin has no prev,     */
/*     each other one is the next of its prev.                        */
/* I5  Bin i holds chunks of i units only; the last bin, MAX_BIN,     */
/*     those of MAX_BIN units and more.                               */
/* I6  A bin's bit in auBinMap is 1 if, and only if, it holds a chunk.*/
/* I7  PREV_INUSE_BIT is 1 if, and only if, the chunk before is in    */
/*     use or there is none; a header at oHeapEnd, in the margin, has */
/*     this bit too.  A free chunk's footer has the header's size.    */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
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
   MIN_GROWTH_UNITS = 512, /* the system is asked for no less */
   MARGIN_UNITS = 1,       /* kept above oHeapEnd, see fillGap */
   UNIT_BYTES = 16,        /* a unit: the strictest alignment */
   HEADER_BYTES = 8,
   FOOTER_BYTES = 8,    /* of a free chunk */
   CHUNK_MIN_UNITS = 2, /* header, two links, footer */
   INUSE_BIT = 1,       /* in a header's uSize */
   PREV_INUSE_BIT = 2,
   STATUS_MASK = INUSE_BIT | PREV_INUSE_BIT
};

/* The start of a chunk.  The size in bytes is a multiple of 16, which
   leaves its low bits for the status. */

struct Chunk
{
   size_t uSize;
   struct Chunk *oNext; /* in its bin: of a free chunk only */
   struct Chunk *oPrev;
};

typedef struct Chunk *Chunk_T;

static_assert(UNIT_BYTES % _Alignof(max_align_t) == 0,
   "a payload that starts at a unit is aligned for any type");
static_assert(
   sizeof(struct Chunk) + FOOTER_BYTES <= CHUNK_MIN_UNITS * UNIT_BYTES,
   "the smallest chunk has room for the links and the footer");

/* The heap: its first chunk, and the address right after its last one.
   Both are NULL until the first chunk is wanted. */

static Chunk_T oHeapStart = NULL;
static Chunk_T oHeapEnd = NULL;

/* The bins, what was freed last at the front of each, and the map of
   those that hold a chunk: bin i's bit is bit i % 64 of word i / 64. */

static Chunk_T aoBins[BIN_COUNT];
static uint64_t auBinMap[WORD_COUNT];

/*--------------------------------------------------------------------*/
/* The chunks                                                         */
/*--------------------------------------------------------------------*/

/* Return the number of units of the smallest chunk whose payload has
   uBytes bytes, or 0 if there is no such payload: uBytes is 0 or larger
   than PTRDIFF_MAX. */

static size_t Chunk_bytesToUnits(size_t uBytes)
{
   size_t uUnits;

   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return 0;

   uUnits = (uBytes + HEADER_BYTES + UNIT_BYTES - 1) / UNIT_BYTES;
   return (uUnits < CHUNK_MIN_UNITS) ? CHUNK_MIN_UNITS : uUnits;
}

/*--------------------------------------------------------------------*/

/* Return the number of bytes in uUnits units. */

static size_t Chunk_unitsToBytes(size_t uUnits)
{
   return uUnits * UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the address of oChunk's payload. */

static void *Chunk_toPayload(Chunk_T oChunk)
{
   return (char *)oChunk + HEADER_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the chunk whose payload is pv.  pv may be any value, so this
   is no pointer arithmetic. */

static Chunk_T Chunk_fromPayload(void *pv)
{
   return (Chunk_T)((uintptr_t)pv - HEADER_BYTES);
}

/*--------------------------------------------------------------------*/

/* Return the number of units in oChunk, as its header has it. */

static size_t Chunk_getUnits(Chunk_T oChunk)
{
   return oChunk->uSize / UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the address right after oChunk. */

static Chunk_T Chunk_getEnd(Chunk_T oChunk)
{
   size_t uBytes = Chunk_unitsToBytes(Chunk_getUnits(oChunk));

   return (Chunk_T)(void *)((char *)oChunk + uBytes);
}

/*--------------------------------------------------------------------*/

/* Return the word before oChunk.  If the chunk before oChunk in memory
   is free, that is its footer: its size in bytes. */

static size_t *Chunk_getFooterBefore(Chunk_T oChunk)
{
   return &oChunk->uSize - 1;
}

/*--------------------------------------------------------------------*/

/* Make oChunk uUnits units long: write its header's size.  The status
   bits stay.  If it is to be a free chunk, setFree comes next. */

static void Chunk_setUnits(Chunk_T oChunk, size_t uUnits)
{
   assert(uUnits >= CHUNK_MIN_UNITS);

   oChunk->uSize = Chunk_unitsToBytes(uUnits)
                   | (oChunk->uSize & STATUS_MASK);
}

/*--------------------------------------------------------------------*/

/* Return oChunk's status: free or not. */

static bool Chunk_isFree(Chunk_T oChunk)
{
   return (oChunk->uSize & INUSE_BIT) == 0;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunk before oChunk in memory is in use, or there
   is none. */

static bool Chunk_isPrevInUse(Chunk_T oChunk)
{
   return (oChunk->uSize & PREV_INUSE_BIT) != 0;
}

/*--------------------------------------------------------------------*/

/* Mark oChunk as free: in its own header, and in the next one.  Write
   its footer. */

static void Chunk_setFree(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getEnd(oChunk);

   oChunk->uSize &= ~(size_t)INUSE_BIT;
   oNextChunk->uSize &= ~(size_t)PREV_INUSE_BIT;
   *Chunk_getFooterBefore(oNextChunk) = Chunk_unitsToBytes(
      Chunk_getUnits(oChunk));
}

/*--------------------------------------------------------------------*/

/* Mark oChunk as in use: in its own header, and in the next one. */

static void Chunk_setInUse(Chunk_T oChunk)
{
   oChunk->uSize |= INUSE_BIT;
   Chunk_getEnd(oChunk)->uSize |= PREV_INUSE_BIT;
}

/*--------------------------------------------------------------------*/

/* Return the chunk before oChunk in memory, which must be free. */

static Chunk_T Chunk_getFreePrevInMem(Chunk_T oChunk)
{
   return (Chunk_T)((uintptr_t)oChunk - *Chunk_getFooterBefore(oChunk));
}

/*--------------------------------------------------------------------*/

/* Return the first address at or above pv where a chunk can start: the
   payload behind its header is then aligned. */

static Chunk_T Chunk_alignUp(void *pv)
{
   size_t uOver = ((uintptr_t)pv + HEADER_BYTES) % UNIT_BYTES;

   return (Chunk_T)(void *)((char *)pv
                            + (uOver == 0 ? 0 : UNIT_BYTES - uOver));
}

/*--------------------------------------------------------------------*/

/* Return true if a chunk may start at oChunk: it lies in the heap, a
   whole number of units from its start.  Nothing is read, so any value
   will do. */

static bool Chunk_isInHeap(Chunk_T oChunk)
{
   uintptr_t uChunk = (uintptr_t)oChunk;
   uintptr_t uStart = (uintptr_t)oHeapStart;

   return uChunk >= uStart && uChunk < (uintptr_t)oHeapEnd
          && (uChunk - uStart) % UNIT_BYTES == 0;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk lies in the heap and has a size it can have
   there.  No byte outside the heap is read, so any value of oChunk
   will do. */

static bool Chunk_isValid(Chunk_T oChunk)
{
   size_t uUnitsLeft;

   if (!Chunk_isInHeap(oChunk))
      return false;
   uUnitsLeft = ((uintptr_t)oHeapEnd - (uintptr_t)oChunk) / UNIT_BYTES;
   return Chunk_getUnits(oChunk) >= CHUNK_MIN_UNITS
          && Chunk_getUnits(oChunk) <= uUnitsLeft;
}

/*--------------------------------------------------------------------*/

/* Return true if the words around the end of oChunk, which is valid,
   agree with its status: the next header's PREV_INUSE_BIT, and a free
   chunk's footer. */

static bool Chunk_isEndValid(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getEnd(oChunk);

   if (!Chunk_isFree(oChunk))
      return Chunk_isPrevInUse(oNextChunk);
   return !Chunk_isPrevInUse(oNextChunk)
          && *Chunk_getFooterBefore(oNextChunk)
                == Chunk_unitsToBytes(Chunk_getUnits(oChunk));
}

/*--------------------------------------------------------------------*/
/* The bins                                                           */
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

   oChunk->oPrev = NULL;
   oChunk->oNext = aoBins[uBin];
   if (aoBins[uBin] != NULL)
      aoBins[uBin]->oPrev = oChunk;
   aoBins[uBin] = oChunk;
   HeapMgr_markBin(uBin);
}

/*--------------------------------------------------------------------*/

/* Remove oChunk from its bin. */

static void HeapMgr_removeChunk(Chunk_T oChunk)
{
   size_t uBin = HeapMgr_getBin(Chunk_getUnits(oChunk));
   Chunk_T oPrevChunk = oChunk->oPrev;
   Chunk_T oNextChunk = oChunk->oNext;

   if (oPrevChunk == NULL)
      aoBins[uBin] = oNextChunk;
   else
      oPrevChunk->oNext = oNextChunk;
   if (oNextChunk != NULL)
      oNextChunk->oPrev = oPrevChunk;
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
      oChunk = oChunk->oNext;
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* If the chunk after oChunk in memory is free, take it off its list and
   make the two one.  oChunk is not on a list. */

static void HeapMgr_coalesceNext(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getEnd(oChunk);

   if (oNextChunk == oHeapEnd || !Chunk_isFree(oNextChunk))
      return;

   HeapMgr_removeChunk(oNextChunk);
   Chunk_setUnits(
      oChunk, Chunk_getUnits(oChunk) + Chunk_getUnits(oNextChunk));
}

/*--------------------------------------------------------------------*/

/* If the chunk before oChunk in memory is free, take it off its list
   and make the two one.  oChunk is not on a list.  Return the result,
   which starts where the chunk before did. */

static Chunk_T HeapMgr_coalescePrev(Chunk_T oChunk)
{
   Chunk_T oPrevChunk;

   if (Chunk_isPrevInUse(oChunk))
      return oChunk;

   oPrevChunk = Chunk_getFreePrevInMem(oChunk);
   HeapMgr_removeChunk(oPrevChunk);
   Chunk_setUnits(
      oPrevChunk, Chunk_getUnits(oPrevChunk) + Chunk_getUnits(oChunk));
   return oPrevChunk;
}

/*--------------------------------------------------------------------*/

/* Make oChunk, which is not on a list, free: coalesce it with its
   neighbours, mark the result, and put it into its bin. */

static void HeapMgr_freeChunk(Chunk_T oChunk)
{
   HeapMgr_coalesceNext(oChunk);
   oChunk = HeapMgr_coalescePrev(oChunk);
   Chunk_setFree(oChunk);
   HeapMgr_insertChunk(oChunk);
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
   oTail->uSize = 0;
   Chunk_setUnits(oTail, uTailUnits);
   Chunk_setFree(oTail);
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
   Chunk_setInUse(oChunk);
}

/*--------------------------------------------------------------------*/

/* Somebody else has moved the break: foreign memory lies between
   oHeapEnd and the new memory, which starts at oNewStart.  Cover it by
   a chunk in use that nobody will ever free, so that the chunks still
   lie one right after the other.  Its header is the one at oHeapEnd, in
   the margin that is kept for it, and it has no footer: nothing foreign
   is touched. */

static void HeapMgr_fillGap(Chunk_T oNewStart)
{
   size_t uBytes = (size_t)((char *)oNewStart - (char *)oHeapEnd);

   oNewStart->uSize = 0;
   Chunk_setUnits(oHeapEnd, uBytes / Chunk_unitsToBytes(1));
   Chunk_setInUse(oHeapEnd);
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
   one chunk in use at the heap's end; return NULL, with the heap as it
   was, if the system refuses. */

static Chunk_T HeapMgr_growHeap(size_t uUnits)
{
   char *pcBreak = sbrk(0);
   char *pcOurBreak = NULL;
   Chunk_T oChunk = oHeapEnd;
   size_t uNewUnits = uUnits;

   if (oHeapEnd != NULL)
      pcOurBreak = (char *)oHeapEnd + Chunk_unitsToBytes(MARGIN_UNITS);
   if (pcBreak > pcOurBreak)
      oChunk = Chunk_alignUp(pcBreak);
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
   {
      oHeapStart = oChunk;
      oChunk->uSize = PREV_INUSE_BIT;
   }
   else if (oChunk != oHeapEnd)
      HeapMgr_fillGap(oChunk);
   Chunk_setUnits(oChunk, uNewUnits);
   oHeapEnd = Chunk_getEnd(oChunk);
   oHeapEnd->uSize = 0;
   Chunk_setInUse(oChunk);
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Say on stderr that the client passed pv to HeapMgr_free, and what is
   wrong with it, and abort. */

static void HeapMgr_rejectPayload(void *pv, const char *pcMistake)
{
   fprintf(
      stderr, "heapmgr_payload: HeapMgr_free(%p): %s\n", pv, pcMistake);
   abort();
}

/*--------------------------------------------------------------------*/

/* Abort if pv, which a client passed to HeapMgr_free as the payload of
   oChunk, is no payload in use, or if the headers around it show that a
   client has written past the end of a payload. */

static void HeapMgr_checkPayload(void *pv, Chunk_T oChunk)
{
   Chunk_T oPrevChunk;

   if (!Chunk_isValid(oChunk))
      HeapMgr_rejectPayload(pv,
         "not from HeapMgr_malloc, or a client wrote past the end of"
         " the payload before it in memory (overrun)");
   if (Chunk_isFree(oChunk))
      HeapMgr_rejectPayload(
         pv, "its chunk is free already (double free)");
   if (!Chunk_isEndValid(oChunk))
      HeapMgr_rejectPayload(pv,
         "the header after its chunk doesn't belong to it: freed before"
         " (double free), or a client wrote past the end of this"
         " payload (overrun)");
   if (Chunk_isPrevInUse(oChunk))
      return;

   oPrevChunk = Chunk_getFreePrevInMem(oChunk);
   if (!Chunk_isValid(oPrevChunk) || Chunk_getEnd(oPrevChunk) != oChunk)
      HeapMgr_rejectPayload(pv,
         "the free chunk before its chunk is damaged: a client wrote"
         " there after it had freed it, or past the end of a payload"
         " (overrun)");
}

/*--------------------------------------------------------------------*/

/* Say on stderr that invariant pcInvariant is violated, and that oChunk
   is where.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, Chunk_T oChunk)
{
   fprintf(stderr, "heapmgr_payload: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunk before oChunk in its bin, which oChunk names
   as its prev, has oChunk as its next. */

static bool HeapMgr_isNextOfPrev(Chunk_T oChunk)
{
   Chunk_T oPrevChunk = oChunk->oPrev;

   if (oPrevChunk == NULL)
      return aoBins[HeapMgr_getBin(Chunk_getUnits(oChunk))] == oChunk;
   return Chunk_isInHeap(oPrevChunk) && oPrevChunk->oNext == oChunk;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunks in memory keep I1, I2 and I7, and the
   free ones among them keep I4.  Set *puFree to the number of these. */

static bool HeapMgr_isMemoryValid(size_t *puFree)
{
   Chunk_T oChunk = oHeapStart;
   bool bPrevIsFree = false;

   *puFree = 0;
   if (oChunk != NULL && !Chunk_isPrevInUse(oChunk))
      return HeapMgr_reportViolation(
         "I7 violated: the first chunk has a free one before it",
         oChunk);
   while (oChunk != oHeapEnd)
   {
      bool bIsFree;

      if (!Chunk_isValid(oChunk))
         return HeapMgr_reportViolation(
            "I1 violated: the chunks don't fill the heap", oChunk);
      if (!Chunk_isEndValid(oChunk))
         return HeapMgr_reportViolation(
            "I7 violated: the words at its end disagree with its"
            " header",
            oChunk);
      bIsFree = Chunk_isFree(oChunk);
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

   for (; oChunk != NULL; oChunk = oChunk->oNext)
   {
      if (!Chunk_isValid(oChunk))
         return HeapMgr_reportViolation(
            "I3 violated: in a bin, but not a chunk", oChunk);
      if (*puFree == 0 || !Chunk_isFree(oChunk))
         return HeapMgr_reportViolation(
            "I3 violated: in a bin, but not free, or in it twice",
            oChunk);
      if (oChunk->oPrev != oPrevChunk)
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

   /* Step 2: Find a chunk that is long enough. */
   oChunk = HeapMgr_findChunk(uUnits);

   /* Step 3: If there is none, grow the heap.  The new chunk may
      continue the one that was last in memory. */
   if (oChunk == NULL)
   {
      oChunk = HeapMgr_growHeap(uUnits);
      if (oChunk == NULL)
         return NULL;
      oChunk = HeapMgr_coalescePrev(oChunk);
      Chunk_setFree(oChunk);
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

   HeapMgr_freeChunk(oChunk);

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   Chunk_T oChunk = oHeapStart;

   if (psPiece->pcStart != NULL)
      oChunk = (Chunk_T)(void *)(psPiece->pcStart + psPiece->uBytes);
   psPiece->pcStart = (char *)oChunk;

   if (oChunk == oHeapEnd)
      return HEAPMGR_WALK_END;
   if (!Chunk_isValid(oChunk))
      return HEAPMGR_WALK_BROKEN;

   psPiece->uBytes = Chunk_unitsToBytes(Chunk_getUnits(oChunk));
   psPiece->uHeaderBytes = HEADER_BYTES;
   psPiece->uFooterBytes = Chunk_isFree(oChunk) ? FOOTER_BYTES : 0;
   psPiece->eKind = Chunk_isFree(oChunk) ? HEAPMGR_FREE : HEAPMGR_INUSE;
   return HEAPMGR_WALK_PIECE;
}

size_t HeapMgr_countLists(void)
{
   return BIN_COUNT;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   return (pvChunk == NULL) ? aoBins[uList] : ((Chunk_T)pvChunk)->oNext;
}
