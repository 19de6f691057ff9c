/*--------------------------------------------------------------------*/
/* heapmgr_hybrid.c                                    Appendix       */
/*                                                                    */
/* Fixes:  the search through the last bin, and a heap that never     */
/*         shrinks (as in stage 5), by what real managers do, the GNU */
/*         C library's among them: small chunks that are freed wait   */
/*         uncoalesced for the next malloc of their size; bins for    */
/*         long chunks are spaced by logarithm, each in order of      */
/*         size, and give the best fit; very long chunks are mappings */
/*         of their own; and a long top of the heap is given back     */
/*         when it has not been wanted for LINGER calls of free.      */
/* Leaves: a bin for long chunks holds several sizes and is walked;   */
/*         only the top can be given back.                            */
/* Costs:  malloc and free O(1) on the average over many calls, but   */
/*         O(n) for n chunks in a single one, that sorts what is      */
/*         recent or flushes what is quick; 8 bytes a chunk.          */
/*                                                                    */
/* Chunks are those of heapmgr_payload.c, with two more status bits.  */
/*                                                                    */
/*    aoQuick [units] --> chunk --> chunk   WAITING_BIT, in use by    */
/*                                          their other bits: not     */
/*                                          coalesced                 */
/*    aoBins  [bin] --> short --> longer --> longest                  */
/*                        ^  prev of the first is the last |          */
/*                        +--------------------------------+          */
/*    aoBins  [RECENT_BIN] --> chunk --> chunk   WAITING_BIT, free,   */
/*                                               in no order yet      */
/*    aoBins  [TOP_BIN] --> the top: the last chunk, if it is free    */
/*                                                                    */
/*    +----------+---------+---------+--------------------+           */
/*    |          | in use  | quick   | top                |           */
/*    +----------+---------+---------+--------------------+           */
/*                                                        ^           */
/*                                                     oHeapEnd       */
/*                                                                    */
/*    psMappings --> mapping --> mapping       MAPPED_BIT             */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd, each of them at least CHUNK_MIN_UNITS long.          */
/* I2  No two neighbours in memory are both free: they would have     */
/*     been coalesced.  (A quick chunk counts as in use here.)        */
/* I3  A chunk is in a bin if, and only if, it is free.               */
/* I4  Next and prev agree: the first chunk in a bin has the last one */
/*     as its prev, each other one is the next of its prev.           */
/* I5  A chunk is in the bin that HeapMgr_getBin tells, and, but for  */
/*     the recent ones, no longer than the next one there.            */
/* I6  A bin's bit in auBinMap is 1 if, and only if, it holds a chunk */
/*     and is searched, which the bins of the top and of the recent   */
/*     chunks are not; a word's bit in uWordMap is 1 if, and only if, */
/*     the word isn't 0.                                              */
/* I7  PREV_INUSE_BIT is 1 if, and only if, the chunk before is in    */
/*     use or there is none; after a last chunk in use a header at    */
/*     oHeapEnd, in the margin, has this bit too.  The footer of a    */
/*     free chunk other than the top has the header's size.           */
/* I8  A chunk is on the quick list for its length if, and only if,   */
/*     it is in use and has WAITING_BIT.  The lists end with NULL;    */
/*     auRoom is what each lacks of as many as it may have.           */
/* I9  uMappings mappings are on the list psMappings; next and prev   */
/*     agree.                                                         */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16, /* a unit: the strictest alignment */
   PAGE_BYTES = 4096,
   HEADER_BYTES = 8,
   FOOTER_BYTES = 8,    /* of a free chunk */
   CHUNK_MIN_UNITS = 2, /* header, two links, footer */
   INUSE_BIT = 1,       /* in a header's uSize */
   PREV_INUSE_BIT = 2,
   WAITING_BIT = 4,
   MAPPED_BIT = 8,
   STATUS_MASK = 15,

   QUICK_UNITS = 64, /* longer chunks are coalesced at once */
   QUICK_BYTES = QUICK_UNITS * UNIT_BYTES - HEADER_BYTES, /* payload */
   MAX_QUICK = 64,    /* and so are more of one length, ... */
   SHORT_UNITS = 8,   /* ... if that is more than this */
   LONG_UNITS = 4096, /* that a free chunk is so long, ... */
   MIN_FLUSH = 256,   /* ... and so many were freed, pays for a flush */
   MISS_SHARE = 16,   /* see isFlushPaid */

   TOP_BIN = 0,    /* no chunk has 0 units or 1, which would have ... */
   RECENT_BIN = 1, /* ... these two bins; they have no marks */
   STEP_BITS = 7,  /* bins: one for each length up to 256 units, ... */
   STEPS = 1 << STEP_BITS, /* ... then 128 for each doubling */
   EXACT_UNITS = 2 * STEPS,
   BIN_COUNT = 2048,
   WORD_BITS = 64, /* bins in a word of auBinMap */
   WORD_COUNT = BIN_COUNT / WORD_BITS,

   MIN_GROWTH_UNITS = 4096,  /* the system is asked for no less */
   MARGIN_UNITS = 1,         /* kept above oHeapEnd, see fillGap */
   MIN_TRIM_UNITS = 65536,   /* a shorter top is not given back */
   TRIM_SHARE = 2,           /* nor less than half of the heap, ... */
   LINGER = 131072,          /* ... nor before so many calls of free */
   MIN_MAP_BYTES = 262144,   /* uMapBytes begins here, ... */
   MAX_MAP_BYTES = 33554432, /* ... and ends here */
   MAP_UNITS = MIN_MAP_BYTES / UNIT_BYTES,
   MAX_REGRETS = 2,    /* see watchTop */
   MAX_MAPPINGS = 4096 /* the system allows a process some 65,000 */
};

