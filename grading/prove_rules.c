/*--------------------------------------------------------------------*/
/* prove_rules.c: what must hold in each state, and on each step      */
/*--------------------------------------------------------------------*/

#include "prove_rules.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum
{
   UNIT_BYTES = 16,
   /* What a heap may leave unused at its ends: alignment, a margin. */
   END_BYTES = 64
};

char Rules_acWhy[RULES_WHY_BYTES] = "";

bool Rules_fail(const char *pcFormat, ...)
{
   va_list pArguments;

   va_start(pArguments, pcFormat);
   vsnprintf(Rules_acWhy, sizeof Rules_acWhy, pcFormat, pArguments);
   va_end(pArguments);
   return false;
}

bool Rules_checkEnd(const char *pcCall, enum World_End eEnd)
{
   if (eEnd == WORLD_RETURNED)
      return true;
   return Rules_fail(
      "in %s the manager %s", pcCall, World_nameEnd(eEnd));
}

/* Return pv as a distance from the arena's start, to be printed. */

static size_t Rules_place(const void *pv)
{
   return (uintptr_t)pv - (uintptr_t)World_pcArena;
}

/*--------------------------------------------------------------------*/
/* Steps                                                              */
/*--------------------------------------------------------------------*/

/* Check that malloc had to return NULL for uBytes bytes. */

static bool Rules_checkRefusal(const struct Rules *psRules,
   size_t uBytes, const struct Rules_Before *psBefore)
{
   const struct World_Pieces *psPieces = psBefore->psPieces;
   size_t uNeed = (uBytes + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
   size_t uLeft = (size_t)(World_pcLimit - psBefore->pcBreak);
   size_t u;

   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct HeapMgr_Piece *psPiece = &psPieces->asPieces[u];

      if (psPiece->eKind == HEAPMGR_FREE
          && psPiece->uBytes >= psPiece->uHeaderBytes + uBytes
                                   + psPiece->uFooterBytes)
         return Rules_fail("malloc(%zu) returned NULL, but the free"
                           " chunk at +%zu, %zu bytes, is large enough",
            uBytes, Rules_place(psPiece->pcStart), psPiece->uBytes);
   }
   if (World_bMapped)
      return true;
   if (World_uRefused == 0)
      return Rules_fail("malloc(%zu) returned NULL, though the system"
                        " refused nothing",
         uBytes);
   if (!psRules->bExact)
      return true;

   if (psPieces->uCount == 0 || psBefore->bForeign)
      uNeed += 2 * END_BYTES;
   else
      uNeed += psPieces->asPieces[0].uHeaderBytes
               + psPieces->asPieces[0].uFooterBytes;
   if (uLeft >= uNeed)
      return Rules_fail("malloc(%zu) returned NULL; the system has %zu"
                        " bytes left and %zu are needed: when much is"
                        " refused, ask for exactly as much as is needed"
                        " (GROWTH=any leaves this rule out)",
         uBytes, uLeft, uNeed);
   return true;
}

bool Rules_checkMalloc(const struct Rules *psRules, size_t uBytes,
   const char *pv, const struct State_Client *psClient,
   const struct Rules_Before *psBefore)
{
   uintptr_t uStart = (uintptr_t)pv;
   size_t u;

   if (pv == NULL)
      return Rules_checkRefusal(psRules, uBytes, psBefore);
   if (uStart % alignof(max_align_t) != 0)
      return Rules_fail("malloc(%zu) returned %p, which is no multiple"
                        " of %zu",
         uBytes, (const void *)pv, alignof(max_align_t));
   if (uStart < (uintptr_t)World_pcArena
       || uStart > (uintptr_t)World_pcBreak
       || (uintptr_t)World_pcBreak - uStart < uBytes)
      return Rules_fail("malloc(%zu) returned bytes +%zu to +%zu, but"
                        " the heap ends at +%zu",
         uBytes, Rules_place(pv), Rules_place(pv) + uBytes,
         Rules_place(World_pcBreak));

   for (u = 0; u < psClient->uCount; u++)
   {
      const struct State_Live *psLive = &psClient->asLive[u];
      size_t uPlace = Rules_place(pv);

      if (uPlace < psLive->uOffset + State_auSizes[psLive->uSize]
          && psLive->uOffset < uPlace + uBytes)
         return Rules_fail("malloc(%zu) returned the payload at +%zu,"
                           " which lies over the client's other one at"
                           " +%u",
            uBytes, uPlace, psLive->uOffset);
   }
   return true;
}

bool Rules_checkBytes(const struct State_Client *psClient)
{
   size_t uTouched = State_findTouched(psClient);

   if (uTouched < psClient->uCount)
      return Rules_fail(
         "the manager has written in the client's payload"
         " at +%u",
         psClient->asLive[uTouched].uOffset);
   if (World_isOutsideTouched())
      return Rules_fail(
         "the manager has written outside its heap: below"
         " the first break, or above the break (+%zu)",
         Rules_place(World_pcBreak));
   return true;
}

