/*--------------------------------------------------------------------*/
/* ledger.c: what a manager on the machine gets from the system       */
/*                                                                    */
/* The functions of watch.h.  Whether a program gets the memory that  */
/* it asks for is decided here; the machine does the rest.            */
/*--------------------------------------------------------------------*/

#include "host.h"
#include "look.h"
#include "machine.h"
#include "watch.h"

enum
{
   HEAP_BYTES = 1 << 29 /* so much any program gets */
};

static size_t uPeakBytes, uLimitBytes, uSystemLimitBytes;
static size_t uCalls, uRefusals;

/* Decide whether the program gets uBytes more. */

static bool Ledger_mayGrow(uint64_t uBytes, void *pvExtra)
{
   size_t uOwned = Memory_getOwned();
   size_t uMost = (uLimitBytes < uSystemLimitBytes) ? uLimitBytes
                                                    : uSystemLimitBytes;

   (void)pvExtra;
   uCalls++;
   if (uOwned > uMost || uBytes > uMost - uOwned)
   {
      uRefusals++;
      return false;
   }
   if (uOwned + uBytes > uPeakBytes)
      uPeakBytes = uOwned + uBytes;
   return true;
}

void Ledger_start(void)
{
   uPeakBytes = uCalls = uRefusals = 0;
   uLimitBytes = uSystemLimitBytes = HEAP_BYTES;
   Machine_setPolicy(Ledger_mayGrow, NULL);
}

/*--------------------------------------------------------------------*/

size_t Watch_getHeapBytes(void)
{
   return Memory_getOwned();
}

size_t Watch_getPeakHeapBytes(void)
{
   return uPeakBytes;
}

size_t Watch_getCalls(void)
{
   return uCalls;
}

size_t Watch_getRefusals(void)
{
   return uRefusals;
}

bool Watch_isInHeap(const void *pv, size_t uBytes)
{
   return Memory_isOwn((uint64_t)(uintptr_t)pv, uBytes);
}

void Watch_setLimit(size_t uBytes)
{
   uLimitBytes = uBytes;
}

/*--------------------------------------------------------------------*/

bool Host_limitSystem(size_t uBytes)
{
   uSystemLimitBytes = Memory_getOwned() + uBytes;
   return true;
}

void Host_unlimitSystem(void)
{
   uSystemLimitBytes = HEAP_BYTES;
}