/* The start of a chunk.  The size in bytes is a multiple of 16, which
   leaves its low four bits for the status. */

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

/* The bins, and the map of those that hold a chunk: bin i's bit is bit
   i % 64 of word i / 64. */

static Chunk_T aoBins[BIN_COUNT];
static uint64_t auBinMap[WORD_COUNT];

/* The map of the words in auBinMap that are not 0. */

static uint64_t uWordMap;

/* The number of calls since the top has been worth giving back.
   Whether it has been given back since the heap grew, and how often the
   heap grew again after that. */

static size_t uLingering = 0;
static bool bTrimmed = false;
static size_t uRegrets = 0;

/* The quick lists, by units, what was freed last at the front. */

static Chunk_T aoQuick[QUICK_UNITS + 1];

/* How many more chunks may be put on each; 0 until there is a heap. */

static uint32_t auRoom[QUICK_UNITS + 1];

/* The number of chunks that were freed and coalesced one by one since
   the quick ones were flushed. */

static size_t uCoalesced = 0;

/* The number of chunks that no quick list had, since then. */

static size_t uMissed = 0;

/* The front of a mapping, which ends with the header of the only chunk
   in it. */

struct Mapping
{
   struct Mapping *psNext;
   struct Mapping *psPrev;
   size_t uUnused;
   size_t uSize; /* of the mapping, and the status */
};

static_assert(sizeof(struct Mapping) % UNIT_BYTES == 0,
   "the payload behind it is aligned for any type");

/* The mappings, and how many there are.  A payload of uMapBytes bytes
   or more is worth a mapping. */

static struct Mapping *psMappings = NULL;
static size_t uMappings = 0;
static size_t uMapBytes = MIN_MAP_BYTES;

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

/* Return true if oChunk waits, on the recent list or a quick one. */

static bool Chunk_isWaiting(Chunk_T oChunk)
{
   return (oChunk->uSize & WAITING_BIT) != 0;
}

/*--------------------------------------------------------------------*/

/* Return oChunk's status: free or not. */

