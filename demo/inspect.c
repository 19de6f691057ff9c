/*--------------------------------------------------------------------*/
/* inspect.c: looking at a heap manager's heap                        */
/*--------------------------------------------------------------------*/

#include "inspect.h"
#include "heapmgr.h"
#include "memory.h"
#include "step.h"
#include "watch.h"
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* A manager may lack these. */

#pragma weak HeapMgr_nextPiece
#pragma weak HeapMgr_countLists
#pragma weak HeapMgr_nextInList

enum
{
   UNIT_BYTES = 16 /* what payloads are aligned to */
};

struct Payload
{
   char *pc; /* NULL before its malloc */
   size_t uBytes;
   size_t uFreed; /* 0 while live; else larger if freed later */
};

static struct Payload *asPayloads;
static size_t uPayloads;
static size_t uFreed = 0;

/* The numbers of the live payloads, in address order. */

static size_t *auLive;
static size_t uLive = 0;
static size_t uLiveBytes = 0;

/* Where places are counted from, see snapshot.h. */

static char *pcFirstBreak;
static char *pcFirstMapping = NULL;

/* The break, as it was when the look at the heap began, and the rank
   that was asked for last: the next one is likely to be the same. */

static char *pcBreak = NULL;
static size_t uLastRank = 0;

/*--------------------------------------------------------------------*/

void Inspect_start(size_t uCount)
{
   uPayloads = uCount;
   asPayloads = Memory_get((uCount + 1) * sizeof *asPayloads);
   auLive = Memory_get((uCount + 1) * sizeof *auLive);
   pcFirstBreak = sbrk(0);
   pcFirstBreak += (UNIT_BYTES - (uintptr_t)pcFirstBreak % UNIT_BYTES)
                   % UNIT_BYTES;
}

/* Return true if address pv1 is below pv2.  A manager may name any
   address, so they are compared as numbers. */

static bool Inspect_isBelow(const void *pv1, const void *pv2)
{
   return (uintptr_t)pv1 < (uintptr_t)pv2;
}

/* Return the address of the live payload at rank uRank. */

static uintptr_t Inspect_getAddress(size_t uRank)
{
   return (uintptr_t)asPayloads[auLive[uRank]].pc;
}

/* Return the number of live payloads that lie below pc. */

static size_t Inspect_rank(const char *pc)
{
   size_t u;
   size_t uLow = 0;
   size_t uHigh = uLive;

   for (u = uLastRank; u < uLastRank + 2 && u <= uLive; u++)
      if ((u == uLive || Inspect_getAddress(u) >= (uintptr_t)pc)
          && (u == 0 || Inspect_getAddress(u - 1) < (uintptr_t)pc))
      {
         uLastRank = u;
         return u;
      }
   while (uLow < uHigh)
   {
      size_t uMiddle = (uLow + uHigh) / 2;

      if (Inspect_getAddress(uMiddle) < (uintptr_t)pc)
         uLow = uMiddle + 1;
      else
         uHigh = uMiddle;
   }
   uLastRank = uLow;
   return uLow;
}

void Inspect_noteMalloc(size_t uPayload, char *pc, size_t uBytes)
{
   size_t uRank;

   assert(uPayload < uPayloads);

   uRank = Inspect_rank(pc);
   pcBreak = sbrk(0);
   asPayloads[uPayload].pc = pc;
   asPayloads[uPayload].uBytes = uBytes;
   memmove(auLive + uRank + 1, auLive + uRank,
      (uLive - uRank) * sizeof *auLive);
   auLive[uRank] = uPayload;
   uLive++;
   uLiveBytes += uBytes;
}

void Inspect_noteFree(size_t uPayload)
{
   size_t uRank = Inspect_rank(asPayloads[uPayload].pc);

   while (uRank < uLive && auLive[uRank] != uPayload)
      uRank++;
   if (uRank == uLive)
      return; /* freed twice by the scenario */
   uLive--;
   memmove(auLive + uRank, auLive + uRank + 1,
      (uLive - uRank) * sizeof *auLive);
   uLiveBytes -= asPayloads[uPayload].uBytes;
   asPayloads[uPayload].uFreed = ++uFreed;
}

