/*--------------------------------------------------------------------*/
/* heapmgr3_list.c                                     Stage 3 of 6   */
/*                                                                    */
/* Fixes:  what is freed is used again (stages 1 and 2 never do):     */
/*         a list holds the free chunks, and malloc takes the first   */
/*         one that is long enough.                                   */
/* Leaves: free must search for the chunk's place on the list (stage  */
/*         4 cures that), and malloc looks at chunks of all sizes     */
/*         (stage 5).                                                 */
/* Costs:  malloc O(n), free O(n) for n free chunks; a brk only when  */
/*         no free chunk fits; 16 bytes a chunk for its header.       */
/*                                                                    */
/*    oFreeList                                                       */
/*        |                                                           */
/*        v                                                           */
/*    +--------+----------+--------+----------------+--------+        */
/*    | free   | in use   | free   | in use         | free   |        */
/*    +--------+----------+--------+----------------+--------+        */
/*    ^    |                ^  |                      ^   |  ^        */
/*    |    +-----next-------+  +---------next---------+  NULL|        */
/*  oHeapStart                                           oHeapEnd     */
/*                                                                    */
/* The list is in address order.  So if a free chunk's neighbour in   */
/* memory is free, too, it is also its neighbour on the list.         */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd, each of them at least CHUNK_MIN_UNITS long.          */
/* I2  The free list leads through some of these chunks in address    */
/*     order, and ends with NULL.                                     */
/* I3  No two chunks on the free list are neighbours in memory: they  */
/*     would have been coalesced.                                     */
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
   MIN_GROWTH_UNITS = 8192, /* smallest request to the system */
   MARGIN_UNITS = 1         /* kept above oHeapEnd, see fillGap */
};

/* The heap: its first chunk, and the address right after its last one.
   Both are NULL until the first chunk is wanted. */

static Chunk_T oHeapStart = NULL;
static Chunk_T oHeapEnd = NULL;

/* The free list, in address order. */

static Chunk_T oFreeList = NULL;

/*--------------------------------------------------------------------*/

/* Insert oChunk into the free list after oPrevChunk, or at the front if
   oPrevChunk is NULL. */

static void HeapMgr_insertChunk(Chunk_T oChunk, Chunk_T oPrevChunk)
{
   assert(oPrevChunk == NULL || oPrevChunk < oChunk);

   if (oPrevChunk == NULL)
   {
      Chunk_setNextInList(oChunk, oFreeList);
      oFreeList = oChunk;
   }
   else
   {
      Chunk_setNextInList(oChunk, Chunk_getNextInList(oPrevChunk));
      Chunk_setNextInList(oPrevChunk, oChunk);
   }
}

/*--------------------------------------------------------------------*/

/* Remove oChunk from the free list.  oPrevChunk is the chunk before it
   on the list, or NULL if oChunk is the first. */

static void HeapMgr_removeChunk(Chunk_T oChunk, Chunk_T oPrevChunk)
{
   assert(((oPrevChunk == NULL) ? oFreeList
                                : Chunk_getNextInList(oPrevChunk))
          == oChunk);

   if (oPrevChunk == NULL)
      oFreeList = Chunk_getNextInList(oChunk);
   else
      Chunk_setNextInList(oPrevChunk, Chunk_getNextInList(oChunk));
}

/*--------------------------------------------------------------------*/

/* Return the first chunk on the free list that is at least uUnits units
   long, or NULL if there is none.  Set *poPrevChunk to the chunk before
   it on the list, or to NULL if it is the first.  If there is no such
   chunk, set *poPrevChunk to the last chunk on the list. */

static Chunk_T HeapMgr_findChunk(size_t uUnits, Chunk_T *poPrevChunk)
{
   Chunk_T oChunk = oFreeList;

   *poPrevChunk = NULL;
   while (oChunk != NULL && Chunk_getUnits(oChunk) < uUnits)
   {
      *poPrevChunk = oChunk;
      oChunk = Chunk_getNextInList(oChunk);
   }
   return oChunk;
}

/*--------------------------------------------------------------------*/

/* If oChunk and the next chunk on the list are neighbours in memory,
   make them one.  Return true if they were neighbours. */

static bool HeapMgr_coalesceNext(Chunk_T oChunk)
{
   Chunk_T oNextChunk = Chunk_getNextInList(oChunk);

   if (oNextChunk == NULL || Chunk_getEnd(oChunk) != oNextChunk)
      return false;

   HeapMgr_removeChunk(oNextChunk, oChunk);
   Chunk_setUnits(
      oChunk, Chunk_getUnits(oChunk) + Chunk_getUnits(oNextChunk));
   return true;
}

/*--------------------------------------------------------------------*/

/* Cut oChunk in two, leave its front on the free list, and return its
   tail, uUnits long.  Both must be long enough to be chunks. */

static Chunk_T HeapMgr_splitChunk(Chunk_T oChunk, size_t uUnits)
{
   Chunk_T oTail;

   assert(uUnits >= CHUNK_MIN_UNITS);
   assert(Chunk_getUnits(oChunk) >= uUnits + CHUNK_MIN_UNITS);

   Chunk_setUnits(oChunk, Chunk_getUnits(oChunk) - uUnits);
   oTail = Chunk_getEnd(oChunk);
   Chunk_setUnits(oTail, uUnits);
   return oTail;
}

/*--------------------------------------------------------------------*/

/* Return a chunk of uUnits units, taken from oChunk, which must be long
   enough.  It is on the free list after oPrevChunk.  If what is left
   over can be a chunk, split oChunk: then no link changes. */

