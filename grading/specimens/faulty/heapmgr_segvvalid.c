/*--------------------------------------------------------------------*/
/* heapmgr_segvvalid.c                                                */
/*                                                                    */
/* Reads through a wild pointer in HeapMgr_isValid, which must never  */
/* crash.  The driver: "crashed", signal 11, in HeapMgr_isValid.      */
/*--------------------------------------------------------------------*/

#define SOUND_OWN_VALIDITY
#include "sound.h"

bool HeapMgr_isValid(void)
{
   Sound_pcStart = *(char *volatile *)SOUND_UNIT_BYTES;
   return true;
}

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
