/*--------------------------------------------------------------------*/
/* heapmgr_exit0.c                                                    */
/*                                                                    */
/* Exits with status 0 in its third malloc, as if all were well.  The */
/* driver: "exited", status 0, operation 3.                           */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <stdlib.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
      exit(0);
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
