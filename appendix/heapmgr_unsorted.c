/*--------------------------------------------------------------------*/
/* heapmgr_unsorted.c                                  Appendix       */
/*                                                                    */
/* Fixes:  free no longer searches its place on the list (as in stage */
/*         3): what is freed goes to the front.                       */
/* Leaves: nothing is ever coalesced, so the chunks can only become   */
/*         shorter: stage 4 puts them together again and searches no  */
/*         more than this one, for a footer's 16 bytes.               */
/* Costs:  malloc O(n) for n free chunks, free O(1); 16 bytes a chunk */
/*         for its header; the heap grows while most of it is free.   */
/*                                                                    */
/*    +--------+----------+--------+--------+-------------+           */
/*    | free A | in use   | free B | free C | in use      |           */
/*    +--------+----------+--------+--------+-------------+           */
/*    ^             ^  |                                  ^           */
/*    |             +--+ next of a chunk in use           |           */
/*  oHeapStart                                       oHeapEnd         */
/*                                                                    */
/*    oFreeList --> C --> A --> B --> NULL                            */
/*                                                                    */
/* The header of stage 3 has no status.  But a chunk in use is on no  */
/* list and needs no next, so there it names itself, which no chunk   */
/* on a list does: that is how the two are told apart.                */
/*                                                                    */
/* Invariants                                                         */
/* I1  The chunks lie one right after the other from oHeapStart up to */
/*     oHeapEnd, each of them at least CHUNK_MIN_UNITS long.          */
/* I2  A chunk is on the free list if, and only if, its next is not   */
/*     itself; the list ends with NULL.                               */
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
   MIN_GROWTH_UNITS = 512, /* the system is asked for no less */
   MARGIN_UNITS = 1        /* kept above oHeapEnd, see fillGap */
};

/* The heap: its first chunk, and the address right after its last one.
   Both are NULL until the first chunk is wanted. */

static Chunk_T oHeapStart = NULL;
static Chunk_T oHeapEnd = NULL;

/* The free list, what was freed last at the front. */

static Chunk_T oFreeList = NULL;

/*--------------------------------------------------------------------*/

/* Return true if oChunk, a chunk of the heap, is free. */

static bool HeapMgr_isFree(Chunk_T oChunk)
{
   return Chunk_getNextInList(oChunk) != oChunk;
}

/*--------------------------------------------------------------------*/

/* Insert oChunk at the front of the free list. */

static void HeapMgr_insertChunk(Chunk_T oChunk)
{
   Chunk_setNextInList(oChunk, oFreeList);
   oFreeList = oChunk;
}

/*--------------------------------------------------------------------*/

/* Remove oChunk from the free list.  oPrevChunk is the chunk before it
   on the list, NULL if it is the first. */

static void HeapMgr_removeChunk(Chunk_T oChunk, Chunk_T oPrevChunk)
{
   if (oPrevChunk == NULL)
      oFreeList = Chunk_getNextInList(oChunk);
   else
      Chunk_setNextInList(oPrevChunk, Chunk_getNextInList(oChunk));
}

/*--------------------------------------------------------------------*/

/* Cut oChunk in two, leave its front on the free list, and return its
   tail, uUnits long.  Both must be long enough to be chunks. */

static Chunk_T HeapMgr_splitChunk(Chunk_T oChunk, size_t uUnits)
{
   Chunk_T oTail;

   Chunk_setUnits(oChunk, Chunk_getUnits(oChunk) - uUnits);
   oTail = Chunk_getEnd(oChunk);
   Chunk_setUnits(oTail, uUnits);
   return oTail;
}

/*--------------------------------------------------------------------*/

/* Return uUnits units of oChunk, which is on the free list after
   oPrevChunk and long enough, for a client.  If it is too long by a
   chunk or more, split it: then no link changes. */

