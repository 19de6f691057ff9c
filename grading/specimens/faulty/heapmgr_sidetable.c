/*--------------------------------------------------------------------*/
/* heapmgr_sidetable.c                                                */
/*                                                                    */
/* Sound, but keeps a megabyte of its own in a mapping beside its     */
/* heap.  The meter must count that: the driver says "ok", and a peak */
/* heap of a megabyte and more.                                       */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <sys/mman.h>

enum
{
   TABLE_BYTES = 1 << 20
};

void *HeapMgr_malloc(size_t uBytes)
{
   static char *pcTable = NULL;

   if (pcTable == NULL)
   {
      pcTable = mmap(NULL, TABLE_BYTES, PROT_READ | PROT_WRITE,
         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (pcTable == MAP_FAILED)
         return pcTable = NULL;
   }
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
