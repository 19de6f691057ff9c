/*--------------------------------------------------------------------*/
/* arrange.c: a heap that is arranged so that one thing can be seen   */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "host.h"
#include "verdict.h"
#include "watch.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MAX_ROW = 600,      /* payloads that getRow tries */
   ROW_BYTE = 0x55,    /* what it fills them with */
   MAX_PLUGS = 4000,   /* payloads of plug */
   PLUG_BYTES = 1024,  /* the largest of them */
   OVERHEAD_BYTES = 64 /* no header and footer are larger */
};

/*--------------------------------------------------------------------*/
/* Payloads with contents                                             */
/*--------------------------------------------------------------------*/

/* Return byte u of a payload with the seed uSeed. */

static unsigned char Arrange_getByte(size_t uSeed, size_t u)
{
   return (unsigned char)((uSeed * 0x9E3779B97F4A7C15u >> 32) + u * 31
                          + (u >> 8));
}

bool Arrange_get(struct Payload *psPayload, size_t uBytes, size_t uSeed)
{
   size_t u;

   psPayload->pc = Host_malloc(uBytes);
   psPayload->uBytes = uBytes;
   psPayload->uSeed = uSeed;
   if (psPayload->pc == NULL)
      return false;

   if ((uintptr_t)psPayload->pc % _Alignof(max_align_t) != 0)
      Verdict_fail("HeapMgr_malloc(%zu) returned the address %p, which"
                   " is %zu above a multiple of %zu; expected such a"
                   " multiple: aligned for any type",
         uBytes, (void *)psPayload->pc,
         (size_t)((uintptr_t)psPayload->pc % _Alignof(max_align_t)),
         _Alignof(max_align_t));
   if (!Watch_isInHeap(psPayload->pc, uBytes))
      Verdict_fail("HeapMgr_malloc(%zu) returned %s; expected %zu bytes"
                   " that the manager has from the system, all of"
                   " them: it has %zu bytes in all.  Is the chunk that"
                   " was found there as long as that?",
         uBytes, Verdict_place(psPayload->pc), uBytes,
         Watch_getHeapBytes());
   for (u = 0; u < uBytes; u++)
      psPayload->pc[u] = Arrange_getByte(uSeed, u);
   return true;
}

void Arrange_mustGet(
   struct Payload *psPayload, size_t uBytes, size_t uSeed)
{
   if (!Arrange_get(psPayload, uBytes, uSeed))
      Verdict_fail(
         "HeapMgr_malloc(%zu) returned NULL; expected a"
         " payload: the system has memory to give.  Is the heap"
         " grown if nothing that is free is long enough?",
         uBytes);
}

void Arrange_verify(const struct Payload *psPayload)
{
   size_t u;

   for (u = 0; u < psPayload->uBytes; u++)
      if (psPayload->pc[u] != Arrange_getByte(psPayload->uSeed, u))
         Verdict_fail("byte %zu of the %zu bytes at %s has changed from"
                      " %d to %d, though the client never wrote to it:"
                      " the manager did, or gave the byte to somebody"
                      " else too",
            u, psPayload->uBytes, Verdict_place(psPayload->pc),
            Arrange_getByte(psPayload->uSeed, u), psPayload->pc[u]);
}

void Arrange_give(struct Payload *psPayload)
{
   Arrange_verify(psPayload);
   Host_free(psPayload->pc);
   psPayload->pc = NULL;
}

/* Return true if all free lists have uFree chunks together. */

static bool Arrange_areListed(size_t uFree)
{
   size_t uLists = HeapMgr_countLists();
   size_t uListed = 0;
   size_t uList;

   for (uList = 0; uList < uLists; uList++)
   {
      void *pv = HeapMgr_nextInList(uList, NULL);

      for (; pv != NULL && uListed <= uFree;
           pv = HeapMgr_nextInList(uList, pv))
         uListed++;
   }
   return uLists == 0 || uListed == uFree;
}

