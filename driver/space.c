/*--------------------------------------------------------------------*/
/* space.c: what the bytes of a heap are used for                     */
/*                                                                    */
/* A walk over the heap after every operation would take far too      */
/* long.  So the figures come from two places:                        */
/*                                                                    */
/* The sums.  A chunk in use is looked up once, right after malloc    */
/* has returned its payload: that tells its length, header and        */
/* footer.  Sums over all live payloads follow from that, and what    */
/* the heap has beyond them, and beyond the manager's own data that   */
/* the last walk found, is free.  This costs the same for every       */
/* operation.                                                         */
/*                                                                    */
/* The walk over all pieces of the heap.  It is made just before and  */
/* just after the malloc that brings the heap to its peak; when       */
/* somebody else has moved the break, which costs the manager a       */
/* margin; and when the heap has grown or shrunk by an eighth, or the */
/* operations have doubled, since the last walk, which keeps the cost */
/* of all walks together in bounds.                                   */
/*                                                                    */
/* Both see the same chunks from different sides, so at every walk    */
/* the sums are compared with it.                                     */
/*--------------------------------------------------------------------*/

#include "space.h"
#include "granules.h"
#include "heapmgr.h"
#include "memory.h"
#include "watch.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>

/* A manager may lack this function: then its heap can't be seen. */

#pragma weak HeapMgr_nextPiece

enum
{
   UNIT_BYTES = _Alignof(max_align_t), /* where a payload can start */
   FIRST_HEADER_BYTES = 16, /* a guess, until a walk has seen one */
   MAX_GUESSES = 16,        /* walks made to see one */
   WALK_FRACTION = 8        /* see above */
};

/* What belongs to a live payload. */

struct Share
{
   size_t uPayloadBytes;
   size_t uInternalBytes;
   size_t uOverheadBytes;
   size_t uRoundingBytes; /* up to the next place for a payload */
   char *pcPayload;
   bool bFound;    /* its chunk could be looked up */
   char *pcMapped; /* its mapping, if it has one of its own */
   size_t uMappedBytes;
};

/* What a walk saw, in bytes of the heap. */

struct Walk
{
   size_t uInUseBytes;   /* chunks in use that hold a payload */
   size_t uEndBytes;     /* their headers and footers */
   size_t uOwnBytes;     /* the manager's own data, chunks in use that
                             hold no payload */
   size_t uFreeBytes;    /* free chunks and pads */
   size_t uRoundedBytes; /* payloads, rounded up, whose chunks only we
                             know (HEAPMGR_UNKNOWN) */
   size_t uGoneBytes;    /* what lies between these */
   bool bUnknown;        /* there is such a piece */
   size_t uUnfitBytes;   /* free or gone: can't serve the request */
   size_t uCoveredBytes; /* all pieces together */
   size_t uPayloads;     /* payloads that were met */
   size_t uHeaderBytes;  /* of the last chunk in use met; 0: none */
   bool bComplete;       /* it came to the end, and met all payloads */
   bool bBroken;         /* it could not go on */
   const char *pcBroken; /* at this place */
};

struct Space
{
   struct SpacePlan sPlan;
   struct SpaceResult *psResult;
   struct Share *asShares; /* by id */
   Granules_T oStarts;     /* where the live payloads start */
   Granules_T oPayloads;   /* where they are, rounded up to units */
   Granules_T oEver;       /* where any payload ever started */
   struct Share sLive;     /* the sums over all live payloads */
   size_t uLive;           /* their number */
   size_t uNotFound;       /* of them, without a known chunk */
   size_t uKeptBytes;      /* freed, but the system didn't take it */
   size_t uMallocs;        /* calls so far */
   size_t uOperation;
   struct Walk sWalk;       /* the last walk */
   size_t uWalkedHeapBytes; /* when it was made */
   size_t uWalkedOperation;
   size_t uWalkedGaps;
   size_t uGuesses; /* walks made because a guess was wrong */
   size_t uStride;  /* operations from row to row */
};

/*--------------------------------------------------------------------*/

