/*--------------------------------------------------------------------*/
/* memory.c: the address space of the machine                         */
/*--------------------------------------------------------------------*/

#include "memory.h"
#include "live.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   ALL_PREPARED_BYTES = 1 << 20, /* see Memory_prepare */
   NEAR_NULL_BYTES = 1 << 16,
   GUARD_BYTES = 1 << 20, /* what is called the stack's guard */

   MAPPED = 1, /* in pucMapped */
   MAPPING_PAGES = (MEMORY_MAPPINGS_END - MEMORY_MAPPINGS) >> PAGE_BITS
};

/* What happened to the map of memory, so that it can be undone. */

enum ChangeKind
{
   CHANGE_BREAK,   /* moved from uStart, by the program */
   CHANGE_FOREIGN, /* moved from uStart, by somebody else */
   CHANGE_MAPPED,
   CHANGE_UNMAPPED,
   CHANGE_MARKED,
   CHANGE_UNMARKED,
   CHANGE_OPENED, /* all live payloads */
   CHANGE_LIMIT   /* uBytes was the limit */
};

struct Change
{
   enum ChangeKind eKind;
   uint64_t uStart;
   uint64_t uBytes;
};

/* Foreign memory.  In the order of its addresses, which is the order in
   which it came. */

struct Foreign
{
   uint64_t uStart;
   uint64_t uEnd;
};

static struct Memory_Program sProgram;

static uint64_t uProgramTop = MEMORY_PROGRAM;

static uint64_t uHeapStart = MEMORY_HEAP, uBreak = MEMORY_HEAP;
static uint64_t uHeapTop =
   MEMORY_HEAP; /* the highest break there was */

static unsigned char *pucMapped; /* MAPPED or 0, for each page */
static uint64_t uFirstGap;       /* all pages before it are mapped */
static uint64_t uMappedTop;      /* no page from it on ever was */

static uint64_t uOwned, uMaxOwned;

static struct Foreign *psForeign;
static size_t uForeign, uMaxForeign;

static struct Change *psChanges;
static size_t uChanges, uMaxChanges;
static size_t auChangeBegins[MAX_SNAPSHOTS];
static size_t uSnapshots;

/*--------------------------------------------------------------------*/

/* Return *puMax elements of uBytes bytes, psOld's first, with room for
   one more than uUsed of them. */

static void *Memory_makeRoom(
   void *psOld, size_t uUsed, size_t *puMax, size_t uBytes)
{
   void *psNew;

   if (uUsed < *puMax)
      return psOld;

   *puMax = *puMax * 2 + 64;
   psNew = realloc(psOld, *puMax * uBytes);
   if (psNew == NULL)
   {
      fputs("machine: the host has no memory left\n", stderr);
      abort();
   }
   return psNew;
}

static void Memory_note(
   enum ChangeKind eKind, uint64_t uStart, uint64_t uBytes)
{
   struct Change *ps;

   if (uSnapshots == 0)
      return;

   psChanges = Memory_makeRoom(
      psChanges, uChanges, &uMaxChanges, sizeof *psChanges);
   ps = &psChanges[uChanges++];
   ps->eKind = eKind;
   ps->uStart = uStart;
   ps->uBytes = uBytes;
}

static uint64_t Memory_toMapping(uint64_t uPage)
{
   return MEMORY_MAPPINGS + (uPage << PAGE_BITS);
}

const char *Memory_open(void)
{
   const char *pcWhy = Pages_open();

   if (pcWhy != NULL)
      return pcWhy;

   if (pucMapped == NULL)
      pucMapped = calloc(MAPPING_PAGES, 1);
   if (pucMapped == NULL)
      return "the system does not give this process 8 MiB of memory";
   return NULL;
}

void Memory_clear(void)
{
   Pages_reset();
   Pages_forget(MEMORY_PROGRAM, uProgramTop);
   Pages_forget(MEMORY_HEAP, uHeapTop);
   Pages_forget(MEMORY_MAPPINGS, Memory_toMapping(uMappedTop));
   Pages_forget(MEMORY_STACK, MEMORY_STACK_TOP);
   Live_clear();
   memset(&sProgram, 0, sizeof sProgram);
   memset(pucMapped, 0, uMappedTop);
   uProgramTop = MEMORY_PROGRAM;
   uHeapStart = MEMORY_HEAP;
   uBreak = uHeapTop = uHeapStart;
   uFirstGap = uMappedTop = 0;
   uOwned = 0;
   uMaxOwned = UINT64_MAX;
   uForeign = uChanges = uSnapshots = 0;
   Pages_allow(MEMORY_STACK, MEMORY_STACK_TOP);
   Pages_s.uStackStart = MEMORY_STACK;
}

