/*--------------------------------------------------------------------*/
/* heapmgr_lastbyte.c                                                 */
/*                                                                    */
/* Writes to the last byte of a payload in use.  A payload belongs    */
/* to its client.  The driver: "payload overwritten", the last byte,  */
/* when the payload is freed.                                         */
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
      pcFirst[uFirstBytes - 1] = 0;
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
