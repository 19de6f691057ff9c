/*--------------------------------------------------------------------*/
/* heapmgr6_vm.c                                       Stage 6 of 6   */
/*                                                                    */
/* Fixes:  what is freed goes back to the system at once (stages 1 to */
/*         5 keep it), and a large chunk can't fragment the heap:     */
/*         there is no heap, each chunk is a mapping of its own.      */
/* Leaves: a system call at either end of a chunk's life, as dear as  */
/*         stage 1, and whole pages however small the payload.        */
/*         Real managers do this for large chunks only.               */
/* Costs:  malloc O(1), one mmap each; free O(1), one munmap each; 16 */
/*         bytes a chunk, and up to a page to fill the last one.      */
/*                                                                    */
/*    a mapping: whole pages                                          */
/*    +--------+--------+-----------------------+-----------+         */
/*    | units  |        | payload               | (rounding)|         */
/*    +--------+--------+-----------------------+-----------+         */
/*    |<-- header ----->|                                             */
/*                                                                    */
/* Invariants                                                         */
/* I1  uMappedUnits is the number of units in all mappings, which are */
/*     whole pages.                                                   */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "chunk.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The number of units in all mappings. */

static size_t uMappedUnits = 0;

/* Whether a refused munmap has been reported: once is enough. */

static bool bRefusalReported = false;

/*--------------------------------------------------------------------*/

/* Return the number of units in a page. */

static size_t HeapMgr_getPageUnits(void)
{
   return (size_t)sysconf(_SC_PAGESIZE) / Chunk_unitsToBytes(1);
}

/*--------------------------------------------------------------------*/

/* Return true if oChunk is where a chunk can start, and its header holds
   a size that one can have.  (Not 0 units: 0 less 1 is the largest of
   all numbers.) */

static bool HeapMgr_isChunk(Chunk_T oChunk)
{
   size_t uPageBytes = Chunk_unitsToBytes(HeapMgr_getPageUnits());

   return (uintptr_t)oChunk % uPageBytes == 0
          && Chunk_getUnits(oChunk) % HeapMgr_getPageUnits() == 0
          && Chunk_getUnits(oChunk) - 1 < uMappedUnits;
}

/*--------------------------------------------------------------------*/

/* Abort if pv, which the client passed to HeapMgr_free as the payload of
   oChunk, isn't where a payload starts, or the header before it holds
   no possible size. */

static void HeapMgr_checkPayload(void *pv, Chunk_T oChunk)
{
   if (HeapMgr_isChunk(oChunk))
      return;

   fprintf(stderr,
      "heapmgr6_vm: HeapMgr_free(%p): not a payload from"
      " HeapMgr_malloc, or its header was overwritten\n",
      pv);
   abort();
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   if (uMappedUnits % HeapMgr_getPageUnits() != 0)
   {
      fprintf(stderr,
         "heapmgr6_vm: I1 violated: %zu units in use are"
         " not whole pages\n",
         uMappedUnits);
      return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   size_t uPageUnits = HeapMgr_getPageUnits();
   size_t uUnits;
   void *pvMapping;

   assert(HeapMgr_isValid());

   uUnits = Chunk_bytesToUnits(uBytes);
   if (uUnits == 0)
      return NULL;

   uUnits = (uUnits + uPageUnits - 1) / uPageUnits * uPageUnits;
   pvMapping = mmap(NULL, Chunk_unitsToBytes(uUnits),
      PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pvMapping == MAP_FAILED)
      return NULL;

   Chunk_setUnits(pvMapping, uUnits);
   uMappedUnits += uUnits;

   assert(HeapMgr_isValid());

   return Chunk_toPayload(pvMapping);
}

/*--------------------------------------------------------------------*/

/* The system may refuse even to take memory back: a mapping that lies
   between two others cannot go when the process has as many mappings
   as it may have (vm.max_map_count), because the one that the system
   sees there would become two.  The chunk then stays mapped. */

void HeapMgr_free(void *pv)
{
   Chunk_T oChunk;
   size_t uUnits;

   assert(HeapMgr_isValid());

   if (pv == NULL)
      return;

   oChunk = Chunk_fromPayload(pv);
   HeapMgr_checkPayload(pv, oChunk);

   uUnits = Chunk_getUnits(oChunk);
   if (munmap(oChunk, Chunk_unitsToBytes(uUnits)) == 0)
      uMappedUnits -= uUnits;
   else if (!bRefusalReported)
   {
      perror("heapmgr6_vm: munmap was refused, a chunk stays mapped"
             " (said once)");
      bRefusalReported = true;
   }

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

/* There is no way from one chunk to another: a walk can only begin at a
   chunk, and ends after it. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   Chunk_T oChunk = (Chunk_T)(void *)psPiece->pcStart;

   if (oChunk == NULL || psPiece->uBytes != 0)
      return HEAPMGR_WALK_END;
   if (!HeapMgr_isChunk(oChunk))
      return HEAPMGR_WALK_BROKEN;

   psPiece->uBytes = Chunk_unitsToBytes(Chunk_getUnits(oChunk));
   psPiece->uHeaderBytes = Chunk_unitsToBytes(1);
   psPiece->eKind = HEAPMGR_INUSE;
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
