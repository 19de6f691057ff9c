/*--------------------------------------------------------------------*/
/* heapmgr_shrinks.c                                                  */
/*                                                                    */
/* On free it moves the break down to the chunk, though chunks        */
/* above it are in use.  What a client has must stay in the heap.     */
/* The driver: "payload given back", at the free of a payload above.  */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   if (pv != NULL)
      (void)brk((char *)pv - SOUND_UNIT_BYTES);
}
