/*--------------------------------------------------------------------*/
/* heapmgr_novalid.c                                                  */
/*                                                                    */
/* Sound, and written for another course: it has no HeapMgr_isValid   */
/* and does not know heapmgr.h.  The driver says "ok".                */
/*--------------------------------------------------------------------*/

#define SOUND_OWN_VALIDITY
#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   return Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
