/*--------------------------------------------------------------------*/
/* heapmgr_unmaps.c                                                   */
/*                                                                    */
/* Maps every chunk, and on free unmaps the one that came before,     */
/* too.  What a client has must stay in the heap.  The driver: "given */
/* back", at the free of that chunk.                                  */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <sys/mman.h>

enum
{
   MAPPED_BYTES = 65536
};

static char *pcBefore = NULL;
static char *pcLast = NULL;

bool HeapMgr_isValid(void)
{
   return true;
}

void *HeapMgr_malloc(size_t uBytes)
{
   void *pv;

   if (uBytes == 0 || uBytes > MAPPED_BYTES)
      return NULL;
   pv = mmap(NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pv == MAP_FAILED)
      return NULL;
   pcBefore = pcLast;
   pcLast = pv;
   return pv;
}

void HeapMgr_free(void *pv)
{
   (void)munmap(pv, MAPPED_BYTES);
   if (pv == pcLast && pcBefore != NULL)
      (void)munmap(pcBefore, MAPPED_BYTES);
}
