/*--------------------------------------------------------------------*/
/* heapmgr6_vm.c                                       Stage 6 of 6   */
/*                                                                    */
/* Fixes:  what is freed goes back to the system at once (stages 1 to */
/*         5 keep it).  Each chunk is a mapping of its own, so there  */
/*         is no heap that could be fragmented.                       */
/* Leaves: malloc and free cost a system call each, as malloc does in */
/*         stage 1.  A chunk takes whole pages, however small its     */
/*         payload.  Real managers do this for large chunks only.     */
/* Costs:  malloc O(1), one mmap each; free O(1), one munmap each; 16 */
/*         bytes a chunk, and the rest of its last page.              */
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

/* True if a refused munmap has been reported: once is enough. */

static bool bRefusalReported = false;

/*--------------------------------------------------------------------*/

/* Return the number of units in a page. */

static size_t HeapMgr_getPageUnits(void)
{
   return (size_t)sysconf(_SC_PAGESIZE) / CHUNK_UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return true if a chunk can start at oChunk, and the size in its
   header is possible.  (0 units are not: 0 - 1 is the largest of all
   numbers.) */

static bool HeapMgr_isChunk(Chunk_T oChunk)
{
   size_t uPageBytes = Chunk_unitsToBytes(HeapMgr_getPageUnits());

   return oChunk != NULL && (uintptr_t)oChunk % uPageBytes == 0
          && Chunk_getUnits(oChunk) % HeapMgr_getPageUnits() == 0
          && Chunk_getUnits(oChunk) - 1 < uMappedUnits;
}

/*--------------------------------------------------------------------*/

/* The client passed pv to HeapMgr_free as the payload of oChunk.  Abort
   if no payload can start there, or if the size in oChunk's header is
   not possible. */

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

/* The system may even refuse to take memory back.  It sees neighbouring
   mappings as one.  To take one out of the middle makes two of it, and
   a process may have only so many (vm.max_map_count).  The chunk then
   stays mapped. */

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

/* Nothing leads from one chunk to another.  So a walk must begin at a
   chunk, and ends after it. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   Chunk_T oChunk = (Chunk_T)(void *)psPiece->pcStart;

   if (oChunk == NULL || psPiece->uBytes != 0)
      return HEAPMGR_WALK_END;
   if (!HeapMgr_isChunk(oChunk))
      return HEAPMGR_WALK_BROKEN;

   psPiece->uBytes = Chunk_unitsToBytes(Chunk_getUnits(oChunk));
   psPiece->uHeaderBytes = CHUNK_UNIT_BYTES;
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
