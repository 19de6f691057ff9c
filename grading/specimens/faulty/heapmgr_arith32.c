/*--------------------------------------------------------------------*/
/* heapmgr_arith32.c                                                  */
/*                                                                    */
/* Counts bytes in 32 bits, so that a request of 4 GiB and 16 bytes   */
/* gets 16.  A payload must hold the bytes asked for.  The driver:    */
/* "outside the heap".                                                */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   unsigned int uBytes32 = (unsigned int)uBytes;

   return Sound_malloc(uBytes32);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
