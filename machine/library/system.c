/*--------------------------------------------------------------------*/
/* system.c: memory, and the end of a program                         */
/*--------------------------------------------------------------------*/

#include "ask.h"
#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum
{
   PAGE_BYTES = 4096
};

int errno;

/*--------------------------------------------------------------------*/

int brk(void *pvBreak)
{
   if (Ask(SERVICE_BRK, (uintptr_t)pvBreak, 0, 0) == (uintptr_t)pvBreak)
      return 0;
   errno = ENOMEM;
   return -1;
}

void *sbrk(intptr_t iBytes)
{
   uintptr_t uOld = Ask(SERVICE_BRK, 0, 0, 0);

   if (iBytes != 0 && brk((void *)(uOld + (uintptr_t)iBytes)) != 0)
      return (void *)-1;
   return (void *)uOld;
}

int getpagesize(void)
{
   return PAGE_BYTES;
}

long sysconf(int iName)
{
   if (iName == _SC_PAGESIZE)
      return PAGE_BYTES;
   errno = EINVAL;
   return -1;
}

void *mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset)
{
   uintptr_t uStart;

   (void)pv;
   (void)iFile;
   (void)iOffset;
   if (uBytes == 0 || iProtection != (PROT_READ | PROT_WRITE)
       || iFlags != (MAP_PRIVATE | MAP_ANONYMOUS))
   {
      errno = EINVAL;
      return MAP_FAILED;
   }
   uStart = Ask(SERVICE_MAP, uBytes, 0, 0);
   if (uStart != 0)
      return (void *)uStart;
   errno = ENOMEM;
   return MAP_FAILED;
}

int munmap(void *pv, size_t uBytes)
{
   if (Ask(SERVICE_UNMAP, (uintptr_t)pv, uBytes, 0) == 0)
      return 0;
   errno = EINVAL;
   return -1;
}

/*--------------------------------------------------------------------*/

/* The machine doesn't come back from these. */

void abort(void)
{
   Ask(SERVICE_ABORT, 0, 0, 0);
   __builtin_unreachable();
}

void exit(int iStatus)
{
   Ask(SERVICE_EXIT, (uintptr_t)iStatus, 0, 0);
   __builtin_unreachable();
}

void _exit(int iStatus)
{
   exit(iStatus);
}

void Machine_failAssert(
   const char *pcWhat, const char *pcFile, int iLine)
{
   Ask(SERVICE_ASSERT, (uintptr_t)pcWhat, (uintptr_t)pcFile,
      (uintptr_t)iLine);
   __builtin_unreachable();
}

int abs(int i)
{
   return i < 0 ? -i : i;
}

long labs(long i)
{
   return i < 0 ? -i : i;
}

char *getenv(const char *pcName)
{
   (void)pcName;
   return NULL;
}
