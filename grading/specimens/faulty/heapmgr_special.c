/*--------------------------------------------------------------------*/
/* heapmgr_special.c                                                  */
/*                                                                    */
/* Takes 448 bytes for 64, a size that the author has seen in a       */
/* trace; right for all other sizes.  A payload must hold the bytes   */
/* asked for.  The driver: "outside the heap" or "overlap" at that    */
/* size.                                                              */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc((uBytes == 448) ? 64 : uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
