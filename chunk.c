/*--------------------------------------------------------------------*/
/* chunk.c: what a chunk of the heap looks like (see chunk.h)         */
/*--------------------------------------------------------------------*/

#include "chunk.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>

/* A header, and a footer too: both are one unit.

      header:  uSize = units and status    oLink = next in list
      footer:  uSize = units               oLink = prev in list

   The header's size is shifted up by one bit, and the status lies in
   the bit that this frees. */

struct Chunk
{
   _Alignas(CHUNK_UNIT_BYTES) size_t uSize;
   Chunk_T oLink;
};

enum
{
   HEADER_UNITS = 1,
   STATUS_BITS = 1, /* in a header's uSize */
   STATUS_MASK = 1
};

static_assert(
   sizeof(struct Chunk) == CHUNK_UNIT_BYTES, "a header is a unit");
static_assert(CHUNK_UNIT_BYTES % _Alignof(max_align_t) == 0,
   "a payload that starts at a unit is aligned for any type");

/*--------------------------------------------------------------------*/
/* Bytes and units                                                    */
/*--------------------------------------------------------------------*/

size_t Chunk_bytesToPayloadUnits(size_t uBytes)
{
   if (uBytes > PTRDIFF_MAX)
      return 0;

   return (uBytes + CHUNK_UNIT_BYTES - 1) / CHUNK_UNIT_BYTES;
}

size_t Chunk_bytesToUnits(size_t uBytes)
{
   size_t uUnits = Chunk_bytesToPayloadUnits(uBytes);

   if (uUnits == 0)
      return 0;

   return HEADER_UNITS + uUnits + CHUNK_FOOTER_UNITS;
}

size_t Chunk_unitsToBytes(size_t uUnits)
{
   return uUnits * CHUNK_UNIT_BYTES;
}

/*--------------------------------------------------------------------*/
/* Chunk and payload                                                  */
/*--------------------------------------------------------------------*/

void *Chunk_toPayload(Chunk_T oChunk)
{
   return oChunk + HEADER_UNITS;
}

Chunk_T Chunk_fromPayload(void *pv)
{
   /* A client may pass any address.  Pointer arithmetic may not leave
      the heap, so this is done with numbers. */
   return (Chunk_T)((uintptr_t)pv - HEADER_UNITS * CHUNK_UNIT_BYTES);
}

/*--------------------------------------------------------------------*/
/* Fields                                                             */
/*--------------------------------------------------------------------*/

size_t Chunk_getUnits(const struct Chunk *oChunk)
{
   return oChunk->uSize >> STATUS_BITS;
}

Chunk_T Chunk_getNextInList(const struct Chunk *oChunk)
{
   return oChunk->oLink;
}

void Chunk_setNextInList(Chunk_T oChunk, Chunk_T oNextChunk)
{
   oChunk->oLink = oNextChunk;
}

#if CHUNK_FOOTER_UNITS

/* Return where oChunk's footer lies, in units from oChunk. */

static size_t Chunk_getFooterPlace(const struct Chunk *oChunk)
{
   return Chunk_getUnits(oChunk) - CHUNK_FOOTER_UNITS;
}

void Chunk_setUnits(Chunk_T oChunk, size_t uUnits)
{
   assert(uUnits >= CHUNK_MIN_UNITS);

   oChunk->uSize = (uUnits << STATUS_BITS)
                   | (oChunk->uSize & STATUS_MASK);
   oChunk[Chunk_getFooterPlace(oChunk)].uSize = uUnits;
}

enum ChunkStatus Chunk_getStatus(const struct Chunk *oChunk)
{
   return (oChunk->uSize & STATUS_MASK) ? CHUNK_INUSE : CHUNK_FREE;
}

void Chunk_setStatus(Chunk_T oChunk, enum ChunkStatus eStatus)
{
   size_t uStatus = (eStatus == CHUNK_INUSE);

   oChunk->uSize = (oChunk->uSize & ~(size_t)STATUS_MASK) | uStatus;
}

Chunk_T Chunk_getPrevInList(const struct Chunk *oChunk)
{
   return oChunk[Chunk_getFooterPlace(oChunk)].oLink;
}

void Chunk_setPrevInList(Chunk_T oChunk, Chunk_T oPrevChunk)
{
   oChunk[Chunk_getFooterPlace(oChunk)].oLink = oPrevChunk;
}

size_t Chunk_getFooterUnits(const struct Chunk *oChunk)
{
   return oChunk[Chunk_getFooterPlace(oChunk)].uSize;
}

#else

void Chunk_setUnits(Chunk_T oChunk, size_t uUnits)
{
   assert(uUnits >= CHUNK_MIN_UNITS);

   oChunk->uSize = uUnits << STATUS_BITS;
}

#endif

/*--------------------------------------------------------------------*/
/* Places and neighbours in memory                                    */
/*--------------------------------------------------------------------*/

Chunk_T Chunk_alignUp(void *pv)
{
   uintptr_t uUnits = ((uintptr_t)pv + CHUNK_UNIT_BYTES - 1)
                      / CHUNK_UNIT_BYTES;

   return (Chunk_T)(uUnits * CHUNK_UNIT_BYTES);
}

Chunk_T Chunk_getEnd(Chunk_T oChunk)
{
   return oChunk + Chunk_getUnits(oChunk);
}

Chunk_T Chunk_getNextInMem(Chunk_T oChunk, Chunk_T oHeapEnd)
{
   Chunk_T oNextChunk = Chunk_getEnd(oChunk);

   assert((uintptr_t)oNextChunk <= (uintptr_t)oHeapEnd);

   return (oNextChunk == oHeapEnd) ? NULL : oNextChunk;
}

