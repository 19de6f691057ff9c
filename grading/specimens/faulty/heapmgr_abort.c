/*--------------------------------------------------------------------*/
/* heapmgr_abort.c                                                    */
/*                                                                    */
/* Says something and aborts in its third malloc, as a failed         */
/* assertion does.  The driver: "aborted", in HeapMgr_malloc,         */
/* operation 3, below what the manager says.                          */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <stdio.h>
#include <stdlib.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
   {
      fputs("heapmgr_abort: nothing is left but this\n", stderr);
      abort();
   }
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
