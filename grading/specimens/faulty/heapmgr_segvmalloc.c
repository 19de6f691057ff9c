/*--------------------------------------------------------------------*/
/* heapmgr_segvmalloc.c                                               */
/*                                                                    */
/* Reads through a wild pointer in its third malloc.  The driver:     */
/* "crashed", signal 11, in HeapMgr_malloc, operation 3.              */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   if (++iCalls == 3)
      return *(void *volatile *)SOUND_UNIT_BYTES;
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
