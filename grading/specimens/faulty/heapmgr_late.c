/*--------------------------------------------------------------------*/
/* heapmgr_late.c                                                     */
/*                                                                    */
/* Right a thousand times; then the same chunk twice.  Payloads in    */
/* use must be disjoint.  The driver: "overlap" with the payload of   */
/* the operation before.                                              */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   static void *pvLast = NULL;

   if (++iCalls <= 1000)
      pvLast = Sound_malloc(uBytes);
   return pvLast;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
