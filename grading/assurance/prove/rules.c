/*--------------------------------------------------------------------*/
/* rules.c: what must hold in every state and on every step           */
/*--------------------------------------------------------------------*/

#include "rules.h"
#include "arena.h"
#include "mute.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   ALIGNMENT = _Alignof(max_align_t),
   UNIT_BYTES = 16,
   USUAL_OVERHEAD = 32, /* of a chunk, if there is none to look at */
   EDGE_BYTES = 64      /* lost at either end of a heap, at most */
};

/*--------------------------------------------------------------------*/

bool Rules_fail(
   struct Fault *psFault, const char *pcRule, const char *pcFormat, ...)
{
   va_list oArguments;

   snprintf(psFault->acRule, sizeof psFault->acRule, "%s", pcRule);
   va_start(oArguments, pcFormat);
   vsnprintf(
      psFault->acText, sizeof psFault->acText, pcFormat, oArguments);
   va_end(oArguments);
   return false;
}

/*--------------------------------------------------------------------*/

bool Rules_checkPlace(const struct Owns *psOwns, size_t uBytes,
   const void *pv, struct Fault *psFault)
{
   size_t uStart = (uintptr_t)pv - (uintptr_t)Arena_getBase();
   size_t u;

   if ((uintptr_t)pv % ALIGNMENT != 0)
      return Rules_fail(psFault, "misaligned",
         "malloc(%zu) returned an address %zu bytes past a multiple of"
         " %d: a payload must be aligned for any type",
         uBytes, (size_t)((uintptr_t)pv % ALIGNMENT), ALIGNMENT);
   if (uStart > Arena_getBreak() || uBytes > Arena_getBreak() - uStart)
      return Rules_fail(psFault, "outside the heap",
         "malloc(%zu) returned %p, but the heap is the %zu bytes from"
         " %p on",
         uBytes, pv, Arena_getBreak(), (void *)Arena_getBase());
   for (u = 0; u < psOwns->uCount; u++)
   {
      const struct Own *psOwn = &psOwns->as[u];

      if (psOwn->uStart < uStart + uBytes
          && uStart < psOwn->uStart + psOwn->uBytes)
         return Rules_fail(psFault, "overlap",
            "malloc(%zu) returned bytes %zu to %zu of the heap, but"
            " %s has bytes %u to %u",
            uBytes, uStart, uStart + uBytes - 1,
            psOwn->bForeign ? "another part of the program"
                            : "a payload in use",
            psOwn->uStart, psOwn->uStart + psOwn->uBytes - 1);
   }
   return true;
}

/*--------------------------------------------------------------------*/

/* Return the bytes that a chunk with uBytes of payload needs beside
   other chunks like those in *psPieces. */

static size_t Rules_getNeed(
   const struct Pieces *psPieces, size_t uBytes)
{
   size_t uOverhead = 0;
   size_t u;

   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct Piece *psPiece = &psPieces->as[u];

      if (psPiece->uHeaderBytes + psPiece->uFooterBytes > uOverhead)
         uOverhead = psPiece->uHeaderBytes + psPiece->uFooterBytes;
   }
   if (psPieces->uCount == 0)
      uOverhead = USUAL_OVERHEAD;
   uBytes = (uBytes + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
   return (uBytes + uOverhead + UNIT_BYTES - 1) / UNIT_BYTES
          * UNIT_BYTES;
}

/* Return true if another part of the program has moved the break since
   the heap grew last, or the heap has never grown: the next growth
   starts with a gap. */

static bool Rules_isGapDue(
   const struct Owns *psOwns, const struct Pieces *psPieces)
{
   return psPieces->uCount == 0
          || (psOwns->uCount != 0
              && psOwns->as[psOwns->uCount - 1].uStart
                    >= psPieces->uEnd);
}

