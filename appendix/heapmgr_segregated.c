/*--------------------------------------------------------------------*/
/* heapmgr_segregated.c                                Appendix       */
/*                                                                    */
/* Fixes:  headers, footers and links among the clients' bytes (as in */
/*         stage 5 and all before).  Here all that the manager knows  */
/*         lies elsewhere: malloc and free touch no chunk, an overrun */
/*         can't destroy the heap, and each wrong free is noticed.    */
/* Leaves: a chunk is rounded up to its class, by an eighth at most;  */
/*         what one class has free, another can use only when all of  */
/*         a span is free; the heap never shrinks.                    */
/* Costs:  malloc and free O(1), but O(n) in the pages of a span when */
/*         one is made; no bytes a chunk, but 64 a span and 8 a page. */
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
/*   apsPages |    A    |    B    |    B    |    C    |    D    | ... */
/*            +----|----+----|----+----|----+---------+---------+     */
/*                 v         +----v----+                              */
/*            +---------+    +---------+                              */
/*      spans |    A    |    |    B    |   start, slot size,          */
/*            | 0110... |    | 1000... |   a bit for each free slot   */
/*            +---------+    +---------+                              */
/*                 ^              ^                                   */
/*   apsSpans [class of 512] [class of 2048]                          */
/*                                                                    */
/* malloc takes the first free slot of the first span of its class.   */
/* free finds the span by the page and the slot by its place in the   */
/* span.  Each changes one bit.  Only a call that finds a span full,  */
/* or leaves one empty, has more to do.                               */
/*                                                                    */
/* The lecture finds the class of a page in a hash table.  This heap  */
/* has no holes, so an array indexed by the page number does the same */
/* in one step (docs/performance.md has the figures).                 */
/*                                                                    */
/* Invariants                                                         */
/* I1  The spans lie one right after the other from page 0 up to page */
/*     uHeapPages.  apsPages names, for each page of a span of slots  */
/*     and for the first and the last page of any other, that span.   */
/*     For all other pages it names some span, or sNone.              */
/* I2  No two neighbouring spans are both free.                       */
/* I3  A span's uFree has a 1 for each of its slots that is free, and */
/*     for each number of no slot; uFull has only the latter.         */
/* I4  A span of slots is on its class's list if, and only if, it has */
/*     a free slot or is the first there.  If all its slots are free, */
/*     it is the first there.                                         */
/* I5  A free span is on the list of its length, and on no other.     */
/* I6  Next and prev agree on all lists, which end with sNone.        */
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
   UNIT_BYTES = 16,   /* the strictest alignment of any type */
   PAGE_BYTES = 1024, /* of this heap: a quarter of the system's, ... */
   SYSTEM_PAGES = 4,  /* ... of which it asks for whole ones */
   STEP_BITS = 3,     /* 2^3 classes up to 128 bytes, ... */
   STEPS = 1 << STEP_BITS,  /* ... and as many for each doubling */
   CLASS_COUNT = 8 * STEPS, /* so the last has 16 * 2^10 bytes */
   MAX_SLOT_BYTES = UNIT_BYTES * STEPS * 128,
   CLASS_LARGE = CLASS_COUNT, /* the span has one large chunk, */
   CLASS_FREE,                /* is free, */
   CLASS_GAP,                 /* or is foreign */
   WORD_BITS = 64,
   MAX_SLOTS = WORD_BITS, /* a span has no more slots than these, ... */
   WANTED_SLOTS = 2,      /* no less, ... */
   WASTE_SHARE = 16,      /* and no more than 1/16 after them */
   MAX_SPAN_PAGES = 16,   /* it gets no longer, if it needn't */
   RUN_LIST_COUNT = 2 * WORD_BITS, /* lists for free spans */
   MIN_GROWTH_PAGES = 16,  /* the smallest request to the system */
   MAX_GROWTH_PAGES = 256, /* the largest, if less is needed */
   GROWTH_SHARE = 16,      /* between these, 1/16 of the heap */
   SPARE_SPANS = 4,        /* the most that one malloc can make */
   SLAB_SPANS = 1024,      /* that the first slab has; the next twice */
   MAX_SLABS = 32
};

/* A span.  It fills one line of the cache. */

struct Span
{
   uint64_t uFree; /* a bit for each slot: 1 is free */
   uint64_t uFull; /* what uFree is if no slot is free */
   char *pcStart;
   uint64_t uInverse;   /* see HeapMgr_findSlot */
   struct Span *psNext; /* on its list */
   struct Span *psPrev;
   uint32_t uPages;
   uint32_t uSlotBytes;
   uint8_t uShift; /* see HeapMgr_findSlot */
   uint8_t uSlots; /* 1 for a large chunk; 0 if free, or a gap */
   uint8_t uClass;
};

static_assert(sizeof(struct Span) == 64, "a line of the cache");

/* No span.  It is full, so that nothing is taken from it, and has no
   slot, so that nothing is given back to it. */

static struct Span sNone = {.uFree = UINT64_MAX, .uFull = UINT64_MAX};

/* A span's uFree if all its slots are free. */

static const uint64_t uAllFree = UINT64_MAX;

/* The heap, from pcHeapStart on; NULL until it is wanted. */

static char *pcHeapStart = NULL;
static size_t uHeapPages = 0;