/*--------------------------------------------------------------------*/
/* States                                                             */
/*--------------------------------------------------------------------*/

bool Rules_walk(struct World_Pieces *psPieces)
{
   psPieces->uCount = 0;
   psPieces->bBroken = psPieces->bEndless = false;
   if (!World_canWalk())
      return true;
   if (!Rules_checkEnd("HeapMgr_nextPiece", World_walk(psPieces)))
      return false;
   if (psPieces->bEndless)
      return Rules_fail("a walk over the heap doesn't end");
   if (psPieces->bBroken)
      return Rules_fail("a walk over the heap breaks off after %zu"
                        " pieces: what lies there is no chunk",
         psPieces->uCount);
   return true;
}

/* Check that the pieces lie side by side, in the heap, and fill it. */

static bool Rules_checkPlaces(const struct World_Pieces *psPieces)
{
   uintptr_t uEnd = 0;
   size_t u;

   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct HeapMgr_Piece *psPiece = &psPieces->asPieces[u];
      uintptr_t uStart = (uintptr_t)psPiece->pcStart;

      if (uStart < (uintptr_t)World_pcArena
          || uStart > (uintptr_t)World_pcBreak
          || psPiece->uBytes > (uintptr_t)World_pcBreak - uStart)
         return Rules_fail("the piece at +%zu, %zu bytes, is not in the"
                           " heap, which ends at +%zu",
            Rules_place(psPiece->pcStart), psPiece->uBytes,
            Rules_place(World_pcBreak));
      if (u > 0 && uStart != uEnd)
         return Rules_fail("the pieces don't lie side by side: one ends"
                           " at +%zu, the next one starts at +%zu",
            Rules_place((void *)uEnd), Rules_place(psPiece->pcStart));
      if (psPiece->uHeaderBytes > psPiece->uBytes
          || psPiece->uFooterBytes
                > psPiece->uBytes - psPiece->uHeaderBytes)
         return Rules_fail(
            "the parts of the piece at +%zu are more than"
            " its %zu bytes",
            Rules_place(psPiece->pcStart), psPiece->uBytes);
      uEnd = uStart + psPiece->uBytes;
   }
   if (psPieces->uCount > 0
       && (psPieces->asPieces[0].pcStart - World_pcArena > END_BYTES
           || World_pcBreak - (char *)uEnd > END_BYTES))
      return Rules_fail(
         "the pieces go from +%zu to +%zu, and don't fill"
         " the heap, which ends at +%zu",
         Rules_place(psPieces->asPieces[0].pcStart),
         Rules_place((void *)uEnd), Rules_place(World_pcBreak));
   return true;
}

/* Return true if *psPiece covers payload uLive, *psLive, and that is
   not the client's but somebody else's memory. */

static bool Rules_isForeign(const struct HeapMgr_Piece *psPiece,
   const struct State_Live *psLive, size_t uLive,
   const struct State_Client *psClient)
{
   size_t uPiece = Rules_place(psPiece->pcStart);

   return uLive < psClient->uCount && psLive->uSize == STATE_FOREIGN
          && psLive->uOffset >= uPiece + psPiece->uHeaderBytes
          && psLive->uOffset + STATE_FOREIGN_BYTES
                <= uPiece + psPiece->uBytes - psPiece->uFooterBytes;
}

/* Check that chunks in use and payloads of the client match.  Both are
   in address order.  Memory of somebody else lies in a chunk in use, or
   above the heap (or below it). */

static bool Rules_checkPayloads(const struct World_Pieces *psPieces,
   const struct State_Client *psClient)
{
   size_t uLive = 0;
   size_t u;

   /* Somebody else may have been there before the heap began. */
   while (uLive < psClient->uCount
          && psClient->asLive[uLive].uSize == STATE_FOREIGN
          && psPieces->uCount > 0
          && psClient->asLive[uLive].uOffset
                < Rules_place(psPieces->asPieces[0].pcStart))
      uLive++;

   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct HeapMgr_Piece *psPiece = &psPieces->asPieces[u];
      const struct State_Live *psLive = &psClient->asLive[uLive];
      size_t uPayload = Rules_place(psPiece->pcStart)
                        + psPiece->uHeaderBytes;

      if (psPiece->eKind == HEAPMGR_UNKNOWN)
         return true;
      if (psPiece->eKind != HEAPMGR_INUSE)
         continue;
      if (Rules_isForeign(psPiece, psLive, uLive, psClient))
      {
         /* It covers what isn't the heap's.  There may be more. */
         while (Rules_isForeign(
            psPiece, &psClient->asLive[uLive], uLive, psClient))
            uLive++;
         continue;
      }
      if (uLive == psClient->uCount || psLive->uOffset != uPayload)
         return Rules_fail(
            "the chunk at +%zu, %zu bytes, is in use, but"
            " the client has no such payload",
            Rules_place(psPiece->pcStart), psPiece->uBytes);
      if (psPiece->uBytes - psPiece->uHeaderBytes
             - psPiece->uFooterBytes
          < State_auSizes[psLive->uSize])
         return Rules_fail(
            "the client wanted %zu bytes, and the chunk at"
            " +%zu has but %zu in all",
            State_auSizes[psLive->uSize], Rules_place(psPiece->pcStart),
            psPiece->uBytes);
      uLive++;
   }
   while (uLive < psClient->uCount
          && psClient->asLive[uLive].uSize == STATE_FOREIGN)
      uLive++;
   if (uLive < psClient->uCount)
      return Rules_fail(
         "the client has the payload at +%u, but no chunk"
         " in use has it",
         psClient->asLive[uLive].uOffset);
   return true;
}