static bool Chunk_isFree(Chunk_T oChunk)
{
   return (oChunk->uSize & INUSE_BIT) == 0;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk's header says that a client has it, in the
   heap: it doesn't wait, nor is it a mapping. */

static bool Chunk_isInUse(Chunk_T oChunk)
{
   return (oChunk->uSize & (INUSE_BIT | WAITING_BIT | MAPPED_BIT))
          == INUSE_BIT;
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
   its footer.  Nobody looks at the top from behind, so it has neither,
   and no page is touched for them at the heap's far end. */

static void Chunk_setFree(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getEnd(oChunk);

   oChunk->uSize &= ~(size_t)INUSE_BIT;
   if (oNextChunk == oHeapEnd)
      return;
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

   return uChunk - uStart < (uintptr_t)oHeapEnd - uStart
          && (uChunk - uStart) % UNIT_BYTES == 0;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk lies in the heap and has a size it can have
   there.  No byte outside the heap is read, so any value of oChunk
   will do. */

static inline bool Chunk_isValid(Chunk_T oChunk)
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
   chunk's footer, which the top has not. */

static bool Chunk_isEndValid(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getEnd(oChunk);

   if (!Chunk_isFree(oChunk))
      return Chunk_isPrevInUse(oNextChunk);
   if (oNextChunk == oHeapEnd)
      return true;
   return !Chunk_isPrevInUse(oNextChunk)
          && *Chunk_getFooterBefore(oNextChunk)
                == Chunk_unitsToBytes(Chunk_getUnits(oChunk));
}

/*--------------------------------------------------------------------*/
/* The bins                                                           */
/*--------------------------------------------------------------------*/

/* Return the bin for chunks of uUnits units that are not the top: there
   is one for each length below 2 * STEPS, and then STEPS between powers
   of 2. */

static size_t HeapMgr_getStep(size_t uUnits)
{
   size_t uShift;
   size_t uStep;

   if (uUnits < STEPS)
      return uUnits;
   uShift =
      (size_t)(WORD_BITS - 1 - STEP_BITS - __builtin_clzll(uUnits));
   uStep = (uShift << STEP_BITS) + (uUnits >> uShift);
   return (uStep < BIN_COUNT) ? uStep : BIN_COUNT - 1;
}

/*--------------------------------------------------------------------*/

/* Return the bin for oChunk. */

static size_t HeapMgr_getBin(Chunk_T oChunk)
{
   if (Chunk_isWaiting(oChunk))
      return RECENT_BIN;
   if (Chunk_getEnd(oChunk) == oHeapEnd)
      return TOP_BIN;
   return HeapMgr_getStep(Chunk_getUnits(oChunk));
}

/*--------------------------------------------------------------------*/

/* Return true if uBin's bit in auBinMap is 1. */

static bool HeapMgr_isMarked(size_t uBin)
{
   return (auBinMap[uBin / WORD_BITS] >> (uBin % WORD_BITS)) & 1;
}

/*--------------------------------------------------------------------*/

/* Make uBin's bit in auBinMap say whether it holds a chunk, and
   uWordMap whether the word is 0. */

static void HeapMgr_markBin(size_t uBin)
{
   size_t uWord = uBin / WORD_BITS;
   uint64_t uBit = (uint64_t)1 << (uBin % WORD_BITS);

   if (aoBins[uBin] != NULL)
      auBinMap[uWord] |= uBit;
   else
      auBinMap[uWord] &= ~uBit;

   if (auBinMap[uWord] != 0)
      uWordMap |= (uint64_t)1 << uWord;
   else
      uWordMap &= ~((uint64_t)1 << uWord);
}

/*--------------------------------------------------------------------*/

/* Return the first bin at or after uBin that holds a chunk, or
   BIN_COUNT if there is none. */

static size_t HeapMgr_findBin(size_t uBin)
{
   size_t uWord = uBin / WORD_BITS;
   uint64_t uBits;
   uint64_t uWords;

   if (uBin >= BIN_COUNT)
      return BIN_COUNT;
   uBits = auBinMap[uWord] & (UINT64_MAX << (uBin % WORD_BITS));
   if (uBits == 0)
   {
      uWords = uWordMap & ((UINT64_MAX << uWord) << 1);
      if (uWords == 0)
         return BIN_COUNT;
      uWord = (size_t)__builtin_ctzll(uWords);
      uBits = auBinMap[uWord];
   }
   return uWord * WORD_BITS + (size_t)__builtin_ctzll(uBits);
}

/*--------------------------------------------------------------------*/

/* Insert oChunk into its bin, before the first chunk that is not
   shorter. */

static void HeapMgr_insertChunk(Chunk_T oChunk)
{
   size_t uUnits = Chunk_getUnits(oChunk);
   size_t uBin = HeapMgr_getBin(oChunk);
   Chunk_T oFirst = aoBins[uBin];
   Chunk_T oNextChunk = oFirst;

   while (oNextChunk != NULL && Chunk_getUnits(oNextChunk) < uUnits)
      oNextChunk = oNextChunk->oNext;

   oChunk->oNext = oNextChunk;
   if (oNextChunk == oFirst)
      aoBins[uBin] = oChunk;
   if (oFirst == NULL)
   {
      oChunk->oPrev = oChunk;
      if (uBin > RECENT_BIN)
         HeapMgr_markBin(uBin);
   }
   else
   {
      Chunk_T oAfter = (oNextChunk != NULL) ? oNextChunk : oFirst;

      oChunk->oPrev = oAfter->oPrev;
      oAfter->oPrev = oChunk;
      if (oNextChunk != oFirst)
         oChunk->oPrev->oNext = oChunk;
   }
}

/*--------------------------------------------------------------------*/

/* Remove oChunk from its bin. */

static void HeapMgr_removeChunk(Chunk_T oChunk)
{
   size_t uBin = HeapMgr_getBin(oChunk);
   Chunk_T oPrevChunk = oChunk->oPrev;
   Chunk_T oNextChunk = oChunk->oNext;

   if (aoBins[uBin] == oChunk)
      aoBins[uBin] = oNextChunk;
   else
      oPrevChunk->oNext = oNextChunk;
   if (oNextChunk != NULL)
      oNextChunk->oPrev = oPrevChunk;
   else if (aoBins[uBin] != NULL)
      aoBins[uBin]->oPrev = oPrevChunk;
   else if (uBin > RECENT_BIN)
      HeapMgr_markBin(uBin);
   oChunk->uSize &= ~(size_t)WAITING_BIT;
}

/*--------------------------------------------------------------------*/

/* Return the shortest chunk of at least uUnits units in bin uBin, or
   NULL if there is none.  If the first one is too short, look from the
   last one down. */

static Chunk_T HeapMgr_findInBin(size_t uBin, size_t uUnits)
{
   Chunk_T oChunk = aoBins[uBin];

   if (oChunk == NULL || Chunk_getUnits(oChunk) >= uUnits)
      return oChunk;

   oChunk = oChunk->oPrev;
   if (Chunk_getUnits(oChunk) < uUnits)
      return NULL;
   while (Chunk_getUnits(oChunk) > uUnits
          && Chunk_getUnits(oChunk->oPrev) >= uUnits)
      oChunk = oChunk->oPrev;
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Put oChunk, which is free, at the front of the recent list. */

static void HeapMgr_insertRecent(Chunk_T oChunk)
{
   Chunk_T oFirst = aoBins[RECENT_BIN];

   oChunk->uSize |= WAITING_BIT;
   oChunk->oNext = oFirst;
   oChunk->oPrev = oChunk;
   aoBins[RECENT_BIN] = oChunk;
   if (oFirst != NULL)
   {
      oChunk->oPrev = oFirst->oPrev;
      oFirst->oPrev = oChunk;
   }
}

/*--------------------------------------------------------------------*/

/* Put the chunks on the recent list into their bins.  But if one of
   exactly uUnits units is met, stop there and return it; return NULL if
   there is none. */

static Chunk_T HeapMgr_sortRecent(size_t uUnits)
{
   Chunk_T oChunk = aoBins[RECENT_BIN];

   while (oChunk != NULL && Chunk_getUnits(oChunk) != uUnits)
   {
      HeapMgr_removeChunk(oChunk);
      HeapMgr_insertChunk(oChunk);
      oChunk = aoBins[RECENT_BIN];
   }
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Return the shortest free chunk of at least uUnits units, but the top
   only if there is no other; NULL if there is none. */

static Chunk_T HeapMgr_findChunk(size_t uUnits)
{
   Chunk_T oChunk = HeapMgr_sortRecent(uUnits);
   size_t uBin = HeapMgr_getStep(uUnits);

   if (oChunk == NULL)
      oChunk = HeapMgr_findInBin(uBin, uUnits);
   if (oChunk != NULL)
      return oChunk;
   uBin = HeapMgr_findBin(uBin + 1);
   if (uBin == BIN_COUNT)
      uBin = TOP_BIN;
   return HeapMgr_findInBin(uBin, uUnits);
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

/* Return the number of units in the heap. */

static size_t HeapMgr_getHeapUnits(void)
{
   return ((uintptr_t)oHeapEnd - (uintptr_t)oHeapStart) / UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Give back all of the top but a little, if the system lets us. */

static void HeapMgr_trimTop(void)
{
   Chunk_T oTop = aoBins[TOP_BIN];
   char *pcOurBreak = (char *)oHeapEnd
                      + Chunk_unitsToBytes(MARGIN_UNITS);
   char *pcNewBreak = (char *)oTop
                      + Chunk_unitsToBytes(
                         MIN_GROWTH_UNITS + MARGIN_UNITS);

   if (sbrk(0) != pcOurBreak || brk(pcNewBreak) != 0)
      return;

   bTrimmed = true;
   uLingering = 0;
   HeapMgr_removeChunk(oTop);
   Chunk_setUnits(oTop, MIN_GROWTH_UNITS);
   oHeapEnd = Chunk_getEnd(oTop);
   HeapMgr_insertChunk(oTop);
}

/*--------------------------------------------------------------------*/

/* See to it that a long top is given back: not at once, because what a
   client has just freed it often wants again, and each page that comes
   back from the system costs more than ten calls of malloc.  But if
   uUnits, what has just been freed and become part of the top, could
   have been a mapping, then it is as if it were one, unless that turned
   out to be a mistake MAX_REGRETS times. */

static void HeapMgr_watchTop(size_t uUnits)
{
   Chunk_T oTop = aoBins[TOP_BIN];

   if (uUnits >= MAP_UNITS && uRegrets < MAX_REGRETS)
      HeapMgr_trimTop();
   else if (oTop == NULL || Chunk_getUnits(oTop) < MIN_TRIM_UNITS
            || Chunk_getUnits(oTop)
                  < HeapMgr_getHeapUnits() / TRIM_SHARE)
      uLingering = 0;
   else if (++uLingering == LINGER)
      HeapMgr_trimTop();
}

/*--------------------------------------------------------------------*/

/* Make oChunk, which is not on a list, free: coalesce it with its
   neighbours, and mark the result.  Put that into its bin if it is the
   top or short, else on the recent list, as the next call of free may
   make it still longer.  Return it. */

static Chunk_T HeapMgr_freeChunk(Chunk_T oChunk)
{
   size_t uUnits = Chunk_getUnits(oChunk);
   bool bTop;

   HeapMgr_coalesceNext(oChunk);
   oChunk = HeapMgr_coalescePrev(oChunk);
   Chunk_setFree(oChunk);

   bTop = (Chunk_getEnd(oChunk) == oHeapEnd);
   if (bTop || Chunk_getUnits(oChunk) < EXACT_UNITS)
      HeapMgr_insertChunk(oChunk);
   else
      HeapMgr_insertRecent(oChunk);
   HeapMgr_watchTop(bTop ? uUnits : 0);
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Take the first chunk off the quick list for uUnits units, which must
   not be empty, and return it. */

static Chunk_T HeapMgr_takeQuick(size_t uUnits)
{
   Chunk_T oChunk = aoQuick[uUnits];

   aoQuick[uUnits] = oChunk->oNext;
   auRoom[uUnits]++;
   oChunk->uSize &= ~(size_t)WAITING_BIT;
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Put oChunk, which is in use and uUnits units long, on its quick
   list. */

static void HeapMgr_putQuick(Chunk_T oChunk, size_t uUnits)
{
   oChunk->uSize |= WAITING_BIT;
   oChunk->oNext = aoQuick[uUnits];
   aoQuick[uUnits] = oChunk;
   auRoom[uUnits]--;
}

/*--------------------------------------------------------------------*/

/* Return how many chunks of uUnits units may be quick.  Many long ones
   would keep their neighbours from being coalesced. */

static uint32_t HeapMgr_getQuickLimit(size_t uUnits)
{
   return (uUnits <= SHORT_UNITS) ? UINT32_MAX : MAX_QUICK;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk, which may be any value, is a chunk in use that
   may become quick: it doesn't wait already, the next header agrees,
   and there is room on its list. */

static inline bool HeapMgr_canBeQuick(Chunk_T oChunk)
{
   size_t uUnits;

   if (!Chunk_isInHeap(oChunk) || !Chunk_isInUse(oChunk))
      return false;
   uUnits = Chunk_getUnits(oChunk);
   return uUnits <= QUICK_UNITS && auRoom[uUnits] > 0
          && (uintptr_t)Chunk_getEnd(oChunk) <= (uintptr_t)oHeapEnd
          && Chunk_isPrevInUse(Chunk_getEnd(oChunk));
}

/*--------------------------------------------------------------------*/

/* Return the number of quick chunks. */

static size_t HeapMgr_countQuick(void)
{
   size_t uCount = 0;
   size_t u;

   for (u = CHUNK_MIN_UNITS; u <= QUICK_UNITS; u++)
      uCount += HeapMgr_getQuickLimit(u) - auRoom[u];
   return uCount;
}

/*--------------------------------------------------------------------*/

/* Free all quick chunks as the others are freed.  Return true if there
   was any. */

static bool HeapMgr_flushQuick(void)
{
   bool bFound = false;
   size_t u;

   for (u = 0; u <= QUICK_UNITS; u++)
      while (aoQuick[u] != NULL)
      {
         (void)HeapMgr_freeChunk(HeapMgr_takeQuick(u));
         bFound = true;
      }
   uCoalesced = 0;
   uMissed = 0;
   return bFound;
}

/*--------------------------------------------------------------------*/

/* Free oChunk, which does not become quick.  A long free chunk that
   this makes would be longer still without the quick ones in between.
   So flush these, if that is paid for: by as many chunks that have been
   coalesced one by one since the last flush. */

static void HeapMgr_freeAndFlush(Chunk_T oChunk)
{
   oChunk = HeapMgr_freeChunk(oChunk);
   uCoalesced++;
   if (Chunk_getUnits(oChunk) >= LONG_UNITS
       && uCoalesced >= MIN_FLUSH + HeapMgr_countQuick())
      (void)HeapMgr_flushQuick();
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

/* Cut oChunk, the first in its bin, after uUnits units for a client,
   and let the rest, which belongs there too, take its place. */

static void HeapMgr_cutFirst(Chunk_T oChunk, size_t uUnits)
{
   size_t uRestUnits = Chunk_getUnits(oChunk) - uUnits;
   size_t uBin = HeapMgr_getBin(oChunk);
   Chunk_T oNextChunk = oChunk->oNext;
   Chunk_T oLast = oChunk->oPrev;
   Chunk_T oRest;

   Chunk_setUnits(oChunk, uUnits);
   oRest = Chunk_getEnd(oChunk);
   oRest->uSize = PREV_INUSE_BIT;
   Chunk_setUnits(oRest, uRestUnits);
   Chunk_setFree(oRest);
   oRest->oNext = oNextChunk;
   oRest->oPrev = (oNextChunk == NULL) ? oRest : oLast;
   if (oNextChunk != NULL)
      oNextChunk->oPrev = oRest;
   aoBins[uBin] = oRest;
   oChunk->uSize |= INUSE_BIT;
}

/*--------------------------------------------------------------------*/

/* Return true if what is left of oChunk, uRestUnits units at its end,
   can take its place in its bin: oChunk is the first there, and the
   rest belongs there too.  Among the short ones that is not worth a
   look. */

static bool HeapMgr_canReplace(Chunk_T oChunk, size_t uRestUnits)
{
   size_t uBin;

   if (uRestUnits < EXACT_UNITS)
      return false;
   uBin = HeapMgr_getBin(oChunk);
   return aoBins[uBin] == oChunk
          && (uBin == TOP_BIN || uBin == HeapMgr_getStep(uRestUnits));
}

/*--------------------------------------------------------------------*/

/* Take oChunk, which is free and long enough, off its list for a client
   who wants uUnits units.  If it is too long by a chunk or more, split
   it. */

static void HeapMgr_useChunk(Chunk_T oChunk, size_t uUnits)
{
   size_t uRestUnits = Chunk_getUnits(oChunk) - uUnits;

   if (HeapMgr_canReplace(oChunk, uRestUnits))
   {
      HeapMgr_cutFirst(oChunk, uUnits);
      return;
   }
   HeapMgr_removeChunk(oChunk);
   if (uRestUnits >= CHUNK_MIN_UNITS)
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

   oHeapEnd->uSize = PREV_INUSE_BIT | INUSE_BIT;
   Chunk_setUnits(oHeapEnd, uBytes / Chunk_unitsToBytes(1));
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

/* Let the heap start at oChunk, with room on all quick lists for which
   there can be a chunk. */

static void HeapMgr_startHeap(Chunk_T oChunk)
{
   size_t u;

   oHeapStart = oChunk;
   for (u = CHUNK_MIN_UNITS; u <= QUICK_UNITS; u++)
      auRoom[u] = HeapMgr_getQuickLimit(u);
}

/*--------------------------------------------------------------------*/

/* Make the heap longer, so that its top, which is too short, becomes a
   free chunk of at least uUnits units, and return that.  Return NULL,
   with the heap as it was, if the system refuses. */

static Chunk_T HeapMgr_growHeap(size_t uUnits)
{
   char *pcBreak = sbrk(0);
   uintptr_t uOurBreak = (uintptr_t)oHeapEnd
                         + Chunk_unitsToBytes(MARGIN_UNITS);
   Chunk_T oTop = aoBins[TOP_BIN];
   Chunk_T oChunk = (oTop != NULL) ? oTop : oHeapEnd;
   size_t uTopUnits = (oTop != NULL) ? Chunk_getUnits(oTop) : 0;
   size_t uNewUnits = uTopUnits + MIN_GROWTH_UNITS;

   if (oHeapEnd == NULL || (uintptr_t)pcBreak > uOurBreak)
   {
      oChunk = Chunk_alignUp(pcBreak);
      uNewUnits = MIN_GROWTH_UNITS;
   }
   else if ((uintptr_t)pcBreak < uOurBreak)
      return NULL; /* the end of the heap has been taken away */

   if (uNewUnits < uUnits)
      uNewUnits = uUnits;
   if (!HeapMgr_moveBreak(oChunk, uNewUnits))
   {
      uNewUnits = uUnits;
      if (!HeapMgr_moveBreak(oChunk, uNewUnits))
         return NULL;
   }

   if (oTop != NULL)
      HeapMgr_removeChunk(oTop);
   if (bTrimmed)
      uRegrets++;
   bTrimmed = false;
   if (oHeapStart == NULL)
      HeapMgr_startHeap(oChunk);
   else if (oChunk != oTop && oChunk != oHeapEnd)
      HeapMgr_fillGap(oChunk);
   if (oChunk != oTop)
      oChunk->uSize = PREV_INUSE_BIT;
   Chunk_setUnits(oChunk, uNewUnits);
   oHeapEnd = Chunk_getEnd(oChunk);
   HeapMgr_insertChunk(oChunk);
   if (oTop != NULL && oTop != oChunk)
   {
      Chunk_setFree(oTop);
      HeapMgr_insertChunk(oTop);
   }
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* Return true if it pays to flush the quick chunks for a chunk of
   uUnits units, instead of growing the heap.  A long one may need many
   of them.  For a short one, as many must have been cut since the last
   flush as MISS_SHARE says.  Otherwise a small heap would be flushed
   and cut again and again. */

static bool HeapMgr_isFlushPaid(size_t uUnits)
{
   return uUnits > QUICK_UNITS
          || uMissed >= HeapMgr_getHeapUnits() / MISS_SHARE;
}

/*--------------------------------------------------------------------*/

/* Return a chunk of uUnits units for a client: a free one, or one that
   is put together from quick ones, or one from the system.  Return NULL
   if the system refuses and the quick ones don't suffice. */

static Chunk_T HeapMgr_getChunk(size_t uUnits)
{
   Chunk_T oChunk = HeapMgr_findChunk(uUnits);

   uMissed++;
   if (oChunk == NULL && HeapMgr_isFlushPaid(uUnits)
       && HeapMgr_flushQuick())
      oChunk = HeapMgr_findChunk(uUnits);
   if (oChunk == NULL)
      oChunk = HeapMgr_growHeap(uUnits);
   if (oChunk == NULL && HeapMgr_flushQuick())
      oChunk = HeapMgr_findChunk(uUnits);
   if (oChunk != NULL)
      HeapMgr_useChunk(oChunk, uUnits);
   return oChunk;
}

/*--------------------------------------------------------------------*/
/* The mappings                                                       */
/*--------------------------------------------------------------------*/

/* Return the payload of a mapping that has room for uBytes bytes, or
   NULL if the system refuses. */

static void *HeapMgr_map(size_t uBytes)
{
   size_t uPages = (uBytes + sizeof(struct Mapping) + PAGE_BYTES - 1)
                   / PAGE_BYTES;
   void *pv = mmap(NULL, uPages * PAGE_BYTES, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   struct Mapping *psMapping = pv;

   if (pv == MAP_FAILED)
      return NULL;

   psMapping->uSize = (uPages * PAGE_BYTES) | MAPPED_BIT | INUSE_BIT;
   psMapping->psPrev = NULL;
   psMapping->psNext = psMappings;
   if (psMappings != NULL)
      psMappings->psPrev = psMapping;
   psMappings = psMapping;
   uMappings++;
   return psMapping + 1;
}

/*--------------------------------------------------------------------*/

/* Give *psMapping back to the system.  A client that frees what is that
   long may want it again: from now on it comes from the heap.  If the
   system refuses (it may be out of mappings, and what lies on both
   sides of this one would become two), the mapping stays. */

static void HeapMgr_unmap(struct Mapping *psMapping)
{
   struct Mapping *psNext = psMapping->psNext;
   struct Mapping *psPrev = psMapping->psPrev;
   size_t uBytes = psMapping->uSize & ~(size_t)STATUS_MASK;

   if (munmap(psMapping, uBytes) != 0)
      return;
   if (psPrev == NULL)
      psMappings = psNext;
   else
      psPrev->psNext = psNext;
   if (psNext != NULL)
      psNext->psPrev = psPrev;
   uMappings--;
   if (uBytes > uMapBytes && uBytes <= MAX_MAP_BYTES)
      uMapBytes = uBytes;
}

/*--------------------------------------------------------------------*/

/* Return true if pv, which is not in the heap, is where the payload of
   a mapping starts, and its header is that of a mapping. */

static bool HeapMgr_isMapped(void *pv)
{
   struct Mapping *psMapping =
      (struct Mapping *)((uintptr_t)pv - sizeof(struct Mapping));

   return psMappings != NULL && (uintptr_t)psMapping % PAGE_BYTES == 0
          && psMapping->uSize % PAGE_BYTES == (MAPPED_BIT | INUSE_BIT);
}

/*--------------------------------------------------------------------*/

/* Say on stderr that the client passed pv to HeapMgr_free, and what is
   wrong with it, and abort. */

static _Noreturn void HeapMgr_rejectPayload(
   void *pv, const char *pcMistake)
{
   fprintf(
      stderr, "heapmgr_hybrid: HeapMgr_free(%p): %s\n", pv, pcMistake);
   abort();
}

/*--------------------------------------------------------------------*/

/* Abort if pv, which a client passed to HeapMgr_free as the payload of
   oChunk, is no payload in use, or if the headers around it show that a
   client has written past the end of a payload. */

static void HeapMgr_checkPayload(void *pv, Chunk_T oChunk)
{
   Chunk_T oPrevChunk;

   if (!Chunk_isValid(oChunk) || (oChunk->uSize & MAPPED_BIT) != 0)
      HeapMgr_rejectPayload(pv,
         "not from HeapMgr_malloc, or a client wrote past the end of"
         " the payload before it in memory (overrun)");
   if (Chunk_isFree(oChunk) || Chunk_isWaiting(oChunk))
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
   fprintf(stderr, "heapmgr_hybrid: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunk before oChunk in its bin, which oChunk names
   as its prev, has oChunk as its next. */

static bool HeapMgr_isNextOfPrev(Chunk_T oChunk)
{
   Chunk_T oPrevChunk = oChunk->oPrev;

   if (aoBins[HeapMgr_getBin(oChunk)] == oChunk)
      return Chunk_isInHeap(oPrevChunk) && oPrevChunk->oNext == NULL;
   return Chunk_isInHeap(oPrevChunk) && oPrevChunk->oNext == oChunk;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunks in memory keep I1, I2 and I7, and the
   free ones among them keep I4.  Set *puFree to the number of these,
   and *puQuick to the number of quick ones. */

static bool HeapMgr_isMemoryValid(size_t *puFree, size_t *puQuick)
{
   Chunk_T oChunk = oHeapStart;
   bool bPrevIsFree = false;

   *puFree = 0;
   *puQuick = 0;
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
      else if (Chunk_isWaiting(oChunk))
         (*puQuick)++;
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

   if (HeapMgr_isMarked(uBin) != (oChunk != NULL && uBin > RECENT_BIN)
       || ((uWordMap >> (uBin / WORD_BITS)) & 1)
             != (auBinMap[uBin / WORD_BITS] != 0))
      return HeapMgr_reportViolation(
         "I6 violated: a bin's first chunk and its bits in auBinMap"
         " and uWordMap disagree",
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
      if (oPrevChunk != NULL && oChunk->oPrev != oPrevChunk)
         return HeapMgr_reportViolation(
            "I4 violated: its prev is not the chunk before it in the"
            " bin",
            oChunk);
      if (HeapMgr_getBin(oChunk) != uBin
          || (oPrevChunk != NULL && uBin != RECENT_BIN
              && Chunk_getUnits(oPrevChunk) > Chunk_getUnits(oChunk)))
         return HeapMgr_reportViolation(
            "I5 violated: in a bin for chunks of another size, or"
            " shorter than the one before it",
            oChunk);
      (*puFree)--;
      oPrevChunk = oChunk;
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if the quick list for uUnits units keeps I8.  There must
   be no more than *puWaiting chunks on it, which are those not met yet;
   take its chunks off *puWaiting. */

static bool HeapMgr_isQuickListValid(size_t uUnits, size_t *puWaiting)
{
   size_t uLeft = HeapMgr_getQuickLimit(uUnits) - auRoom[uUnits];
   Chunk_T oChunk;

   for (oChunk = aoQuick[uUnits]; oChunk != NULL;
        oChunk = oChunk->oNext)
   {
      if (uLeft == 0 || *puWaiting == 0 || !Chunk_isValid(oChunk)
          || Chunk_isFree(oChunk) || !Chunk_isWaiting(oChunk)
          || Chunk_getUnits(oChunk) != uUnits)
         return HeapMgr_reportViolation(
            "I8 violated: on a quick list where it doesn't belong, or"
            " twice",
            oChunk);
      uLeft--;
      (*puWaiting)--;
   }
   if (uLeft != 0)
      return HeapMgr_reportViolation(
         "I8 violated: a quick list has fewer chunks than auRoom says",
         aoQuick[uUnits]);
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if the quick lists keep I8.  They must hold uWaiting
   chunks in all, as many as were found in memory. */

static bool HeapMgr_areQuickListsValid(size_t uWaiting)
{
   size_t u;

   if (oHeapStart == NULL)
      return true;
   for (u = CHUNK_MIN_UNITS; u <= QUICK_UNITS; u++)
      if (!HeapMgr_isQuickListValid(u, &uWaiting))
         return false;
   if (uWaiting != 0)
      return HeapMgr_reportViolation(
         "I8 violated: quick chunks are on no list", oHeapStart);
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if the mappings keep I9.  A link is believed only if it
   leads to the start of a page. */

static bool HeapMgr_areMappingsValid(void)
{
   struct Mapping *psMapping = psMappings;
   struct Mapping *psPrev = NULL;
   size_t u;

   for (u = 0; u < uMappings; u++)
   {
      if (psMapping == NULL || (uintptr_t)psMapping % PAGE_BYTES != 0
          || psMapping->psPrev != psPrev)
         return HeapMgr_reportViolation(
            "I9 violated: a mapping's links are destroyed",
            (Chunk_T)(void *)psMapping);
      psPrev = psMapping;
      psMapping = psMapping->psNext;
   }
   if (psMapping != NULL)
      return HeapMgr_reportViolation(
         "I9 violated: more mappings are on the list than there are",
         (Chunk_T)(void *)psMapping);
   return true;
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   size_t uFree;
   size_t uWaiting;
   size_t uBin;

   if ((oHeapStart == NULL) != (oHeapEnd == NULL))
      return HeapMgr_reportViolation(
         "I1 violated: the heap has only one end", oHeapStart);

   if (!HeapMgr_isMemoryValid(&uFree, &uWaiting))
      return false;
   for (uBin = 0; uBin < BIN_COUNT; uBin++)
      if (!HeapMgr_isBinValid(uBin, &uFree))
         return false;
   if (uFree != 0)
      return HeapMgr_reportViolation(
         "I3 violated: free chunks are in no bin", oHeapStart);
   return HeapMgr_areQuickListsValid(uWaiting)
          && HeapMgr_areMappingsValid();
}

/*--------------------------------------------------------------------*/

/* Do what HeapMgr_malloc promises, where no quick list has a chunk. */

__attribute__((noinline)) static void *HeapMgr_mallocSlowly(
   size_t uBytes)
{
   size_t uUnits = Chunk_bytesToUnits(uBytes);
   Chunk_T oChunk;

   if (uUnits == 0)
      return NULL;
   if (uBytes >= uMapBytes && uMappings < MAX_MAPPINGS)
   {
      void *pv = HeapMgr_map(uBytes);

      if (pv != NULL)
         return pv;
   }
   oChunk = HeapMgr_getChunk(uUnits);
   return (oChunk == NULL) ? NULL : Chunk_toPayload(oChunk);
}

/*--------------------------------------------------------------------*/

/* Do what HeapMgr_free promises, where the chunk does not become quick
   or is none. */

__attribute__((noinline)) static void HeapMgr_freeSlowly(void *pv)
{
   Chunk_T oChunk = Chunk_fromPayload(pv);

   if (pv == NULL)
      return;
   if (!Chunk_isInHeap(oChunk) && HeapMgr_isMapped(pv))
   {
      HeapMgr_unmap((struct Mapping *)pv - 1);
      return;
   }
   HeapMgr_checkPayload(pv, oChunk);
   HeapMgr_freeAndFlush(oChunk);
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   void *pv;

   assert(HeapMgr_isValid());

   /* A short chunk may wait on a quick list.  For 0 bytes, uBytes - 1
      is the largest number. */
   if (uBytes - 1 < QUICK_BYTES)
   {
      size_t uUnits = Chunk_bytesToUnits(uBytes);

      if (aoQuick[uUnits] != NULL)
         return Chunk_toPayload(HeapMgr_takeQuick(uUnits));
   }
   pv = HeapMgr_mallocSlowly(uBytes);

   assert(HeapMgr_isValid());

   return pv;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   Chunk_T oChunk = Chunk_fromPayload(pv);

   assert(HeapMgr_isValid());

   if (HeapMgr_canBeQuick(oChunk))
      HeapMgr_putQuick(oChunk, Chunk_getUnits(oChunk));
   else
      HeapMgr_freeSlowly(pv);

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

/* Describe the mapping that comes next at or after address uAfter.  All
   of them must be looked at, as the list is in no order. */

static enum HeapMgr_Walk HeapMgr_nextMapping(
   struct HeapMgr_Piece *psPiece, uintptr_t uAfter)
{
   struct Mapping *psMapping = psMappings;
   struct Mapping *psNext = NULL;
   size_t u;

   for (u = 0; u < uMappings; u++)
   {
      if (psMapping == NULL || (uintptr_t)psMapping % PAGE_BYTES != 0)
         return HEAPMGR_WALK_BROKEN;
      if ((uintptr_t)psMapping >= uAfter
          && (psNext == NULL || psMapping < psNext))
         psNext = psMapping;
      psMapping = psMapping->psNext;
   }
   if (psNext == NULL)
      return HEAPMGR_WALK_END;

   psPiece->pcStart = (char *)psNext;
   psPiece->uBytes = psNext->uSize & ~(size_t)STATUS_MASK;
   psPiece->uHeaderBytes = sizeof(struct Mapping);
   psPiece->uFooterBytes = 0;
   psPiece->eKind = HEAPMGR_INUSE;
   return HEAPMGR_WALK_PIECE;
}

/*--------------------------------------------------------------------*/

/* First the heap, then the mappings, which Linux puts above it. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   Chunk_T oChunk = oHeapStart;

   if (psPiece->pcStart != NULL)
      oChunk = (Chunk_T)(void *)(psPiece->pcStart + psPiece->uBytes);
   psPiece->pcStart = (char *)oChunk;

   if ((uintptr_t)oChunk >= (uintptr_t)oHeapEnd)
      return HeapMgr_nextMapping(psPiece, (uintptr_t)oChunk);
   if (!Chunk_isValid(oChunk))
      return HEAPMGR_WALK_BROKEN;

   psPiece->uBytes = Chunk_unitsToBytes(Chunk_getUnits(oChunk));
   psPiece->uHeaderBytes = HEADER_BYTES;
   psPiece->uFooterBytes = Chunk_isFree(oChunk) ? FOOTER_BYTES : 0;
   psPiece->eKind = HEAPMGR_INUSE;
   if (Chunk_isFree(oChunk) || Chunk_isWaiting(oChunk))
      psPiece->eKind = HEAPMGR_FREE;
   return HEAPMGR_WALK_PIECE;
}

/* First the bins, then the quick lists. */

size_t HeapMgr_countLists(void)
{
   return BIN_COUNT + QUICK_UNITS + 1;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   if (pvChunk != NULL)
      return ((Chunk_T)pvChunk)->oNext;
   return (uList < BIN_COUNT) ? aoBins[uList]
                              : aoQuick[uList - BIN_COUNT];
}
