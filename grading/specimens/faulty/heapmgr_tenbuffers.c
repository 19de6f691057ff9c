/*--------------------------------------------------------------------*/
/* heapmgr_tenbuffers.c                                               */
/*                                                                    */
/* Cycles over ten chunks, whoever has them.  Payloads in use must    */
/* be disjoint; a driver with one fill byte for each of ten chunks    */
/* does not see it.  The driver: "overlap", operation 11 when none    */
/* is freed.                                                          */
/*--------------------------------------------------------------------*/

#include "sound.h"

enum
{
   BUFFERS = 10,
   BUFFER_BYTES = 4096
};

void *HeapMgr_malloc(size_t uBytes)
{
   static char *apcBuffers[BUFFERS];
   static size_t uCalls = 0;
   char **ppcBuffer = &apcBuffers[uCalls++ % BUFFERS];

   if (*ppcBuffer == NULL)
      *ppcBuffer = Sound_malloc(BUFFER_BYTES);
   return (uBytes == 0) ? NULL : *ppcBuffer;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
