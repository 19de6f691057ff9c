/*--------------------------------------------------------------------*/
/* heapmgr_firstbyte.c                                                */
/*                                                                    */
/* Writes to the first byte of a payload in use.  A payload belongs   */
/* to its client.  The driver: "payload overwritten", byte 0, when    */
/* the payload is freed.                                              */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   static char *pcFirst = NULL;
   char *pcPayload = Sound_malloc(uBytes);

   if (++iCalls == 1)
      pcFirst = pcPayload;
   else if (iCalls == 3)
      pcFirst[0] = 0;
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