static Chunk_T HeapMgr_useChunk(
   Chunk_T oChunk, Chunk_T oPrevChunk, size_t uUnits)
{
   if (Chunk_getUnits(oChunk) >= uUnits + CHUNK_MIN_UNITS)
      oChunk = HeapMgr_splitChunk(oChunk, uUnits);
   else
      HeapMgr_removeChunk(oChunk, oPrevChunk);

   Chunk_setNextInList(oChunk, oChunk);
   return oChunk;
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

   Chunk_setNextInList(oHeapEnd, oHeapEnd);
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
   one chunk at the heap's end, which is on no list; return NULL, with
   the heap as it was, if the system refuses. */

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

/* Say on stderr that the client passed pv to HeapMgr_free, which is no
   payload in use, and abort. */

static void HeapMgr_rejectPayload(void *pv)
{
   fprintf(stderr,
      "heapmgr_unsorted: HeapMgr_free(%p): not a payload in"
      " use: freed before (double free), or not from HeapMgr_malloc,"
      " or its header was overwritten\n",
      pv);
   abort();
}

/*--------------------------------------------------------------------*/

/* Say on stderr that invariant pcInvariant is violated, and that oChunk
   is where.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, Chunk_T oChunk)
{
   fprintf(stderr, "heapmgr_unsorted: %s (chunk %p)\n", pcInvariant,
      (void *)oChunk);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if the chunks in memory keep I1.  Set *puFree to the
   number of the free ones, and *puSum to the sum of their addresses. */

static bool HeapMgr_isMemoryValid(size_t *puFree, uintptr_t *puSum)
{
   Chunk_T oChunk = oHeapStart;

   *puFree = 0;
   *puSum = 0;
   while (oChunk != oHeapEnd)
   {
      if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd))
         return HeapMgr_reportViolation(
            "I1 violated: the chunks don't fill the heap", oChunk);
      if (HeapMgr_isFree(oChunk))
      {
         (*puFree)++;
         *puSum += (uintptr_t)oChunk;
      }
      oChunk = Chunk_getEnd(oChunk);
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* The list is in no order, so that the two walks can't go in step as in
   stage 3.  But a list that ends has no chunk twice; and if it is as
   long as there are free chunks, and the addresses have the same sum,
   it has the same chunks. */

bool HeapMgr_isValid(void)
{
   Chunk_T oChunk;
   size_t uFree;
   uintptr_t uSum;

   if ((oHeapStart == NULL) != (oHeapEnd == NULL))
      return HeapMgr_reportViolation(
         "I1 violated: the heap has only one end", oHeapStart);
   if (!HeapMgr_isMemoryValid(&uFree, &uSum))
      return false;

   for (oChunk = oFreeList; oChunk != NULL;
        oChunk = Chunk_getNextInList(oChunk))
   {
      if (!Chunk_isInHeap(oChunk, oHeapStart, oHeapEnd)
          || !HeapMgr_isFree(oChunk))
         return HeapMgr_reportViolation(
            "I2 violated: on the free list, but not a free chunk",
            oChunk);
      if (uFree == 0)
         return HeapMgr_reportViolation(
            "I2 violated: the free list has more chunks than are free,"
            " or goes round in a circle",
            oChunk);
      uFree--;
      uSum -= (uintptr_t)oChunk;
   }
   if (uFree != 0 || uSum != 0)
      return HeapMgr_reportViolation(
         "I2 violated: free chunks are not on the free list",
         oFreeList);
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   Chunk_T oChunk = oFreeList;
   Chunk_T oPrevChunk = NULL;
   size_t uUnits;

   assert(HeapMgr_isValid());

   /* Step 1: How long a chunk?  Reject what can't be had. */
   uUnits = Chunk_bytesToUnits(uBytes);
   if (uUnits == 0)
      return NULL;

   /* Step 2: Find the first chunk on the list that is long enough. */
   while (oChunk != NULL && Chunk_getUnits(oChunk) < uUnits)
   {
      oPrevChunk = oChunk;
      oChunk = Chunk_getNextInList(oChunk);
   }

   /* Step 3: If there is none, grow the heap.  The new chunk is the
      first on the list. */
   if (oChunk == NULL)
   {
      oChunk = HeapMgr_growHeap(uUnits);
      if (oChunk == NULL)
         return NULL;
      HeapMgr_insertChunk(oChunk);
      oPrevChunk = NULL;
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

   assert(HeapMgr_isValid());

   if (pv == NULL)
      return;

   oChunk = Chunk_fromPayload(pv);
   if (!Chunk_isValid(oChunk, oHeapStart, oHeapEnd)
       || HeapMgr_isFree(oChunk))
      HeapMgr_rejectPayload(pv);

   HeapMgr_insertChunk(oChunk);

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

/* The chunk module can't tell which chunks are free here. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   enum HeapMgr_Walk eWalk = Chunk_nextPiece(
      psPiece, oHeapStart, oHeapEnd, NULL);

   if (eWalk == HEAPMGR_WALK_PIECE
       && HeapMgr_isFree((Chunk_T)(void *)(*psPiece).pcStart))
      (*psPiece).eKind = HEAPMGR_FREE;
   return eWalk;
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
