/*--------------------------------------------------------------------*/
/* heapmgr_segregated.c                                Appendix       */
/*                                                                    */
/* Fixes:  headers, footers and links among the clients' bytes (as in */
/*         stage 5 and all before): here all that the manager knows   */
/*         lies elsewhere, so malloc and free touch no chunk, an      */
/*         overrun can't destroy the heap, and each wrong free is     */
/*         noticed.                                                   */
/* Leaves: a chunk is rounded up to its class, by an eighth at most;  */
/*         what one class has free, another can use only when all of  */
/*         a span is free; the heap never shrinks.                    */
/* Costs:  malloc and free O(1), but O(n) in the pages of a span when */
/*         one is made or emptied; no bytes a chunk, and 64 a span.   */
/*                                                                    */
/* Small chunks are the equal slots of a span, which is some pages.   */
/* A large chunk has a span of its own.                               */
/*                                                                    */
/*    pages:  0         1         2         3         4               */
/*            +----+----+----+----+--+------+---------+---------+     */
/*            |slot|slot|slot|slot| slot .. | (free)  | large ..|     */
/*            +----+----+----+----+--+------+---------+---------+     */
/*            ^                                                       */
/*        pcHeapStart                                                 */
/*                                                                    */
/*            +---------+---------+---------+---------+---------+     */
/*    auPages |    1    |    2    |    2    |    3    |    4    | ... */
/*            +----|----+----|----+----|----+---------+---------+     */
/*                 v         +----v----+                              */
/*            +---------+    +---------+                              */
/*    asSpans |   [1]   |    |   [2]   |   first page, slot size,     */
/*            | 0110... |    | 1000... |   a bit for each free slot   */
/*            +---------+    +---------+                              */
/*                 ^              ^                                   */
/*    auSpans [class of 512] [class of 2048]: with a free slot        */
/*                                                                    */
/* The lecture finds the class of a page in a hash table.  This heap  */
/* has no holes, so an array indexed by the page number does the same */
/* in one step (docs/performance.md has the figures).                 */
/*                                                                    */
/* Invariants                                                         */
/* I1  The spans lie one right after the other from page 0 up to page */
/*     uHeapPages; auPages names, for each page of a span in use and  */
/*     for the first and the last page of a free one, that span.      */
/* I2  No two neighbouring spans are both free.                       */
/* I3  A span has as many bits set as it has uFreeSlots, all of them  */
/*     below uSlots, and none in a word before uWord.                 */
/* I4  A span of slots is on its class's list if, and only if, it has */
/*     a free slot; if all its slots are free, it is alone there.     */
/* I5  A free span is on the list of its length, and of no other.     */
/* I6  Next and prev agree on all lists.                              */
/* I7  A list's bit in auRunMap is 1 if, and only if, it has a span.  */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum
{
   UNIT_BYTES = 16, /* the strictest alignment of any type */
   PAGE_BYTES = 4096,
   STEP_BITS = 3,           /* 2^3 classes up to 128 bytes, ... */
   STEPS = 1 << STEP_BITS,  /* ... and as many for each doubling */
   CLASS_COUNT = 8 * STEPS, /* so the last has 16 * 2^10 bytes */
   MAX_SLOT_BYTES = UNIT_BYTES * STEPS * 128,
   CLASS_LARGE = CLASS_COUNT, /* the span has one large chunk, */
   CLASS_FREE,                /* is free, */
   CLASS_GAP,                 /* or is foreign */
   WORD_BITS = 64,
   SLOT_WORDS = 4,
   MAX_SLOTS = SLOT_WORDS * WORD_BITS,
   WANTED_SLOTS = 2, /* a span has no less, ... */
   WASTE_SHARE = 16, /* ... and no more than 1/16 after them */
   RUN_LIST_COUNT = 4 * WORD_BITS, /* lists for free spans */
   MIN_GROWTH_PAGES = 4,  /* the system is asked for no less, ... */
   MAX_GROWTH_PAGES = 64, /* ... and for no more than it must, ... */
   GROWTH_SHARE = 16,     /* but 1/16 of the heap between these */
   SPARE_SPANS = 4,       /* the most that one malloc can make */
   NO_SPAN = 0
};

/* A span.  It fills one line of the cache. */

struct Span
{
   uint32_t uPage; /* its first page */
   uint32_t uPages;
   uint32_t uNext; /* on its list, NO_SPAN for none */
   uint32_t uPrev;
   uint32_t uSlotBytes;  /* 0 for a large chunk */
   uint32_t uReciprocal; /* 2^32 / uSlotBytes, rounded up, or 0 */
   uint16_t uClass;
   uint16_t uSlots; /* 1 for a large chunk; 0 if free, or a gap */
   uint16_t uFreeSlots;
   uint16_t uWord;              /* where in auFree to begin */
   uint64_t auFree[SLOT_WORDS]; /* a bit for each slot: 1 is free */
};

static_assert(sizeof(struct Span) == 64, "a line of the cache");

/* The heap, from pcHeapStart on; NULL until it is wanted. */

static char *pcHeapStart = NULL;
static size_t uHeapPages = 0;

/* For each page of the heap, its span, and how many pages there is room
   for. */

static uint32_t *auPages = NULL;
static size_t uPagesRoom = 0;

/* The spans.  asSpans[NO_SPAN] is none, and those from uSpansUsed on
   are untouched.  uUnusedSpan is the first of a list of others that are
   not in use. */

