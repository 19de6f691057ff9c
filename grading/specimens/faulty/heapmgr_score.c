/*--------------------------------------------------------------------*/
/* heapmgr_score.c                                                    */
/*                                                                    */
/* Prints a line that looks like a result, and exits.  The driver:    */
/* "exited"; the line is not among the results.                       */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <stdio.h>
#include <stdlib.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
   {
      puts("score\tLifoFixed\t5\t100\t1\tok");
      exit(0);
   }
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
