/*--------------------------------------------------------------------*/
/* heapmgr_zerofill.c                                                 */
/*                                                                    */
/* Clears a payload in use.  A payload belongs to its client.  The    */
/* driver: "payload overwritten", byte 0.                             */
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
      memset(pcFirst, 0, uFirstBytes);
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