Space_T Space_new(
   const struct SpacePlan *psPlan, struct SpaceResult *psResult)
{
   Space_T oSpace = Memory_get(sizeof *oSpace);

   oSpace->sPlan = *psPlan;
   oSpace->psResult = psResult;
   oSpace->asShares = Memory_get(
      (psPlan->uIds + 1) * sizeof(struct Share));
   oSpace->oStarts = Granules_new(UNIT_BYTES);
   oSpace->oPayloads = Granules_new(UNIT_BYTES);
   oSpace->oEver = Granules_new(UNIT_BYTES);
   oSpace->sWalk.uHeaderBytes = FIRST_HEADER_BYTES;

   /* Rows for the first operation and the peak come on top. */
   oSpace->uStride = psPlan->uOperations / (SPACE_ROWS - 2) + 1;
   psResult->bSplit = (HeapMgr_nextPiece != NULL);
   return oSpace;
}

/*--------------------------------------------------------------------*/

/* Remark on the inspection, unless something has been remarked on
   before, that pcWhat is uFound bytes, but uExpected bytes by
   pcOther. */

static void Space_remark(Space_T oSpace, const char *pcWhat,
   size_t uFound, const char *pcOther, size_t uExpected)
{
   char *pcRemark = oSpace->psResult->acRemark;

   if (*pcRemark == '\0')
      snprintf(pcRemark, SPACE_REMARK_BYTES,
         "operation %zu: %s %zu bytes, but %s %zu", oSpace->uOperation,
         pcWhat, uFound, pcOther, uExpected);
}

/*--------------------------------------------------------------------*/

/* Return the number of bytes in the uBytes bytes from pv on that are
   the heap's.  A chunk may cover foreign memory. */

static size_t Space_countHeapBytes(const void *pv, size_t uBytes)
{
   if (uBytes == 0)
      return 0;
   if (Watch_isInHeap(pv, uBytes))
      return uBytes;
   return Watch_countInHeap(pv, uBytes);
}

/*--------------------------------------------------------------------*/

/* Add to *psWalk a chunk in use.  If it holds no payload, but once did,
   the manager has only put off to free it; if it never did, it is the
   manager's own (such as one that covers foreign memory). */

static void Space_addInUse(Space_T oSpace, struct Walk *psWalk,
   const struct HeapMgr_Piece *psPiece, size_t uHeapBytes)
{
   size_t uPayloads = Granules_count(
      oSpace->oStarts, psPiece->pcStart, psPiece->uBytes);

   if (uPayloads == 0)
   {
      if (Granules_count(
             oSpace->oEver, psPiece->pcStart, psPiece->uBytes)
          != 0)
         psWalk->uFreeBytes += uHeapBytes;
      else
         psWalk->uOwnBytes += uHeapBytes;
      return;
   }
   psWalk->uPayloads += uPayloads;
   psWalk->uInUseBytes += uHeapBytes;
   psWalk->uEndBytes += psPiece->uHeaderBytes + psPiece->uFooterBytes;
   psWalk->uHeaderBytes = psPiece->uHeaderBytes;
}

/*--------------------------------------------------------------------*/

/* Add to *psWalk a piece that has been handed out, chunk by chunk.
   The bytes of it that no live payload takes will never be used
   again. */

static void Space_addUnknown(Space_T oSpace, struct Walk *psWalk,
   const struct HeapMgr_Piece *psPiece, size_t uHeapBytes)
{
   size_t uRounded = UNIT_BYTES
                     * Granules_count(oSpace->oPayloads,
                        psPiece->pcStart, psPiece->uBytes);

   /* Where the break ends inside a unit, the last payload's rest is not
      all in the heap. */
   if (uRounded > uHeapBytes)
      uRounded = uHeapBytes;
   psWalk->bUnknown = true;
   psWalk->uPayloads += Granules_count(
      oSpace->oStarts, psPiece->pcStart, psPiece->uBytes);
   psWalk->uRoundedBytes += uRounded;
   psWalk->uGoneBytes += uHeapBytes - uRounded;
   psWalk->uUnfitBytes += uHeapBytes - uRounded;
}

/*--------------------------------------------------------------------*/

/* Add *psPiece to *psWalk.  The request that comes next is for uRequest
   bytes. */

static void Space_addPiece(Space_T oSpace, struct Walk *psWalk,
   const struct HeapMgr_Piece *psPiece, size_t uRequest)
{
   size_t uHeapBytes = Space_countHeapBytes(
      psPiece->pcStart, psPiece->uBytes);
   size_t uEndBytes = psPiece->uHeaderBytes + psPiece->uFooterBytes;

   psWalk->uCoveredBytes += uHeapBytes;
   switch (psPiece->eKind)
   {
   case HEAPMGR_INUSE:
      Space_addInUse(oSpace, psWalk, psPiece, uHeapBytes);
      break;
   case HEAPMGR_UNKNOWN:
      Space_addUnknown(oSpace, psWalk, psPiece, uHeapBytes);
      break;
   case HEAPMGR_META:
      psWalk->uOwnBytes += uHeapBytes;
      break;
   default:
      psWalk->uFreeBytes += uHeapBytes;
      if (psPiece->uBytes - uEndBytes < uRequest)
         psWalk->uUnfitBytes += uHeapBytes;
      break;
   }
}

