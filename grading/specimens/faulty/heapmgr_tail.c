/*--------------------------------------------------------------------*/
/* heapmgr_tail.c                                                     */
/*                                                                    */
/* On free it clears the end of the payload below, where it takes a   */
/* footer to be.  A payload belongs to its client.  The driver:       */
/* "payload overwritten", in the payload below, when that is freed.   */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   if (pv == NULL)
      return;
   if ((char *)pv - SOUND_UNIT_BYTES != Sound_pcStart)
      memset((char *)pv - 2 * SOUND_UNIT_BYTES, 0, SOUND_UNIT_BYTES);
   Sound_free(pv);
}
