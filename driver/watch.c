/*--------------------------------------------------------------------*/
/* watch.c: what a heap manager gets from the system                  */
/*--------------------------------------------------------------------*/

#include "watch.h"
#include "granules.h"
#include "memory.h"
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16 /* the break is noted in steps of these */
};

static bool bInside = false;
static size_t uHeapBytes = 0;
static size_t uPeakHeapBytes = 0;
static size_t uLimitBytes = SIZE_MAX;
static size_t uGrowthLimitBytes = SIZE_MAX;
static size_t uCalls = 0;
static size_t uRefusals = 0;
static size_t uGaps = 0;
static char *pcLastBreak = NULL; /* as the manager last moved it */

/* The heap's addresses: below the break, and mapped. */

static Granules_T oBelowBreak = NULL;
static Granules_T oMapped = NULL;
static size_t uPageBytes; /* mappings are noted in steps of these */

/* What the linker makes of the system's functions, and of ours. */

int __real_brk(void *pvBreak);
void *__real_sbrk(intptr_t iBytes);
void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __real_munmap(void *pv, size_t uBytes);

int __wrap_brk(void *pvBreak);
void *__wrap_sbrk(intptr_t iBytes);
void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __wrap_munmap(void *pv, size_t uBytes);

/* The names by which the C library's own malloc calls them.  They can
   be watched where it is linked in statically (see heapmgr_gnu.c). */

void *__wrap___sbrk(intptr_t iBytes);
void *__wrap___mmap(void *pv, size_t uBytes, int iProtection,
   int iFlags, int iFile, off_t iOffset);
int __wrap___munmap(void *pv, size_t uBytes);

/*--------------------------------------------------------------------*/

void Watch_enter(void)
{
   bInside = true;
}

void Watch_leave(void)
{
   bInside = false;
}

size_t Watch_getHeapBytes(void)
{
   return uHeapBytes;
}

size_t Watch_getPeakHeapBytes(void)
{
   return uPeakHeapBytes;
}

size_t Watch_getCalls(void)
{
   return uCalls;
}

size_t Watch_getRefusals(void)
{
   return uRefusals;
}

size_t Watch_getGaps(void)
{
   return uGaps;
}

void Watch_setLimit(size_t uBytes)
{
   uLimitBytes = uBytes;
}

void Watch_setGrowthLimit(size_t uBytes)
{
   uGrowthLimitBytes = uBytes;
}

/*--------------------------------------------------------------------*/

/* Make the two sets, if they are not there yet. */

static void Watch_makeSets(void)
{
   if (oBelowBreak != NULL)
      return;
   oBelowBreak = Granules_new(UNIT_BYTES);
   uPageBytes = Memory_getPageBytes();
   oMapped = Granules_new(uPageBytes);
}

/*--------------------------------------------------------------------*/

bool Watch_isInHeap(const void *pv, size_t uBytes)
{
   Watch_makeSets();
   if (uBytes == 0)
      return true;
   return uBytes <= uHeapBytes
          && (Granules_hasAll(oBelowBreak, pv, uBytes)
              || Granules_hasAll(oMapped, pv, uBytes));
}

/*--------------------------------------------------------------------*/

size_t Watch_countInHeap(const void *pv, size_t uBytes)
{
   Watch_makeSets();
   if (uBytes == 0)
      return 0;
   return UNIT_BYTES * Granules_count(oBelowBreak, pv, uBytes)
          + uPageBytes * Granules_count(oMapped, pv, uBytes);
}

/*--------------------------------------------------------------------*/

bool Watch_isMapped(const void *pv, size_t uBytes)
{
   Watch_makeSets();
   if (uBytes == 0)
      return true;
   return Granules_hasAll(oMapped, pv, uBytes);
}

/*--------------------------------------------------------------------*/

/* Add uBytes to the heap's size. */

static void Watch_noteGrowth(size_t uBytes)
{
   uHeapBytes += uBytes;
   if (uHeapBytes > uPeakHeapBytes)
      uPeakHeapBytes = uHeapBytes;
}

/*--------------------------------------------------------------------*/

/* Return the number of bytes from pc up to the next unit. */

