/*--------------------------------------------------------------------*/
/* heapmgr2_pad.c                                      Stage 2 of 6   */
/*                                                                    */
/* Fixes:  a system call for every malloc (stage 1): the system gives */
/*         8 KiB at a time; what no client has yet is the pad.        */
/* Leaves: no byte is ever used again (stage 3 cures that).           */
/* Costs:  malloc O(1), seldom a brk; free O(1), it does nothing; the */
/*         heap grows by every byte ever asked for.                   */
/*                                                                    */
/*         payloads                           pad                     */
/*         +-------------+---------------+-------------+              */
/*         |             |               |             |              */
/*         +-------------+---------------+-------------+              */
/*         ^                             ^             ^              */
/*    pcHeapStart                      pcPad        pcPadEnd          */
/*                                                                    */
/* Invariants                                                         */
/* I1  pcHeapStart, pcPad and pcPadEnd are all NULL, or they are      */
/*     addresses where a payload can start, in ascending order.  Two  */
/*     of them may be the same.                                       */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "chunk.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

enum
{
   MIN_GROWTH_BYTES = 8192 /* smallest request to the system */
};

/* The first payload. */

static char *pcHeapStart = NULL;

/* The pad: what the system gave, and no client has yet. */

static char *pcPad = NULL;
static char *pcPadEnd = NULL;

/*--------------------------------------------------------------------*/

/* Make the pad at least uBytes bytes long; it is shorter now.  If the
   system has them, ask for MIN_GROWTH_BYTES.  Return false, with the
   pad unchanged, if the system refuses. */

static bool HeapMgr_growPad(size_t uBytes)
{
   char *pcStart = pcPad;
   char *pcBreak = sbrk(0);
   uintptr_t uNeeded;
   uintptr_t uWanted;

   assert(uBytes > (size_t)(pcPadEnd - pcPad));

   /* If somebody else has moved the break, what is left of the pad is
      lost: no payload can lie on both sides of foreign memory. */
   if (pcBreak != pcPadEnd)
      pcStart = pcBreak = (char *)Chunk_alignUp(pcBreak);

   uNeeded = (uintptr_t)pcStart + uBytes;
   uWanted = (uintptr_t)pcBreak + MIN_GROWTH_BYTES;
   if (uWanted < uNeeded || brk((void *)uWanted) != 0)
   {
      uWanted = uNeeded;
      if (brk((void *)uWanted) != 0)
         return false;
   }

   if (pcHeapStart == NULL)
      pcHeapStart = pcStart;
   pcPad = pcStart;
   pcPadEnd = (char *)uWanted;
   return true;
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   if ((void *)pcHeapStart != (void *)Chunk_alignUp(pcHeapStart)
       || (void *)pcPad != (void *)Chunk_alignUp(pcPad)
       || (void *)pcPadEnd != (void *)Chunk_alignUp(pcPadEnd)
       || (pcHeapStart == NULL) != (pcPadEnd == NULL)
       || (uintptr_t)pcHeapStart > (uintptr_t)pcPad
       || (uintptr_t)pcPad > (uintptr_t)pcPadEnd)
   {
      fprintf(stderr,
         "heapmgr2_pad: I1 violated: no heap starts at %p and has a pad"
         " from %p up to %p\n",
         (void *)pcHeapStart, (void *)pcPad, (void *)pcPadEnd);
      return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   size_t uPadBytes;
   char *pcPayload;

   assert(HeapMgr_isValid());

   uPadBytes = Chunk_unitsToBytes(Chunk_bytesToPayloadUnits(uBytes));
   if (uPadBytes == 0)
      return NULL;

   if (uPadBytes > (size_t)(pcPadEnd - pcPad)
       && !HeapMgr_growPad(uPadBytes))
      return NULL;

   pcPayload = pcPad;
   pcPad += uPadBytes;

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

/* There are two pieces: the payloads, and the pad. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   if (psPiece->pcStart == NULL && pcHeapStart != pcPad)
   {
      psPiece->pcStart = pcHeapStart;
      psPiece->uBytes = (size_t)(pcPad - pcHeapStart);
      psPiece->eKind = HEAPMGR_UNKNOWN;
      return HEAPMGR_WALK_PIECE;
   }
   if (pcPad != pcPadEnd && psPiece->pcStart + psPiece->uBytes == pcPad)
   {
      psPiece->pcStart = pcPad;
      psPiece->uBytes = (size_t)(pcPadEnd - pcPad);
      psPiece->eKind = HEAPMGR_PAD;
      return HEAPMGR_WALK_PIECE;
   }
   return HEAPMGR_WALK_END;
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
