/*--------------------------------------------------------------------*/
/* heapmgr_null.c                                                     */
/*                                                                    */
/* Always returns NULL, and never asks the system.  NULL means that   */
/* the system refused.  The driver: "NULL without reason", operation  */
/* 1.                                                                 */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"

bool HeapMgr_isValid(void)
{
   return true;
}

void *HeapMgr_malloc(size_t uBytes)
{
   (void)uBytes;
   return NULL;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