char *Inspect_getPayload(size_t uPayload)
{
   return asPayloads[uPayload].pc;
}

size_t Inspect_getPayloadBytes(size_t uPayload)
{
   return asPayloads[uPayload].uBytes;
}

size_t Inspect_findFormer(size_t uPayload)
{
   const struct Payload *psNew = &asPayloads[uPayload];
   size_t uBest = NO_PAYLOAD;
   bool bBestIsSame = false;
   size_t u;

   for (u = 0; u < uPayloads; u++)
   {
      const struct Payload *psOld = &asPayloads[u];
      bool bIsSame = (psOld->pc == psNew->pc);

      if (psOld->uFreed == 0 || psOld->pc >= psNew->pc + psNew->uBytes
          || psNew->pc >= psOld->pc + psOld->uBytes)
         continue;
      if (uBest == NO_PAYLOAD || bIsSame > bBestIsSame
          || (bIsSame == bBestIsSame
              && psOld->uFreed > asPayloads[uBest].uFreed))
      {
         uBest = u;
         bBestIsSame = bIsSame;
      }
   }
   return uBest;
}

/*--------------------------------------------------------------------*/

Place Inspect_getPlace(const char *pc, bool *pbMapped)
{
   uintptr_t uBreak = (uintptr_t)pcBreak;
   uintptr_t uPlace = (uintptr_t)pc;
   size_t uPageBytes = Memory_getPageBytes();

   *pbMapped = uPlace < (uintptr_t)pcFirstBreak - uPageBytes
               || uPlace > uBreak;
   if (!*pbMapped)
      return (Place)(uPlace - (uintptr_t)pcFirstBreak);
   if (pcFirstMapping == NULL)
      pcFirstMapping = (char *)(uPlace / uPageBytes * uPageBytes);
   return (Place)(uPlace - (uintptr_t)pcFirstMapping);
}

/*--------------------------------------------------------------------*/

/* Append a piece of kind iKind to *psSnapshot, and return it; NULL if
   there is no room. */

static struct Piece *Inspect_append(struct Snapshot *psSnapshot,
   const char *pcStart, size_t uBytes, int iKind)
{
   struct Piece *psPiece;

   if (psSnapshot->uPieces == MAX_PIECES)
   {
      psSnapshot->bTruncated = true;
      return NULL;
   }
   psPiece = &psSnapshot->asPieces[psSnapshot->uPieces++];
   memset(psPiece, 0, sizeof *psPiece);
   psPiece->iStart = Inspect_getPlace(pcStart, &psPiece->bMapped);
   psPiece->uBytes = uBytes;
   psPiece->iKind = (uint8_t)iKind;
   psPiece->uPayload = NO_PAYLOAD;
   return psPiece;
}

/*--------------------------------------------------------------------*/

/* Append the uBytes bytes from pcStart on, of which only the payloads
   in them are known: these, and what lies between as unknown. */

static void Inspect_appendUnknown(
   struct Snapshot *psSnapshot, char *pcStart, size_t uBytes)
{
   char *pcEnd = pcStart + uBytes;
   size_t u = Inspect_rank(pcStart);

   for (; u < uLive && Inspect_isBelow(asPayloads[auLive[u]].pc, pcEnd);
        u++)
   {
      const struct Payload *psPayload = &asPayloads[auLive[u]];
      struct Piece *psPiece;

      if (Inspect_isBelow(psPayload->pc, pcStart))
         continue; /* overlaps the one before: a fault of the manager */
      if (Inspect_isBelow(pcStart, psPayload->pc))
         (void)Inspect_append(psSnapshot, pcStart,
            (size_t)(psPayload->pc - pcStart), HEAPMGR_UNKNOWN);
      psPiece = Inspect_append(
         psSnapshot, psPayload->pc, psPayload->uBytes, HEAPMGR_INUSE);
      if (psPiece == NULL)
         return;
      psPiece->uPayload = auLive[u];
      psPiece->uPayloadBytes = psPayload->uBytes;
      pcStart = psPayload->pc + psPayload->uBytes;
   }
   if (Inspect_isBelow(pcStart, pcEnd))
      (void)Inspect_append(psSnapshot, pcStart,
         (size_t)(pcEnd - pcStart), HEAPMGR_UNKNOWN);
}