void Memory_setProgram(const struct Memory_Program *ps)
{
   assert(ps->uText >= MEMORY_PROGRAM && ps->uText <= ps->uConstants);
   assert(ps->uConstants <= ps->uData && ps->uData <= ps->uEnd);
   assert(ps->uEnd <= MEMORY_PROGRAM_END);

   sProgram = *ps;
   uProgramTop = ps->uEnd;
   Pages_allowReading(ps->uText, ps->uData);
   Pages_allow(ps->uData, ps->uEnd);
}

/*--------------------------------------------------------------------*/
/* The break                                                          */
/*--------------------------------------------------------------------*/

uint64_t Memory_getBreak(void)
{
   return uBreak;
}

uint64_t Memory_getOwned(void)
{
   return uOwned;
}

void Memory_startHeap(uint64_t uStart)
{
   assert(uBreak == uHeapStart && uForeign == 0);
   assert(uStart >= MEMORY_HEAP && uStart <= MEMORY_HEAP + PAGE_BYTES);

   uHeapStart = uBreak = uHeapTop = uStart;
}

void Memory_limit(uint64_t uBytes)
{
   Memory_note(CHANGE_LIMIT, 0, uMaxOwned);
   uMaxOwned = uBytes > UINT64_MAX - uOwned ? UINT64_MAX
                                            : uOwned + uBytes;
}

/* Have the break at uNew; what is new there is zero. */

static void Memory_setBreak(uint64_t uNew)
{
   if (uNew > uBreak)
   {
      if (uBreak < uHeapTop)
         Pages_zero(uBreak, uNew < uHeapTop ? uNew : uHeapTop);
      Pages_allow(uBreak, uNew);
   }
   else
      Pages_forbid(uNew, uBreak);
   if (uNew > uHeapTop)
      uHeapTop = uNew;
   uBreak = uNew;
}

enum Memory_Answer Memory_moveBreak(uint64_t uNew)
{
   uint64_t uOld = uBreak;

   if (uNew < uHeapStart || uNew > MEMORY_MAPPINGS
       || (uNew > uOld && uNew - uOld > uMaxOwned - uOwned))
      return MEMORY_REFUSED;
   if (uNew < uOld && !Pages_isAllowed(uNew, uOld))
      return MEMORY_NOT_OWN;

   Memory_setBreak(uNew);
   uOwned += uNew - uOld;
   Memory_note(CHANGE_BREAK, uOld, 0);
   return MEMORY_DONE;
}

/* Have the break at uNew, above it, and foreign memory between. */

static void Memory_addForeign(uint64_t uNew)
{
   uint64_t uOld = uBreak;

   if (uForeign == 0 || psForeign[uForeign - 1].uEnd != uOld)
   {
      psForeign = Memory_makeRoom(
         psForeign, uForeign, &uMaxForeign, sizeof *psForeign);
      psForeign[uForeign++].uStart = uOld;
   }
   psForeign[uForeign - 1].uEnd = uNew;
   Memory_setBreak(uNew);
   Pages_forbid(uOld, uNew);
}

/* Have the break at uNew, below it; the last of the foreign memory lies
   between. */

static void Memory_removeForeign(uint64_t uNew)
{
   struct Foreign *psLast = &psForeign[uForeign - 1];

   if (psLast->uStart == uNew)
      uForeign--;
   else
      psLast->uEnd = uNew;
   uBreak = uNew;
}

bool Memory_moveBreakForeign(int64_t iBytes)
{
   uint64_t uOld = uBreak, uNew = uBreak + (uint64_t)iBytes;

   if (iBytes == 0)
      return true;
   if (iBytes > 0)
   {
      if (uNew > MEMORY_MAPPINGS || uNew < uOld)
         return false;
      Memory_addForeign(uNew);
   }
   else
   {
      if (uForeign == 0 || psForeign[uForeign - 1].uEnd != uOld
          || uNew < psForeign[uForeign - 1].uStart || uNew > uOld)
         return false;
      Memory_removeForeign(uNew);
   }
   Memory_note(CHANGE_FOREIGN, uOld, 0);
   return true;
}