static Chunk_T HeapMgr_useChunk(
   Chunk_T oChunk, Chunk_T oPrevChunk, size_t uUnits)
{
   assert(Chunk_getUnits(oChunk) >= uUnits);

   if (Chunk_getUnits(oChunk) >= uUnits + CHUNK_MIN_UNITS)
      return HeapMgr_splitChunk(oChunk, uUnits);

   HeapMgr_removeChunk(oChunk, oPrevChunk);
   return oChunk;
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
   list.  Return NULL, with the heap unchanged, if the system refuses.
   */

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

/* Grow the heap until its last chunk, which is free, is at least uUnits
   units long. oLastChunk is the last chunk on the free list, or NULL if
   the list is empty.  Return false, with the heap unchanged, if the
   system refuses. */

static bool HeapMgr_addNewChunk(Chunk_T oLastChunk, size_t uUnits)
{
   size_t uLastUnits = 0;
   Chunk_T oChunk;

   if (oLastChunk != NULL && Chunk_getEnd(oLastChunk) == oHeapEnd)
      uLastUnits = Chunk_getUnits(oLastChunk);
   oChunk = HeapMgr_growHeap(uUnits, uLastUnits);
   if (oChunk == NULL)
      return false;

   HeapMgr_insertChunk(oChunk, oLastChunk);
   if (oLastChunk != NULL)
      (void)HeapMgr_coalesceNext(oLastChunk);
   return true;
}

/*--------------------------------------------------------------------*/

/* Say on stderr that the client passed pv to HeapMgr_free, though it is
   not a payload in use.  Then abort. */

static void HeapMgr_rejectPayload(void *pv)
{
   fprintf(stderr,
      "heapmgr3_list: HeapMgr_free(%p): not a payload in"
      " use: freed before (double free), or not from HeapMgr_malloc,"
      " or its header was overwritten\n",
      pv);
   abort();
}

/*--------------------------------------------------------------------*/

/* Say on stderr which invariant is violated (pcInvariant), and at which
   chunk.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, Chunk_T oChunk)
{
   fprintf(stderr, "heapmgr3_list: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Walk over the chunks in memory, and over the list at the same time.
   Both are in address order, so the walk in memory must meet each chunk
   of the list in turn. */

bool HeapMgr_isValid(void)
{
   Chunk_T oChunk;
   Chunk_T oListed = oFreeList;
   bool bPrevIsFree = false;

   if ((oHeapStart == NULL) != (oHeapEnd == NULL))
      return HeapMgr_reportViolation(
         "I1 violated: the heap has only one end", oHeapStart);

   oChunk = oHeapStart;
   while (oChunk != oHeapEnd)
   {
      bool bIsFree = (oChunk == oListed);

      if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
         return HeapMgr_reportViolation(
            "I1 violated: the chunks don't fill the heap", oChunk);
      if (bIsFree && bPrevIsFree)
         return HeapMgr_reportViolation(
            "I3 violated: free, and so is the chunk before it in"
            " memory",
            oChunk);
      if (bIsFree)
         oListed = Chunk_getNextInList(oChunk);
      bPrevIsFree = bIsFree;
      oChunk = Chunk_getEnd(oChunk);
   }

   if (oListed != NULL)
      return HeapMgr_reportViolation(
         "I2 violated: on the free list, but no chunk starts there, or"
         " the list is not in address order",
         oListed);
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   Chunk_T oChunk;
   Chunk_T oPrevChunk;
   size_t uUnits;

   assert(HeapMgr_isValid());

   /* Step 1: Compute the chunk's size.  Reject what no chunk can
      hold. */
   uUnits = Chunk_bytesToUnits(uBytes);
   if (uUnits == 0)
      return NULL;

   /* Step 2: Find the first chunk on the list that is long enough. */
   oChunk = HeapMgr_findChunk(uUnits, &oPrevChunk);

   /* Step 3: If there is none, grow the heap, and search again. */
   if (oChunk == NULL)
   {
      if (!HeapMgr_addNewChunk(oPrevChunk, uUnits))
         return NULL;
      oChunk = HeapMgr_findChunk(uUnits, &oPrevChunk);
   }

   /* Step 4: Take what is needed of it. */
   oChunk = HeapMgr_useChunk(oChunk, oPrevChunk, uUnits);

   assert(HeapMgr_isValid());

   return Chunk_toPayload(oChunk);
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   Chunk_T oChunk;
   Chunk_T oPrevChunk = NULL;
   Chunk_T oNextChunk = oFreeList;

   assert(HeapMgr_isValid());

   if (pv == NULL)
      return;

   /* Step 1: Find the chunk's place on the list.  (Addresses are
      compared as numbers: the client may have passed any.) */
   oChunk = Chunk_fromPayload(pv);
   while (
      oNextChunk != NULL && (uintptr_t)oNextChunk < (uintptr_t)oChunk)
   {
      oPrevChunk = oNextChunk;
      oNextChunk = Chunk_getNextInList(oNextChunk);
   }

   /* Step 2: Reject what is not a chunk, or lies in a free one. */
   if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd)
       || (oPrevChunk != NULL && Chunk_getEnd(oPrevChunk) > oChunk)
       || (oNextChunk != NULL && Chunk_getEnd(oChunk) > oNextChunk))
      HeapMgr_rejectPayload(pv);

   /* Step 3: Put it there, and coalesce it with its neighbours. */
   HeapMgr_insertChunk(oChunk, oPrevChunk);
   (void)HeapMgr_coalesceNext(oChunk);
   if (oPrevChunk != NULL)
      (void)HeapMgr_coalesceNext(oPrevChunk);

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   return Chunk_nextPiece(psPiece, oHeapStart, oHeapEnd, oFreeList);
}

size_t HeapMgr_countLists(void)
{
   return 1;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   (void)uList;
   return (pvChunk == NULL) ? oFreeList : Chunk_getNextInList(pvChunk);
}
