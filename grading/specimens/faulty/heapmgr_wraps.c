/*--------------------------------------------------------------------*/
/* heapmgr_wraps.c                                                    */
/*                                                                    */
/* Keeps room to grow: twice the bytes asked for.  Twice a large      */
/* number wraps, and a request that no machine can meet gets a few    */
/* bytes.  A payload must hold the bytes asked for.  The driver:      */
/* "outside the heap".                                                */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return (uBytes == 0) ? NULL : Sound_malloc(2 * (uBytes + 16));
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