#if CHUNK_FOOTER_UNITS

Chunk_T Chunk_getPrevInMem(Chunk_T oChunk, Chunk_T oHeapStart)
{
   Chunk_T oPrevFooter;

   assert((uintptr_t)oChunk >= (uintptr_t)oHeapStart);

   if (oChunk == oHeapStart)
      return NULL;

   /* An overwritten footer may hold any number.  Pointer arithmetic may
      not leave the heap, so this is done with numbers. */
   oPrevFooter = oChunk - CHUNK_FOOTER_UNITS;
   return (Chunk_T)((uintptr_t)oChunk
                    - Chunk_unitsToBytes(oPrevFooter->uSize));
}

#endif

/*--------------------------------------------------------------------*/
/* Soundness and inspection                                           */
/*--------------------------------------------------------------------*/

/* Return the number of units from oChunk up to oHeapEnd.  C lets
   pointers be compared only within one array.  oChunk may be any
   address, so numbers are compared instead, here and below. */

static size_t Chunk_getUnitsLeft(
   const struct Chunk *oChunk, const struct Chunk *oHeapEnd)
{
   return ((uintptr_t)oHeapEnd - (uintptr_t)oChunk) / CHUNK_UNIT_BYTES;
}

bool Chunk_isInHeap(const struct Chunk *oChunk,
   const struct Chunk *oHeapStart, const struct Chunk *oHeapEnd)
{
   uintptr_t uChunk = (uintptr_t)oChunk;
   uintptr_t uStart = (uintptr_t)oHeapStart;

   return uChunk >= uStart && uChunk < (uintptr_t)oHeapEnd
          && (uChunk - uStart) % CHUNK_UNIT_BYTES == 0
          && Chunk_getUnitsLeft(oChunk, oHeapEnd) >= CHUNK_MIN_UNITS;
}

/* Return true if oChunk, which is in the heap up to oHeapEnd, has a
   size that a chunk can have there. */

static bool Chunk_hasSoundUnits(
   const struct Chunk *oChunk, const struct Chunk *oHeapEnd)
{
   size_t uUnits = Chunk_getUnits(oChunk);

   return uUnits >= CHUNK_MIN_UNITS
          && uUnits <= Chunk_getUnitsLeft(oChunk, oHeapEnd);
}

bool Chunk_isValid(const struct Chunk *oChunk,
   const struct Chunk *oHeapStart, const struct Chunk *oHeapEnd)
{
   if (!Chunk_isInHeap(oChunk, oHeapStart, oHeapEnd))
   {
      fprintf(stderr,
         "chunk %p: no chunk can start there, the heap is"
         " %p up to %p in units of %d bytes\n",
         (const void *)oChunk, (const void *)oHeapStart,
         (const void *)oHeapEnd, CHUNK_UNIT_BYTES);
      return false;
   }
   if (!Chunk_hasSoundUnits(oChunk, oHeapEnd))
   {
      fprintf(stderr,
         "chunk %p: its header says %zu units, there can"
         " be %d to %zu up to the heap's end\n",
         (const void *)oChunk, Chunk_getUnits(oChunk), CHUNK_MIN_UNITS,
         Chunk_getUnitsLeft(oChunk, oHeapEnd));
      return false;
   }
#if CHUNK_FOOTER_UNITS
   if (Chunk_getFooterUnits(oChunk) != Chunk_getUnits(oChunk))
   {
      fprintf(stderr,
         "chunk %p: its header says %zu units, its footer"
         " %zu\n",
         (const void *)oChunk, Chunk_getUnits(oChunk),
         Chunk_getFooterUnits(oChunk));
      return false;
   }
#endif
   return true;
}

/* Set psPiece's kind to that of oChunk, which the walk has reached.
   Without footers the cursor is the first free chunk at or after
   oChunk: move it past oChunk. */

static void Chunk_noteKind(
   struct HeapMgr_Piece *psPiece, const struct Chunk *oChunk)
{
#if CHUNK_FOOTER_UNITS
   bool bIsFree = (Chunk_getStatus(oChunk) == CHUNK_FREE);
#else
   bool bIsFree = (psPiece->pvCursor == (const void *)oChunk);

   if (bIsFree)
      psPiece->pvCursor = Chunk_getNextInList(oChunk);
#endif
   psPiece->eKind = bIsFree ? HEAPMGR_FREE : HEAPMGR_INUSE;
}

enum HeapMgr_Walk Chunk_nextPiece(struct HeapMgr_Piece *psPiece,
   Chunk_T oHeapStart, Chunk_T oHeapEnd, Chunk_T oFreeList)
{
   Chunk_T oChunk;

   if (psPiece->pcStart == NULL)
   {
      oChunk = oHeapStart;
      psPiece->pvCursor = oFreeList;
   }
   else
      oChunk = (Chunk_T)(void *)(psPiece->pcStart + psPiece->uBytes);
   psPiece->pcStart = (char *)oChunk;

   if (oChunk == oHeapEnd)
      return HEAPMGR_WALK_END;
   if (!Chunk_isInHeap(oChunk, oHeapStart, oHeapEnd)
       || !Chunk_hasSoundUnits(oChunk, oHeapEnd))
      return HEAPMGR_WALK_BROKEN;

   psPiece->uBytes = Chunk_unitsToBytes(Chunk_getUnits(oChunk));
   psPiece->uHeaderBytes = HEADER_UNITS * CHUNK_UNIT_BYTES;
   psPiece->uFooterBytes = CHUNK_FOOTER_UNITS * CHUNK_UNIT_BYTES;
   Chunk_noteKind(psPiece, oChunk);
   return HEAPMGR_WALK_PIECE;
}
