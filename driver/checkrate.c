/*--------------------------------------------------------------------*/
/* checkrate.c: how often a debug build looks over the whole heap     */
/*--------------------------------------------------------------------*/

#include "checkrate.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

enum
{
   SMALL_HEAP_BYTES = 16384 /* a heap up to this: look at every call */
};

/* Return the rate that HEAPMGR_CHECK asks for, or -1 if it asks for
   none. */

static long CheckRate_getWanted(void)
{
   const char *pcRate = getenv("HEAPMGR_CHECK");
   char *pcEnd;
   long lRate;

   if (pcRate == NULL || *pcRate == '\0')
      return -1;
   lRate = strtol(pcRate, &pcEnd, 10);
   return (*pcEnd == '\0' && lRate >= 0) ? lRate : -1;
}

bool CheckRate_isDue(const void *pvHeapStart, const void *pvHeapEnd)
{
   size_t uHeapBytes = (uintptr_t)pvHeapEnd - (uintptr_t)pvHeapStart;
   static bool bAsked = false;
   static long lWanted;
   static size_t uCalls = 0; /* since the heap was last looked over */
   size_t uRate;

   if (!bAsked)
   {
      lWanted = CheckRate_getWanted();
      bAsked = true;
   }
   if (lWanted == 0)
      return false;

   uRate = (lWanted > 0) ? (size_t)lWanted
                         : 1 + uHeapBytes / SMALL_HEAP_BYTES;
   uCalls++;
   if (uCalls < uRate)
      return false;

   uCalls = 0;
   return true;
}
