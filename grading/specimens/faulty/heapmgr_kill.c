/*--------------------------------------------------------------------*/
/* heapmgr_kill.c                                                     */
/*                                                                    */
/* Gets killed in its third malloc.  The driver: "crashed", signal 9, */
/* operation 3; not a time limit, for it has used no time.            */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <signal.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
      (void)raise(SIGKILL);
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