/* For each page of the heap, its span, and how many pages there is room
   for. */

static struct Span **apsPages = NULL;
static size_t uPagesRoom = 0;

/* The spans lie in slabs and never move.  In the last slab, those from
   psFresh on, uFresh in number, are untouched.  psUnused is a list of
   others that are not in use. */

static struct
{
   struct Span *psFirst;
   size_t uSpans;
} asSlabs[MAX_SLABS];

static size_t uSlabs = 0;
static struct Span *psFresh = NULL;
static size_t uFresh = 0;
static struct Span *psUnused = &sNone;

/* Payloads of up to uSmallBytes bytes have slots.  It is 0 until the
   tables below are made.  Entry i of auClasses is the class for 16 * i
   + 1 up to 16 * i + 16 bytes.  apsSpans has each class's first
   span. */

static size_t uSmallBytes = 0;
static uint8_t auClasses[MAX_SLOT_BYTES / UNIT_BYTES];
static struct Span *apsSpans[CLASS_COUNT];

/* How many pages each class's last new span has. */

static uint8_t auSpanPages[CLASS_COUNT];

/* The free spans: a list for each length, or for similar lengths, and a
   bit for each list: list i's is bit i % 64 of word i / 64. */

static struct Span *apsRuns[RUN_LIST_COUNT];
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

/* Return the number of bytes of a slot in class uClass: the largest
   that belongs there. */

