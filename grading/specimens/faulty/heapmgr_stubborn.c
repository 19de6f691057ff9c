/*--------------------------------------------------------------------*/
/* heapmgr_stubborn.c                                                 */
/*                                                                    */
/* Its third malloc never ends, and it has blocked the signal that    */
/* says so.  The driver: "> 1 s" under --cpu-limit 1, as for any      */
/* other.                                                             */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <signal.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
   {
      (void)signal(SIGXCPU, SIG_IGN);
      Sound_loop();
   }
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
