/*--------------------------------------------------------------------*/
/* heapmgr_loopvalid.c                                                */
/*                                                                    */
/* HeapMgr_isValid never ends.  The driver: "> 1 s" under --cpu-limit */
/* 1, in HeapMgr_isValid.                                             */
/*--------------------------------------------------------------------*/

#define SOUND_OWN_VALIDITY
#include "sound.h"

bool HeapMgr_isValid(void)
{
   Sound_loop();
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