/*--------------------------------------------------------------------*/

/* Return true if *psPiece, which must not start before address uEnd, is
   one that a heap can have. */

static bool Space_isPiece(
   const struct HeapMgr_Piece *psPiece, uintptr_t uEnd)
{
   uintptr_t uStart = (uintptr_t)psPiece->pcStart;
   size_t uBytes = psPiece->uBytes;

   return uStart >= uEnd && uBytes != 0
          && uBytes <= UINTPTR_MAX - uStart
          && psPiece->uHeaderBytes <= uBytes
          && psPiece->uFooterBytes <= uBytes - psPiece->uHeaderBytes;
}

/*--------------------------------------------------------------------*/

/* Return true if what *psWalk saw can be the whole heap: all payloads,
   in chunks that are long enough for them, and no more bytes than the
   heap has. */

static bool Space_isWholeHeap(Space_T oSpace, const struct Walk *psWalk)
{
   size_t uHeapBytes = Watch_getHeapBytes();

   return psWalk->uPayloads == oSpace->uLive
          && psWalk->uCoveredBytes <= uHeapBytes
          && (psWalk->uCoveredBytes != 0 || uHeapBytes == 0)
          && psWalk->uEndBytes <= psWalk->uInUseBytes
          && psWalk->uInUseBytes - psWalk->uEndBytes
                   + psWalk->uRoundedBytes
                >= oSpace->sLive.uPayloadBytes;
}

/*--------------------------------------------------------------------*/

/* Walk over the heap.  What the manager says is checked: every piece
   must lie after the one before it, so that the walk ends, and the
   pieces can't be larger than the heap. */