/*--------------------------------------------------------------------*/

/* Append a piece that the manager described. */

static void Inspect_appendPiece(
   struct Snapshot *psSnapshot, const struct HeapMgr_Piece *psSeen)
{
   struct Piece *psPiece;
   size_t uRank;

   if (psSeen->eKind == HEAPMGR_UNKNOWN)
   {
      Inspect_appendUnknown(
         psSnapshot, psSeen->pcStart, psSeen->uBytes);
      return;
   }
   psPiece = Inspect_append(
      psSnapshot, psSeen->pcStart, psSeen->uBytes, (int)psSeen->eKind);
   if (psPiece == NULL)
      return;
   psPiece->uHeaderBytes = (uint32_t)psSeen->uHeaderBytes;
   psPiece->uFooterBytes = (uint32_t)psSeen->uFooterBytes;
   uRank = Inspect_rank(psSeen->pcStart);
   if (psSeen->eKind == HEAPMGR_INUSE && uRank < uLive
       && asPayloads[auLive[uRank]].pc
             < psSeen->pcStart + psSeen->uBytes)
   {
      psPiece->uPayload = auLive[uRank];
      psPiece->uPayloadBytes = asPayloads[auLive[uRank]].uBytes;
      if (psPiece->uPayloadBytes > psPiece->uBytes
                                      - psPiece->uHeaderBytes
                                      - psPiece->uFooterBytes)
         psPiece->uPayloadBytes = psPiece->uBytes
                                  - psPiece->uHeaderBytes
                                  - psPiece->uFooterBytes;
   }
}

/*--------------------------------------------------------------------*/

/* Append all pieces that the manager describes.  Return the end of the
   last one that isn't mapped, or NULL. */

static char *Inspect_walk(struct Snapshot *psSnapshot)
{
   struct HeapMgr_Piece sSeen;
   enum HeapMgr_Walk eWalk;
   char *pcEnd = NULL;
   bool bMapped;

   memset(&sSeen, 0, sizeof sSeen);
   while ((eWalk = HeapMgr_nextPiece(&sSeen)) == HEAPMGR_WALK_PIECE
          && !psSnapshot->bTruncated)
   {
      Inspect_appendPiece(psSnapshot, &sSeen);
      (void)Inspect_getPlace(sSeen.pcStart, &bMapped);
      if (!bMapped)
         pcEnd = sSeen.pcStart + sSeen.uBytes;
   }
   if (eWalk == HEAPMGR_WALK_BROKEN && sSeen.pcStart != NULL
       && Inspect_isBelow(sSeen.pcStart, sbrk(0)))
   {
      psSnapshot->bBroken = true;
      pcEnd = sbrk(0);
      Inspect_appendUnknown(
         psSnapshot, sSeen.pcStart, (size_t)(pcEnd - sSeen.pcStart));
   }
   return pcEnd;
}

/*--------------------------------------------------------------------*/

/* Append the chunk in use that fills pages from pcPage on, if the
   manager says that there is one with a payload of ours.  Return its
   end, or NULL. */

static char *Inspect_appendMappedChunk(
   struct Snapshot *psSnapshot, char *pcPage)
{
   struct HeapMgr_Piece sSeen;

   if (HeapMgr_nextPiece == NULL)
      return NULL;
   memset(&sSeen, 0, sizeof sSeen);
   sSeen.pcStart = pcPage;
   if (HeapMgr_nextPiece(&sSeen) != HEAPMGR_WALK_PIECE
       || sSeen.pcStart != pcPage
       || !Watch_isInHeap(pcPage, sSeen.uBytes))
      return NULL;
   Inspect_appendPiece(psSnapshot, &sSeen);
   return pcPage + sSeen.uBytes;
}

/* Append the mapped pages around the live payloads that lie above
   pcAbove; where the manager says nothing of them, all but the payloads
   is unknown. */

static void Inspect_appendMappings(
   struct Snapshot *psSnapshot, char *pcAbove)
{
   size_t uPageBytes = Memory_getPageBytes();
   char *pcDone = pcAbove;
   size_t u;

