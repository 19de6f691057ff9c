/*--------------------------------------------------------------------*/
/* heapmgr_above.c                                                    */
/*                                                                    */
/* The third payload starts in the middle of the second.  Payloads in */
/* use must be disjoint.  The driver: "overlap", operation 3, with    */
/* the payload of operation 2.                                        */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   static char *pcSecond = NULL;
   char *pcPayload = Sound_malloc(uBytes);

   if (++iCalls == 2)
      pcSecond = pcPayload;
   return (iCalls == 3) ? pcSecond + 2 * SOUND_UNIT_BYTES : pcPayload;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