/*--------------------------------------------------------------------*/
/* Mappings                                                           */
/*--------------------------------------------------------------------*/

/* Return the first of uCount pages one after the other that are not
   mapped, the lowest there are, or MAPPING_PAGES. */

static uint64_t Memory_findGap(uint64_t uCount)
{
   uint64_t uPage = uFirstGap, uEnd;
   const unsigned char *puc;

   while (uPage < uMappedTop)
   {
      puc = memchr(&pucMapped[uPage], 0, uMappedTop - uPage);
      if (puc == NULL)
         break;
      uPage = (uint64_t)(puc - pucMapped);
      puc = memchr(&pucMapped[uPage], MAPPED, uMappedTop - uPage);
      uEnd = puc == NULL ? MAPPING_PAGES : (uint64_t)(puc - pucMapped);
      if (uEnd - uPage >= uCount)
         return uPage;
      uPage = uEnd;
   }
   uPage = uPage > uMappedTop ? uPage : uMappedTop;
   return MAPPING_PAGES - uPage >= uCount ? uPage : MAPPING_PAGES;
}

/* Have the uCount pages from uPage on mapped, or not. */

static void Memory_setMapped(
   uint64_t uPage, uint64_t uCount, bool bMapped)
{
   uint64_t uStart = Memory_toMapping(uPage);
   uint64_t uEnd = Memory_toMapping(uPage + uCount);

   memset(&pucMapped[uPage], bMapped ? MAPPED : 0, uCount);
   if (bMapped)
   {
      Pages_zero(uStart, uEnd);
      Pages_allow(uStart, uEnd);
      if (uPage == uFirstGap)
         uFirstGap = uPage + uCount;
      if (uPage + uCount > uMappedTop)
         uMappedTop = uPage + uCount;
      uOwned += uEnd - uStart;
   }
   else
   {
      Pages_forbid(uStart, uEnd);
      if (uPage < uFirstGap)
         uFirstGap = uPage;
      uOwned -= uEnd - uStart;
   }
}

enum Memory_Answer Memory_map(uint64_t uBytes, uint64_t *puStart)
{
   uint64_t uCount, uPage;

   if (uBytes == 0 || uBytes > MEMORY_MAPPINGS_END - MEMORY_MAPPINGS)
      return MEMORY_REFUSED;
   uCount = (uBytes + PAGE_BYTES - 1) >> PAGE_BITS;
   if (uCount << PAGE_BITS > uMaxOwned - uOwned)
      return MEMORY_REFUSED;
   uPage = Memory_findGap(uCount);
   if (uPage == MAPPING_PAGES)
      return MEMORY_REFUSED;

   Memory_setMapped(uPage, uCount, true);
   Memory_note(CHANGE_MAPPED, uPage, uCount);
   *puStart = Memory_toMapping(uPage);
   return MEMORY_DONE;
}

enum Memory_Answer Memory_unmap(uint64_t uStart, uint64_t uBytes)
{
   uint64_t uPage, uCount;

   if (uStart % PAGE_BYTES != 0 || uBytes == 0)
      return MEMORY_REFUSED;
   if (uStart < MEMORY_MAPPINGS || uStart >= MEMORY_MAPPINGS_END
       || uBytes > MEMORY_MAPPINGS_END - uStart)
      return MEMORY_NOT_OWN;
   uPage = (uStart - MEMORY_MAPPINGS) >> PAGE_BITS;
   uCount = (uBytes + PAGE_BYTES - 1) >> PAGE_BITS;
   if (!Pages_isAllowed(uStart, Memory_toMapping(uPage + uCount)))
      return MEMORY_NOT_OWN;

   Memory_setMapped(uPage, uCount, false);
   Memory_note(CHANGE_UNMAPPED, uPage, uCount);
   return MEMORY_DONE;
}

/*--------------------------------------------------------------------*/
/* Live payloads                                                      */
/*--------------------------------------------------------------------*/

static bool Memory_isHeapOrMapping(uint64_t uStart, uint64_t uBytes)
{
   return (uStart >= uHeapStart && uStart < uBreak
             && uBytes <= uBreak - uStart)
          || (uStart >= MEMORY_MAPPINGS && uStart < MEMORY_MAPPINGS_END
              && uBytes <= MEMORY_MAPPINGS_END - uStart);
}