bool Rules_checkRefusal(const struct Owns *psOwns,
   const struct Pieces *psPieces, struct Promises sPromises,
   size_t uBytes, struct Fault *psFault)
{
   size_t uRoom = Arena_getLimit() - Arena_getBreak();
   size_t uNeed = Rules_getNeed(psPieces, uBytes);
   size_t u;

   if (Arena_countRefusals() == 0)
      return Rules_fail(psFault, "refused without reason",
         "malloc(%zu) returned NULL, though the system refused nothing",
         uBytes);
   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct Piece *psPiece = &psPieces->as[u];
      size_t uHas = psPiece->uBytes - psPiece->uHeaderBytes
                    - psPiece->uFooterBytes;

      if (psPiece->eKind == HEAPMGR_FREE && uHas >= uBytes)
         return Rules_fail(psFault, "refused, though it fits",
            "malloc(%zu) returned NULL, but the chunk at byte %u of the"
            " heap is free and has room for %zu",
            uBytes, psPiece->uStart, uHas);
   }
   if (Rules_isGapDue(psOwns, psPieces))
      uNeed += EDGE_BYTES;
   if (sPromises.bExact && uRoom >= uNeed)
      return Rules_fail(psFault, "refused, though there is room",
         "malloc(%zu) returned NULL, but the system would have given"
         " the %zu bytes it takes: %zu are left (the least that was"
         " asked for is %zu)",
         uBytes, uNeed, uRoom, Arena_getLeastRefused());
   return true;
}

/*--------------------------------------------------------------------*/

bool Rules_checkContents(const struct Owns *psOwns, size_t uBut,
   int iJunk, struct Fault *psFault)
{
   size_t uOffset;
   size_t u;
   long iOffset;

   for (u = 0; u < psOwns->uCount; u++)
      if (u != uBut
          && !Heap_isOwnIntact(&psOwns->as[u], iJunk, &uOffset))
         return Rules_fail(psFault,
            psOwns->as[u].bForeign ? "foreign memory overwritten"
                                   : "payload overwritten",
            "byte %zu of the %u at byte %u of the heap, %s, is no"
            " longer what was written there",
            uOffset, psOwns->as[u].uBytes, psOwns->as[u].uStart,
            psOwns->as[u].bForeign ? "which another part of the"
                                     " program has"
                                   : "a payload in use");
   if (!Arena_isClean(&iOffset))
      return Rules_fail(psFault, "written outside the heap",
         "the manager wrote to byte %ld of the heap, which has bytes 0"
         " to %zu: the system hasn't given it more",
         iOffset, Arena_getBreak() - 1);
   return true;
}

/*--------------------------------------------------------------------*/

/* Return the piece with byte uByte of the heap, or NULL. */

static const struct Piece *Rules_findPiece(
   const struct Pieces *psPieces, size_t uByte)
{
   size_t uLow = 0;
   size_t uHigh = psPieces->uCount;

   while (uLow < uHigh)
   {
      size_t uMiddle = (uLow + uHigh) / 2;
      const struct Piece *psPiece = &psPieces->as[uMiddle];

      if (uByte < psPiece->uStart)
         uHigh = uMiddle;
      else if (uByte >= psPiece->uStart + psPiece->uBytes)
         uLow = uMiddle + 1;
      else
         return psPiece;
   }
   return NULL;
}

/* The pieces must hold the client's payloads, each in a chunk of its
   own that is in use, and no other chunk may be in use. */

static bool Rules_checkOwns(const struct Owns *psOwns,
   const struct Pieces *psPieces, struct Fault *psFault)
{
   size_t uInUse = 0;
   size_t uKept = 0;
   size_t u;

   for (u = 0; u < psOwns->uCount; u++)
   {
      const struct Own *psOwn = &psOwns->as[u];
      const struct Piece *psPiece = Rules_findPiece(
         psPieces, psOwn->uStart);

      if (psOwn->bForeign)
      {
         uKept +=
            (psPiece != NULL)
            && (u == 0 || psOwns->as[u - 1].uStart < psPiece->uStart);
         continue;
      }
      uKept++;
      if (psPiece == NULL || psPiece->eKind == HEAPMGR_FREE
          || psPiece->eKind == HEAPMGR_META
          || psOwn->uStart < psPiece->uStart + psPiece->uHeaderBytes
          || psOwn->uStart + psOwn->uBytes > psPiece->uStart
                                                + psPiece->uBytes
                                                - psPiece->uFooterBytes)
         return Rules_fail(psFault, "payload in no chunk",
            "the payload of %u bytes at byte %u of the heap is in use,"
            " but by the walk it doesn't lie in a chunk that is, between"
            " header and footer",
            psOwn->uBytes, psOwn->uStart);
   }
   for (u = 0; u < psPieces->uCount; u++)
      uInUse += (psPieces->as[u].eKind == HEAPMGR_INUSE);
   if (uInUse > uKept)
      return Rules_fail(psFault, "lost chunk",
         "by the walk %zu chunks are in use, but the client has %zu:"
         " the rest is lost for ever",
         uInUse, uKept);
   return true;
}

