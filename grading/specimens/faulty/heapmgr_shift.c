/*--------------------------------------------------------------------*/
/* heapmgr_shift.c                                                    */
/*                                                                    */
/* Moves the bytes of a payload in use up by 16, as a copy in a wrong */
/* order does; every byte value is still there.  A payload belongs to */
/* its client.  The driver: "payload overwritten", byte 16.           */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   static char *pcFirst = NULL;
   static size_t uFirstBytes = 0;
   char *pcPayload = Sound_malloc(uBytes);

   if (++iCalls == 1)
   {
      pcFirst = pcPayload;
      uFirstBytes = uBytes;
   }
   else if (iCalls == 3)
      memmove(pcFirst + 16, pcFirst, uFirstBytes - 16);
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