bool Arrange_isSound(void)
{
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep;
   bool bPrevIsFree = false;
   size_t uFree = 0;

   if (!Host_canWalk())
      return true;
   while ((eStep = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      bool bIsFree = (sPiece.eKind == HEAPMGR_FREE);

      if (bIsFree && bPrevIsFree)
         return false;
      bPrevIsFree = bIsFree;
      uFree += bIsFree;
   }
   if (eStep != HEAPMGR_WALK_END)
      return false;
   return !Host_canList() || Arrange_areListed(uFree);
}

void Arrange_checkValid(const char *pcWhen)
{
   if (!Host_isValid())
      Verdict_fail("HeapMgr_isValid() returned false %s; expected true:"
                   " the client has kept all rules, so either the heap"
                   " or the function is wrong (what it printed is"
                   " below)",
         pcWhen);
}

/*--------------------------------------------------------------------*/
/* Places                                                             */
/*--------------------------------------------------------------------*/

/* Compare two addresses, for qsort. */

static int Arrange_compare(const void *pv1, const void *pv2)
{
   uintptr_t u1 = (uintptr_t) * (unsigned char *const *)pv1;
   uintptr_t u2 = (uintptr_t) * (unsigned char *const *)pv2;

   return (u1 > u2) - (u1 < u2);
}

bool Arrange_isWithin(
   const void *pv, size_t uBytes, const void *pvStart, size_t uRoom)
{
   uintptr_t u = (uintptr_t)pv;
   uintptr_t uStart = (uintptr_t)pvStart;

   return u >= uStart && u - uStart <= uRoom
          && uBytes <= uRoom - (u - uStart);
}

void Arrange_sort(unsigned char **apc, size_t uCount)
{
   qsort(apc, uCount, sizeof apc[0], Arrange_compare);
}

/* Return the first of uCount neighbours, which are as near to each
   other as payloads of uBytes bytes can be, among the uGot sorted
   addresses at ppc; or NULL. */

static unsigned char **Arrange_findRow(
   unsigned char **ppc, size_t uGot, size_t uCount, size_t uBytes)
{
   size_t uRun = 1;
   size_t u;

   for (u = 1; u < uGot; u++)
   {
      size_t uStride = (size_t)(ppc[u] - ppc[u - 1]);
      bool bNear =
         (uStride <= uBytes + OVERHEAD_BYTES)
         && (uRun == 1 || uStride == (size_t)(ppc[u - 1] - ppc[u - 2]));

      uRun = bNear ? uRun + 1 : 1;
      if (uRun == uCount)
         return &ppc[u - uCount + 1];
   }
   return NULL;
}

/* Have one free chunk be long enough for the whole row: chunks that are
   cut from it, from either end, are neighbours. */

static void Arrange_makeRoom(size_t uCount, size_t uBytes)
{
   void *pv = Host_malloc(uCount * (uBytes + OVERHEAD_BYTES));

   Host_free(pv);
}

void Arrange_getRow(
   unsigned char **apcRow, size_t uCount, size_t uBytes)
{
   static unsigned char *apc[MAX_ROW];
   unsigned char **ppcRow = NULL;
   size_t uGot = 0;

   Arrange_makeRoom(uCount, uBytes);
   while (ppcRow == NULL && uGot < MAX_ROW)
   {
      apc[uGot] = Host_malloc(uBytes);
      if (apc[uGot] == NULL)
         Verdict_fail("HeapMgr_malloc(%zu) returned NULL; expected a"
                      " payload: the system has memory to give",
            uBytes);
      memset(apc[uGot], ROW_BYTE, uBytes);
      uGot++;
      Arrange_sort(apc, uGot);
      ppcRow = Arrange_findRow(apc, uGot, uCount, uBytes);
   }
   if (ppcRow == NULL)
      Verdict_fail("of %d payloads of %zu bytes, no %zu are neighbours:"
                   " the first two are %zu bytes apart; expected chunks"
                   " that lie side by side, each as long as needed.  Is"
                   " a chunk split if it is too long, also when the"
                   " heap has just grown?",
         MAX_ROW, uBytes, uCount, (size_t)(apc[1] - apc[0]));
   memcpy(apcRow, ppcRow, uCount * sizeof apcRow[0]);
}

/*--------------------------------------------------------------------*/

/* What plug has taken. */

static unsigned char *apcPlugs[MAX_PLUGS];
static size_t uPlugs = 0;

/* Set *puRoom to how large a payload the first free chunk holds, or to
   0 if no chunk is free.  Return false if a walk can't tell: it breaks
   off, or comes to something that is neither free nor in use. */

static bool Arrange_findRoom(size_t *puRoom)
{
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep;

   *puRoom = 0;
   if (!Host_canWalk())
      return false;
   while ((eStep = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      size_t uParts = sPiece.uHeaderBytes + sPiece.uFooterBytes;

      if (sPiece.eKind == HEAPMGR_INUSE)
         continue;
      if (sPiece.eKind != HEAPMGR_FREE || sPiece.uBytes <= uParts)
         return false;
      *puRoom = sPiece.uBytes - uParts;
      return true;
   }
   return eStep == HEAPMGR_WALK_END;
}

/* Take uCount payloads of uBytes bytes, as long as the heap doesn't
   grow for one, and add the bytes of each to *puTaken.  Return false if
   it does, or if there is none. */

static bool Arrange_takeQuietly(
   size_t uCount, size_t uBytes, size_t *puTaken)
{
   size_t uHeapBytes = Watch_getHeapBytes();

   while (uCount-- > 0)
   {
      unsigned char *pc = Host_malloc(uBytes);

      if (pc == NULL)
         return false;
      if (uPlugs < MAX_PLUGS)
         apcPlugs[uPlugs++] = pc;
      *puTaken += uBytes;
      if (Watch_getHeapBytes() > uHeapBytes)
         return false;
   }
   return true;
}

/* Take the chunks that are free one after the other, so that nobody
   need be refused: a manager that fails when it is must not fail
   everywhere.  Add the bytes that were taken to *puTaken.  Return true
   if all that there is is in use then, and on no list; false if that
   can't be seen, or if a chunk wasn't used that is long enough. */

static bool Arrange_takeFree(size_t *puTaken)
{
   size_t uRoom;

   while (Arrange_findRoom(&uRoom) && *puTaken <= Watch_getHeapBytes())
   {
      size_t uBytes = (uRoom < PLUG_BYTES) ? uRoom : PLUG_BYTES;
      size_t uCount = (uRoom + OVERHEAD_BYTES)
                      / (uBytes + OVERHEAD_BYTES);

      if (uRoom == 0)
         return !Host_canList() || Arrange_areListed(0);
      if (!Arrange_takeQuietly(uCount, uBytes, puTaken))
         return false;
   }
   return false;
}

void Arrange_plug(void)
{
   size_t uTaken = 0;
   bool bAllInUse = Arrange_takeFree(&uTaken);
   size_t uBytes;
   unsigned char *pc;

   Watch_setLimit(Watch_getHeapBytes());
   if (bAllInUse)
      return;
   for (uBytes = PLUG_BYTES; uBytes > 0; uBytes /= 2)
      while ((pc = Host_malloc(uBytes)) != NULL)
      {
         if (uPlugs < MAX_PLUGS)
            apcPlugs[uPlugs++] = pc;
         uTaken += uBytes;
         if (uTaken > Watch_getHeapBytes())
            Verdict_fail(
               "HeapMgr_malloc goes on giving out memory though the"
               " system refuses any more: %zu bytes that were free,"
               " from a heap of %zu bytes; expected NULL.  Does it hand"
               " out a chunk that is in use, or that has become part of"
               " another?",
               uTaken, Watch_getHeapBytes());
      }
}

void Arrange_unplugTop(size_t uBytes)
{
   unsigned char *pcTop;

   Arrange_sort(apcPlugs, uPlugs);
   if (uPlugs == 0)
      return;
   pcTop = apcPlugs[uPlugs - 1];
   while (uPlugs > 0 && (size_t)(pcTop - apcPlugs[uPlugs - 1]) < uBytes)
      Host_free(apcPlugs[--uPlugs]);
}

unsigned char *Arrange_mustFit(size_t uBytes,
   const unsigned char *pcLow, const unsigned char *pcHigh,
   const char *pcWhy)
{
   unsigned char *pc = Host_malloc(uBytes);

   if (pc == NULL)
      Verdict_fail("HeapMgr_malloc(%zu) returned NULL, or tried to grow"
                   " the heap, which is refused here; expected a place"
                   " from %s on: %s",
         uBytes, Verdict_place(pcLow), pcWhy);
   if (!Arrange_isWithin(pc, uBytes, pcLow, (size_t)(pcHigh - pcLow)))
      Verdict_fail("HeapMgr_malloc(%zu) returned %s; expected a place"
                   " from %s up to %s, for all else is in use",
         uBytes, Verdict_place(pc), Verdict_place(pcLow),
         Verdict_place(pcHigh));
   return pc;
}

void Arrange_mustNotFit(size_t uBytes, const char *pcWhy)
{
   unsigned char *pc = Host_malloc(uBytes);

   if (pc != NULL)
      Verdict_fail("HeapMgr_malloc(%zu) returned %s; expected NULL: %s",
         uBytes, Verdict_place(pc), pcWhy);
}

size_t Arrange_findLargest(size_t uLimit)
{
   size_t uFits = 0;
   size_t uTooMuch = uLimit + 1;

   while (uTooMuch - uFits > 1)
   {
      size_t uMiddle = uFits + (uTooMuch - uFits) / 2;
      void *pv = Host_malloc(uMiddle);

      if (pv == NULL)
         uTooMuch = uMiddle;
      else
      {
         Host_free(pv);
         uFits = uMiddle;
      }
   }
   return uFits;
}
