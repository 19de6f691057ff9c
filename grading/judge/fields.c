/*--------------------------------------------------------------------*/
/* fields.c: chunks on the machine, read and written from outside     */
/*                                                                    */
/* The functions of chunk.h that the suites use.  A chunk may be any  */
/* address, and the size in its header any number: a field that isn't */
/* in the program's heap ends the test as failed.                     */
/*--------------------------------------------------------------------*/

#include "chunk.h"
#include "machine.h"
#include "verdict.h"
#include <stdint.h>

enum
{
   UNIT_BYTES = 16,
   LINK = 8,      /* of header and footer, the second word */
   STATUS_BIT = 1 /* of a header's size */
};

/*--------------------------------------------------------------------*/

/* Return the address of the word at uOffset from oChunk's start, which
   is in the heap. */

static uint64_t Fields_find(
   const struct Chunk *oChunk, uint64_t uOffset)
{
   uint64_t uAddress = (uint64_t)(uintptr_t)oChunk + uOffset;

   if (!Memory_isOwn(uAddress, sizeof(uint64_t)))
      Verdict_fail("the chunk at %s is not all in the heap",
         Verdict_place(oChunk));
   return uAddress;
}

static uint64_t Fields_read(
   const struct Chunk *oChunk, uint64_t uOffset)
{
   uint64_t uWord = 0;

   (void)Memory_read(
      Fields_find(oChunk, uOffset), &uWord, sizeof uWord);
   return uWord;
}

static void Fields_write(
   Chunk_T oChunk, uint64_t uOffset, uint64_t uWord)
{
   (void)Memory_write(
      Fields_find(oChunk, uOffset), &uWord, sizeof uWord);
}

/* Return how far the footer is from oChunk's start, by its header. */

static uint64_t Fields_getFooter(const struct Chunk *oChunk)
{
   return (Chunk_getUnits(oChunk) - 1) * UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

size_t Chunk_bytesToUnits(size_t uBytes)
{
   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return 0;
   return (uBytes - 1) / UNIT_BYTES + CHUNK_MIN_UNITS;
}

size_t Chunk_unitsToBytes(size_t uUnits)
{
   return uUnits * UNIT_BYTES;
}

void *Chunk_toPayload(Chunk_T oChunk)
{
   return (void *)((uintptr_t)oChunk + UNIT_BYTES);
}

Chunk_T Chunk_fromPayload(void *pv)
{
   return (Chunk_T)((uintptr_t)pv - UNIT_BYTES);
}

Chunk_T Chunk_getEnd(Chunk_T oChunk)
{
   return (
      Chunk_T)((uintptr_t)oChunk + Chunk_getUnits(oChunk) * UNIT_BYTES);
}

/*--------------------------------------------------------------------*/

size_t Chunk_getUnits(const struct Chunk *oChunk)
{
   return Fields_read(oChunk, 0) >> STATUS_BIT;
}

void Chunk_setUnits(Chunk_T oChunk, size_t uUnits)
{
   uint64_t uStatus = Fields_read(oChunk, 0) & STATUS_BIT;

   Fields_write(oChunk, 0, (uint64_t)uUnits << STATUS_BIT | uStatus);
   Fields_write(oChunk, Fields_getFooter(oChunk), uUnits);
}

enum ChunkStatus Chunk_getStatus(const struct Chunk *oChunk)
{
   return (enum ChunkStatus)(Fields_read(oChunk, 0) & STATUS_BIT);
}

void Chunk_setStatus(Chunk_T oChunk, enum ChunkStatus eStatus)
{
   uint64_t uSize = Fields_read(oChunk, 0) & ~(uint64_t)STATUS_BIT;

   Fields_write(oChunk, 0, uSize | eStatus);
}

Chunk_T Chunk_getNextInList(const struct Chunk *oChunk)
{
   return (Chunk_T)(uintptr_t)Fields_read(oChunk, LINK);
}

void Chunk_setNextInList(Chunk_T oChunk, Chunk_T oNextChunk)
{
   Fields_write(oChunk, LINK, (uint64_t)(uintptr_t)oNextChunk);
}

Chunk_T Chunk_getPrevInList(const struct Chunk *oChunk)
{
   return (Chunk_T)(uintptr_t)Fields_read(
      oChunk, Fields_getFooter(oChunk) + LINK);
}

void Chunk_setPrevInList(Chunk_T oChunk, Chunk_T oPrevChunk)
{
   Fields_write(oChunk, Fields_getFooter(oChunk) + LINK,
      (uint64_t)(uintptr_t)oPrevChunk);
}