static size_t HeapMgr_getSlotBytes(size_t uClass)
{
   size_t uShift = (uClass < STEPS) ? 0 : uClass / STEPS - 1;
   size_t uSteps = uClass - uShift * STEPS;

   assert(uClass < CLASS_COUNT);

   return ((uSteps + 1) << uShift) * UNIT_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the number of pages for a new span in class uClass.  It is a
   page more than last time: so a class with few chunks has no long
   span, and one with many has few spans.  But WANTED_SLOTS must fit,
   and little may be wasted after the last slot. */

static size_t HeapMgr_getSpanPages(size_t uClass)
{
   size_t uSlotBytes = HeapMgr_getSlotBytes(uClass);
   size_t uLeast = (WANTED_SLOTS * uSlotBytes + PAGE_BYTES - 1)
                   / PAGE_BYTES;
   size_t uMost = MAX_SLOTS * uSlotBytes / PAGE_BYTES;
   size_t uPages = auSpanPages[uClass] + 1;

   if (uPages > MAX_SPAN_PAGES)
      uPages = MAX_SPAN_PAGES;
   if (uPages > uMost)
      uPages = uMost;
   if (uPages < uLeast)
      uPages = uLeast;
   while (uPages * PAGE_BYTES % uSlotBytes
          > uPages * PAGE_BYTES / WASTE_SHARE)
      uPages++;
   return uPages;
}

/*--------------------------------------------------------------------*/

/* Make the tables that HeapMgr_malloc looks into. */

static void HeapMgr_makeTables(void)
{
   size_t u;

   for (u = 0; u < MAX_SLOT_BYTES / UNIT_BYTES; u++)
      auClasses[u] = (uint8_t)HeapMgr_getStep(u);
   for (u = 0; u < CLASS_COUNT; u++)
      apsSpans[u] = &sNone;
   for (u = 0; u < RUN_LIST_COUNT; u++)
      apsRuns[u] = &sNone;
   uSmallBytes = MAX_SLOT_BYTES;
}

/*--------------------------------------------------------------------*/
/* Lists of spans                                                     */
/*--------------------------------------------------------------------*/

/* Insert *psSpan at the front of the list that starts at *ppsFirst. */

static void HeapMgr_insertSpan(
   struct Span *psSpan, struct Span **ppsFirst)
{
   psSpan->psPrev = &sNone;
   psSpan->psNext = *ppsFirst;
   if (*ppsFirst != &sNone)
      (*ppsFirst)->psPrev = psSpan;
   *ppsFirst = psSpan;
}

/*--------------------------------------------------------------------*/

/* Remove *psSpan from the list that starts at *ppsFirst. */

static void HeapMgr_removeSpan(
   struct Span *psSpan, struct Span **ppsFirst)
{
   if (*ppsFirst == psSpan)
      *ppsFirst = psSpan->psNext;
   else
      psSpan->psPrev->psNext = psSpan->psNext;
   if (psSpan->psNext != &sNone)
      psSpan->psNext->psPrev = psSpan->psPrev;
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

   if (apsRuns[uList] != &sNone)
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

/* Return uBytes bytes of new memory, all 0, or NULL if the system
   refuses. */

static void *HeapMgr_map(size_t uBytes)
{
   void *pv = mmap(NULL, uBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   return (pv == MAP_FAILED) ? NULL : pv;
}

/*--------------------------------------------------------------------*/

/* Make sure that there is room for uPages pages in apsPages.  Return
   false, with everything unchanged, if the system refuses. */

static bool HeapMgr_makePagesRoom(size_t uPages)
{
   size_t uRoom = 2 * uPagesRoom;
   struct Span **apsNew;

   if (uPages <= uPagesRoom)
      return true;
   if (uRoom < uPages)
      uRoom = (uPages + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
   apsNew = HeapMgr_map(uRoom * sizeof *apsNew);
   if (apsNew == NULL)
      return false;

   if (apsPages != NULL)
   {
      memcpy(apsNew, apsPages, uHeapPages * sizeof *apsNew);
      (void)munmap(apsPages, uPagesRoom * sizeof *apsNew);
   }
   apsPages = apsNew;
   uPagesRoom = uRoom;
   return true;
}

/*--------------------------------------------------------------------*/

/* Make sure that SPARE_SPANS spans can be made.  Return false if the
   system refuses. */

static bool HeapMgr_makeSpansRoom(void)
{
   size_t uSpans = (size_t)SLAB_SPANS << uSlabs;
   struct Span *psFirst;

   if (uFresh >= SPARE_SPANS)
      return true;
   if (uSlabs == MAX_SLABS)
      return false;
   psFirst = HeapMgr_map(uSpans * sizeof *psFirst);
   if (psFirst == NULL)
      return false;

   for (; uFresh > 0; uFresh--)
   {
      psFresh->psNext = psUnused;
      psUnused = psFresh++;
   }
   asSlabs[uSlabs].psFirst = psFirst;
   asSlabs[uSlabs].uSpans = uSpans;
   uSlabs++;
   psFresh = psFirst;
   uFresh = uSpans;
   return true;
}

/*--------------------------------------------------------------------*/
/* Making and giving back spans                                       */
/*--------------------------------------------------------------------*/

/* Return the number of the page of pv, which may be any value.  It is
   less than uHeapPages if, and only if, pv is in the heap. */

static size_t HeapMgr_getPage(const void *pv)
{
   return ((uintptr_t)pv - (uintptr_t)pcHeapStart) / PAGE_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return the address right after the heap. */

static char *HeapMgr_getEnd(void)
{
   return (char *)((uintptr_t)pcHeapStart + uHeapPages * PAGE_BYTES);
}

/*--------------------------------------------------------------------*/

/* Write in apsPages that *psSpan has its first page and its last
   one. */

static void HeapMgr_markEnds(struct Span *psSpan)
{
   size_t uPage = HeapMgr_getPage(psSpan->pcStart);

   apsPages[uPage] = psSpan;
   apsPages[uPage + psSpan->uPages - 1] = psSpan;
}

/*--------------------------------------------------------------------*/

/* Return a new span of class uClass for the uPages pages from pcStart
   on, without slots and on no list.  There must be room for it. */

static struct Span *HeapMgr_makeSpan(
   size_t uClass, char *pcStart, size_t uPages)
{
   struct Span *psSpan = psUnused;

   assert(psUnused != &sNone || uFresh > 0);
   assert(uPages > 0 && uPages <= UINT32_MAX);

   if (psSpan != &sNone)
      psUnused = psSpan->psNext;
   else
   {
      psSpan = psFresh++;
      uFresh--;
   }
   memset(psSpan, 0, sizeof *psSpan);
   psSpan->uFree = uAllFree;
   psSpan->uFull = uAllFree;
   psSpan->pcStart = pcStart;
   psSpan->uPages = (uint32_t)uPages;
   psSpan->uClass = (uint8_t)uClass;
   return psSpan;
}

/*--------------------------------------------------------------------*/

/* Keep *psSpan, which is no longer a span, for another one.  Until then
   it has no slot, so that nothing that is freed can be one. */

static void HeapMgr_dropSpan(struct Span *psSpan)
{
   psSpan->uSlots = 0;
   psSpan->uFree = uAllFree;
   psSpan->psNext = psUnused;
   psUnused = psSpan;
}

/*--------------------------------------------------------------------*/

/* Make *psSpan, which is on no list, a free one, and put it on the list
   of its length.  Its neighbours must not be free. */

static void HeapMgr_insertRun(struct Span *psSpan)
{
   size_t uList = HeapMgr_getRunList(psSpan->uPages);

   psSpan->uClass = CLASS_FREE;
   psSpan->uSlots = 0;
   psSpan->uFree = uAllFree;
   psSpan->uFull = uAllFree;
   HeapMgr_markEnds(psSpan);
   HeapMgr_insertSpan(psSpan, &apsRuns[uList]);
   HeapMgr_markRunList(uList);
}

/*--------------------------------------------------------------------*/

/* Take *psSpan, a free one, off the list of its length. */

static void HeapMgr_removeRun(struct Span *psSpan)
{
   size_t uList = HeapMgr_getRunList(psSpan->uPages);

   assert(psSpan->uClass == CLASS_FREE);

   HeapMgr_removeSpan(psSpan, &apsRuns[uList]);
   HeapMgr_markRunList(uList);
}

/*--------------------------------------------------------------------*/

/* Make *psSpan, which is on no list, free: coalesce it with its free
   neighbours and put the result on the list of its length. */

static void HeapMgr_freeSpan(struct Span *psSpan)
{
   size_t uPage = HeapMgr_getPage(psSpan->pcStart);
   size_t uEnd = uPage + psSpan->uPages;
   struct Span *psNext = (uEnd < uHeapPages) ? apsPages[uEnd] : &sNone;
   struct Span *psPrev = (uPage > 0) ? apsPages[uPage - 1] : &sNone;

   if (psNext->uClass == CLASS_FREE)
   {
      HeapMgr_removeRun(psNext);
      psSpan->uPages += psNext->uPages;
      HeapMgr_dropSpan(psNext);
   }
   if (psPrev->uClass == CLASS_FREE)
   {
      HeapMgr_removeRun(psPrev);
      psPrev->uPages += psSpan->uPages;
      HeapMgr_dropSpan(psSpan);
      psSpan = psPrev;
   }
   HeapMgr_insertRun(psSpan);
}

/*--------------------------------------------------------------------*/

/* Return a free span of at least uPages pages, or &sNone if there is
   none: the first that is long enough on the list of that length, or
   else any on the next list. */

static struct Span *HeapMgr_findRun(size_t uPages)
{
   size_t uList = HeapMgr_getRunList(uPages);
   struct Span *psSpan = apsRuns[uList];

   while (psSpan != &sNone && psSpan->uPages < uPages)
      psSpan = psSpan->psNext;
   if (psSpan != &sNone)
      return psSpan;

   uList = HeapMgr_findRunList(uList + 1);
   return (uList < RUN_LIST_COUNT) ? apsRuns[uList] : &sNone;
}

/*--------------------------------------------------------------------*/

/* Free the spans whose slots are all free; each class may have one. */

static void HeapMgr_reclaimSpans(void)
{
   size_t uClass;

   for (uClass = 0; uClass < CLASS_COUNT; uClass++)
   {
      struct Span *psSpan = apsSpans[uClass];

      if (psSpan != &sNone && psSpan->uFree == uAllFree)
      {
         HeapMgr_removeSpan(psSpan, &apsSpans[uClass]);
         HeapMgr_freeSpan(psSpan);
      }
   }
}

/*--------------------------------------------------------------------*/

/* Move the break to uPages pages after page uPage of a heap that starts
   at pcStart, and make room for what must be known of them.  Return
   false if the system refuses one or the other; then the break
   stays. */

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
   if (uGrowth < uNeeded)
      uGrowth = uNeeded;
   return (uGrowth + SYSTEM_PAGES - 1) / SYSTEM_PAGES * SYSTEM_PAGES;
}

/*--------------------------------------------------------------------*/

/* Add the pages from uHeapPages up to uEnd to the heap, as a span of
   class uClass.  There must be room for them.  Return the span. */

static struct Span *HeapMgr_addPages(size_t uClass, size_t uEnd)
{
   char *pcStart = HeapMgr_getEnd();
   size_t uPages = uEnd - uHeapPages;
   struct Span *psSpan = HeapMgr_makeSpan(uClass, pcStart, uPages);

   while (uHeapPages < uEnd)
      apsPages[uHeapPages++] = &sNone;
   HeapMgr_markEnds(psSpan);
   return psSpan;
}

/*--------------------------------------------------------------------*/

/* Make the heap longer, so that there is a free span of uPages pages.
   If the last span is free, only what it lacks is asked for.  If
   somebody else has moved the break, cover what is foreign by a gap: a
   span in use that nobody will ever free.  Return false, with the heap
   unchanged, if the system refuses. */

static bool HeapMgr_growHeap(size_t uPages)
{
   char *pcBreak = sbrk(0);
   char *pcStart = pcHeapStart;
   size_t uPage = uHeapPages;
   size_t uNeeded = uPages;
   size_t uNew;
   struct Span *psLast = (uPage > 0) ? apsPages[uPage - 1] : &sNone;

   if (pcStart == NULL)
      pcStart = pcBreak
                + (-(uintptr_t)pcBreak % (SYSTEM_PAGES * PAGE_BYTES));
   else if ((uintptr_t)pcBreak < (uintptr_t)HeapMgr_getEnd())
      return false; /* the end of the heap has been taken away */
   else if ((uintptr_t)pcBreak > (uintptr_t)HeapMgr_getEnd())
      uPage = HeapMgr_getPage(pcBreak + PAGE_BYTES - 1);
   else if (psLast->uClass == CLASS_FREE)
      uNeeded -= psLast->uPages;

   uNew = HeapMgr_getGrowth(uNeeded);
   if (!HeapMgr_moveBreak(pcStart, uPage, uNew))
   {
      uNew = uNeeded;
      if (!HeapMgr_moveBreak(pcStart, uPage, uNew))
         return false;
   }

   pcHeapStart = pcStart;
   if (uPage > uHeapPages)
      (void)HeapMgr_addPages(CLASS_GAP, uPage);
   HeapMgr_freeSpan(HeapMgr_addPages(CLASS_LARGE, uPage + uNew));
   return true;
}

/*--------------------------------------------------------------------*/

/* Return a span of uPages pages for a client, of class uClass and on no
   list, or &sNone if the system refuses. */

static struct Span *HeapMgr_newSpan(size_t uClass, size_t uPages)
{
   struct Span *psSpan = HeapMgr_findRun(uPages);

   if (psSpan == &sNone)
   {
      HeapMgr_reclaimSpans();
      psSpan = HeapMgr_findRun(uPages);
   }
   if (psSpan == &sNone && HeapMgr_growHeap(uPages))
      psSpan = HeapMgr_findRun(uPages);
   if (psSpan == &sNone || !HeapMgr_makeSpansRoom())
      return &sNone;

   HeapMgr_removeRun(psSpan);
   if (psSpan->uPages > uPages)
      HeapMgr_insertRun(HeapMgr_makeSpan(CLASS_FREE,
         psSpan->pcStart + uPages * PAGE_BYTES,
         psSpan->uPages - uPages));
   psSpan->uPages = (uint32_t)uPages;
   psSpan->uClass = (uint8_t)uClass;
   HeapMgr_markEnds(psSpan);
   return psSpan;
}

/*--------------------------------------------------------------------*/
/* Slots                                                              */
/*                                                                    */
/* Most calls of malloc and free only change a bit.  What the others  */
/* need is kept out of line (noinline), because a function that is    */
/* ready for it saves six registers on the stack in every call.       */
/*--------------------------------------------------------------------*/

/* Return the number whose product with uOdd, which must be odd, is 1
   modulo 2^64.  uOdd itself is right in the last three bits, and each
   step doubles the number of bits that are right. */

static uint64_t HeapMgr_invert(uint64_t uOdd)
{
   uint64_t uInverse = uOdd;
   int i;

   assert(uOdd % 2 == 1);

   for (i = 0; i < 5; i++)
      uInverse *= 2 - uOdd * uInverse;
   return uInverse;
}

/*--------------------------------------------------------------------*/

/* Give *psSpan uSlots slots of uSlotBytes bytes, all of them free. */

static void HeapMgr_makeSlots(
   struct Span *psSpan, size_t uSlots, size_t uSlotBytes)
{
   assert(uSlots > 0 && uSlots <= MAX_SLOTS && uSlotBytes > 0);

   psSpan->uSlotBytes = (uint32_t)uSlotBytes;
   psSpan->uShift = (uint8_t)__builtin_ctzll(uSlotBytes);
   psSpan->uInverse = HeapMgr_invert(uSlotBytes >> psSpan->uShift);
   psSpan->uSlots = (uint8_t)uSlots;
   psSpan->uFull = ~(uAllFree >> (WORD_BITS - uSlots));
   psSpan->uFree = uAllFree;
}

/*--------------------------------------------------------------------*/

/* Return a new span for class uClass, on the list of its class, or
   &sNone if the system refuses. */

static struct Span *HeapMgr_addSpan(size_t uClass)
{
   size_t uPages = HeapMgr_getSpanPages(uClass);
   size_t uSlotBytes = HeapMgr_getSlotBytes(uClass);
   size_t uSlots = uPages * PAGE_BYTES / uSlotBytes;
   struct Span *psSpan = HeapMgr_newSpan(uClass, uPages);
   size_t uPage;
   size_t u;

   if (psSpan == &sNone)
      return &sNone;
   uPage = HeapMgr_getPage(psSpan->pcStart);
   for (u = 0; u < uPages; u++)
      apsPages[uPage + u] = psSpan;
   HeapMgr_makeSlots(psSpan, uSlots, uSlotBytes);
   HeapMgr_insertSpan(psSpan, &apsSpans[uClass]);
   auSpanPages[uClass] = (uint8_t)uPages;
   return psSpan;
}

/*--------------------------------------------------------------------*/

/* Return a span whose only slot is a large chunk of uBytes bytes, or
   &sNone if the system refuses. */

static struct Span *HeapMgr_addLargeSpan(size_t uBytes)
{
   size_t uPages = (uBytes + PAGE_BYTES - 1) / PAGE_BYTES;
   struct Span *psSpan;

   if (uPages > UINT32_MAX)
      return &sNone;
   psSpan = HeapMgr_newSpan(CLASS_LARGE, uPages);
   if (psSpan != &sNone)
      HeapMgr_makeSlots(psSpan, 1, UNIT_BYTES);
   return psSpan;
}

/*--------------------------------------------------------------------*/

/* Return the first span of class uClass that has a free slot, and make
   it the first on its list.  If there is none, make one.  Return &sNone
   if the system refuses. */

static struct Span *HeapMgr_findSpan(size_t uClass)
{
   struct Span *psFirst = apsSpans[uClass];

   if (psFirst != &sNone && psFirst->uFree == psFirst->uFull)
      HeapMgr_removeSpan(psFirst, &apsSpans[uClass]);
   if (apsSpans[uClass] == &sNone)
      return HeapMgr_addSpan(uClass);
   return apsSpans[uClass];
}

/*--------------------------------------------------------------------*/

/* Return the first free slot of *psSpan, which has one, for a
   client. */

static void *HeapMgr_takeSlot(struct Span *psSpan)
{
   uint32_t uSlot = (uint32_t)__builtin_ctzll(psSpan->uFree);

   assert(psSpan->uFree != psSpan->uFull);

   psSpan->uFree &= psSpan->uFree - 1;
   return psSpan->pcStart + uSlot * psSpan->uSlotBytes;
}

/*--------------------------------------------------------------------*/

/* Do what HeapMgr_malloc promises, where the first span of the class
   has no free slot, or there is no class. */

__attribute__((noinline)) static void *HeapMgr_mallocSlowly(
   size_t uBytes)
{
   struct Span *psSpan;

   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return NULL;
   if (uSmallBytes == 0)
      HeapMgr_makeTables();

   if (uBytes <= MAX_SLOT_BYTES)
      psSpan = HeapMgr_findSpan(auClasses[(uBytes - 1) / UNIT_BYTES]);
   else
      psSpan = HeapMgr_addLargeSpan(uBytes);
   return (psSpan == &sNone) ? NULL : HeapMgr_takeSlot(psSpan);
}

/*--------------------------------------------------------------------*/

/* *psSpan had no free slot and now has one.  Put it on its class's
   list: instead of the first span there if that is full, or else behind
   it, so that malloc goes on with the first one. */

static void HeapMgr_listSpan(struct Span *psSpan)
{
   struct Span **ppsFirst = &apsSpans[psSpan->uClass];
   struct Span *psFirst = *ppsFirst;

   if (psFirst == psSpan)
      return;
   if (psFirst == &sNone)
      HeapMgr_insertSpan(psSpan, ppsFirst);
   else if (psFirst->uFree == psFirst->uFull)
   {
      HeapMgr_removeSpan(psFirst, ppsFirst);
      HeapMgr_insertSpan(psSpan, ppsFirst);
   }
   else
   {
      HeapMgr_insertSpan(psSpan, &psFirst->psNext);
      psSpan->psPrev = psFirst;
   }
}

/*--------------------------------------------------------------------*/

/* All slots of *psSpan have become free.  Free it, unless it is the
   first on its class's list, where the next malloc will want it. */

static void HeapMgr_emptySpan(struct Span *psSpan)
{
   struct Span **ppsFirst = &apsSpans[psSpan->uClass];

   if (*ppsFirst == psSpan)
      return;
   HeapMgr_removeSpan(psSpan, ppsFirst);
   HeapMgr_freeSpan(psSpan);
}

/*--------------------------------------------------------------------*/

/* A slot of *psSpan was freed, the first free one or the last one that
   was not: change the lists. */

__attribute__((noinline)) static void HeapMgr_changeLists(
   struct Span *psSpan)
{
   uint64_t uFreeSlots = psSpan->uFree & ~psSpan->uFull;
   bool bWasFull = (uFreeSlots & (uFreeSlots - 1)) == 0;

   if (psSpan->uClass == CLASS_LARGE)
   {
      HeapMgr_freeSpan(psSpan);
      return;
   }
   if (bWasFull)
      HeapMgr_listSpan(psSpan);
   if (psSpan->uFree == uAllFree)
      HeapMgr_emptySpan(psSpan);
}

/*--------------------------------------------------------------------*/

/* Return the slot of *psSpan that starts at pv, which may be any value,
   or a number of no slot if none does.

   The slot's number is the offset divided by the slot's length, which
   is an odd number times 2^uShift.  To multiply by the odd number's
   inverse is to divide by it, if nothing remains.  The rotation divides
   by 2^uShift and moves what remains to the front.  If anything
   remains, the result is larger than the number of any slot. */

static size_t HeapMgr_findSlot(
   const struct Span *psSpan, const void *pv)
{
   uint64_t uOffset = (uintptr_t)pv - (uintptr_t)psSpan->pcStart;
   uint64_t uProduct = uOffset * psSpan->uInverse;
   size_t uShift = psSpan->uShift;

   return (uProduct >> uShift) | (uProduct << (-uShift % WORD_BITS));
}

/*--------------------------------------------------------------------*/

/* Return true if slot uSlot of *psSpan is free. */

static bool HeapMgr_isSlotFree(const struct Span *psSpan, size_t uSlot)
{
   assert(uSlot < MAX_SLOTS);

   return (psSpan->uFree >> uSlot) & 1;
}

/*--------------------------------------------------------------------*/

/* A client passed pv to HeapMgr_free, and it is no slot in use.  If it
   isn't NULL, say on stderr what is wrong with it, and abort. */

__attribute__((noinline)) static void HeapMgr_rejectPayload(void *pv)
{
   size_t uPage = HeapMgr_getPage(pv);
   const char *pcMistake = "not from HeapMgr_malloc, or freed long ago"
                           " (double free)";

   if (pv == NULL)
      return;
   if (uPage >= uHeapPages)
      pcMistake = "not from HeapMgr_malloc";
   else if (HeapMgr_findSlot(apsPages[uPage], pv)
            < apsPages[uPage]->uSlots)
      pcMistake = "is free already (double free)";
   fprintf(stderr, "heapmgr_segregated: HeapMgr_free(%p): %s\n", pv,
      pcMistake);
   abort();
}

/*--------------------------------------------------------------------*/
/* Soundness                                                          */
/*--------------------------------------------------------------------*/

/* Say on stderr that invariant pcInvariant is violated, and that page
   uPage, *psSpan is where.  Return false. */

static bool HeapMgr_reportViolation(
   const char *pcInvariant, size_t uPage, const struct Span *psSpan)
{
   fprintf(stderr, "heapmgr_segregated: %s (span %p at page %zu, %p)\n",
      pcInvariant, (const void *)psSpan, uPage,
      (void *)((uintptr_t)pcHeapStart + uPage * PAGE_BYTES));
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if psSpan, which may be any value, is the address of a
   span: it lies in a slab. */

static bool HeapMgr_isSpan(const struct Span *psSpan)
{
   size_t u;

   for (u = 0; u < uSlabs; u++)
   {
      uintptr_t uOffset = (uintptr_t)psSpan
                          - (uintptr_t)asSlabs[u].psFirst;

      if (uOffset / sizeof *psSpan < asSlabs[u].uSpans)
         return uOffset % sizeof *psSpan == 0;
   }
   return false;
}

/*--------------------------------------------------------------------*/

/* Return true if *psSpan is, as I1 says, the span from page uPage on.
   psSpan may be any value. */

static bool HeapMgr_isPlaceValid(
   const struct Span *psSpan, size_t uPage)
{
   size_t uPages;
   size_t u;

   if (!HeapMgr_isSpan(psSpan) || psSpan->uClass > CLASS_GAP
       || (uintptr_t)psSpan->pcStart
             != (uintptr_t)pcHeapStart + uPage * PAGE_BYTES
       || psSpan->uPages == 0 || psSpan->uPages > uHeapPages - uPage)
      return false;
   uPages = psSpan->uPages;
   if (psSpan->uClass >= CLASS_COUNT)
      return apsPages[uPage + uPages - 1] == psSpan;
   for (u = 0; u < uPages; u++)
      if (apsPages[uPage + u] != psSpan)
         return false;
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if the slots of *psSpan and their bits keep I3. */

static bool HeapMgr_areSlotsValid(const struct Span *psSpan)
{
   size_t uSlots = psSpan->uSlots;

   if (psSpan->uClass > CLASS_LARGE)
      return uSlots == 0 && psSpan->uFree == uAllFree;
   if (psSpan->uClass == CLASS_LARGE)
      return uSlots == 1 && psSpan->uFree == uAllFree - 1;
   return psSpan->uSlotBytes == HeapMgr_getSlotBytes(psSpan->uClass)
          && uSlots > 0 && uSlots <= MAX_SLOTS
          && uSlots * psSpan->uSlotBytes
                <= psSpan->uPages * (size_t)PAGE_BYTES
          && psSpan->uFull == ~(uAllFree >> (WORD_BITS - uSlots))
          && (psSpan->uFree & psSpan->uFull) == psSpan->uFull;
}

/*--------------------------------------------------------------------*/

/* Return where the first span is named on the list that *psSpan belongs
   on: of its class, or of its length; NULL if it belongs on none. */

static struct Span *const *HeapMgr_getFirst(const struct Span *psSpan)
{
   if (psSpan->uClass == CLASS_FREE)
      return &apsRuns[HeapMgr_getRunList(psSpan->uPages)];
   if (psSpan->uClass < CLASS_COUNT
       && (psSpan->uFree != psSpan->uFull
           || apsSpans[psSpan->uClass] == psSpan))
      return &apsSpans[psSpan->uClass];
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
      const struct Span *psSpan = apsPages[uPage];
      bool bIsFree;

      if (!HeapMgr_isPlaceValid(psSpan, uPage))
         return HeapMgr_reportViolation(
            "I1 violated: the spans and apsPages disagree", uPage,
            psSpan);
      bIsFree = (psSpan->uClass == CLASS_FREE);
      if (bIsFree && bPrevIsFree)
         return HeapMgr_reportViolation(
            "I2 violated: free, and so is the span before it", uPage,
            psSpan);
      if (!HeapMgr_areSlotsValid(psSpan))
         return HeapMgr_reportViolation(
            "I3 violated: its slots are not what its bits say", uPage,
            psSpan);
      if (HeapMgr_getFirst(psSpan) != NULL)
         (*puListed)++;
      bPrevIsFree = bIsFree;
      uPage += psSpan->uPages;
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* Return true if *psSpan, which may be any value, is on the list where
   it belongs: it is the span of its page, and *ppsFirst names the first
   one on its list. */

static bool HeapMgr_isListed(
   const struct Span *psSpan, struct Span *const *ppsFirst)
{
   size_t uPage;

   if (!HeapMgr_isSpan(psSpan))
      return false;
   uPage = HeapMgr_getPage(psSpan->pcStart);
   return uPage < uHeapPages && apsPages[uPage] == psSpan
          && HeapMgr_getFirst(psSpan) == ppsFirst;
}

/*--------------------------------------------------------------------*/

/* Return true if the list that starts at *ppsFirst keeps I4, I5 and I6.
   The lists not looked at yet must hold *puListed spans in all, so one
   that goes on longer than that is a cycle.  Take this list's spans off
   *puListed. */

static bool HeapMgr_isListValid(
   struct Span *const *ppsFirst, size_t *puListed)
{
   const struct Span *psSpan;
   const struct Span *psPrev = &sNone;

   for (psSpan = *ppsFirst; psSpan != &sNone; psSpan = psSpan->psNext)
   {
      if (*puListed == 0 || !HeapMgr_isListed(psSpan, ppsFirst))
         return HeapMgr_reportViolation(
            "I4 or I5 violated: on a list where it doesn't belong, or"
            " twice",
            0, psSpan);
      if (psPrev != &sNone && psSpan->psPrev != psPrev)
         return HeapMgr_reportViolation(
            "I6 violated: its prev is not the span before it on the"
            " list",
            HeapMgr_getPage(psSpan->pcStart), psSpan);
      if (psSpan->uClass < CLASS_COUNT && psSpan->uFree == uAllFree
          && psPrev != &sNone)
         return HeapMgr_reportViolation(
            "I4 violated: all slots are free, and it is not the first"
            " on its list",
            HeapMgr_getPage(psSpan->pcStart), psSpan);
      (*puListed)--;
      psPrev = psSpan;
   }
   return true;
}

/*--------------------------------------------------------------------*/

bool HeapMgr_isValid(void)
{
   size_t uListed;
   size_t u;

   if (uSmallBytes == 0)
      return true;
   if (uHeapPages > uPagesRoom)
      return HeapMgr_reportViolation(
         "I1 violated: the heap has more pages than there is room for",
         uHeapPages, &sNone);
   if (!HeapMgr_isMemoryValid(&uListed))
      return false;

   for (u = 0; u < CLASS_COUNT; u++)
      if (!HeapMgr_isListValid(&apsSpans[u], &uListed))
         return false;
   for (u = 0; u < RUN_LIST_COUNT; u++)
   {
      if (!HeapMgr_isListValid(&apsRuns[u], &uListed))
         return false;
      if (((auRunMap[u / WORD_BITS] >> (u % WORD_BITS)) & 1)
          != (apsRuns[u] != &sNone))
         return HeapMgr_reportViolation(
            "I7 violated: a list and its bit in auRunMap disagree", 0,
            apsRuns[u]);
   }
   if (uListed != 0)
      return HeapMgr_reportViolation(
         "I4 or I5 violated: spans are missing on the lists", 0,
         &sNone);
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   void *pv;

   assert(HeapMgr_isValid());

   /* 0 bytes are not below uSmallBytes either. */
   if (uBytes - 1 < uSmallBytes)
   {
      size_t uClass = auClasses[(uBytes - 1) / UNIT_BYTES];
      struct Span *psSpan = apsSpans[uClass];

      if (psSpan->uFree != psSpan->uFull)
         return HeapMgr_takeSlot(psSpan);
   }
   pv = HeapMgr_mallocSlowly(uBytes);

   assert(HeapMgr_isValid());

   return pv;
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   struct Span *psSpan;
   uint64_t uFree;
   size_t uPage;
   size_t uSlot;

   assert(HeapMgr_isValid());

   /* Step 1: Find the slot.  The page may have another span than pv is
      in, but then none of its slots starts at pv.  The number of no
      slot has the bit of a free one. */
   uPage = HeapMgr_getPage(pv);
   if (uPage >= uHeapPages)
   {
      HeapMgr_rejectPayload(pv);
      return;
   }
   psSpan = apsPages[uPage];
   uSlot = HeapMgr_findSlot(psSpan, pv);
   if (uSlot >= MAX_SLOTS || HeapMgr_isSlotFree(psSpan, uSlot))
   {
      HeapMgr_rejectPayload(pv);
      return;
   }

   /* Step 2: Mark it as free. */
   uFree = psSpan->uFree;
   psSpan->uFree = uFree | (uint64_t)1 << uSlot;

   /* Step 3: Was it the span's first free slot, or its last? */
   if (uFree == psSpan->uFull || psSpan->uFree == uAllFree)
      HeapMgr_changeLists(psSpan);

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
   size_t uSlot;
   size_t uOffset;

   if (psPiece->pcStart != NULL)
      pcPiece = psPiece->pcStart + psPiece->uBytes;
   psPiece->pcStart = pcPiece;
   psPiece->uHeaderBytes = 0;
   psPiece->uFooterBytes = 0;
   if (pcPiece == HeapMgr_getEnd())
      return HEAPMGR_WALK_END;

   if (HeapMgr_getPage(pcPiece) >= uHeapPages)
      return HEAPMGR_WALK_BROKEN;
   psSpan = apsPages[HeapMgr_getPage(pcPiece)];
   if (!HeapMgr_isSpan(psSpan)
       || (uintptr_t)psSpan->pcStart > (uintptr_t)pcPiece
       || !HeapMgr_isPlaceValid(
          psSpan, HeapMgr_getPage(psSpan->pcStart))
       || !HeapMgr_areSlotsValid(psSpan))
      return HEAPMGR_WALK_BROKEN;

   uOffset = (size_t)(pcPiece - psSpan->pcStart);
   uSlot = HeapMgr_findSlot(psSpan, pcPiece);
   psPiece->uBytes = psSpan->uPages * (size_t)PAGE_BYTES - uOffset;
   if (psSpan->uClass == CLASS_FREE)
      psPiece->eKind = HEAPMGR_FREE;
   else if (psSpan->uClass == CLASS_GAP)
      psPiece->eKind = HEAPMGR_META;
   else if (uSlot >= psSpan->uSlots)
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
   const struct Span *psSpan;
   size_t uSlot = 0;

   if (uSmallBytes == 0)
      return NULL;
   if (uList >= CLASS_COUNT)
   {
      psSpan = (pvChunk == NULL)
                  ? apsRuns[uList - CLASS_COUNT]
                  : apsPages[HeapMgr_getPage(pvChunk)]->psNext;
      return psSpan->pcStart;
   }

   psSpan = apsSpans[uList];
   if (pvChunk != NULL)
   {
      psSpan = apsPages[HeapMgr_getPage(pvChunk)];
      uSlot = HeapMgr_findSlot(psSpan, pvChunk) + 1;
   }
   for (; psSpan != &sNone; psSpan = psSpan->psNext)
   {
      for (; uSlot < psSpan->uSlots; uSlot++)
         if (HeapMgr_isSlotFree(psSpan, uSlot))
            return psSpan->pcStart + uSlot * psSpan->uSlotBytes;
      uSlot = 0;
   }
   return NULL;
}