/* The pieces must reach from one end of the heap to the other. */

static bool Rules_checkEnds(const struct Owns *psOwns,
   const struct Pieces *psPieces, struct Fault *psFault)
{
   size_t uAfter = Arena_getBreak() - psPieces->uEnd;
   size_t uStart = (psPieces->uCount == 0) ? 0 : psPieces->as[0].uStart;
   size_t uBefore = uStart;
   size_t u;

   for (u = 0; u < psOwns->uCount; u++)
      if (psOwns->as[u].bForeign)
      {
         if (psOwns->as[u].uStart >= psPieces->uEnd)
            uAfter -= psOwns->as[u].uBytes;
         else if (psOwns->as[u].uStart < uStart)
            uBefore -= psOwns->as[u].uBytes;
      }
   if (uBefore > EDGE_BYTES || uAfter > EDGE_BYTES)
      return Rules_fail(psFault, "parts don't add up",
         "the heap has %zu bytes, but the walk goes from byte %zu to"
         " byte %zu only",
         Arena_getBreak(), uStart, psPieces->uEnd);
   return true;
}

static bool Rules_checkNeighbours(
   const struct Pieces *psPieces, struct Fault *psFault)
{
   size_t u;

   for (u = 1; u < psPieces->uCount; u++)
      if (psPieces->as[u].eKind == HEAPMGR_FREE
          && psPieces->as[u - 1].eKind == HEAPMGR_FREE)
         return Rules_fail(psFault, "free neighbours",
            "the chunks at bytes %u and %u of the heap are neighbours"
            " and both free: they should have been coalesced",
            psPieces->as[u - 1].uStart, psPieces->as[u].uStart);
   return true;
}

/*--------------------------------------------------------------------*/

/* The chunks on all lists. */

struct Listed
{
   size_t uCount;
   size_t uMax; /* more than so many are too many */
   void *apvChunks[MAX_PIECES + 1];
};

static void Rules_readLists(void *pv)
{
   struct Listed *psListed = pv;
   size_t uLists = HeapMgr_countLists();
   size_t uList;

   for (uList = 0; uList < uLists; uList++)
   {
      void *pvChunk = HeapMgr_nextInList(uList, NULL);

      while (pvChunk != NULL)
      {
         uintptr_t uStart = (uintptr_t)pvChunk
                            - (uintptr_t)Arena_getBase();

         psListed->apvChunks[psListed->uCount++] = pvChunk;
         if (psListed->uCount > psListed->uMax
             || uStart >= Arena_getBreak())
            return;
         pvChunk = HeapMgr_nextInList(uList, pvChunk);
      }
   }
}

/* The lists must hold the free chunks, each once. */

static bool Rules_checkLists(
   const struct Pieces *psPieces, struct Fault *psFault)
{
   static struct Listed sListed;
   size_t uFree = 0;
   size_t u;
   enum Trap eTrap;

   for (u = 0; u < psPieces->uCount; u++)
      uFree += (psPieces->as[u].eKind == HEAPMGR_FREE);
   sListed.uCount = 0;
   sListed.uMax = uFree;
   eTrap = Trap_call(Rules_readLists, &sListed, CALL_STEPS);
   if (eTrap != TRAP_NONE)
      return Rules_fail(psFault, "lists can't be read",
         "HeapMgr_nextInList %s", Trap_getName(eTrap));

   for (u = 0; u < sListed.uCount; u++)
   {
      size_t uStart = (uintptr_t)sListed.apvChunks[u]
                      - (uintptr_t)Arena_getBase();
      const struct Piece *psPiece = Rules_findPiece(psPieces, uStart);

      if (psPiece == NULL || psPiece->uStart != uStart
          || psPiece->eKind != HEAPMGR_FREE)
         return Rules_fail(psFault, "lists and memory disagree",
            "byte %zu of the heap is on a free list, but by the walk no"
            " free chunk starts there",
            uStart);
   }
   if (sListed.uCount != uFree)
      return Rules_fail(psFault, "lists and memory disagree",
         "by the walk %zu chunks are free, on the lists are %s%zu",
         uFree, sListed.uCount > uFree ? "at least " : "",
         sListed.uCount);
   return true;
}

