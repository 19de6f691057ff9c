/*--------------------------------------------------------------------*/
/* fixed.c: a floor for make race                                     */
/*                                                                    */
/* The least that a manager can do that uses memory again: all chunks */
/* have the length of the first one, and a free one is on a list.     */
/* Whoever asks for more gets NULL.                                   */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <stdint.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16,
   GROWTH_BYTES = 65536
};

static char *pcNext = NULL;
static char *pcEnd = NULL;
static size_t uChunkBytes = 0;

/* The free chunks; the first word of each has the next one. */

static void **ppvFree = NULL;

/*--------------------------------------------------------------------*/

/* Return a chunk from the system, or NULL. */

static void *HeapMgr_growHeap(void)
{
   char *pc;

   if (pcEnd == NULL)
   {
      pcEnd = sbrk(0);
      pcEnd += -(uintptr_t)pcEnd % UNIT_BYTES;
      pcNext = pcEnd;
   }
   if (uChunkBytes > (size_t)(pcEnd - pcNext))
   {
      if (brk(pcEnd + uChunkBytes + GROWTH_BYTES) != 0)
         return NULL;
      pcEnd += uChunkBytes + GROWTH_BYTES;
   }
   pc = pcNext;
   pcNext += uChunkBytes;
   return pc;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   void **ppv = ppvFree;

   if (uChunkBytes == 0)
      uChunkBytes = (uBytes + UNIT_BYTES - 1) & -(size_t)UNIT_BYTES;
   if (uBytes > uChunkBytes)
      return NULL;
   if (ppv == NULL)
      return HeapMgr_growHeap();

   ppvFree = *ppv;
   return ppv;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   void **ppv = pv;

   *ppv = ppvFree;
   ppvFree = ppv;
}