static size_t Watch_getBytesToUnit(const char *pc)
{
   return (UNIT_BYTES - (uintptr_t)pc % UNIT_BYTES) % UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* The break has gone down from pcOld to pcNew.  The set knows whole
   units: the one at pcNew stays in part, and of the one at pcOld only a
   part was there. */

static void Watch_noteShrinking(char *pcOld, char *pcNew)
{
   size_t uHead = Watch_getBytesToUnit(pcNew);
   size_t uTail = Watch_getBytesToUnit(pcOld);
   size_t uBytes = (size_t)(pcOld - pcNew);
   size_t uGone = uHead;

   if (uBytes > uHead)
      uGone += UNIT_BYTES
               * Granules_remove(
                  oBelowBreak, pcNew + uHead, uBytes - uHead);
   uGone -= (uTail < uGone) ? uTail : uGone;
   uHeapBytes -= (uGone < uHeapBytes) ? uGone : uHeapBytes;
}

/*--------------------------------------------------------------------*/

/* Note that the manager has moved the break from pcOld to pcNew.  What
   it gives back may include foreign memory, which doesn't count. */

static void Watch_noteBreak(char *pcOld, char *pcNew)
{
   Watch_makeSets();
   if (pcOld != pcLastBreak)
      uGaps++;
   pcLastBreak = pcNew;
   if (pcNew > pcOld)
   {
      (void)Granules_add(oBelowBreak, pcOld, (size_t)(pcNew - pcOld));
      Watch_noteGrowth((size_t)(pcNew - pcOld));
   }
   else if (pcNew < pcOld)
      Watch_noteShrinking(pcOld, pcNew);
}

/*--------------------------------------------------------------------*/

/* Refuse a call as the system does when it has no memory. */

static void Watch_refuse(void)
{
   uRefusals++;
   errno = ENOMEM;
}

/* Return true if uBytes more would break a limit. */

static bool Watch_isTooMuch(size_t uBytes)
{
   return uBytes > uGrowthLimitBytes || uHeapBytes > uLimitBytes
          || uBytes > uLimitBytes - uHeapBytes;
}

/*--------------------------------------------------------------------*/

int __wrap_brk(void *pvBreak)
{
   uintptr_t uOld;

   if (!bInside)
      return __real_brk(pvBreak);

   uCalls++;
   uOld = (uintptr_t)__real_sbrk(0);
   if ((uintptr_t)pvBreak > uOld
       && Watch_isTooMuch((uintptr_t)pvBreak - uOld))
   {
      Watch_refuse();
      return -1;
   }
   if (__real_brk(pvBreak) != 0)
   {
      uRefusals++;
      return -1;
   }
   Watch_noteBreak((char *)uOld, pvBreak);
   return 0;
}

/*--------------------------------------------------------------------*/

void *__wrap_sbrk(intptr_t iBytes)
{
   char *pcOld = __real_sbrk(0);

   if (!bInside || iBytes == 0)
      return __real_sbrk(iBytes);

   uCalls++;
   if (iBytes > 0 && Watch_isTooMuch((size_t)iBytes))
   {
      Watch_refuse();
      return (void *)-1;
   }
   if (__real_sbrk(iBytes) == (void *)-1)
   {
      uRefusals++;
      return (void *)-1;
   }
   Watch_noteBreak(pcOld, pcOld + iBytes);
   return pcOld;
}

/*--------------------------------------------------------------------*/

void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset)
{
   void *pvMapping;

   if (!bInside)
      return __real_mmap(
         pv, uBytes, iProtection, iFlags, iFile, iOffset);

   uCalls++;
   if (Watch_isTooMuch(uBytes))
   {
      Watch_refuse();
      return MAP_FAILED;
   }
   pvMapping = __real_mmap(
      pv, uBytes, iProtection, iFlags, iFile, iOffset);
   if (pvMapping == MAP_FAILED)
   {
      uRefusals++;
      return MAP_FAILED;
   }
   Watch_makeSets();
   Watch_noteGrowth(
      uPageBytes * Granules_add(oMapped, pvMapping, uBytes));
   return pvMapping;
}

/*--------------------------------------------------------------------*/

int __wrap_munmap(void *pv, size_t uBytes)
{
   if (!bInside)
      return __real_munmap(pv, uBytes);

   uCalls++;
   if (__real_munmap(pv, uBytes) != 0)
   {
      uRefusals++;
      return -1;
   }
   Watch_makeSets();
   uHeapBytes -= uPageBytes * Granules_remove(oMapped, pv, uBytes);
   return 0;
}

/*--------------------------------------------------------------------*/

/* The C library's malloc gets memory before main starts, too.  All of
   it counts as the manager's. */

void *__wrap___sbrk(intptr_t iBytes)
{
   bool bWasInside = bInside;
   void *pv;

   bInside = true;
   pv = __wrap_sbrk(iBytes);
   bInside = bWasInside;
   return pv;
}

void *__wrap___mmap(void *pv, size_t uBytes, int iProtection,
   int iFlags, int iFile, off_t iOffset)
{
   bool bWasInside = bInside;
   void *pvMapping;

   bInside = true;
   pvMapping = __wrap_mmap(
      pv, uBytes, iProtection, iFlags, iFile, iOffset);
   bInside = bWasInside;
   return pvMapping;
}

int __wrap___munmap(void *pv, size_t uBytes)
{
   bool bWasInside = bInside;
   int iResult;

   bInside = true;
   iResult = __wrap_munmap(pv, uBytes);
   bInside = bWasInside;
   return iResult;
}
