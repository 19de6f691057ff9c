/*--------------------------------------------------------------------*/
/* heapmgr_lazynull.c                                                 */
/*                                                                    */
/* Gives up after ten chunks without asking the system for more.      */
/* NULL means that the system refused.  The driver: "NULL without     */
/* reason", operation 11.                                             */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   static int iCalls = 0;

   return (++iCalls > 10) ? NULL : Sound_malloc(uBytes);
}

void HeapMgr_free(void *pv)
{
   Sound_free(pv);
}
