/*--------------------------------------------------------------------*/
/* heapmgr_forks.c                                                    */
/*                                                                    */
/* Its third malloc starts a process that stays.  It does no harm to  */
/* the heap: the driver says "ok", and ends that process.             */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <stdlib.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3 && fork() == 0)
   {
      (void)sleep(600);
      _exit(0);
   }
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
