/*--------------------------------------------------------------------*/
/* look.c: what the judge sees of a heap on the machine               */
/*--------------------------------------------------------------------*/

#include "look.h"
#include "guest.h"
#include "host.h"
#include "verdict.h"
#include "watch.h"
#include <stdio.h>
#include <stdlib.h>

enum
{
   MAX_WALK = 20000, /* pieces of a heap, or chunks on its lists */
   MAX_LISTS = 4096,
   TEXT_BYTES = 200
};

/* Where the walk over the heap is, and how many steps of this walk, and
   of the one over the lists, have been made. */

static uint64_t uWalkedTo;
static size_t uWalked, uListed;

/*--------------------------------------------------------------------*/
/* The functions for inspectors                                       */
/*--------------------------------------------------------------------*/

/* Return true if *psPiece is one that can be believed: it lies in the
   heap, after those before it. */

static bool Look_isPiece(const struct HeapMgr_Piece *psPiece)
{
   uint64_t uStart = (uint64_t)(uintptr_t)psPiece->pcStart;
   uint64_t uBreak = Memory_getBreak();

   return uStart >= MEMORY_HEAP && uStart >= uWalkedTo
          && uStart <= uBreak && psPiece->uBytes > 0
          && psPiece->uBytes <= uBreak - uStart
          && psPiece->uHeaderBytes <= psPiece->uBytes
          && psPiece->uFooterBytes <= psPiece->uBytes
          && psPiece->eKind <= HEAPMGR_UNKNOWN;
}

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   struct HeapMgr_Piece sPiece = *psPiece;
   uint64_t auArguments[1];
   bool bReturned;
   uint32_t uStep;

   if (psPiece->uBytes == 0)
      uWalkedTo = uWalked = 0;
   uStep = (uint32_t)Guest_look(GUEST_NEXT_PIECE, 1, auArguments,
      &sPiece, sizeof sPiece, &bReturned);
   if (!bReturned || ++uWalked > MAX_WALK)
      return HEAPMGR_WALK_BROKEN;
   psPiece->pcStart = sPiece.pcStart;
   if (uStep != HEAPMGR_WALK_PIECE)
      return (uStep == HEAPMGR_WALK_END) ? HEAPMGR_WALK_END
                                         : HEAPMGR_WALK_BROKEN;
   if (!Look_isPiece(&sPiece))
      return HEAPMGR_WALK_BROKEN;
   *psPiece = sPiece;
   uWalkedTo = (uint64_t)(uintptr_t)sPiece.pcStart + sPiece.uBytes;
   return HEAPMGR_WALK_PIECE;
}

size_t HeapMgr_countLists(void)
{
   uint64_t auArguments[1] = {0};
   bool bReturned;
   uint64_t uLists;

   if (!Host_canList())
      return 0;
   uLists = Guest_look(
      GUEST_COUNT_LISTS, 0, auArguments, NULL, 0, &bReturned);
   if (!bReturned || uLists > MAX_LISTS)
      Verdict_fail("HeapMgr_countLists() returned %zu; expected at most"
                   " %d free lists",
         (size_t)uLists, MAX_LISTS);
   return (size_t)uLists;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   uint64_t auArguments[2] = {uList, (uint64_t)(uintptr_t)pvChunk};
   bool bReturned;
   uint64_t uNext;

   if (!Host_canList())
      return NULL;
   if (uList == 0 && pvChunk == NULL)
      uListed = 0;
   uNext = Guest_look(
      GUEST_NEXT_IN_LIST, 2, auArguments, NULL, 0, &bReturned);
   if (!bReturned)
      Verdict_fail("HeapMgr_nextInList(%zu, %s) did not return", uList,
         Verdict_place(pvChunk));
   if (uNext == 0)
      return NULL;
   if (++uListed > MAX_WALK)
      Verdict_fail("free list %zu has no end", uList);
   if (!Memory_isOwn(uNext, 2 * sizeof(size_t)))
      Verdict_fail("free list %zu leads to %p; expected an address in"
                   " the heap",
         uList, (void *)(uintptr_t)uNext);
   return (void *)(uintptr_t)uNext;
}

/*--------------------------------------------------------------------*/
/* Is the heap sound?                                                 */
/*--------------------------------------------------------------------*/

/* Compare two numbers, for qsort. */

static int Look_compare(const void *pv1, const void *pv2)
{
   uint64_t u1 = *(const uint64_t *)pv1;
   uint64_t u2 = *(const uint64_t *)pv2;

   return (u1 > u2) - (u1 < u2);
}

/* Set puListed to the chunks on all lists, in address order, and return
   how many. */

static size_t Look_readLists(uint64_t *puListed)
{
   size_t uLists = HeapMgr_countLists();
   size_t uCount = 0;
   size_t uList;

   for (uList = 0; uList < uLists; uList++)
   {
      void *pv = HeapMgr_nextInList(uList, NULL);

      for (; pv != NULL && uCount < MAX_WALK;
           pv = HeapMgr_nextInList(uList, pv))
         puListed[uCount++] = (uint64_t)(uintptr_t)pv;
   }
   qsort(puListed, uCount, sizeof *puListed, Look_compare);
   return uCount;
}

/* End the test as failed unless the chunks on the lists are the uFree
   chunks that start at puFree, in address order. */

static void Look_checkLists(const uint64_t *puFree, size_t uFree)
{
   static uint64_t auListed[MAX_WALK];
   size_t uCount;
   size_t u;

   if (HeapMgr_countLists() == 0)
      return;
   uCount = Look_readLists(auListed);
   for (u = 0; u < uCount || u < uFree; u++)
   {
      if (u < uFree && (u == uCount || auListed[u] > puFree[u]))
         Verdict_fail("the free chunk at %s is on no free list",
            Verdict_place((void *)(uintptr_t)puFree[u]));
      if (u == uFree || auListed[u] < puFree[u])
         Verdict_fail("a free list leads to %s, where no free chunk"
                      " starts, or twice to the same one",
            Verdict_place((void *)(uintptr_t)auListed[u]));
   }
}

void Look_checkHeap(bool bAll)
{
   static uint64_t auFree[MAX_WALK];
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep;
   bool bPrevIsFree = false;
   size_t uFree = 0;

   if (!Host_canWalk())
      return;
   while ((eStep = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      bool bIsFree = (sPiece.eKind == HEAPMGR_FREE);

      if (bIsFree && bPrevIsFree && bAll)
         Verdict_fail("the free chunk at %s lies right after another"
                      " free one; expected that they are one",
            Verdict_place(sPiece.pcStart));
      if (bIsFree)
         auFree[uFree++] = (uint64_t)(uintptr_t)sPiece.pcStart;
      bPrevIsFree = bIsFree;
   }
   if (eStep != HEAPMGR_WALK_END)
      Verdict_fail("the chunks don't fill the heap: there is no sound"
                   " chunk at %s",
         Verdict_place(sPiece.pcStart));
   if (bAll)
      Look_checkLists(auFree, uFree);
}

/*--------------------------------------------------------------------*/
/* Words                                                              */
/*--------------------------------------------------------------------*/

const char *Look_namePlace(uint64_t uPc)
{
   static char acPlace[TEXT_BYTES];

   Machine_namePlace(uPc, acPlace, sizeof acPlace);
   return acPlace;
}

const char *Look_describeUsed(uint64_t uStart, uint64_t uBytes)
{
   static char acWhat[TEXT_BYTES];
   uint64_t u = uStart;

   while (u < uStart + uBytes && Pages_isAllowed(u, u + 1))
      u++;
   Memory_describe(u, acWhat, sizeof acWhat);
   return acWhat;
}
