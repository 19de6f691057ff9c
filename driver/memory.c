/*--------------------------------------------------------------------*/
/* memory.c: the driver's own memory                                  */
/*--------------------------------------------------------------------*/

#include "memory.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static_assert(sizeof(size_t) >= 8,
   "the driver and the suites need a 64-bit system: use one");

/* Map uBytes bytes.  The system call is made by hand, because calls of
   mmap by its name may be watched (see watch.h). */

static void *Memory_map(size_t uBytes, int iSharing)
{
   long lResult;

   assert(uBytes > 0);

   lResult = syscall(SYS_mmap, NULL, uBytes, PROT_READ | PROT_WRITE,
      iSharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0L);

   if (lResult == -1)
   {
      fprintf(stderr,
         "%s for %zu bytes: choose a smaller COUNT or a shorter trace\n",
         acMemoryRefused, uBytes);
      exit(2);
   }
   return (void *)lResult;
}

void *Memory_get(size_t uBytes)
{
   return Memory_map(uBytes, MAP_PRIVATE);
}

void *Memory_getShared(size_t uBytes)
{
   return Memory_map(uBytes, MAP_SHARED);
}

size_t Memory_getPageBytes(void)
{
   return (size_t)sysconf(_SC_PAGESIZE);
}
