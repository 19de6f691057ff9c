/*--------------------------------------------------------------------*/
/* heapmgr_twice.c                                                    */
/*                                                                    */
/* Unmaps every chunk when it is freed, and once more at the next but */
/* one call of malloc, when somebody else may live there.  What a     */
/* client has must stay in the heap.  The driver: "payload given      */
/* back".                                                             */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <sys/mman.h>

enum
{
   MAPPED_BYTES = 65536
};

static void *pvGone = NULL;

bool HeapMgr_isValid(void)
{
   return true;
}

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCallsSince = 0;
   void *pv;

   if (uBytes == 0 || uBytes > MAPPED_BYTES)
      return NULL;
   pv = mmap(NULL, MAPPED_BYTES, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pvGone != NULL && ++iCallsSince == 2)
   {
      (void)munmap(pvGone, MAPPED_BYTES);
      pvGone = NULL;
      iCallsSince = 0;
   }
   return (pv == MAP_FAILED) ? NULL : pv;
}

void HeapMgr_free(void *pv)
{
   if (pv == NULL)
      return;
   (void)munmap(pv, MAPPED_BYTES);
   pvGone = pv;
}
