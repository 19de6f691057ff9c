/*--------------------------------------------------------------------*/
/* bump.c: a floor for make race                                      */
/*                                                                    */
/* The least that malloc can do: move a pointer.  free only counts,   */
/* and when nothing is left the pointer starts anew.  No heap manager */
/* for general use can be faster; few clients can live with its       */
/* memory.                                                            */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <stdint.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16,
   GROWTH_BYTES = 1048576
};

static char *pcStart = NULL;
static char *pcNext = NULL;
static char *pcEnd = NULL;
static size_t uLive = 0;

/*--------------------------------------------------------------------*/

/* Make the heap at least uBytes bytes longer, if the system lets us. */

static bool HeapMgr_growHeap(size_t uBytes)
{
   if (pcStart == NULL)
   {
      pcStart = sbrk(0);
      pcStart += -(uintptr_t)pcStart % UNIT_BYTES;
      pcNext = pcEnd = pcStart;
   }
   if (brk(pcEnd + uBytes + GROWTH_BYTES) != 0)
      return false;
   pcEnd += uBytes + GROWTH_BYTES;
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   size_t uRounded = (uBytes + UNIT_BYTES - 1) & -(size_t)UNIT_BYTES;
   char *pc;

   if (uRounded > (size_t)(pcEnd - pcNext)
       && !HeapMgr_growHeap(uRounded))
      return NULL;

   pc = pcNext;
   pcNext += uRounded;
   uLive++;
   return pc;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   (void)pv;
   uLive--;
   if (uLive == 0)
      pcNext = pcStart;
}
