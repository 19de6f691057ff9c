/*--------------------------------------------------------------------*/
/* heapmgr_onepointer.c                                               */
/*                                                                    */
/* Returns the same memory again and again.  Payloads in use must be  */
/* disjoint.  The driver: "overlap", operation 2, the same address.   */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static void *pvOnly = NULL;

   if (pvOnly == NULL)
      pvOnly = Sound_malloc(1000);
   return (uBytes == 0) ? NULL : pvOnly;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