static void Space_walk(Space_T oSpace, size_t uRequest)
{
   struct HeapMgr_Piece sPiece = {0};
   struct Walk sWalk = {0};
   enum HeapMgr_Walk eWalk = HEAPMGR_WALK_END;
   uintptr_t uEnd = 0;

   while (HeapMgr_nextPiece != NULL
          && (eWalk = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      if (!Space_isPiece(&sPiece, uEnd))
      {
         eWalk = HEAPMGR_WALK_BROKEN;
         break;
      }
      uEnd = (uintptr_t)sPiece.pcStart + sPiece.uBytes;
      Space_addPiece(oSpace, &sWalk, &sPiece, uRequest);
   }

   sWalk.bBroken = (eWalk == HEAPMGR_WALK_BROKEN);
   sWalk.pcBroken = sPiece.pcStart;
   sWalk.bComplete =
      (eWalk == HEAPMGR_WALK_END && Space_isWholeHeap(oSpace, &sWalk));
   if (sWalk.uHeaderBytes == 0)
      sWalk.uHeaderBytes = oSpace->sWalk.uHeaderBytes;
   oSpace->sWalk = sWalk;
   oSpace->uWalkedHeapBytes = Watch_getHeapBytes();
   oSpace->uWalkedOperation = oSpace->uOperation;
   oSpace->uWalkedGaps = Watch_getGaps();
}

/*--------------------------------------------------------------------*/

/* Return the heap's bytes that the last walk found to be the manager's
   own: marked so, in use by no client, or in no piece. */

static size_t Space_getOwnBytes(const struct Space *oSpace)
{
   const struct Walk *psWalk = &oSpace->sWalk;

   if (!psWalk->bComplete)
      return psWalk->uOwnBytes;
   return psWalk->uOwnBytes + oSpace->uWalkedHeapBytes
          - psWalk->uCoveredBytes;
}

/*--------------------------------------------------------------------*/

/* Set *psParts to the heap's parts as they are now, by the sums. */

static void Space_getParts(
   const struct Space *oSpace, struct Parts *psParts)
{
   const struct Walk *psWalk = &oSpace->sWalk;
   const struct Share *psLive = &oSpace->sLive;
   size_t uHeapBytes = Watch_getHeapBytes();
   bool bBare = (psWalk->bComplete && psWalk->uInUseBytes == 0
                 && psWalk->bUnknown);
   size_t uRest;

   psParts->uHeapBytes = uHeapBytes;
   psParts->uPayloadBytes = psLive->uPayloadBytes;
   psParts->uInternalBytes = 0;
   psParts->uOverheadBytes = 0;
   psParts->uExternalBytes = 0;

   /* A manager may have given back memory that is in use. */
   uRest = (uHeapBytes > psParts->uPayloadBytes)
              ? uHeapBytes - psParts->uPayloadBytes
              : 0;
   if (oSpace->uNotFound == 0)
   {
      psParts->uInternalBytes = psLive->uInternalBytes;
      psParts->uOverheadBytes = psLive->uOverheadBytes
                                + Space_getOwnBytes(oSpace);
   }
   else if (bBare)
   {
      psParts->uOverheadBytes = Space_getOwnBytes(oSpace);
      if (psParts->uOverheadBytes > uRest)
         psParts->uOverheadBytes = uRest;
      psParts->uInternalBytes = uRest - psParts->uOverheadBytes;
      if (psParts->uInternalBytes > psLive->uRoundingBytes)
         psParts->uInternalBytes = psLive->uRoundingBytes;
   }

   if (psParts->uInternalBytes + psParts->uOverheadBytes > uRest)
   {
      /* Chunks that overlap: nothing that they say can be believed. */
      psParts->uInternalBytes = 0;
      psParts->uOverheadBytes = 0;
   }
   uRest -= psParts->uInternalBytes + psParts->uOverheadBytes;
   if (psWalk->bComplete && (oSpace->uNotFound == 0 || bBare))
      psParts->uExternalBytes = uRest;
   else
      psParts->uExternalBytes =
         (oSpace->uKeptBytes < uRest) ? oSpace->uKeptBytes : uRest;
   psParts->uUnknownBytes = uRest - psParts->uExternalBytes;
}

/*--------------------------------------------------------------------*/

/* Walk, and set *psParts to the heap's parts as the walk found them.
   Where it found only some, the sums tell the others. */

static void Space_walkParts(Space_T oSpace, struct Parts *psParts)
{
   const struct Walk *psWalk = &oSpace->sWalk;
   struct Parts sSums;

   Space_walk(oSpace, 0);
   Space_getParts(oSpace, &sSums);
   *psParts = sSums;
   if (psWalk->bBroken && *oSpace->psResult->acRemark == '\0')
      snprintf(oSpace->psResult->acRemark, SPACE_REMARK_BYTES,
         "operation %zu: the walk over the heap ends at %p, where no"
         " sound chunk starts: the heap behind it is counted as"
         " unknown",
         oSpace->uOperation, (const void *)psWalk->pcBroken);
   else if (!psWalk->bComplete && psWalk->uCoveredBytes != 0
            && *oSpace->psResult->acRemark == '\0')
      snprintf(oSpace->psResult->acRemark, SPACE_REMARK_BYTES,
         "operation %zu: the walk over the heap met %zu of the %zu live"
         " payloads: the rest of the heap is counted as unknown",
         oSpace->uOperation, psWalk->uPayloads, oSpace->uLive);
   if (!psWalk->bComplete)
   {
      size_t uSeen = psWalk->uFreeBytes + psWalk->uGoneBytes;

      if (uSeen > sSums.uUnknownBytes)
         uSeen = sSums.uUnknownBytes;
      psParts->uExternalBytes += uSeen;
      psParts->uUnknownBytes -= uSeen;
      return;
   }

   psParts->uInternalBytes = psWalk->uInUseBytes - psWalk->uEndBytes
                             + psWalk->uRoundedBytes
                             - sSums.uPayloadBytes;
   psParts->uOverheadBytes = psWalk->uEndBytes
                             + Space_getOwnBytes(oSpace);
   psParts->uExternalBytes = psWalk->uFreeBytes + psWalk->uGoneBytes;
   psParts->uUnknownBytes = 0;
   if (sSums.uUnknownBytes == 0
       && sSums.uExternalBytes != psParts->uExternalBytes)
      Space_remark(oSpace, "a walk over the heap finds free",
         psParts->uExternalBytes,
         "what the chunks in use leave of the heap is",
         sSums.uExternalBytes);
}

/*--------------------------------------------------------------------*/

/* Look up the chunk of the payload of *psShare.  If it is found, set
   what belongs to it. */

static void Space_lookUp(Space_T oSpace, struct Share *psShare)
{
   struct HeapMgr_Piece sPiece = {0};
   size_t uEndBytes;
   size_t uRest;

   if (HeapMgr_nextPiece == NULL)
      return;
   sPiece.pcStart = (char *)((uintptr_t)psShare->pcPayload
                             - oSpace->sWalk.uHeaderBytes);
   if (HeapMgr_nextPiece(&sPiece) != HEAPMGR_WALK_PIECE)
      return;

   uEndBytes = sPiece.uHeaderBytes + sPiece.uFooterBytes;
   if (sPiece.eKind != HEAPMGR_INUSE
       || sPiece.pcStart + sPiece.uHeaderBytes != psShare->pcPayload
       || sPiece.uBytes < uEndBytes
       || sPiece.uBytes - uEndBytes < psShare->uPayloadBytes
       || !Watch_isInHeap(sPiece.pcStart, sPiece.uBytes))
      return;

   psShare->bFound = true;
   uRest = sPiece.uBytes - uEndBytes - psShare->uPayloadBytes;
   if ((uintptr_t)sPiece.pcStart % Memory_getPageBytes() == 0
       && sPiece.uBytes % Memory_getPageBytes() == 0
       && Watch_isMapped(sPiece.pcStart, sPiece.uBytes))
   {
      psShare->pcMapped = sPiece.pcStart;
      psShare->uMappedBytes = sPiece.uBytes;
   }
   psShare->uInternalBytes = uRest;
   psShare->uOverheadBytes = uEndBytes;
}

/*--------------------------------------------------------------------*/

void Space_beforeMalloc(Space_T oSpace, size_t uBytes)
{
   oSpace->uMallocs++;
   if (oSpace->uMallocs != oSpace->sPlan.uPeakMalloc)
      return;

   Space_walk(oSpace, uBytes);
   oSpace->psResult->bUnfit = oSpace->sWalk.bComplete;
   oSpace->psResult->uUnfitBytes = oSpace->sWalk.uUnfitBytes;
}

/*--------------------------------------------------------------------*/

/* The heap is at its peak: keep its parts.  If it was larger for a
   moment within the call, the surplus is unknown. */

static void Space_notePeak(Space_T oSpace)
{
   struct SpaceResult *psResult = oSpace->psResult;
   struct Parts *psPeak = &psResult->sPeak;

   Space_walkParts(oSpace, psPeak);
   psResult->uPeakOperation = oSpace->uOperation;
   if (psPeak->uHeapBytes != oSpace->sPlan.uPeakHeapBytes)
      Space_remark(oSpace, "played again, the heap is",
         psPeak->uHeapBytes, "the first time it was",
         oSpace->sPlan.uPeakHeapBytes);
   psPeak->uUnknownBytes += Watch_getPeakHeapBytes()
                            - psPeak->uHeapBytes;
   psPeak->uHeapBytes = Watch_getPeakHeapBytes();
}

/*--------------------------------------------------------------------*/

void Space_noteMalloc(Space_T oSpace, size_t uOperation, size_t uId,
   void *pv, size_t uBytes)
{
   struct Share *psShare = &oSpace->asShares[uId];
   struct Share *psLive = &oSpace->sLive;

   assert(uId <= oSpace->sPlan.uIds);

   oSpace->uOperation = uOperation;
   *psShare = (struct Share){0};
   if (pv != NULL)
   {
      psShare->pcPayload = pv;
      psShare->uPayloadBytes = uBytes;
      psShare->uRoundingBytes = (UNIT_BYTES - uBytes % UNIT_BYTES)
                                % UNIT_BYTES;
      oSpace->uLive++;
      (void)Granules_add(oSpace->oStarts, pv, 1);
      (void)Granules_add(oSpace->oEver, pv, 1);
      (void)Granules_add(oSpace->oPayloads, pv, uBytes);
      Space_lookUp(oSpace, psShare);
      if (!psShare->bFound && oSpace->uGuesses < MAX_GUESSES)
      {
         oSpace->uGuesses++;
         Space_walk(oSpace, 0);
         Space_lookUp(oSpace, psShare);
      }
      oSpace->uNotFound += !psShare->bFound;
      psLive->uPayloadBytes += uBytes;
      psLive->uInternalBytes += psShare->uInternalBytes;
      psLive->uOverheadBytes += psShare->uOverheadBytes;
      psLive->uRoundingBytes += psShare->uRoundingBytes;
   }
   if (oSpace->uMallocs == oSpace->sPlan.uPeakMalloc)
      Space_notePeak(oSpace);
}

/*--------------------------------------------------------------------*/

void Space_noteFree(Space_T oSpace, size_t uId)
{
   struct Share *psShare = &oSpace->asShares[uId];
   struct Share *psLive = &oSpace->sLive;

   assert(uId <= oSpace->sPlan.uIds);

   if (psShare->pcPayload == NULL)
      return;

   (void)Granules_remove(oSpace->oStarts, psShare->pcPayload, 1);
   (void)Granules_remove(
      oSpace->oPayloads, psShare->pcPayload, psShare->uPayloadBytes);
   if (psShare->pcMapped != NULL
       && Watch_isInHeap(psShare->pcMapped, psShare->uMappedBytes))
      oSpace->uKeptBytes += psShare->uMappedBytes;

   oSpace->uLive--;
   oSpace->uNotFound -= !psShare->bFound;
   psLive->uPayloadBytes -= psShare->uPayloadBytes;
   psLive->uInternalBytes -= psShare->uInternalBytes;
   psLive->uOverheadBytes -= psShare->uOverheadBytes;
   psLive->uRoundingBytes -= psShare->uRoundingBytes;
   psShare->pcPayload = NULL;
}

/*--------------------------------------------------------------------*/

void Space_noteMove(Space_T oSpace, size_t uId, size_t uNewId)
{
   assert(uId <= oSpace->sPlan.uIds && uNewId <= oSpace->sPlan.uIds);

   oSpace->asShares[uNewId] = oSpace->asShares[uId];
   oSpace->asShares[uId].pcPayload = NULL;
}

/*--------------------------------------------------------------------*/

/* Return true if it is time for a walk. */

static bool Space_isWalkDue(const struct Space *oSpace)
{
   size_t uHeapBytes = Watch_getHeapBytes();
   size_t uWalked = oSpace->uWalkedHeapBytes;
   size_t uChange = (uHeapBytes > uWalked) ? uHeapBytes - uWalked
                                           : uWalked - uHeapBytes;

   return uChange > uWalked / WALK_FRACTION
          || Watch_getGaps() != oSpace->uWalkedGaps
          || oSpace->uOperation >= 2 * oSpace->uWalkedOperation;
}

/*--------------------------------------------------------------------*/

/* Set *psParts to the heap's parts after an operation.  If it is time
   to compare the sums with a walk that is not due anyway, do. */

static void Space_settleParts(Space_T oSpace, struct Parts *psParts)
{
   struct Parts sWalked;

   if (Space_isWalkDue(oSpace))
   {
      Space_walkParts(oSpace, psParts);
      return;
   }
   Space_getParts(oSpace, psParts);
   if (oSpace->sPlan.uCheckEvery == 0
       || oSpace->uOperation % oSpace->sPlan.uCheckEvery != 0)
      return;
   Space_walkParts(oSpace, &sWalked);
   if (psParts->uUnknownBytes == 0
       && psParts->uOverheadBytes != sWalked.uOverheadBytes)
      Space_remark(oSpace, "a walk finds overhead of",
         sWalked.uOverheadBytes, "since the last walk it was",
         psParts->uOverheadBytes);
}

/*--------------------------------------------------------------------*/

void Space_noteOperation(Space_T oSpace, size_t uOperation)
{
   struct SpaceResult *psResult = oSpace->psResult;
   struct Parts *psSums = &psResult->sSums;
   struct Parts sParts;

   oSpace->uOperation = uOperation;
   Space_settleParts(oSpace, &sParts);

   psResult->uOperations++;
   psSums->uHeapBytes += sParts.uHeapBytes;
   psSums->uPayloadBytes += sParts.uPayloadBytes;
   psSums->uInternalBytes += sParts.uInternalBytes;
   psSums->uOverheadBytes += sParts.uOverheadBytes;
   psSums->uExternalBytes += sParts.uExternalBytes;
   psSums->uUnknownBytes += sParts.uUnknownBytes;

   if (uOperation == 1 || uOperation % oSpace->uStride == 0
       || uOperation == psResult->uPeakOperation)
   {
      assert(psResult->uRows < SPACE_ROWS);
      psResult->asRows[psResult->uRows].uOperation = uOperation;
      psResult->asRows[psResult->uRows].sParts = sParts;
      psResult->uRows++;
   }
}

/*--------------------------------------------------------------------*/

void Space_finish(Space_T oSpace)
{
   oSpace->psResult->bDone = true;
}
