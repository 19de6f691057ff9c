/*--------------------------------------------------------------------*/
/* heapmgr_prints.c                                                   */
/*                                                                    */
/* Prints to standard output in its third malloc.  It does no harm to */
/* the heap: the driver says "ok", and what the manager prints goes   */
/* to stderr, not among the results.                                  */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <stdio.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
   {
      printf("heapmgr_prints: hello\n");
      (void)fflush(stdout);
   }
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
