/*--------------------------------------------------------------------*/
/* heapmgr_loopfree.c                                                 */
/*                                                                    */
/* Its free never ends.  The driver: "> 1 s" under --cpu-limit 1, in  */
/* HeapMgr_free, the first one.                                       */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_loop();
   Sound_free(pv);
}
