/*--------------------------------------------------------------------*/
/* heapmgr_exitraw.c                                                  */
/*                                                                    */
/* Exits with status 0 in its free, and past all exit handlers.  The  */
/* driver: "exited", status 0, in HeapMgr_free.                       */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   _exit(0);
   Sound_free(pv);
}
