/*--------------------------------------------------------------------*/
/* heapmgr_shortbreak.c                                               */
/*                                                                    */
/* Moves the break 16 bytes too little for the third chunk.  All of a */
/* payload must lie in the heap.  The driver: "outside the heap",     */
/* operation 3.                                                       */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   char *pcPayload = Sound_malloc(uBytes);

   if (++iCalls == 3 && pcPayload != NULL)
      (void)brk((char *)sbrk(0) - SOUND_UNIT_BYTES);
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