/* Check that no two neighbours are free. */

static bool Rules_checkNeighbours(const struct World_Pieces *psPieces)
{
   size_t u;

   for (u = 1; u < psPieces->uCount; u++)
      if (psPieces->asPieces[u - 1].eKind == HEAPMGR_FREE
          && psPieces->asPieces[u].eKind == HEAPMGR_FREE)
         return Rules_fail("the chunks at +%zu and +%zu are neighbours"
                           " and both free: they should have been"
                           " coalesced",
            Rules_place(psPieces->asPieces[u - 1].pcStart),
            Rules_place(psPieces->asPieces[u].pcStart));
   return true;
}

/* Return the index of the piece that starts at pv, or uCount. */

static size_t Rules_findPiece(
   const struct World_Pieces *psPieces, const void *pv)
{
   size_t u;

   for (u = 0; u < psPieces->uCount; u++)
      if (psPieces->asPieces[u].pcStart == pv)
         break;
   return u;
}

/* Check that the lists hold exactly the free chunks. */

static bool Rules_checkLists(const struct World_Pieces *psPieces)
{
   static struct World_Lists sLists;
   bool abListed[WORLD_MAX_PIECES] = {false};
   size_t uFree = 0;
   size_t u;

   if (!Rules_checkEnd("HeapMgr_nextInList", World_readLists(&sLists)))
      return false;
   if (sLists.uLists == 0)
      return true;
   if (sLists.pcWild != NULL)
      return Rules_fail("a free list leads out of the heap, to %p",
         (const void *)sLists.pcWild);
   if (sLists.bEndless)
      return Rules_fail("a free list goes round in a circle");

   for (u = 0; u < sLists.uCount; u++)
   {
      size_t uPiece = Rules_findPiece(psPieces, sLists.apcChunks[u]);

      if (uPiece == psPieces->uCount
          || psPieces->asPieces[uPiece].eKind != HEAPMGR_FREE)
         return Rules_fail("+%zu is on a free list, but no free chunk"
                           " starts there",
            Rules_place(sLists.apcChunks[u]));
      if (abListed[uPiece])
         return Rules_fail("the free chunk at +%zu is on a list twice",
            Rules_place(sLists.apcChunks[u]));
      abListed[uPiece] = true;
   }
   for (u = 0; u < psPieces->uCount; u++)
      uFree += (psPieces->asPieces[u].eKind == HEAPMGR_FREE);
   if (sLists.uCount != uFree)
      return Rules_fail("%zu chunks are free, but %zu are on the free"
                        " lists",
         uFree, sLists.uCount);
   return true;
}

/* Check that HeapMgr_isValid agrees, and changes nothing. */

static bool Rules_checkIsValid(void)
{
   static char acArena[WORLD_MAX_BYTES];
   static uint64_t auStatics[WORLD_MAX_STATICS / sizeof(uint64_t)];
   size_t uArenaBytes = (size_t)(World_pcLimit - World_pcArena);
   size_t uStaticBytes = World_uStatics * sizeof(uint64_t);
   bool bValid;

   memcpy(acArena, World_pcArena, uArenaBytes);
   memcpy(auStatics, World_puStatics, uStaticBytes);
   if (!Rules_checkEnd("HeapMgr_isValid", World_isValid(&bValid)))
      return false;
   if (!bValid)
      return Rules_fail(
         "HeapMgr_isValid says that the heap is not sound");
   if (memcmp(acArena, World_pcArena, uArenaBytes) != 0
       || memcmp(auStatics, World_puStatics, uStaticBytes) != 0)
      return Rules_fail("HeapMgr_isValid has changed something");
   return true;
}

bool Rules_checkState(const struct Rules *psRules,
   const struct World_Pieces *psPieces,
   const struct State_Client *psClient)
{
   if (World_canWalk()
       && (!Rules_checkPlaces(psPieces)
           || !Rules_checkPayloads(psPieces, psClient)
           || (!psRules->bNeighbours
               && !Rules_checkNeighbours(psPieces))
           || (World_canList() && !Rules_checkLists(psPieces))))
      return false;
   return Rules_checkIsValid();
}
