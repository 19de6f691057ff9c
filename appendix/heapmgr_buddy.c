/*--------------------------------------------------------------------*/
/* heapmgr_buddy.c                                     Appendix       */
/*                                                                    */
/* Fixes:  no footer, no search, no bin for what is large (as in      */
/*         stage 5): a chunk has 2^k units, and its length and place  */
/*         tell where its buddy is, with which alone it is coalesced. */
/* Leaves: internal fragmentation: a payload of 120 bytes and one of  */
/*         240 take the same 256; and two free neighbours that are no */
/*         buddies never become one.                                  */
/* Costs:  malloc and free O(log m) for a heap of m units, however    */
/*         many are free; 16 bytes a chunk for its header, and then   */
/*         up to half of it (a quarter on the average).               */
/*                                                                    */
/*    units:  0       4       8               16                      */
/*            +-------+---+---+---------------+----------------+      */
/*            | free  | A | B | in use        | free           |      */
/*            +-------+---+---+---------------+----------------+      */
/*            ^                                                ^      */
/*         oStretch, oHeapStart                            oHeapEnd   */
/*                                                                    */
/*    A and B are buddies: 4 ^ 2 is 6, and 6 ^ 2 is 4.  Together they */
/*    are the buddy of the chunk at 0, for 0 ^ 4 is 4.                */
/*                                                                    */
/*    in use                             free                         */
/*    +-------+----------+------------+  +-------+----------+-...     */
/*    | units | oStretch | payload .. |  | units | oStretch | next    */
/*    +-------+----------+------------+  +-------+----------+-...     */
/*                                                                    */
/* A stretch is what the system gave without foreign memory between.  */
/* A chunk of 2^k units lies a multiple of 2^k units after its        */
/* stretch's start.  So no longer chunk can cover its buddy's place   */
/* without covering the chunk too, and none can begin before that     */
/* place and reach into it: whatever the chunks are, one starts       */
/* there, or the stretch ends there.                                  */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd.  Each has 2^k units, at least CHUNK_MIN_UNITS,       */
/*     and starts a multiple of 2^k units after its stretch does;     */
/*     only a gap (its oStretch is NULL) has any number of them.      */
/* I2  No two buddies are both free and equally long: they would have */
/*     been coalesced.                                                */
/* I3  A chunk is on a list if, and only if, it is free.              */
/* I4  Next and prev agree: the first chunk on a list has no prev,    */
/*     each other one is the next of its prev.                        */
/* I5  List k holds chunks of 2^k units only.                         */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16, /* a unit: the strictest alignment of any type */
   HEADER_UNITS = 1,
   CHUNK_MIN_UNITS = 2,    /* header, and links when it is free */
   LIST_COUNT = 44,        /* 2^43 units: a whole address space */
   MIN_GROWTH_UNITS = 512, /* the system is asked for no less: 2^k */
   MARGIN_UNITS = 1,       /* kept above oHeapEnd, see fillGap */
   STATUS_BITS = 1,        /* in uUnitsAndStatus */
   STATUS_MASK = 1
};

/* The start of a chunk.  The status, 1 for in use, is the low bit of
   uUnitsAndStatus. */

struct Chunk
{
   size_t uUnitsAndStatus;
   struct Chunk *oStretch; /* the first chunk of its stretch */
   struct Chunk *oNext;    /* on its list: of a free chunk only */
   struct Chunk *oPrev;
};

typedef struct Chunk *Chunk_T;

static_assert(UNIT_BYTES % _Alignof(max_align_t) == 0,
   "a payload that starts at a unit is aligned for any type");
static_assert(sizeof(struct Chunk) <= CHUNK_MIN_UNITS * UNIT_BYTES,
   "the smallest chunk has room for the links");

/* The heap: its first chunk, and the address right after its last one.
   Both are NULL until the first chunk is wanted. */

static Chunk_T oHeapStart = NULL;
static Chunk_T oHeapEnd = NULL;

/* The start of the last stretch: the one that grows. */

static Chunk_T oLastStretch = NULL;

/* The free lists, what was freed last at the front of each. */

static Chunk_T aoLists[LIST_COUNT];

/*--------------------------------------------------------------------*/
/* The chunks                                                         */
/*--------------------------------------------------------------------*/

/* Return the number of units in oChunk. */

