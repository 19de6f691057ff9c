/*--------------------------------------------------------------------*/
/* heapmgr_middle.c                                                   */
/*                                                                    */
/* Writes to a byte in the middle of a payload in use, beyond the     */
/* first 2 KiB if it is long.  A payload belongs to its client.       */
/* The driver: "payload overwritten", the byte in the middle.         */
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
      pcFirst[uFirstBytes / 2] = 0;
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
