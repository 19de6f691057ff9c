/*--------------------------------------------------------------------*/
/* heapmgr_loopmalloc.c                                               */
/*                                                                    */
/* Its third malloc never ends.  The driver: "> 1 s" under            */
/* --cpu-limit 1, in HeapMgr_malloc, operation 3.                     */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
      Sound_loop();
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
