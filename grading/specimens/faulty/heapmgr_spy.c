/*--------------------------------------------------------------------*/
/* heapmgr_spy.c                                                      */
/*                                                                    */
/* Sound: says on stderr what it is asked for, so that a test of the  */
/* driver can see what the driver does.                               */
/*--------------------------------------------------------------------*/

#include "sound.h"
#include <stdio.h>

void *HeapMgr_malloc(size_t uBytes)
{
   fprintf(stderr, "malloc %zu\n", uBytes);
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   fprintf(stderr, "free\n");
   Sound_free(pv);
}
