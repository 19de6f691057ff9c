/*--------------------------------------------------------------------*/
/* heapmgr1_minimal.c                                  Stage 1 of 6   */
/*                                                                    */
/* Fixes:  nothing yet: a client can't do with less.                  */
/* Leaves: a system call for every malloc (stage 2 cures that), and   */
/*         no byte is ever used again (stage 3).                      */
/* Costs:  malloc O(1), one brk each; free O(1), it does nothing; the */
/*         heap grows by every byte ever asked for.                   */
/*                                                                    */
/*         first payload   second          third                      */
/*         +-------------+---------------+-------------+              */
/*         |             |               |             |              */
/*         +-------------+---------------+-------------+              */
/*         ^                                           ^              */
/*    pcHeapStart                                 pcHeapEnd           */
/*                                                                    */
/* Invariants                                                         */
/* I1  pcHeapStart and pcHeapEnd are both NULL, or both are addresses */
/*     where a payload can start.  The start is not above the end.    */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "chunk.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* The first payload, and the program break as this manager last moved
   it. */

static char *pcHeapStart = NULL;
static char *pcHeapEnd = NULL;

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   if ((void *)pcHeapStart != (void *)Chunk_alignUp(pcHeapStart)
       || (void *)pcHeapEnd != (void *)Chunk_alignUp(pcHeapEnd)
       || (pcHeapStart == NULL) != (pcHeapEnd == NULL)
       || (uintptr_t)pcHeapStart > (uintptr_t)pcHeapEnd)
   {
      fprintf(stderr,
         "heapmgr1_minimal: I1 violated: no heap goes from %p"
         " up to %p\n",
         (void *)pcHeapStart, (void *)pcHeapEnd);
      return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   size_t uUnits = Chunk_bytesToPayloadUnits(uBytes);
   char *pcPayload;
   char *pcNewEnd;

   assert(HeapMgr_isValid());

   if (uUnits == 0)
      return NULL;

   /* Start at the break.  Somebody else may have moved it since. */
   pcPayload = sbrk(0);
   if (pcPayload != pcHeapEnd)
      pcPayload = (char *)Chunk_alignUp(pcPayload);

   pcNewEnd =
      (char *)((uintptr_t)pcPayload + Chunk_unitsToBytes(uUnits));
   if (brk(pcNewEnd) != 0)
      return NULL;
   if (pcHeapStart == NULL)
      pcHeapStart = pcPayload;
   pcHeapEnd = pcNewEnd;

   assert(HeapMgr_isValid());

   return pcPayload;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   (void)pv;
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   if (psPiece->pcStart != NULL || pcHeapStart == NULL)
      return HEAPMGR_WALK_END;

   psPiece->pcStart = pcHeapStart;
   psPiece->uBytes = (size_t)(pcHeapEnd - pcHeapStart);
   psPiece->eKind = HEAPMGR_UNKNOWN;
   return HEAPMGR_WALK_PIECE;
}

size_t HeapMgr_countLists(void)
{
   return 0;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   (void)uList;
   (void)pvChunk;
   return NULL;
}