/*--------------------------------------------------------------------*/

static void Rules_askIsValid(void *pv)
{
   *(bool *)pv = HeapMgr_isValid();
}

/* Copy pcLine to pcPlaces, which has uRoom bytes, with each address in
   the heap, 0x100000001f40, as a place, +64: as the demo shows it. */

static void Rules_findPlaces(
   const char *pcLine, char *pcPlaces, size_t uRoom)
{
   size_t uLength = 0;

   pcPlaces[0] = '\0';
   while (*pcLine != '\0' && uLength + 1 < uRoom)
   {
      uintptr_t uBase = (uintptr_t)Arena_getBase();
      unsigned long long uAddress = 0;
      char *pcEnd;

      if (strncmp(pcLine, "0x", 2) == 0)
         uAddress = strtoull(pcLine, &pcEnd, 16);
      if (uAddress >= uBase && uAddress - uBase <= Arena_getBreak())
      {
         snprintf(pcPlaces + uLength, uRoom - uLength, "+%llu",
            uAddress - uBase);
         pcLine = pcEnd;
      }
      else
         snprintf(pcPlaces + uLength, uRoom - uLength, "%c", *pcLine++);
      uLength += strlen(pcPlaces + uLength);
   }
}

/* isValid must say yes, and change nothing. */

static bool Rules_checkIsValid(struct Fault *psFault)
{
   static char *pcBefore = NULL;
   size_t uStatics = Arena_countStatics();
   bool bIsValid = false;
   char acLine[300];
   char acPlaces[sizeof acLine];
   enum Trap eTrap;

   if (pcBefore == NULL)
      pcBefore = malloc(uStatics + MAX_HEAP_BYTES);
   if (pcBefore == NULL)
      exit(2);
   memcpy(pcBefore, Arena_getBase(), Arena_getBreak());
   if (uStatics != 0)
      memcpy(pcBefore + MAX_HEAP_BYTES, Arena_getStatics(), uStatics);

   Mute_forget();
   eTrap = Trap_call(Rules_askIsValid, &bIsValid, CALL_STEPS);
   if (eTrap != TRAP_NONE)
      return Rules_fail(psFault, "isValid failed", "HeapMgr_isValid %s",
         Trap_getName(eTrap));
   if (!bIsValid)
   {
      Mute_getLine(acLine, sizeof acLine);
      Rules_findPlaces(acLine, acPlaces, sizeof acPlaces);
      return Rules_fail(psFault, "isValid says no",
         "HeapMgr_isValid returned false (\"%s\"): the heap is broken,"
         " or isValid is wrong about it (+64: 64 bytes from the heap's"
         " start)",
         acPlaces);
   }
   if (memcmp(pcBefore, Arena_getBase(), Arena_getBreak()) != 0
       || (uStatics != 0
           && memcmp(pcBefore + MAX_HEAP_BYTES, Arena_getStatics(),
                 uStatics)
                 != 0))
      return Rules_fail(psFault, "isValid changed the heap",
         "HeapMgr_isValid must only look");
   return true;
}

/*--------------------------------------------------------------------*/

bool Rules_checkState(const struct Owns *psOwns,
   const struct Pieces *psPieces, struct Promises sPromises,
   struct Fault *psFault)
{
   if (HeapMgr_isValid != NULL && !Rules_checkIsValid(psFault))
      return false;
   if (HeapMgr_nextPiece == NULL)
      return true;
   if (!Rules_checkOwns(psOwns, psPieces, psFault)
       || !Rules_checkEnds(psOwns, psPieces, psFault)
       || (sPromises.bCoalesced
           && !Rules_checkNeighbours(psPieces, psFault)))
      return false;
   return HeapMgr_countLists == NULL || HeapMgr_nextInList == NULL
          || Rules_checkLists(psPieces, psFault);
}
