/*--------------------------------------------------------------------*/
/* arena.c: the memory of a manager that is proved                    */
/*--------------------------------------------------------------------*/

#include "arena.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16,
   BELOW_BYTES = 256 /* watched below the base */
};

/* Where the arena should lie, if there is nothing else: then addresses
   in messages are the same in every run. */

static const uintptr_t uArenaAddress = 0x100000000000;

static char *pcBase = NULL;
static size_t uLimitBytes = 0;
static size_t uBreakBytes = 0;

static size_t uRefusals = 0;
static size_t uLeastRefused = SIZE_MAX;
static bool bAskedToMap = false;

/* Where the linker has put the manager's static variables; NULL if it
   has none (see prove.ld). */

extern char __start_prove_statics[] __attribute__((weak));
extern char __stop_prove_statics[] __attribute__((weak));

int __wrap_brk(void *pvBreak);
void *__wrap_sbrk(intptr_t iBytes);
void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __wrap_munmap(void *pv, size_t uBytes);

/* The same calls past the wrap: the prover's own. */

void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);

/*--------------------------------------------------------------------*/

/* The limit lies at the end of the last page that may be touched, so
   that a step past it is a crash.  Only the rounding to whole units may
   lie between. */

void Arena_open(size_t uBytes, size_t uOffset)
{
   size_t uRounded = (uBytes + uOffset + UNIT_BYTES - 1) / UNIT_BYTES
                     * UNIT_BYTES;
   size_t uPage = (size_t)sysconf(_SC_PAGESIZE);
   size_t uInside = (uRounded + BELOW_BYTES + uPage - 1) / uPage
                    * uPage;
   char *pc = __real_mmap((void *)uArenaAddress, uInside + 2 * uPage,
      PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   if (pc == MAP_FAILED
       || mprotect(pc + uPage, uInside, PROT_READ | PROT_WRITE) != 0)
   {
      perror("prove: no memory for the heap");
      exit(2);
   }
   pcBase = pc + uPage + uInside - uRounded + uOffset;
   uLimitBytes = uBytes;
   uBreakBytes = 0;
}

char *Arena_getBase(void)
{
   return pcBase;
}

size_t Arena_getLimit(void)
{
   return uLimitBytes;
}

size_t Arena_getBreak(void)
{
   return uBreakBytes;
}

void Arena_setBreak(size_t uBytes)
{
   uBreakBytes = uBytes;
}

void Arena_moveBreak(size_t uBytes)
{
   uBreakBytes += uBytes;
}

char *Arena_getStatics(void)
{
   return __start_prove_statics;
}

size_t Arena_countStatics(void)
{
   return (size_t)((uintptr_t)__stop_prove_statics
                   - (uintptr_t)__start_prove_statics);
}

void Arena_forgetRefusals(void)
{
   uRefusals = 0;
   uLeastRefused = SIZE_MAX;
}

size_t Arena_countRefusals(void)
{
   return uRefusals;
}

size_t Arena_getLeastRefused(void)
{
   return uLeastRefused;
}

bool Arena_wasAskedToMap(void)
{
   return bAskedToMap;
}

/*--------------------------------------------------------------------*/

bool Arena_isClean(long *piOffset)
{
   long i;

   for (i = -BELOW_BYTES; i < 0; i++)
      if (pcBase[i] != 0)
      {
         *piOffset = i;
         return false;
      }
   for (i = (long)uBreakBytes; i < (long)uLimitBytes; i++)
      if (pcBase[i] != 0)
      {
         *piOffset = i;
         return false;
      }
   return true;
}

void Arena_clean(void)
{
   memset(pcBase - BELOW_BYTES, 0, BELOW_BYTES);
   memset(pcBase + uBreakBytes, 0, uLimitBytes - uBreakBytes);
}

/*--------------------------------------------------------------------*/

/* Refuse uBytes bytes more, as the system does when it has none. */

static void Arena_refuse(size_t uBytes)
{
   uRefusals++;
   if (uBytes < uLeastRefused)
      uLeastRefused = uBytes;
   errno = ENOMEM;
}

/* What the break uncovers holds zeros when it is covered again. */

int __wrap_brk(void *pvBreak)
{
   uintptr_t uNew = (uintptr_t)pvBreak;
   uintptr_t uBase = (uintptr_t)pcBase;

   if (uNew < uBase || uNew - uBase > uLimitBytes)
   {
      Arena_refuse((uNew < uBase) ? 0 : uNew - uBase - uBreakBytes);
      return -1;
   }
   if (uNew - uBase < uBreakBytes)
      memset(pvBreak, 0, uBreakBytes - (uNew - uBase));
   uBreakBytes = uNew - uBase;
   return 0;
}

void *__wrap_sbrk(intptr_t iBytes)
{
   char *pcOld = pcBase + uBreakBytes;

   if (__wrap_brk((void *)((uintptr_t)pcOld + (uintptr_t)iBytes)) != 0)
      return (void *)-1;
   return pcOld;
}

/* The state of a mapping could not be restored, so there is none. */

void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset)
{
   (void)pv;
   (void)iProtection;
   (void)iFlags;
   (void)iFile;
   (void)iOffset;
   bAskedToMap = true;
   Arena_refuse(uBytes);
   return MAP_FAILED;
}

int __wrap_munmap(void *pv, size_t uBytes)
{
   (void)pv;
   (void)uBytes;
   errno = EINVAL;
   return -1;
}