   for (u = Inspect_rank(pcAbove); u < uLive; u++)
   {
      char *pc = asPayloads[auLive[u]].pc;
      char *pcStart = pc - (uintptr_t)pc % uPageBytes;
      char *pcEnd;

      if (Inspect_isBelow(pc, pcDone))
         continue;
      pcEnd = Inspect_appendMappedChunk(psSnapshot, pcStart);
      if (pcEnd == NULL)
      {
         pcEnd = pcStart + uPageBytes;
         while (Inspect_isBelow(pcDone, pcStart)
                && Watch_isInHeap(pcStart - uPageBytes, uPageBytes))
            pcStart -= uPageBytes;
         while (Watch_isInHeap(pcEnd, uPageBytes))
            pcEnd += uPageBytes;
         Inspect_appendUnknown(
            psSnapshot, pcStart, (size_t)(pcEnd - pcStart));
      }
      pcDone = pcEnd;
   }
}

/*--------------------------------------------------------------------*/

/* Return what the chunk is that a free list names by pc. */

static enum LinkState Inspect_judgeLink(
   const struct Snapshot *psSnapshot, const char *pc)
{
   bool bMapped;
   Place iChunk = Inspect_getPlace(pc, &bMapped);
   const struct Piece *psPiece = Snapshot_findPiece(
      psSnapshot, iChunk, bMapped);

   if (!Watch_isInHeap(pc, 1))
      return LINK_NO_CHUNK;
   if (!psSnapshot->bInspected || psSnapshot->bTruncated
       || (psPiece != NULL && psPiece->iKind == HEAPMGR_UNKNOWN))
      return LINK_UNKNOWN;
   if (psPiece == NULL || psPiece->iStart != iChunk)
      return LINK_NO_CHUNK;
   return (psPiece->iKind == HEAPMGR_FREE) ? LINK_GOOD : LINK_INUSE;
}

/* Of the links from uFirst on, which are a list's with a cycle in it,
   keep those up to the first that names a chunk for the second time. */

static void Inspect_cutCycle(struct Snapshot *psSnapshot, size_t uFirst)
{
   struct Link *asLinks = psSnapshot->asLinks;
   size_t uLink;
   size_t u;

   for (uLink = uFirst; uLink < psSnapshot->uLinks; uLink++)
      for (u = uFirst; u < uLink; u++)
         if (asLinks[u].iChunk == asLinks[uLink].iChunk)
         {
            asLinks[uLink].eState = LINK_AGAIN;
            psSnapshot->uLinks = uLink + 1;
            return;
         }
}

/* Append free list uList.  It may be damaged, and then be a cycle or
   lead anywhere.  A cycle is noticed as in R. P. Brent, An Improved
   Monte Carlo Factorization Algorithm, 1980: one of the chunks is kept
   in mind, a later one each time that twice as many have come by. */

static void Inspect_list(struct Snapshot *psSnapshot, size_t uList)
{
   size_t uFirst = psSnapshot->uLinks;
   size_t uRenewed = uFirst + 1;
   const char *pcKept = NULL;
   char *pc = HeapMgr_nextInList(uList, NULL);
   bool bMapped;

   for (; pc != NULL; pc = HeapMgr_nextInList(uList, pc))
   {
      struct Link *psLink = &psSnapshot->asLinks[psSnapshot->uLinks];

      if (psSnapshot->uLinks == MAX_LINKS)
      {
         psSnapshot->bTruncated = true;
         return;
      }
      psSnapshot->uLinks++;
      psLink->uList = uList;
      psLink->iChunk = Inspect_getPlace(pc, &bMapped);
      psLink->eState = Inspect_judgeLink(psSnapshot, pc);
      if (pc == pcKept)
      {
         Inspect_cutCycle(psSnapshot, uFirst);
         return;
      }
      if (psSnapshot->uLinks == uRenewed)
      {
         pcKept = pc;
         uRenewed += uRenewed - uFirst;
      }
      if (!Watch_isInHeap(pc, 1))
         return;
   }
}

/* Append all free lists. */

