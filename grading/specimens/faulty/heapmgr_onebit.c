/*--------------------------------------------------------------------*/
/* heapmgr_onebit.c                                                   */
/*                                                                    */
/* Turns one bit over in a payload in use.  A payload belongs to its  */
/* client.  The driver: "payload overwritten", byte 7.                */
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
      pcFirst[7] ^= 1;
   return pcPayload;
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
