/*--------------------------------------------------------------------*/
/* heapmgr_swap.c                                                     */
/*                                                                    */
/* Copies one payload in use over another of the same size.  A        */
/* payload belongs to its client.  The driver: "payload overwritten", */
/* byte 0.                                                            */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   static char *pcFirst = NULL;
   static char *pcSecond = NULL;
   char *pcPayload = Sound_malloc(uBytes);

   if (++iCalls == 1)
      pcFirst = pcPayload;
   else if (iCalls == 2)
      pcSecond = pcPayload;
   else if (iCalls == 3)
      memcpy(pcFirst, pcSecond, uBytes);
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