bool Memory_markLive(uint64_t uStart, uint64_t uBytes)
{
   if (uBytes == 0 || !Memory_isHeapOrMapping(uStart, uBytes)
       || !Pages_isAllowed(uStart, uStart + uBytes))
      return false;

   if (uBytes <= ALL_PREPARED_BYTES)
      Pages_prepare(uStart, uStart + uBytes);
   else
   {
      Pages_prepare(uStart, uStart + 1);
      Pages_prepare(uStart + uBytes - 1, uStart + uBytes);
   }
   Pages_forbid(uStart, uStart + uBytes);
   Live_add(uStart, uBytes);
   Memory_note(CHANGE_MARKED, uStart, uBytes);
   return true;
}

uint64_t Memory_unmarkLive(uint64_t uStart)
{
   uint64_t uBytes = Live_remove(uStart);

   if (uBytes == 0)
      return 0;

   Pages_allow(uStart, uStart + uBytes);
   Memory_note(CHANGE_UNMARKED, uStart, uBytes);
   return uBytes;
}

uint64_t Memory_getLive(uint64_t uStart)
{
   return Live_get(uStart);
}

void Memory_openLive(void)
{
   assert(uSnapshots > 0);

   Live_visit(Pages_allow);
   Memory_note(CHANGE_OPENED, 0, 0);
}

/*--------------------------------------------------------------------*/
/* What the judge may do                                              */
/*--------------------------------------------------------------------*/

bool Memory_exists(uint64_t uAddress, uint64_t uBytes)
{
   uint64_t uEnd = uAddress + uBytes, uPage;

   if (uEnd < uAddress)
      return false;
   if ((uAddress >= sProgram.uText && uEnd <= sProgram.uEnd)
       || (uAddress >= uHeapStart && uEnd <= uBreak)
       || (uAddress >= MEMORY_STACK && uEnd <= MEMORY_STACK_TOP))
      return true;
   if (uAddress < MEMORY_MAPPINGS || uEnd > MEMORY_MAPPINGS_END)
      return false;

   uPage = (uAddress - MEMORY_MAPPINGS) >> PAGE_BITS;
   for (; Memory_toMapping(uPage) < uEnd; uPage++)
      if (pucMapped[uPage] == 0)
         return false;
   return true;
}

bool Memory_isOwn(uint64_t uAddress, uint64_t uBytes)
{
   size_t u;

   if (!Memory_isHeapOrMapping(uAddress, uBytes)
       || !Memory_exists(uAddress, uBytes))
      return false;

   for (u = 0; u < uForeign; u++)
      if (psForeign[u].uStart < uAddress + uBytes
          && uAddress < psForeign[u].uEnd)
         return false;
   return true;
}

bool Memory_read(uint64_t uAddress, void *pv, uint64_t uBytes)
{
   if (!Memory_exists(uAddress, uBytes))
      return false;

   memcpy(pv, (void *)uAddress, uBytes);
   return true;
}

bool Memory_write(uint64_t uAddress, const void *pv, uint64_t uBytes)
{
   if (!Memory_exists(uAddress, uBytes))
      return false;

   Pages_prepare(uAddress, uAddress + uBytes);
   memcpy((void *)uAddress, pv, uBytes);
   return true;
}

size_t Memory_readString(uint64_t uAddress, char *pc, size_t uMax)
{
   size_t u;

   for (u = 0; u + 1 < uMax; u++)
      if (!Memory_read(uAddress + u, &pc[u], 1) || pc[u] == '\0')
         break;
   pc[u] = '\0';
   return u;
}

void Memory_prepare(uint64_t uAddress, uint64_t uBytes)
{
   if (Memory_exists(uAddress, uBytes))
      Pages_prepare(uAddress, uAddress + uBytes);
}

/*--------------------------------------------------------------------*/
/* Snapshots                                                          */
/*--------------------------------------------------------------------*/

void Memory_snapshot(void)
{
   assert(uSnapshots < MAX_SNAPSHOTS);

   Pages_snapshot();
   auChangeBegins[uSnapshots++] = uChanges;
}

/* Move the break back to uOld, where psChange says it was. */

static void Memory_undoBreak(const struct Change *psChange)
{
   uint64_t uOld = psChange->uStart;

   if (psChange->eKind == CHANGE_BREAK)
   {
      uOwned -= uBreak - uOld;
      Memory_setBreak(uOld);
   }
   else if (uOld < uBreak)
      Memory_removeForeign(uOld);
   else
      Memory_addForeign(uOld);
}

