/*--------------------------------------------------------------------*/
/* heapmgr_below.c                                                    */
/*                                                                    */
/* The third payload starts in a free place below the second, and     */
/* runs into it.  Payloads in use must be disjoint.  The driver:      */
/* "overlap", operation 3, with the payload of operation 2.           */
/*--------------------------------------------------------------------*/

#include "sound.h"

enum
{
   GAP_BYTES = 64
};

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;
   static char *pcSecond = NULL;

   if (++iCalls == 2)
   {
      (void)Sound_malloc(GAP_BYTES);
      pcSecond = Sound_malloc(uBytes);
      return pcSecond;
   }
   if (iCalls == 3 && uBytes > GAP_BYTES)
      return pcSecond - GAP_BYTES;
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
