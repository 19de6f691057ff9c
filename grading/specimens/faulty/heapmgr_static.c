/*--------------------------------------------------------------------*/
/* heapmgr_static.c                                                   */
/*                                                                    */
/* Cycles over ten static buffers.  A heap is memory from the system, */
/* by brk or mmap, or what it costs is not seen.  The driver:         */
/* "outside the heap", operation 1.                                   */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <stdalign.h>
#include <stddef.h>

enum
{
   BUFFERS = 10,
   BUFFER_BYTES = 4096
};

bool HeapMgr_isValid(void)
{
   return true;
}

void *HeapMgr_malloc(size_t uBytes)
{
   static alignas(max_align_t) char aacBuffers[BUFFERS][BUFFER_BYTES];
   static size_t uCalls = 0;

   return (uBytes == 0) ? NULL : aacBuffers[uCalls++ % BUFFERS];
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
