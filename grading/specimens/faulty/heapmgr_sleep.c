/*--------------------------------------------------------------------*/
/* heapmgr_sleep.c                                                    */
/*                                                                    */
/* Its third malloc waits for ever, and uses no CPU time.  The        */
/* driver: "> 1 s" under --cpu-limit 1, by the clock, operation 3.    */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
      for (;;)
         (void)pause();
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
