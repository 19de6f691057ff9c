/*--------------------------------------------------------------------*/
/* heapmgr_nosizecheck.c                                              */
/*                                                                    */
/* Serves a request with the chunk freed last, however small it is,   */
/* as students do with the first chunk of the last bin.  A payload    */
/* must hold the bytes asked for.  The driver: "overlap" or "outside  */
/* the heap" as soon as a larger chunk is asked for than was freed.   */
/*--------------------------------------------------------------------*/

#include "sound.h"

static void *pvFreedLast = NULL;

void *HeapMgr_malloc(size_t uBytes)
{
   void *pv = pvFreedLast;

   if (uBytes == 0 || pv == NULL)
      return Sound_malloc(uBytes);
   pvFreedLast = NULL;
   return pv;
}

void HeapMgr_free(void *pv)
{
   pvFreedLast = pv;
}
