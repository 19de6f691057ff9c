/*--------------------------------------------------------------------*/
/* heapmgr_misaligned.c                                               */
/*                                                                    */
/* Returns addresses that are 8 bytes past a multiple of 16.          */
/* A payload must be aligned for any type.  The driver: "misaligned", */
/* operation 1, 8 bytes past.                                         */
/*--------------------------------------------------------------------*/

#include "sound.h"

void *HeapMgr_malloc(size_t uBytes)
{
   char *pcPayload;

   if (uBytes == 0)
      return NULL;
   pcPayload = Sound_malloc(uBytes + 8);
   return (pcPayload == NULL) ? NULL : pcPayload + 8;
}

void HeapMgr_free(void *pv)
{
   if (pv != NULL)
      Sound_free((char *)pv - 8);
}