static void Memory_undo(const struct Change *psChange)
{
   uint64_t uStart = psChange->uStart, uBytes = psChange->uBytes;

   switch (psChange->eKind)
   {
   case CHANGE_BREAK:
   case CHANGE_FOREIGN:
      Memory_undoBreak(psChange);
      break;
   case CHANGE_MAPPED:
   case CHANGE_UNMAPPED:
      Memory_setMapped(
         uStart, uBytes, psChange->eKind == CHANGE_UNMAPPED);
      break;
   case CHANGE_MARKED:
      Live_remove(uStart);
      Pages_allow(uStart, uStart + uBytes);
      break;
   case CHANGE_UNMARKED:
      Pages_forbid(uStart, uStart + uBytes);
      Live_add(uStart, uBytes);
      break;
   case CHANGE_OPENED:
      Live_visit(Pages_forbid);
      break;
   case CHANGE_LIMIT:
      uMaxOwned = uBytes;
      break;
   }
}

/* What is undone may make pages zero: they are put back afterwards. */

void Memory_restore(void)
{
   size_t uBegin;

   assert(uSnapshots > 0);

   uBegin = auChangeBegins[uSnapshots - 1];
   while (uChanges > uBegin)
      Memory_undo(&psChanges[--uChanges]);
   uSnapshots--;
   Pages_restore();
}

/*--------------------------------------------------------------------*/
/* Descriptions                                                       */
/*--------------------------------------------------------------------*/

/* Describe uAddress, which is in the heap's or the mappings' range. */

static void Memory_describeHeap(
   uint64_t uAddress, char *pc, size_t uMax)
{
   uint64_t uBytes, uStart, u;

   uStart = Live_find(uAddress, uAddress + 1, &uBytes);
   for (u = 0; u < uForeign; u++)
      if (uAddress >= psForeign[u].uStart
          && uAddress < psForeign[u].uEnd)
         break;
   if (uStart != 0)
      snprintf(pc, uMax,
         "byte %" PRIu64 " of a payload of %" PRIu64
         " bytes that a client has",
         uAddress - uStart, uBytes);
   else if (u < uForeign)
      snprintf(pc, uMax,
         "memory that another part of the program got by moving the"
         " break");
   else if (uAddress >= MEMORY_MAPPINGS)
      snprintf(pc, uMax,
         Memory_exists(uAddress, 1) ? "a mapping"
                                    : "where nothing is mapped");
   else if (uAddress >= uBreak)
      snprintf(pc, uMax, "%" PRIu64 " bytes above the break",
         uAddress - uBreak);
   else
      snprintf(
         pc, uMax, "the heap, at + %" PRIu64, uAddress - uHeapStart);
}

/* Describe uAddress, which is in no heap and no mapping. */

static void Memory_describeRest(
   uint64_t uAddress, char *pc, size_t uMax)
{
   if (uAddress < NEAR_NULL_BYTES)
      snprintf(pc, uMax, "NULL + %" PRIu64, uAddress);
   else if (uAddress >= sProgram.uText
            && uAddress < sProgram.uConstants)
      snprintf(pc, uMax, "the program's text");
   else if (uAddress >= sProgram.uConstants
            && uAddress < sProgram.uData)
      snprintf(pc, uMax, "the program's constants");
   else if (uAddress >= sProgram.uData && uAddress < sProgram.uEnd)
      snprintf(pc, uMax, "the program's data");
   else if (uAddress >= sProgram.uEnd && uAddress < uHeapStart)
      snprintf(pc, uMax, "%" PRIu64 " bytes below the heap's start",
         uHeapStart - uAddress);
   else if (uAddress >= MEMORY_STACK && uAddress < MEMORY_STACK_TOP)
      snprintf(pc, uMax, "the stack");
   else if (uAddress >= MEMORY_STACK - GUARD_BYTES
            && uAddress < MEMORY_STACK)
      snprintf(pc, uMax, "the stack's guard: the stack is full");
   else
      snprintf(pc, uMax, "where there is no memory (0x%" PRIx64 ")",
         uAddress);
}

void Memory_describe(uint64_t uAddress, char *pc, size_t uMax)
{
   if (uAddress >= uHeapStart && uAddress < MEMORY_MAPPINGS_END)
      Memory_describeHeap(uAddress, pc, uMax);
   else
      Memory_describeRest(uAddress, pc, uMax);
}