static size_t Chunk_getUnits(Chunk_T oChunk)
{
   return oChunk->uUnitsAndStatus >> STATUS_BITS;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk is free. */

static bool Chunk_isFree(Chunk_T oChunk)
{
   return (oChunk->uUnitsAndStatus & STATUS_MASK) == 0;
}

/*--------------------------------------------------------------------*/

/* Write oChunk's header: uUnits units, free or in use.  Its stretch
   stays. */

static void Chunk_set(Chunk_T oChunk, size_t uUnits, bool bIsFree)
{
   oChunk->uUnitsAndStatus = (uUnits << STATUS_BITS)
                             | (bIsFree ? 0 : STATUS_MASK);
}

/*--------------------------------------------------------------------*/

/* Return the address uUnits units after oChunk. */

static Chunk_T Chunk_addUnits(Chunk_T oChunk, size_t uUnits)
{
   return (Chunk_T)(void *)((char *)oChunk + uUnits * UNIT_BYTES);
}

/*--------------------------------------------------------------------*/

/* Return the number of units from oStart up to oChunk.  Addresses are
   taken as numbers, because a wild one belongs to no array. */

static size_t Chunk_countUnits(Chunk_T oStart, Chunk_T oChunk)
{
   return ((uintptr_t)oChunk - (uintptr_t)oStart) / UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the first address at or above pv where a chunk can start. */

static Chunk_T Chunk_alignUp(void *pv)
{
   size_t uOver = (uintptr_t)pv % UNIT_BYTES;

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
          && (uChunk - uStart) % UNIT_BYTES == 0
          && Chunk_countUnits(oChunk, oHeapEnd) >= CHUNK_MIN_UNITS;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk lies in the heap and what its header says keeps
   I1.  No byte outside the heap is read, so any value will do. */

static bool Chunk_isValid(Chunk_T oChunk)
{
   size_t uUnits;
   Chunk_T oStretch;

   if (!Chunk_isInHeap(oChunk))
      return false;
   uUnits = Chunk_getUnits(oChunk);
   oStretch = oChunk->oStretch;
   if (uUnits < CHUNK_MIN_UNITS
       || uUnits > Chunk_countUnits(oChunk, oHeapEnd))
      return false;
   if (oStretch == NULL)
      return !Chunk_isFree(oChunk);
   return (uUnits & (uUnits - 1)) == 0 && Chunk_isInHeap(oStretch)
          && (uintptr_t)oStretch <= (uintptr_t)oChunk
          && Chunk_countUnits(oStretch, oChunk) % uUnits == 0;
}

/*--------------------------------------------------------------------*/

/* Return the chunk that is at oChunk's buddy's place, or NULL if the
   heap ends there. */

static Chunk_T Chunk_getBuddy(Chunk_T oChunk)
{
   Chunk_T oStretch = oChunk->oStretch;
   size_t uPlace = Chunk_countUnits(oStretch, oChunk);
   Chunk_T oBuddy = Chunk_addUnits(
      oStretch, uPlace ^ Chunk_getUnits(oChunk));

   return (oBuddy == oHeapEnd) ? NULL : oBuddy;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk and its buddy could be coalesced, if oChunk is
   free or will be.  A gap may be at the buddy's place, but is never
   free. */

static bool Chunk_hasFreeBuddy(Chunk_T oChunk)
{
   Chunk_T oBuddy = Chunk_getBuddy(oChunk);

   return oBuddy != NULL && Chunk_isFree(oBuddy)
          && Chunk_getUnits(oBuddy) == Chunk_getUnits(oChunk);
}

/*--------------------------------------------------------------------*/
/* The lists                                                          */
/*--------------------------------------------------------------------*/

/* Return the list for chunks of uUnits units: the logarithm of that
   number, which is a power of 2. */

static size_t HeapMgr_getList(size_t uUnits)
{
   return (size_t)__builtin_ctzll(uUnits);
}

/*--------------------------------------------------------------------*/

/* Return the number of units of the smallest chunk whose payload has
   uBytes bytes, or 0 if there is no such payload: uBytes is 0, or it is
   more than an address space holds. */

static size_t HeapMgr_bytesToUnits(size_t uBytes)
{
   size_t uNeeded;
   size_t uUnits = CHUNK_MIN_UNITS;

   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return 0;

   uNeeded = HEADER_UNITS + (uBytes + UNIT_BYTES - 1) / UNIT_BYTES;
   while (uUnits < uNeeded)
      uUnits *= 2;
   return (HeapMgr_getList(uUnits) < LIST_COUNT) ? uUnits : 0;
}

/*--------------------------------------------------------------------*/

/* Mark oChunk, of uUnits units, as free and insert it at the front of
   its list. */

static void HeapMgr_insertChunk(Chunk_T oChunk, size_t uUnits)
{
   size_t uList = HeapMgr_getList(uUnits);

   Chunk_set(oChunk, uUnits, true);
   oChunk->oPrev = NULL;
   oChunk->oNext = aoLists[uList];
   if (aoLists[uList] != NULL)
      aoLists[uList]->oPrev = oChunk;
   aoLists[uList] = oChunk;
}

/*--------------------------------------------------------------------*/

/* Remove oChunk from its list. */

static void HeapMgr_removeChunk(Chunk_T oChunk)
{
   if (oChunk->oPrev == NULL)
      aoLists[HeapMgr_getList(Chunk_getUnits(oChunk))] = oChunk->oNext;
   else
      oChunk->oPrev->oNext = oChunk->oNext;
   if (oChunk->oNext != NULL)
      oChunk->oNext->oPrev = oChunk->oPrev;
}

/*--------------------------------------------------------------------*/

/* Return a shortest free chunk of at least uUnits units, or NULL if
   there is none. */

static Chunk_T HeapMgr_findChunk(size_t uUnits)
{
   size_t uList;

   for (uList = HeapMgr_getList(uUnits); uList < LIST_COUNT; uList++)
      if (aoLists[uList] != NULL)
         return aoLists[uList];
   return NULL;
}

/*--------------------------------------------------------------------*/

/* Make oChunk, which is not on a list, free: coalesce it with its
   buddy, and the result with its own, as often as they are free.  A
   header that comes to lie within a longer chunk says free, so that a
   second free of its payload is seen. */

static void HeapMgr_freeChunk(Chunk_T oChunk)
{
   Chunk_set(oChunk, Chunk_getUnits(oChunk), true);
   while (Chunk_hasFreeBuddy(oChunk))
   {
      Chunk_T oBuddy = Chunk_getBuddy(oChunk);

      HeapMgr_removeChunk(oBuddy);
      if (oBuddy < oChunk)
         oChunk = oBuddy;
      Chunk_set(oChunk, 2 * Chunk_getUnits(oChunk), true);
   }
   HeapMgr_insertChunk(oChunk, Chunk_getUnits(oChunk));
}

/*--------------------------------------------------------------------*/

/* Take oChunk, which is free and long enough, off its list for a client
   who wants uUnits units.  Halve it until it is that short; the upper
   halves become free. */

static void HeapMgr_useChunk(Chunk_T oChunk, size_t uUnits)
{
   size_t uHalf = Chunk_getUnits(oChunk);

   HeapMgr_removeChunk(oChunk);
   while (uHalf > uUnits)
   {
      Chunk_T oUpperHalf;

      uHalf /= 2;
      oUpperHalf = Chunk_addUnits(oChunk, uHalf);
      oUpperHalf->oStretch = oChunk->oStretch;
      HeapMgr_insertChunk(oUpperHalf, uHalf);
   }
   Chunk_set(oChunk, uUnits, false);
}

/*--------------------------------------------------------------------*/

/* Somebody else has moved the break: foreign memory lies between
   oHeapEnd and the new memory, which starts at oNewStart.  Cover it by
   a chunk in use that nobody will ever free, the gap, so that the
   chunks still lie one right after the other.  Its header takes the
   margin that is kept above oHeapEnd for it; nothing foreign is
   touched. */

static void HeapMgr_fillGap(Chunk_T oNewStart)
{
   oHeapEnd->oStretch = NULL;
   Chunk_set(oHeapEnd, Chunk_countUnits(oHeapEnd, oNewStart), false);
}

/*--------------------------------------------------------------------*/

/* Return the first place for a chunk of uUnits units at or above
   oStart, in a stretch that starts at oStretch. */

static Chunk_T HeapMgr_getPlace(
   Chunk_T oStretch, Chunk_T oStart, size_t uUnits)
{
   size_t uOver = Chunk_countUnits(oStretch, oStart) % uUnits;

   return (uOver == 0) ? oStart
                       : Chunk_addUnits(oStart, uUnits - uOver);
}

/*--------------------------------------------------------------------*/

/* Move the break to uUnits units and the margin above oChunk.  Return
   false if the system refuses; then the break stays. */

static bool HeapMgr_moveBreak(Chunk_T oChunk, size_t uUnits)
{
   size_t uBytes = (uUnits + MARGIN_UNITS) * UNIT_BYTES;

   return brk((void *)((uintptr_t)oChunk + uBytes)) == 0;
}

/*--------------------------------------------------------------------*/

/* Add a free chunk of uUnits units at the heap's end. */

static void HeapMgr_addChunk(size_t uUnits)
{
   Chunk_T oChunk = oHeapEnd;

   oChunk->oStretch = oLastStretch;
   Chunk_set(oChunk, uUnits, false);
   oHeapEnd = Chunk_addUnits(oChunk, uUnits);
   HeapMgr_freeChunk(oChunk);
}

/*--------------------------------------------------------------------*/

/* Make the heap longer by a free chunk of at least uUnits units.  What
   lies between the old end and the new chunk's place is tiled by free
   chunks, each as long as its own place allows.  Return false, with the
   heap as it was, if the system refuses. */

static bool HeapMgr_growHeap(size_t uUnits)
{
   char *pcBreak = sbrk(0);
   uintptr_t uOurBreak = (uintptr_t)oHeapEnd
                         + MARGIN_UNITS * UNIT_BYTES;
   Chunk_T oStart = oHeapEnd;
   Chunk_T oStretch = oLastStretch;
   Chunk_T oChunk;
   size_t uNewUnits = uUnits;

   if (oHeapEnd == NULL || (uintptr_t)pcBreak > uOurBreak)
      oStart = oStretch = Chunk_alignUp(pcBreak);
   else if ((uintptr_t)pcBreak < uOurBreak)
      return false; /* the end of the heap has been taken away */

   if (uNewUnits < MIN_GROWTH_UNITS)
      uNewUnits = MIN_GROWTH_UNITS;
   oChunk = HeapMgr_getPlace(oStretch, oStart, uNewUnits);
   if (!HeapMgr_moveBreak(oChunk, uNewUnits))
   {
      uNewUnits = uUnits;
      oChunk = HeapMgr_getPlace(oStretch, oStart, uNewUnits);
      if (!HeapMgr_moveBreak(oChunk, uNewUnits))
         return false;
   }

   if (oHeapStart == NULL)
      oHeapStart = oStart;
   else if (oStart != oHeapEnd)
      HeapMgr_fillGap(oStart);
   oLastStretch = oStretch;
   oHeapEnd = oStart;
   while (oHeapEnd != oChunk)
   {
      size_t uPlace = Chunk_countUnits(oLastStretch, oHeapEnd);

      HeapMgr_addChunk(uPlace & -uPlace);
   }
   HeapMgr_addChunk(uNewUnits);
   return true;
}

/*--------------------------------------------------------------------*/

/* Abort if pv, which a client passed to HeapMgr_free as the payload of
   oChunk, is no payload in use. */

static void HeapMgr_checkPayload(void *pv, Chunk_T oChunk)
{
   if (!Chunk_isValid(oChunk) || oChunk->oStretch == NULL)
   {
      fprintf(stderr,
         "heapmgr_buddy: HeapMgr_free(%p): not from HeapMgr_malloc,"
         " or a client wrote past the end of the payload before it"
         " in memory (overrun)\n",
         pv);
      abort();
   }
   if (Chunk_isFree(oChunk))
   {
      fprintf(stderr,
         "heapmgr_buddy: HeapMgr_free(%p): chunk %p is free already"
         " (double free)\n",
         pv, (void *)oChunk);
      abort();
   }
}

/*--------------------------------------------------------------------*/

/* Say on stderr that invariant pcInvariant is violated, and that oChunk
   is where.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, Chunk_T oChunk)
{
   fprintf(stderr, "heapmgr_buddy: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunk before oChunk on its list, which oChunk
   names as its prev, has oChunk as its next. */

static bool HeapMgr_isNextOfPrev(Chunk_T oChunk)
{
   Chunk_T oPrevChunk = oChunk->oPrev;

   if (oPrevChunk == NULL)
      return aoLists[HeapMgr_getList(Chunk_getUnits(oChunk))] == oChunk;
   return Chunk_isInHeap(oPrevChunk) && oPrevChunk->oNext == oChunk;
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk, in memory after chunks of the stretch oStretch
   (or after a gap: NULL), keeps I1, I2 and I4. */

static bool HeapMgr_isChunkValid(Chunk_T oChunk, Chunk_T oStretch)
{
   if (!Chunk_isValid(oChunk))
      return HeapMgr_reportViolation(
         "I1 violated: no chunk starts there, or its header is"
         " destroyed",
         oChunk);
   if (oChunk->oStretch == NULL)
      return true;
   if (oChunk->oStretch != ((oStretch == NULL) ? oChunk : oStretch))
      return HeapMgr_reportViolation(
         "I1 violated: names another stretch than the one it lies in",
         oChunk);
   if (!Chunk_isFree(oChunk))
      return true;
   if (Chunk_hasFreeBuddy(oChunk))
      return HeapMgr_reportViolation(
         "I2 violated: free, and so is its buddy", oChunk);
   if (!HeapMgr_isNextOfPrev(oChunk))
      return HeapMgr_reportViolation(
         "I4 violated: free, but not the next of its prev", oChunk);
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if list uList keeps I3 to I5.  The lists not looked at
   yet must hold *puFree free chunks in all, so a list that goes on
   longer than that is a cycle.  Take its chunks off *puFree. */

static bool HeapMgr_isListValid(size_t uList, size_t *puFree)
{
   Chunk_T oChunk;
   Chunk_T oPrevChunk = NULL;

   for (oChunk = aoLists[uList]; oChunk != NULL; oChunk = oChunk->oNext)
   {
      if (!Chunk_isValid(oChunk) || !Chunk_isFree(oChunk))
         return HeapMgr_reportViolation(
            "I3 violated: on a list, but not a free chunk", oChunk);
      if (*puFree == 0)
         return HeapMgr_reportViolation(
            "I3 violated: on two lists, or on one twice", oChunk);
      if (oChunk->oPrev != oPrevChunk)
         return HeapMgr_reportViolation(
            "I4 violated: its prev is not the chunk before it on the"
            " list",
            oChunk);
      if (HeapMgr_getList(Chunk_getUnits(oChunk)) != uList)
         return HeapMgr_reportViolation(
            "I5 violated: on a list for chunks of another size",
            oChunk);
      (*puFree)--;
      oPrevChunk = oChunk;
   }
   return true;
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   Chunk_T oChunk = oHeapStart;
   Chunk_T oStretch = NULL;
   size_t uFree = 0;
   size_t uList;

   if ((oHeapStart == NULL) != (oHeapEnd == NULL))
      return HeapMgr_reportViolation(
         "I1 violated: the heap has only one end", oHeapStart);

   while (oChunk != oHeapEnd)
   {
      if (!HeapMgr_isChunkValid(oChunk, oStretch))
         return false;
      if (Chunk_isFree(oChunk))
         uFree++;
      oStretch = oChunk->oStretch;
      oChunk = Chunk_addUnits(oChunk, Chunk_getUnits(oChunk));
   }
   for (uList = 0; uList < LIST_COUNT; uList++)
      if (!HeapMgr_isListValid(uList, &uFree))
         return false;
   if (uFree != 0)
      return HeapMgr_reportViolation(
         "I3 violated: free chunks are on no list", oHeapStart);
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   Chunk_T oChunk;
   size_t uUnits;

   assert(HeapMgr_isValid());

   /* Step 1: How long a chunk?  Reject what can't be had. */
   uUnits = HeapMgr_bytesToUnits(uBytes);
   if (uUnits == 0)
      return NULL;

   /* Step 2: Find a chunk that is long enough. */
   oChunk = HeapMgr_findChunk(uUnits);

   /* Step 3: If there is none, grow the heap. */
   if (oChunk == NULL)
   {
      if (!HeapMgr_growHeap(uUnits))
         return NULL;
      oChunk = HeapMgr_findChunk(uUnits);
   }

   /* Step 4: Take what is needed of it. */
   HeapMgr_useChunk(oChunk, uUnits);

   assert(HeapMgr_isValid());

   return Chunk_addUnits(oChunk, HEADER_UNITS);
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   Chunk_T oChunk;

   assert(HeapMgr_isValid());

   if (pv == NULL)
      return;

   oChunk = (Chunk_T)((uintptr_t)pv - HEADER_UNITS * UNIT_BYTES);
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

   psPiece->uBytes = Chunk_getUnits(oChunk) * UNIT_BYTES;
   psPiece->uHeaderBytes = HEADER_UNITS * UNIT_BYTES;
   psPiece->uFooterBytes = 0;
   psPiece->eKind = Chunk_isFree(oChunk) ? HEAPMGR_FREE : HEAPMGR_INUSE;
   return HEAPMGR_WALK_PIECE;
}

size_t HeapMgr_countLists(void)
{
   return LIST_COUNT;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   return (pvChunk == NULL) ? aoLists[uList]
                            : ((Chunk_T)pvChunk)->oNext;
}
