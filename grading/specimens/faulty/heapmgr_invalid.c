/*--------------------------------------------------------------------*/
/* heapmgr_invalid.c                                                  */
/*                                                                    */
/* Says from the start that its heap is invalid, which it is not.     */
/* The driver: "invalid heap" after operation 1, and what the manager */
/* says.                                                              */
/*--------------------------------------------------------------------*/

#define SOUND_OWN_VALIDITY
#include "sound.h"
#include <stdio.h>

bool HeapMgr_isValid(void)
{
   fprintf(stderr, "heapmgr_invalid: I1 violated: it always is\n");
   return false;
}

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
