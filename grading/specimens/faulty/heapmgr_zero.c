/*--------------------------------------------------------------------*/
/* heapmgr_zero.c                                                     */
/*                                                                    */
/* Serves requests of 0 bytes, with an address.  They get NULL.  The  */
/* driver: "0 bytes served".                                          */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc((uBytes == 0) ? 1 : uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