static void Inspect_lists(struct Snapshot *psSnapshot)
{
   size_t uList;

   psSnapshot->uLists = 0;
   if (HeapMgr_countLists == NULL || HeapMgr_nextInList == NULL)
      return;
   psSnapshot->uLists = HeapMgr_countLists();
   for (uList = 0; uList < psSnapshot->uLists; uList++)
      Inspect_list(psSnapshot, uList);
}

/*--------------------------------------------------------------------*/

/* Add up what the pieces hold.  What the manager holds outside of them
   (to align the first one, say) is its own, like headers. */

static void Inspect_count(struct Snapshot *psSnapshot)
{
   size_t uSeen = 0;
   size_t u;

   psSnapshot->uHeaderBytes = 0;
   psSnapshot->uInternalBytes = 0;
   psSnapshot->uFreeBytes = 0;
   psSnapshot->uPadBytes = 0;
   psSnapshot->uUnknownBytes = 0;
   for (u = 0; u < psSnapshot->uPieces; u++)
   {
      const struct Piece *psPiece = &psSnapshot->asPieces[u];
      size_t uEnds = psPiece->uHeaderBytes + psPiece->uFooterBytes;

      uSeen += psPiece->uBytes;
      switch (psPiece->iKind)
      {
      case HEAPMGR_INUSE:
         psSnapshot->uHeaderBytes += uEnds;
         psSnapshot->uInternalBytes += psPiece->uBytes - uEnds
                                       - psPiece->uPayloadBytes;
         break;
      case HEAPMGR_FREE:
         psSnapshot->uFreeBytes += psPiece->uBytes;
         break;
      case HEAPMGR_PAD:
         psSnapshot->uPadBytes += psPiece->uBytes;
         break;
      case HEAPMGR_UNKNOWN:
         psSnapshot->uUnknownBytes += psPiece->uBytes;
         break;
      default:
         psSnapshot->uHeaderBytes += psPiece->uBytes;
      }
   }
   if (psSnapshot->uHeapBytes > uSeen)
      psSnapshot->uHeaderBytes += psSnapshot->uHeapBytes - uSeen;
}

/*--------------------------------------------------------------------*/

void Inspect_look(struct Snapshot *psSnapshot)
{
   char *pcEnd = NULL;
   bool bHeap = (Watch_getHeapBytes() != 0);

   pcBreak = sbrk(0);
   psSnapshot->uCalls = Watch_getCalls();
   psSnapshot->uRefusals = Watch_getRefusals();
   psSnapshot->uHeapBytes = Watch_getHeapBytes();
   psSnapshot->uPeakBytes = Watch_getPeakHeapBytes();
   psSnapshot->uPayloadBytes = uLiveBytes;
   psSnapshot->bInspected = (HeapMgr_nextPiece != NULL);
   psSnapshot->bBroken = false;
   psSnapshot->bTruncated = false;
   psSnapshot->uPieces = 0;
   psSnapshot->uLinks = 0;

   if (psSnapshot->bInspected && bHeap)
      pcEnd = Inspect_walk(psSnapshot);
   else if (bHeap)
   {
      pcEnd = pcBreak;
      if (Inspect_isBelow(pcFirstBreak, pcBreak))
         Inspect_appendUnknown(
            psSnapshot, pcFirstBreak, (size_t)(pcBreak - pcFirstBreak));
   }
   if (bHeap
       && (psSnapshot->uPieces == 0
           || !psSnapshot->asPieces[psSnapshot->uPieces - 1].bMapped))
      Inspect_appendMappings(psSnapshot, pcBreak);
   if (pcEnd != NULL && Inspect_isBelow(pcEnd, pcBreak))
   {
      /* What lies between the last chunk and the break comes after the
         pieces below the break. */
      size_t u = psSnapshot->uPieces;
      struct Piece *psPiece = Inspect_append(
         psSnapshot, pcEnd, (size_t)(pcBreak - pcEnd), KIND_BEYOND);

      while (psPiece != NULL && u > 0
             && psSnapshot->asPieces[u - 1].bMapped)
      {
         struct Piece sPiece = psSnapshot->asPieces[u - 1];

         psSnapshot->asPieces[u - 1] = psSnapshot->asPieces[u];
         psSnapshot->asPieces[u] = sPiece;
         u--;
      }
   }
   Inspect_lists(psSnapshot);
   Inspect_count(psSnapshot);
}