static struct Span *asSpans = NULL;
static size_t uSpansRoom = 0;
static size_t uSpansUsed = 1;
static uint32_t uUnusedSpan = NO_SPAN;

/* For each class, the first span that has a free slot. */

static uint32_t auSpans[CLASS_COUNT];

/* The free spans: a list for each length, or for similar lengths, and a
   bit for each list: list i's is bit i % 64 of word i / 64. */

static uint32_t auRuns[RUN_LIST_COUNT];
static uint64_t auRunMap[RUN_LIST_COUNT / WORD_BITS];

/*--------------------------------------------------------------------*/
/* Steps and classes                                                  */
/*--------------------------------------------------------------------*/

/* Return u's place on a scale that has a step for each number below
   2 * STEPS, and then STEPS equal steps between powers of 2. */

static size_t HeapMgr_getStep(size_t u)
{
   size_t uShift;

   if (u < STEPS)
      return u;
   uShift = (size_t)(WORD_BITS - 1 - STEP_BITS - __builtin_clzll(u));
   return (uShift << STEP_BITS) + (u >> uShift);
}

/*--------------------------------------------------------------------*/

/* Return the class for chunks of uBytes bytes, which must be at least 1
   and at most MAX_SLOT_BYTES. */

static size_t HeapMgr_getClass(size_t uBytes)
{
   return HeapMgr_getStep((uBytes - 1) / UNIT_BYTES);
}

/*--------------------------------------------------------------------*/

/* Return the number of bytes of a slot in class uClass: the largest for
   which HeapMgr_getClass returns uClass. */

