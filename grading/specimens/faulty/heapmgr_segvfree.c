/*--------------------------------------------------------------------*/
/* heapmgr_segvfree.c                                                 */
/*                                                                    */
/* Reads through a wild pointer in every free.  The driver:           */
/* "crashed", signal 11, in HeapMgr_free, the first one.              */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   pv = *(void *volatile *)SOUND_UNIT_BYTES;
   Sound_free(pv);
}
