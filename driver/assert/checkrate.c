/*--------------------------------------------------------------------*/
/* checkrate.c: how often a debug build looks over the whole heap     */
/*--------------------------------------------------------------------*/

#include "checkrate.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

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

/* Return by how many bytes the break lies above where it was at the
   first call.  That call is made before the manager has a heap. */

static size_t CheckRate_getHeapBytes(void)
{
   static uintptr_t uFirstBreak = 0;
   uintptr_t uBreak = (uintptr_t)sbrk(0);

   if (uFirstBreak == 0)
      uFirstBreak = uBreak;
   return (uBreak > uFirstBreak) ? uBreak - uFirstBreak : 0;
}

bool CheckRate_isDue(void)
{
   static bool bAsked = false;
   static long lWanted;
   static size_t uCalls = 0; /* since the heap was last looked over */
   size_t uHeapBytes = CheckRate_getHeapBytes();
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