static size_t HeapMgr_getSlotBytes(size_t uClass)
{
   size_t uShift = (uClass < STEPS) ? 0 : uClass / STEPS - 1;
   size_t uSteps = uClass - uShift * STEPS;

   return ((uSteps + 1) << uShift) * UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the number of pages of a span in class uClass: the least that
   has WANTED_SLOTS slots and wastes little after the last one. */

static size_t HeapMgr_getSpanPages(size_t uClass)
{
   size_t uSlotBytes = HeapMgr_getSlotBytes(uClass);
   size_t uPages = (WANTED_SLOTS * uSlotBytes + PAGE_BYTES - 1)
                   / PAGE_BYTES;

   while (uPages * PAGE_BYTES % uSlotBytes
          > uPages * PAGE_BYTES / WASTE_SHARE)
      uPages++;
   return uPages;
}

/*--------------------------------------------------------------------*/
/* Lists of spans                                                     */
/*--------------------------------------------------------------------*/

/* Insert uSpan at the front of the list that starts at *puFirst. */

static void HeapMgr_insertSpan(uint32_t uSpan, uint32_t *puFirst)
{
   asSpans[uSpan].uPrev = NO_SPAN;
   asSpans[uSpan].uNext = *puFirst;
   if (*puFirst != NO_SPAN)
      asSpans[*puFirst].uPrev = uSpan;
   *puFirst = uSpan;
}

/*--------------------------------------------------------------------*/

/* Remove uSpan from the list that starts at *puFirst. */

static void HeapMgr_removeSpan(uint32_t uSpan, uint32_t *puFirst)
{
   uint32_t uNext = asSpans[uSpan].uNext;
   uint32_t uPrev = asSpans[uSpan].uPrev;

   if (uPrev == NO_SPAN)
      *puFirst = uNext;
   else
      asSpans[uPrev].uNext = uNext;
   if (uNext != NO_SPAN)
      asSpans[uNext].uPrev = uPrev;
}

/*--------------------------------------------------------------------*/

/* Return the list for free spans of uPages pages. */

static size_t HeapMgr_getRunList(size_t uPages)
{
   size_t uStep = HeapMgr_getStep(uPages);

   return (uStep < RUN_LIST_COUNT) ? uStep : RUN_LIST_COUNT - 1;
}

/*--------------------------------------------------------------------*/

/* Make uList's bit in auRunMap say whether it has a span. */

static void HeapMgr_markRunList(size_t uList)
{
   uint64_t uBit = (uint64_t)1 << (uList % WORD_BITS);

   if (auRuns[uList] != NO_SPAN)
      auRunMap[uList / WORD_BITS] |= uBit;
   else
      auRunMap[uList / WORD_BITS] &= ~uBit;
}

/*--------------------------------------------------------------------*/

/* Return the first list at or after uList that has a free span, or
   RUN_LIST_COUNT if there is none. */

static size_t HeapMgr_findRunList(size_t uList)
{
   size_t uWord = uList / WORD_BITS;
   uint64_t uBits;

   if (uList >= RUN_LIST_COUNT)
      return RUN_LIST_COUNT;
   uBits = auRunMap[uWord] & (UINT64_MAX << (uList % WORD_BITS));
   while (uBits == 0)
   {
      uWord++;
      if (uWord == RUN_LIST_COUNT / WORD_BITS)
         return RUN_LIST_COUNT;
      uBits = auRunMap[uWord];
   }
   return uWord * WORD_BITS + (size_t)__builtin_ctzll(uBits);
}

/*--------------------------------------------------------------------*/
/* Room for what the manager knows                                    */
/*--------------------------------------------------------------------*/

/* Move the *puRoom elements of uBytes bytes each at pvOld to new memory
   with room for at least uWanted of them, and twice as many as before.
   Return the new place and set *puRoom, or return NULL, with everything
   as it was, if the system refuses. */

static void *HeapMgr_makeRoom(
   void *pvOld, size_t *puRoom, size_t uWanted, size_t uBytes)
{
   size_t uOldBytes = *puRoom * uBytes;
   size_t uNewBytes = 2 * uOldBytes;
   void *pvNew;

   if (uNewBytes < uWanted * uBytes)
      uNewBytes = uWanted * uBytes;
   uNewBytes = (uNewBytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
   pvNew = mmap(NULL, uNewBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pvNew == MAP_FAILED)
      return NULL;

   if (pvOld != NULL)
   {
      memcpy(pvNew, pvOld, uOldBytes);
      (void)munmap(pvOld,
         (uOldBytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1));
   }
   *puRoom = uNewBytes / uBytes;
   return pvNew;
}

/*--------------------------------------------------------------------*/

/* Make sure that there is room for uPages pages in auPages.  Return
   false if the system refuses. */

static bool HeapMgr_makePagesRoom(size_t uPages)
{
   void *pv;

   if (uPages <= uPagesRoom)
      return true;
   pv = HeapMgr_makeRoom(auPages, &uPagesRoom, uPages, sizeof *auPages);
   if (pv == NULL)
      return false;
   auPages = pv;
   return true;
}

/*--------------------------------------------------------------------*/

/* Make sure that SPARE_SPANS spans can be made.  Return false if the
   system refuses. */

static bool HeapMgr_makeSpansRoom(void)
{
   void *pv;

   if (uSpansUsed + SPARE_SPANS <= uSpansRoom)
      return true;
   pv = HeapMgr_makeRoom(
      asSpans, &uSpansRoom, uSpansUsed + SPARE_SPANS, sizeof *asSpans);
   if (pv == NULL)
      return false;
   asSpans = pv;
   return true;
}

/*--------------------------------------------------------------------*/
/* Making and giving back spans                                       */
/*--------------------------------------------------------------------*/

/* Return the number of the page at pc, which must be in the heap. */

static size_t HeapMgr_getPage(const char *pc)
{
   return (size_t)(pc - pcHeapStart) / PAGE_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the first byte of *psSpan. */

static char *HeapMgr_getStart(const struct Span *psSpan)
{
   return pcHeapStart + psSpan->uPage * (size_t)PAGE_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return a new span of class uClass for the uPages pages from page
   uPage on, without slots and on no list.  There must be room. */

static uint32_t HeapMgr_makeSpan(
   size_t uClass, size_t uPage, size_t uPages)
{
   uint32_t uSpan = uUnusedSpan;

   if (uSpan != NO_SPAN)
      uUnusedSpan = asSpans[uSpan].uNext;
   else
      uSpan = (uint32_t)uSpansUsed++;

   memset(&asSpans[uSpan], 0, sizeof asSpans[uSpan]);
   asSpans[uSpan].uPage = (uint32_t)uPage;
   asSpans[uSpan].uPages = (uint32_t)uPages;
   asSpans[uSpan].uClass = (uint16_t)uClass;
   return uSpan;
}

/*--------------------------------------------------------------------*/

/* Forget uSpan, which is on no list. */

static void HeapMgr_dropSpan(uint32_t uSpan)
{
   asSpans[uSpan].uPages = 0;
   asSpans[uSpan].uSlots = 0;
   asSpans[uSpan].uNext = uUnusedSpan;
   uUnusedSpan = uSpan;
}

/*--------------------------------------------------------------------*/

/* Make uSpan, which is on no list, a free one, and put it on the list
   of its length.  Its neighbours must not be free. */

static void HeapMgr_insertRun(uint32_t uSpan)
{
   size_t uPage = asSpans[uSpan].uPage;
   size_t uPages = asSpans[uSpan].uPages;
   size_t uList = HeapMgr_getRunList(uPages);

   asSpans[uSpan].uClass = CLASS_FREE;
   asSpans[uSpan].uSlots = 0;
   auPages[uPage] = uSpan;
   auPages[uPage + uPages - 1] = uSpan;
   HeapMgr_insertSpan(uSpan, &auRuns[uList]);
   HeapMgr_markRunList(uList);
}

/*--------------------------------------------------------------------*/

/* Take uSpan, a free one, off the list of its length. */

static void HeapMgr_removeRun(uint32_t uSpan)
{
   size_t uList = HeapMgr_getRunList(asSpans[uSpan].uPages);

   HeapMgr_removeSpan(uSpan, &auRuns[uList]);
   HeapMgr_markRunList(uList);
}

/*--------------------------------------------------------------------*/

/* Make uSpan, which is on no list, free: coalesce it with its free
   neighbours and put the result on the list of its length. */

static void HeapMgr_freeSpan(uint32_t uSpan)
{
   size_t uPage = asSpans[uSpan].uPage;
   size_t uEnd = uPage + asSpans[uSpan].uPages;
   uint32_t uNext = (uEnd < uHeapPages) ? auPages[uEnd] : NO_SPAN;
   uint32_t uPrev = (uPage > 0) ? auPages[uPage - 1] : NO_SPAN;

   if (uNext != NO_SPAN && asSpans[uNext].uClass == CLASS_FREE)
   {
      HeapMgr_removeRun(uNext);
      asSpans[uSpan].uPages += asSpans[uNext].uPages;
      HeapMgr_dropSpan(uNext);
   }
   if (uPrev != NO_SPAN && asSpans[uPrev].uClass == CLASS_FREE)
   {
      HeapMgr_removeRun(uPrev);
      asSpans[uPrev].uPages += asSpans[uSpan].uPages;
      HeapMgr_dropSpan(uSpan);
      uSpan = uPrev;
   }
   HeapMgr_insertRun(uSpan);
}

/*--------------------------------------------------------------------*/

/* Return a free span of at least uPages pages, or NO_SPAN if there is
   none: the first that is long enough on the list of that length, or
   else any on the next list. */

static uint32_t HeapMgr_findRun(size_t uPages)
{
   size_t uList = HeapMgr_getRunList(uPages);
   uint32_t uSpan = auRuns[uList];

   while (uSpan != NO_SPAN && asSpans[uSpan].uPages < uPages)
      uSpan = asSpans[uSpan].uNext;
   if (uSpan != NO_SPAN)
      return uSpan;

   uList = HeapMgr_findRunList(uList + 1);
   return (uList < RUN_LIST_COUNT) ? auRuns[uList] : NO_SPAN;
}

/*--------------------------------------------------------------------*/

/* Free the spans whose slots are all free; each class may have one. */

static void HeapMgr_reclaimSpans(void)
{
   size_t uClass;

   for (uClass = 0; uClass < CLASS_COUNT; uClass++)
   {
      uint32_t uSpan = auSpans[uClass];

      if (uSpan != NO_SPAN
          && asSpans[uSpan].uFreeSlots == asSpans[uSpan].uSlots)
      {
         HeapMgr_removeSpan(uSpan, &auSpans[uClass]);
         HeapMgr_freeSpan(uSpan);
      }
   }
}

/*--------------------------------------------------------------------*/

/* Move the break to uPages pages after page uPage of a heap that starts
   at pcStart, and make room for what must be known of them.  Return
   false if the system refuses one or the other; then the break stays. */

static bool HeapMgr_moveBreak(
   char *pcStart, size_t uPage, size_t uPages)
{
   char *pcBreak = sbrk(0);
   size_t uBytes = (uPage + uPages) * PAGE_BYTES;

   if (brk((void *)((uintptr_t)pcStart + uBytes)) != 0)
      return false;
   if (HeapMgr_makeSpansRoom() && HeapMgr_makePagesRoom(uPage + uPages))
      return true;

   (void)brk(pcBreak);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return the number of pages to ask the system for when uNeeded are
   needed.  A small heap takes few, as what it doesn't need would be
   much of it; a large one takes more, so that it needn't ask often. */

static size_t HeapMgr_getGrowth(size_t uNeeded)
{
   size_t uGrowth = uHeapPages / GROWTH_SHARE;

   if (uGrowth < MIN_GROWTH_PAGES)
      uGrowth = MIN_GROWTH_PAGES;
   if (uGrowth > MAX_GROWTH_PAGES)
      uGrowth = MAX_GROWTH_PAGES;
   return (uNeeded < uGrowth) ? uGrowth : uNeeded;
}

/*--------------------------------------------------------------------*/

/* Make the heap longer, so that there is a free span of uPages pages.
   If somebody else has moved the break, cover what is foreign by a gap:
   a span in use that nobody will ever free.  Return false, with the
   heap as it was, if the system refuses. */

static bool HeapMgr_growHeap(size_t uPages)
{
   char *pcBreak = sbrk(0);
   char *pcStart = pcHeapStart;
   size_t uPage = uHeapPages;
   size_t uNeeded = uPages;
   size_t uNew;
   uint32_t uLast = (uPage > 0) ? auPages[uPage - 1] : NO_SPAN;

   if (pcStart == NULL)
      pcStart = pcBreak + (-(uintptr_t)pcBreak % PAGE_BYTES);
   else if (pcBreak < pcStart + uPage * PAGE_BYTES)
      return false; /* the end of the heap has been taken away */
   else if (pcBreak > pcStart + uPage * PAGE_BYTES)
      uPage = HeapMgr_getPage(pcBreak + PAGE_BYTES - 1);
   else if (uLast != NO_SPAN && asSpans[uLast].uClass == CLASS_FREE)
      uNeeded -= asSpans[uLast].uPages;

   uNew = HeapMgr_getGrowth(uNeeded);
   if (!HeapMgr_moveBreak(pcStart, uPage, uNew))
   {
      uNew = uNeeded;
      if (!HeapMgr_moveBreak(pcStart, uPage, uNew))
         return false;
   }

   pcHeapStart = pcStart;
   if (uPage > uHeapPages)
   {
      size_t uGapPages = uPage - uHeapPages;
      uint32_t uGap = HeapMgr_makeSpan(
         CLASS_GAP, uHeapPages, uGapPages);

      while (uHeapPages < uPage)
         auPages[uHeapPages++] = uGap;
   }
   uHeapPages = uPage + uNew;
   HeapMgr_freeSpan(HeapMgr_makeSpan(CLASS_FREE, uPage, uNew));
   return true;
}

/*--------------------------------------------------------------------*/

/* Return a span of uPages pages for a client, of class uClass and on no
   list, or NO_SPAN if the system refuses. */

static uint32_t HeapMgr_newSpan(size_t uClass, size_t uPages)
{
   uint32_t uSpan = HeapMgr_findRun(uPages);
   size_t uPage;
   size_t u;

   if (uSpan == NO_SPAN)
   {
      HeapMgr_reclaimSpans();
      uSpan = HeapMgr_findRun(uPages);
   }
   if (uSpan == NO_SPAN && HeapMgr_growHeap(uPages))
      uSpan = HeapMgr_findRun(uPages);
   if (uSpan == NO_SPAN || !HeapMgr_makeSpansRoom())
      return NO_SPAN;

   HeapMgr_removeRun(uSpan);
   uPage = asSpans[uSpan].uPage;
   if (asSpans[uSpan].uPages > uPages)
      HeapMgr_insertRun(HeapMgr_makeSpan(
         CLASS_FREE, uPage + uPages, asSpans[uSpan].uPages - uPages));
   for (u = 0; u < uPages; u++)
      auPages[uPage + u] = uSpan;
   asSpans[uSpan].uPages = (uint32_t)uPages;
   asSpans[uSpan].uClass = (uint16_t)uClass;
   return uSpan;
}

/*--------------------------------------------------------------------*/
/* Slots                                                              */
/*                                                                    */
/* Most calls of malloc and free only change a bit.  What the others  */
/* need is kept out of line (noinline), because a function that is    */
/* ready for it saves six registers on the stack in every call.       */
/*--------------------------------------------------------------------*/

/* Give uSpan uSlots slots of uSlotBytes bytes, all of them free. */

static void HeapMgr_makeSlots(
   uint32_t uSpan, size_t uSlots, size_t uSlotBytes)
{
   struct Span *psSpan = &asSpans[uSpan];
   size_t uWord;

   psSpan->uSlotBytes = (uint32_t)uSlotBytes;
   psSpan->uReciprocal = 0;
   if (uSlotBytes != 0)
      psSpan->uReciprocal = (uint32_t)(UINT32_MAX / uSlotBytes + 1);
   psSpan->uSlots = (uint16_t)uSlots;
   psSpan->uFreeSlots = (uint16_t)uSlots;
   psSpan->uWord = 0;
   for (uWord = 0; uWord < SLOT_WORDS; uWord++)
   {
      size_t uBits = uSlots - uWord * WORD_BITS;

      if (uSlots >= (uWord + 1) * WORD_BITS)
         psSpan->auFree[uWord] = UINT64_MAX;
      else if (uSlots <= uWord * WORD_BITS)
         psSpan->auFree[uWord] = 0;
      else
         psSpan->auFree[uWord] = ((uint64_t)1 << uBits) - 1;
   }
}

/*--------------------------------------------------------------------*/

/* Return a new span for class uClass, on the list of its class, or
   NO_SPAN if the system refuses. */

__attribute__((noinline)) static uint32_t HeapMgr_addSpan(size_t uClass)
{
   size_t uPages = HeapMgr_getSpanPages(uClass);
   size_t uSlotBytes = HeapMgr_getSlotBytes(uClass);
   size_t uSlots = uPages * PAGE_BYTES / uSlotBytes;
   uint32_t uSpan = HeapMgr_newSpan(uClass, uPages);

   if (uSpan == NO_SPAN)
      return NO_SPAN;
   HeapMgr_makeSlots(
      uSpan, (uSlots < MAX_SLOTS) ? uSlots : MAX_SLOTS, uSlotBytes);
   HeapMgr_insertSpan(uSpan, &auSpans[uClass]);
   return uSpan;
}

/*--------------------------------------------------------------------*/

/* Return a span whose only slot is a large chunk of uBytes bytes, or
   NO_SPAN if the system refuses. */

__attribute__((noinline)) static uint32_t HeapMgr_addLargeSpan(
   size_t uBytes)
{
   size_t uPages = (uBytes + PAGE_BYTES - 1) / PAGE_BYTES;
   uint32_t uSpan = HeapMgr_newSpan(CLASS_LARGE, uPages);

   if (uSpan != NO_SPAN)
      HeapMgr_makeSlots(uSpan, 1, 0);
   return uSpan;
}

/*--------------------------------------------------------------------*/

/* Return the first free slot of uSpan, which has one, for a client. */

static void *HeapMgr_takeSlot(uint32_t uSpan)
{
   struct Span *psSpan = &asSpans[uSpan];
   size_t uWord = psSpan->uWord;
   size_t uSlot;

   while (psSpan->auFree[uWord] == 0)
   {
      uWord++;
      psSpan->uWord = (uint16_t)uWord;
   }
   uSlot = uWord * WORD_BITS
           + (size_t)__builtin_ctzll(psSpan->auFree[uWord]);
   psSpan->auFree[uWord] &= psSpan->auFree[uWord] - 1;

   psSpan->uFreeSlots--;
   if (psSpan->uFreeSlots == 0 && psSpan->uClass != CLASS_LARGE)
      HeapMgr_removeSpan(uSpan, &auSpans[psSpan->uClass]);
   return HeapMgr_getStart(psSpan) + uSlot * psSpan->uSlotBytes;
}

/*--------------------------------------------------------------------*/

/* uSpan had no free slot and now has one.  Put it on its class's list.
   If all slots of the first span there are free, that one is no longer
   needed. */

static void HeapMgr_listSpan(uint32_t uSpan)
{
   uint32_t *puFirst = &auSpans[asSpans[uSpan].uClass];
   uint32_t uFirst = *puFirst;

   if (uFirst != NO_SPAN
       && asSpans[uFirst].uFreeSlots == asSpans[uFirst].uSlots)
   {
      HeapMgr_removeSpan(uFirst, puFirst);
      HeapMgr_freeSpan(uFirst);
   }
   HeapMgr_insertSpan(uSpan, puFirst);
}

/*--------------------------------------------------------------------*/

/* All slots of uSpan have become free.  Free it, unless it is alone on
   its class's list, where the next malloc will want it. */

static void HeapMgr_emptySpan(uint32_t uSpan)
{
   struct Span *psSpan = &asSpans[uSpan];

   if (psSpan->uPrev == NO_SPAN && psSpan->uNext == NO_SPAN)
      return;
   HeapMgr_removeSpan(uSpan, &auSpans[psSpan->uClass]);
   HeapMgr_freeSpan(uSpan);
}

/*--------------------------------------------------------------------*/

/* A slot of uSpan was freed, the first free one or the last one that
   was not: change the lists. */

__attribute__((noinline)) static void HeapMgr_changeLists(
   uint32_t uSpan)
{
   struct Span *psSpan = &asSpans[uSpan];

   if (psSpan->uClass == CLASS_LARGE)
   {
      HeapMgr_freeSpan(uSpan);
      return;
   }
   if (psSpan->uFreeSlots == 1)
      HeapMgr_listSpan(uSpan);
   if (psSpan->uFreeSlots == psSpan->uSlots)
      HeapMgr_emptySpan(uSpan);
}

/*--------------------------------------------------------------------*/

/* Say on stderr that a client passed pv to HeapMgr_free, and what is
   wrong with it, and abort. */

static _Noreturn void HeapMgr_rejectPayload(
   void *pv, const char *pcMistake)
{
   fprintf(stderr, "heapmgr_segregated: HeapMgr_free(%p): %s\n", pv,
      pcMistake);
   abort();
}

/*--------------------------------------------------------------------*/

/* Return the span that has the page of pv, which may be any value, or
   NO_SPAN if it is not in the heap. */

static uint32_t HeapMgr_findSpan(const void *pv)
{
   size_t uPage = ((uintptr_t)pv - (uintptr_t)pcHeapStart) / PAGE_BYTES;

   return (uPage < uHeapPages) ? auPages[uPage] : NO_SPAN;
}

/*--------------------------------------------------------------------*/

/* Return the slot of *psSpan that starts at pv, or MAX_SLOTS if none
   does. */

static size_t HeapMgr_findSlot(
   const struct Span *psSpan, const void *pv)
{
   size_t uOffset = (uintptr_t)pv - (uintptr_t)HeapMgr_getStart(psSpan);
   size_t uSlot = (uOffset * psSpan->uReciprocal) >> 32;

   if (uSlot >= psSpan->uSlots || uSlot * psSpan->uSlotBytes != uOffset)
      return MAX_SLOTS;
   return uSlot;
}

/*--------------------------------------------------------------------*/

/* Return true if slot uSlot of *psSpan is free. */

static bool HeapMgr_isSlotFree(const struct Span *psSpan, size_t uSlot)
{
   return (psSpan->auFree[uSlot / WORD_BITS] >> (uSlot % WORD_BITS))
          & 1;
}

/*--------------------------------------------------------------------*/
/* Soundness                                                          */
/*--------------------------------------------------------------------*/

/* Say on stderr that invariant pcInvariant is violated, and that page
   uPage, span uSpan is where.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, size_t uPage, uint32_t uSpan)
{
   fprintf(stderr, "heapmgr_segregated: %s (span %u at page %zu, %p)\n",
      pcInvariant, uSpan, uPage,
      (void *)((uintptr_t)pcHeapStart + uPage * PAGE_BYTES));
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if uSpan is the number of a span. */

static bool HeapMgr_isSpan(uint32_t uSpan)
{
   return uSpan != NO_SPAN && uSpan < uSpansUsed;
}

/*--------------------------------------------------------------------*/

/* Return true if uSpan is, as I1 says, the span from page uPage on. */

static bool HeapMgr_isPlaceValid(uint32_t uSpan, size_t uPage)
{
   const struct Span *psSpan = &asSpans[uSpan];
   size_t u;

   if (!HeapMgr_isSpan(uSpan) || psSpan->uClass > CLASS_GAP
       || psSpan->uPage != uPage || psSpan->uPages == 0
       || psSpan->uPages > uHeapPages - uPage)
      return false;
   if (psSpan->uClass == CLASS_FREE)
      return auPages[uPage + psSpan->uPages - 1] == uSpan;
   for (u = 0; u < psSpan->uPages; u++)
      if (auPages[uPage + u] != uSpan)
         return false;
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if the slots of *psSpan and their bits keep I3. */

static bool HeapMgr_areSlotsValid(const struct Span *psSpan)
{
   size_t uSlot;
   size_t uFreeSlots = 0;

   if (psSpan->uClass < CLASS_COUNT
       && (psSpan->uSlotBytes != HeapMgr_getSlotBytes(psSpan->uClass)
           || psSpan->uSlots == 0
           || psSpan->uSlots * (size_t)psSpan->uSlotBytes
                 > psSpan->uPages * (size_t)PAGE_BYTES))
      return false;
   if (psSpan->uClass == CLASS_LARGE && psSpan->uSlots != 1)
      return false;
   if (psSpan->uClass > CLASS_LARGE)
      return psSpan->uSlots == 0;

   for (uSlot = 0; uSlot < MAX_SLOTS; uSlot++)
      if (HeapMgr_isSlotFree(psSpan, uSlot))
      {
         uFreeSlots++;
         if (uSlot >= psSpan->uSlots
             || uSlot / WORD_BITS < psSpan->uWord)
            return false;
      }
   return uFreeSlots == psSpan->uFreeSlots;
}

/*--------------------------------------------------------------------*/

/* Return the first span on the list that uSpan belongs on: of its
   class, or of its length; NULL if it belongs on none. */

static const uint32_t *HeapMgr_getFirst(uint32_t uSpan)
{
   const struct Span *psSpan = &asSpans[uSpan];

   if (psSpan->uClass == CLASS_FREE)
      return &auRuns[HeapMgr_getRunList(psSpan->uPages)];
   if (psSpan->uClass < CLASS_COUNT && psSpan->uFreeSlots > 0)
      return &auSpans[psSpan->uClass];
   return NULL;
}

/*--------------------------------------------------------------------*/

/* Return true if the spans in memory keep I1, I2 and I3.  Set *puListed
   to the number of those that belong on a list. */

static bool HeapMgr_isMemoryValid(size_t *puListed)
{
   size_t uPage = 0;
   bool bPrevIsFree = false;

   *puListed = 0;
   while (uPage < uHeapPages)
   {
      uint32_t uSpan = auPages[uPage];
      bool bIsFree;

      if (!HeapMgr_isPlaceValid(uSpan, uPage))
         return HeapMgr_reportViolation(
            "I1 violated: the spans and auPages disagree", uPage,
            uSpan);
      bIsFree = (asSpans[uSpan].uClass == CLASS_FREE);
      if (bIsFree && bPrevIsFree)
         return HeapMgr_reportViolation(
            "I2 violated: free, and so is the span before it", uPage,
            uSpan);
      if (!HeapMgr_areSlotsValid(&asSpans[uSpan]))
         return HeapMgr_reportViolation(
            "I3 violated: its slots are not what its bits say", uPage,
            uSpan);
      if (HeapMgr_getFirst(uSpan) != NULL)
         (*puListed)++;
      bPrevIsFree = bIsFree;
      uPage += asSpans[uSpan].uPages;
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if the list that starts at *puFirst keeps I4, I5 and I6.
   The lists not looked at yet must hold *puListed spans in all, so one
   that goes on longer than that is a cycle.  Take this list's spans off
   *puListed. */

static bool HeapMgr_isListValid(
   const uint32_t *puFirst, size_t *puListed)
{
   uint32_t uSpan;
   uint32_t uPrev = NO_SPAN;

   for (uSpan = *puFirst; uSpan != NO_SPAN;
        uSpan = asSpans[uSpan].uNext)
   {
      const struct Span *psSpan = &asSpans[uSpan];
      size_t uPage = 0;

      if (!HeapMgr_isSpan(uSpan) || *puListed == 0
          || psSpan->uPage >= uHeapPages
          || auPages[psSpan->uPage] != uSpan
          || HeapMgr_getFirst(uSpan) != puFirst)
         return HeapMgr_reportViolation(
            "I4 or I5 violated: on a list where it doesn't belong, or"
            " twice",
            uPage, uSpan);
      uPage = psSpan->uPage;
      if (psSpan->uPrev != uPrev)
         return HeapMgr_reportViolation(
            "I6 violated: its prev is not the span before it on the"
            " list",
            uPage, uSpan);
      if (psSpan->uClass < CLASS_COUNT
          && psSpan->uFreeSlots == psSpan->uSlots
          && (uPrev != NO_SPAN || psSpan->uNext != NO_SPAN))
         return HeapMgr_reportViolation(
            "I4 violated: all slots are free, and it is not alone on"
            " its list",
            uPage, uSpan);
      (*puListed)--;
      uPrev = uSpan;
   }
   return true;
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   size_t uListed;
   size_t u;

   if (uHeapPages > uPagesRoom || uSpansUsed > uSpansRoom + 1)
      return HeapMgr_reportViolation(
         "I1 violated: the heap has more pages or spans than there is"
         " room for",
         uHeapPages, NO_SPAN);
   if (!HeapMgr_isMemoryValid(&uListed))
      return false;

   for (u = 0; u < CLASS_COUNT; u++)
      if (!HeapMgr_isListValid(&auSpans[u], &uListed))
         return false;
   for (u = 0; u < RUN_LIST_COUNT; u++)
   {
      if (!HeapMgr_isListValid(&auRuns[u], &uListed))
         return false;
      if (((auRunMap[u / WORD_BITS] >> (u % WORD_BITS)) & 1)
          != (auRuns[u] != NO_SPAN))
         return HeapMgr_reportViolation(
            "I7 violated: a list and its bit in auRunMap disagree", 0,
            auRuns[u]);
   }
   if (uListed != 0)
      return HeapMgr_reportViolation(
         "I4 or I5 violated: spans are missing on the lists", 0,
         NO_SPAN);
   return true;
}

/*--------------------------------------------------------------------*/

/* Return the address right after the heap. */

static char *HeapMgr_getEnd(void)
{
   return (char *)((uintptr_t)pcHeapStart + uHeapPages * PAGE_BYTES);
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   uint32_t uSpan;
   void *pv;

   assert(HeapMgr_isValid());

   /* Step 1: Reject what can't be had. */
   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return NULL;

   /* Step 2: Find a span with a free slot, or else make one. */
   if (uBytes <= MAX_SLOT_BYTES)
   {
      size_t uClass = HeapMgr_getClass(uBytes);

      uSpan = auSpans[uClass];
      if (uSpan == NO_SPAN)
         uSpan = HeapMgr_addSpan(uClass);
   }
   else
      uSpan = HeapMgr_addLargeSpan(uBytes);
   if (uSpan == NO_SPAN)
      return NULL;

   /* Step 3: Take the slot. */
   pv = HeapMgr_takeSlot(uSpan);

   assert(HeapMgr_isValid());

   return pv;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   uint32_t uSpan;
   struct Span *psSpan;
   size_t uSlot;

   assert(HeapMgr_isValid());

   if (pv == NULL)
      return;

   /* Step 1: Find the slot. */
   uSpan = HeapMgr_findSpan(pv);
   if (uSpan == NO_SPAN)
      HeapMgr_rejectPayload(pv, "not from HeapMgr_malloc");
   psSpan = &asSpans[uSpan];
   uSlot = HeapMgr_findSlot(psSpan, pv);
   if (uSlot == MAX_SLOTS)
      HeapMgr_rejectPayload(pv,
         "not from HeapMgr_malloc, or freed long ago (double free)");
   if (HeapMgr_isSlotFree(psSpan, uSlot))
      HeapMgr_rejectPayload(pv, "is free already (double free)");

   /* Step 2: Mark it as free. */
   psSpan->auFree[uSlot / WORD_BITS] |= (uint64_t)1
                                        << (uSlot % WORD_BITS);
   if (psSpan->uWord > uSlot / WORD_BITS)
      psSpan->uWord = (uint16_t)(uSlot / WORD_BITS);
   psSpan->uFreeSlots++;

   /* Step 3: Was it the span's first free slot, or its last? */
   if (psSpan->uFreeSlots == 1 || psSpan->uFreeSlots == psSpan->uSlots)
      HeapMgr_changeLists(uSpan);

   assert(HeapMgr_isValid());
}

/*--------------------------------------------------------------------*/
/* Inspection                                                         */
/*--------------------------------------------------------------------*/

/* A piece is a slot, what is left after a span's last slot, or all of a
   span that has no slots. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   const struct Span *psSpan;
   char *pcPiece = pcHeapStart;
   uint32_t uSpan;
   size_t uSlot;
   size_t uOffset;

   if (psPiece->pcStart != NULL)
      pcPiece = psPiece->pcStart + psPiece->uBytes;
   psPiece->pcStart = pcPiece;
   psPiece->uHeaderBytes = 0;
   psPiece->uFooterBytes = 0;
   if (pcPiece == HeapMgr_getEnd())
      return HEAPMGR_WALK_END;

   uSpan = HeapMgr_findSpan(pcPiece);
   psSpan = &asSpans[uSpan];
   if (!HeapMgr_isSpan(uSpan) || HeapMgr_getStart(psSpan) > pcPiece
       || !HeapMgr_isPlaceValid(uSpan, psSpan->uPage)
       || !HeapMgr_areSlotsValid(psSpan))
      return HEAPMGR_WALK_BROKEN;

   uOffset = (size_t)(pcPiece - HeapMgr_getStart(psSpan));
   uSlot = HeapMgr_findSlot(psSpan, pcPiece);
   psPiece->uBytes = psSpan->uPages * (size_t)PAGE_BYTES - uOffset;
   if (psSpan->uClass == CLASS_FREE)
      psPiece->eKind = HEAPMGR_FREE;
   else if (psSpan->uClass == CLASS_GAP)
      psPiece->eKind = HEAPMGR_META;
   else if (uSlot == MAX_SLOTS)
      psPiece->eKind = HEAPMGR_PAD;
   else
   {
      psPiece->eKind = HeapMgr_isSlotFree(psSpan, uSlot)
                          ? HEAPMGR_FREE
                          : HEAPMGR_INUSE;
      if (psSpan->uClass != CLASS_LARGE)
         psPiece->uBytes = psSpan->uSlotBytes;
   }
   return HEAPMGR_WALK_PIECE;
}

/* First the classes, whose free slots are a list; then free spans. */

size_t HeapMgr_countLists(void)
{
   return CLASS_COUNT + RUN_LIST_COUNT;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   uint32_t uSpan;
   size_t uSlot = 0;

   if (uList >= CLASS_COUNT)
   {
      uSpan = (pvChunk == NULL)
                 ? auRuns[uList - CLASS_COUNT]
                 : asSpans[HeapMgr_findSpan(pvChunk)].uNext;
      return (uSpan == NO_SPAN) ? NULL
                                : HeapMgr_getStart(&asSpans[uSpan]);
   }

   uSpan = auSpans[uList];
   if (pvChunk != NULL)
   {
      uSpan = HeapMgr_findSpan(pvChunk);
      uSlot = HeapMgr_findSlot(&asSpans[uSpan], pvChunk) + 1;
   }
   for (; uSpan != NO_SPAN; uSpan = asSpans[uSpan].uNext)
   {
      for (; uSlot < asSpans[uSpan].uSlots; uSlot++)
         if (HeapMgr_isSlotFree(&asSpans[uSpan], uSlot))
            return HeapMgr_getStart(&asSpans[uSpan])
                   + uSlot * asSpans[uSpan].uSlotBytes;
      uSlot = 0;
   }
   return NULL;
}
