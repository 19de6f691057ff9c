/*--------------------------------------------------------------------*/
/* prove_damage.c: does HeapMgr_isValid find what is wrong?           */
/*                                                                    */
/* The checker here shares no code with the managers: it knows the    */
/* layout of a chunk from the picture in chunk.h, and the invariants  */
/* from the heads of managers 3, 4 and 5.                             */
/*--------------------------------------------------------------------*/

#include "prove_damage.h"
#include "prove_state.h"
#include "prove_world.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum
{
   UNIT = 16,
   MAX_VALUES = 200,
   MAX_TARGETS = 2000,
   MAX_BIN = 1023,
   BIN_COUNT = MAX_BIN + 1,
   TOLD_EXAMPLES = 3
};

/* What is changed. */

enum Field
{
   FIELD_SIZE, /* in a header */
   FIELD_NEXT,
   FIELD_FOOTER, /* the size there */
   FIELD_PREV,
   FIELD_LIST, /* the list's head, or a bin */
   FIELD_MAP,
   FIELD_START,
   FIELD_END,
   FIELD_COUNT
};

static const char *const apcFields[] = {"header: units, status",
   "header: next", "footer: units", "footer: prev", "list or bin",
   "bin map", "oHeapStart", "oHeapEnd"};

struct Target
{
   uint64_t *puWord;
   enum Field eField;
};

/* How often what happened, for each field. */

struct Count
{
   size_t uChanges;
   size_t uBroken; /* of them, an invariant is false */
   size_t uFound;  /* of these, isValid said so */
   size_t uAlarms; /* isValid said so, but none was false */
   size_t uCrashes;
   size_t uNowhere; /* of them, the heap began where no memory is */
   size_t uHangs;
   size_t uImpure; /* isValid changed something */
   size_t uExamples;
};

static struct Count asCounts[FIELD_COUNT];

/* The statics of the managers, by the names that all of them use;
   prove.sh makes them visible. */

#pragma weak oHeapStart
#pragma weak oHeapEnd
#pragma weak oFreeList
#pragma weak aoBins
#pragma weak auBinMap
extern uint64_t oHeapStart;
extern uint64_t oHeapEnd;
extern uint64_t oFreeList;
extern uint64_t aoBins[];
extern uint64_t auBinMap[];

/* Have chunks a footer? */

static bool bFooter = false;

/*--------------------------------------------------------------------*/
/* The checker                                                        */
/*--------------------------------------------------------------------*/

/* The chunks in memory, as the checker has found them. */

static size_t uChunks;
static uint64_t auStarts[WORLD_MAX_PIECES];
static uint64_t auUnits[WORLD_MAX_PIECES];
static bool abFree[WORLD_MAX_PIECES];
static bool abListed[WORLD_MAX_PIECES];

/* Return the word at address u, which is in the arena. */

static uint64_t Damage_read(uint64_t u)
{
   uint64_t uWord;

   memcpy(&uWord, (const void *)(uintptr_t)u, sizeof uWord);
   return uWord;
}

/* Do the chunks fill the heap?  If so, find them all. */

static bool Damage_findChunks(void)
{
   uint64_t uMin = bFooter ? 3 : 2;
   uint64_t u = oHeapStart;

   uChunks = 0;
   if ((oHeapStart == 0) != (oHeapEnd == 0))
      return false;
   if (oHeapStart != 0
       && (oHeapStart < (uintptr_t)World_pcArena
           || oHeapEnd > (uintptr_t)World_pcLimit))
      return false;
   while (u != oHeapEnd)
   {
      uint64_t uUnits;

      if (u > oHeapEnd || oHeapEnd - u < uMin * UNIT
          || uChunks == WORLD_MAX_PIECES)
         return false;
      uUnits = Damage_read(u) >> 1;
      if (uUnits < uMin || uUnits > (oHeapEnd - u) / UNIT
          || (bFooter
              && Damage_read(u + (uUnits - 1) * UNIT) != uUnits))
         return false;
      auStarts[uChunks] = u;
      auUnits[uChunks] = uUnits;
      abFree[uChunks] = bFooter && (Damage_read(u) & 1) == 0;
      abListed[uChunks] = false;
      uChunks++;
      u += uUnits * UNIT;
   }
   return true;
}

/* Return the index of the chunk that starts at u, or uChunks. */

static size_t Damage_findChunk(uint64_t u)
{
   size_t uChunk = 0;

   while (uChunk < uChunks && auStarts[uChunk] != u)
      uChunk++;
   return uChunk;
}

/* Does the list from uHead on lead through chunks, each of them once?
   And, with footers, through free ones, whose prevs agree; without them,
   in address order?  If uBin isn't 0, are they of its size? */

static bool Damage_isListSound(uint64_t uHead, size_t uBin)
{
   uint64_t uPrev = 0;
   uint64_t u;

   for (u = uHead; u != 0; u = Damage_read(u + 8))
   {
      size_t uChunk = Damage_findChunk(u);
      uint64_t uFooter;

      if (uChunk == uChunks || abListed[uChunk])
         return false;
      abListed[uChunk] = true;
      uFooter = u + (auUnits[uChunk] - 1) * UNIT;
      if (bFooter
          && (!abFree[uChunk] || Damage_read(uFooter + 8) != uPrev))
         return false;
      if (!bFooter && u <= uPrev)
         return false;
      if (uBin > 0
          && (auUnits[uChunk] < uBin
              || (auUnits[uChunk] > uBin && uBin < MAX_BIN)))
         return false;
      uPrev = u;
   }
   return true;
}

/* Are the bins sound, and their map? */

static bool Damage_areBinsSound(void)
{
   size_t u;

   for (u = 0; u < BIN_COUNT; u++)
   {
      bool bMarked = (auBinMap[u / 64] >> (u % 64)) & 1;

      if (bMarked != (aoBins[u] != 0))
         return false;
      if (aoBins[u] != 0
          && (u == 0 || !Damage_isListSound(aoBins[u], u)))
         return false;
   }
   return true;
}

/* Do all the numbered invariants hold? */

static bool Damage_isSound(void)
{
   size_t u;

   if (!Damage_findChunks())
      return false;
   if (aoBins != NULL ? !Damage_areBinsSound()
                      : !Damage_isListSound(oFreeList, 0))
      return false;
   for (u = 0; u < uChunks; u++)
   {
      /* Without footers, to be free is to be on the list. */
      if (!bFooter)
         abFree[u] = abListed[u];
      if (abFree[u] != abListed[u]
          || (u > 0 && abFree[u] && abFree[u - 1]))
         return false;
   }
   return true;
}

/*--------------------------------------------------------------------*/
/* Changes                                                            */
/*--------------------------------------------------------------------*/

/* Set asTargets to what can be changed in the heap whose pieces are
   *psPieces.  Return their number. */

static size_t Damage_getTargets(
   const struct World_Pieces *psPieces, struct Target *asTargets)
{
   size_t uCount = 0;
   size_t u;

   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct HeapMgr_Piece *psPiece = &psPieces->asPieces[u];
      uint64_t *puHeader = (uint64_t *)(void *)psPiece->pcStart;
      uint64_t *puFooter = puHeader + psPiece->uBytes / 8 - 2;

      asTargets[uCount++] = (struct Target){puHeader, FIELD_SIZE};
      asTargets[uCount++] = (struct Target){puHeader + 1, FIELD_NEXT};
      if (!bFooter)
         continue;
      asTargets[uCount++] = (struct Target){puFooter, FIELD_FOOTER};
      asTargets[uCount++] = (struct Target){puFooter + 1, FIELD_PREV};
   }
   if (aoBins == NULL)
      asTargets[uCount++] = (struct Target){&oFreeList, FIELD_LIST};
   else
      for (u = 0; u < BIN_COUNT; u++)
         if (u < 6 || u == 63 || u == 64 || u >= MAX_BIN - 1
             || aoBins[u] != 0)
            asTargets[uCount++] = (struct Target){
               &aoBins[u], FIELD_LIST};
   if (auBinMap != NULL)
      for (u = 0; u < BIN_COUNT / 64; u++)
         asTargets[uCount++] = (struct Target){&auBinMap[u], FIELD_MAP};
   asTargets[uCount++] = (struct Target){&oHeapStart, FIELD_START};
   asTargets[uCount++] = (struct Target){&oHeapEnd, FIELD_END};
   return uCount;
}

/* Set auValues to what uOld, of field eField, is changed to.  Return
   their number. */

static size_t Damage_getValues(enum Field eField, uint64_t uOld,
   const struct World_Pieces *psPieces, uint64_t *auValues)
{
   static const uint64_t auOdd[] = {0, 1, 2, 3, 4, 5, 6, 7, 16, 1023,
      UINT64_MAX, UINT64_MAX - 15, (uint64_t)1 << 63, 0x7fff0000,
      0xdeadbeefdeadbeef, 0x10000000000};
   static const int64_t aiNear[] = {
      -32, -16, -8, -4, -3, -2, -1, 1, 2, 3, 4, 8, 16, 32};
   uint64_t uArena = (uintptr_t)World_pcArena;
   size_t uCount = 0;
   size_t u;

   if (eField == FIELD_MAP)
   {
      for (u = 0; u < 64; u++)
         auValues[uCount++] = uOld ^ (uint64_t)1 << u;
      return uCount;
   }
   for (u = 0; u < sizeof auOdd / sizeof auOdd[0]; u++)
      auValues[uCount++] = auOdd[u];
   for (u = 0; u < sizeof aiNear / sizeof aiNear[0]; u++)
      auValues[uCount++] = uOld + (uint64_t)aiNear[u];
   auValues[uCount++] = uOld ^ (uint64_t)1 << 63;
   auValues[uCount++] = uArena - UNIT;
   auValues[uCount++] = (uintptr_t)World_pcBreak;
   auValues[uCount++] = (uintptr_t)World_pcLimit;
   for (u = 0; u < psPieces->uCount && uCount + 3 < MAX_VALUES; u++)
   {
      uint64_t uStart = (uintptr_t)psPieces->asPieces[u].pcStart;

      auValues[uCount++] = uStart;
      auValues[uCount++] = uStart + UNIT;
      auValues[uCount++] = uStart + psPieces->asPieces[u].uBytes;
   }
   return uCount;
}

/*--------------------------------------------------------------------*/
/* Both ways                                                          */
/*--------------------------------------------------------------------*/

/* Say what HeapMgr_isValid did wrong when *psTarget was changed from
   uOld to uNew. */

static void Damage_tell(const struct Target *psTarget, uint64_t uOld,
   uint64_t uNew, uint32_t uState, const char *pcWrong)
{
   uint64_t uPlace = (uintptr_t)psTarget->puWord
                     - (uintptr_t)World_pcArena;

   if (asCounts[psTarget->eField].uExamples++ >= TOLD_EXAMPLES)
      return;
   printf("   %s", apcFields[psTarget->eField]);
   if (uPlace < WORLD_MAX_BYTES)
      printf(" at +%zu", (size_t)uPlace);
   printf(", state %u, %#zx changed to %#zx: HeapMgr_isValid %s\n",
      uState, (size_t)uOld, (size_t)uNew, pcWrong);
}

/* Change *psTarget to uNew, ask, and change it back. */

static void Damage_try(
   const struct Target *psTarget, uint64_t uNew, uint32_t uState)
{
   struct Count *psCount = &asCounts[psTarget->eField];
   uint64_t uOld = *psTarget->puWord;
   const char *pcWrong = NULL;
   enum World_End eEnd;
   bool bSound;
   bool bValid;

   *psTarget->puWord = uNew;
   bSound = Damage_isSound();
   eEnd = World_isValid(&bValid);
   psCount->uChanges++;
   psCount->uBroken += !bSound;
   if (eEnd == WORLD_HUNG)
   {
      psCount->uHangs++;
      pcWrong = "hangs";
   }
   else if (eEnd != WORLD_RETURNED)
   {
      psCount->uCrashes++;
      if (psTarget->eField == FIELD_START
          && (uNew < (uintptr_t)World_pcArena - UNIT
              || uNew >= (uintptr_t)World_pcLimit))
         psCount->uNowhere++;
      else
         pcWrong = "crashes";
   }
   else if (bValid && !bSound)
      pcWrong = "says true, but an invariant is false";
   else if (!bValid && bSound)
   {
      psCount->uAlarms++;
      pcWrong = "says false, but all invariants hold";
   }
   else
      psCount->uFound += !bSound;
   if (pcWrong != NULL)
      Damage_tell(psTarget, uOld, uNew, uState, pcWrong);
   *psTarget->puWord = uOld;
}

/* Try all changes in state uState. */

static void Damage_tryState(uint32_t uState)
{
   static struct State_Client sClient;
   static struct World_Pieces sPieces;
   static char acArena[WORLD_MAX_BYTES];
   struct Target asTargets[MAX_TARGETS];
   uint64_t auValues[MAX_VALUES];
   size_t uArenaBytes = (size_t)(World_pcLimit - World_pcArena);
   size_t uTargets;
   size_t u;

   State_recall(uState, &sClient);
   (void)World_walk(&sPieces);
   State_fillStale(&sPieces, 0);
   State_fillLive(&sClient);
   memcpy(acArena, World_pcArena, uArenaBytes);
   if (sPieces.uCount > 0)
      bFooter = sPieces.asPieces[0].uFooterBytes > 0;
   uTargets = Damage_getTargets(&sPieces, asTargets);
   for (u = 0; u < uTargets; u++)
   {
      size_t uValues = Damage_getValues(
         asTargets[u].eField, *asTargets[u].puWord, &sPieces, auValues);
      size_t uValue;

      for (uValue = 0; uValue < uValues; uValue++)
         if (auValues[uValue] != *asTargets[u].puWord)
            Damage_try(&asTargets[u], auValues[uValue], uState);
      if (memcmp(acArena, World_pcArena, uArenaBytes) != 0)
      {
         asCounts[asTargets[u].eField].uImpure++;
         memcpy(World_pcArena, acArena, uArenaBytes);
      }
   }
}

/* Print what happened.  Return true if all is well. */

static bool Damage_report(const char *pcManager, size_t uStates)
{
   size_t uNowhere = 0;
   bool bGood = true;
   size_t u;

   printf("%s: HeapMgr_isValid in %zu states, one field changed at a"
          " time\n"
          "   %-22s %9s %9s %9s %7s %7s %7s %7s %7s\n",
      pcManager, uStates, "field", "changes", "broken", "found",
      "missed", "alarms", "crashes", "hangs", "writes");
   for (u = 0; u < FIELD_COUNT; u++)
   {
      const struct Count *psCount = &asCounts[u];
      size_t uLost = psCount->uBroken - psCount->uFound
                     - psCount->uCrashes - psCount->uHangs;

      if (psCount->uChanges == 0)
         continue;
      printf("   %-22s %9zu %9zu %9zu %7zu %7zu %7zu %7zu %7zu\n",
         apcFields[u], psCount->uChanges, psCount->uBroken,
         psCount->uFound, uLost, psCount->uAlarms, psCount->uCrashes,
         psCount->uHangs, psCount->uImpure);
      uNowhere += psCount->uNowhere;
      if (psCount->uFound + psCount->uNowhere < psCount->uBroken
          || psCount->uAlarms > 0 || psCount->uImpure > 0)
         bGood = false;
   }
   if (uNowhere > 0)
      printf("   %zu of the crashes are no fault: the heap's own start"
             " was made to lie where\n   there is no memory, and only"
             " reading there can tell; no client can reach it.\n",
         uNowhere);
   return bGood;
}

bool Damage_run(const char *pcManager, size_t uEvery)
{
   size_t uStates = 0;
   size_t uSeen = 0;
   uint32_t uState;

   if (!World_canWalk() || &oHeapStart == NULL || &oHeapEnd == NULL
       || (&oFreeList == NULL && (aoBins == NULL || auBinMap == NULL)))
   {
      printf(
         "%s: its HeapMgr_isValid can't be tried: that needs"
         " HeapMgr_nextPiece and the names\n   oHeapStart, oHeapEnd,"
         " and oFreeList or aoBins and auBinMap\n",
         pcManager);
      return true;
   }
   memset(asCounts, 0, sizeof asCounts);
   for (uState = State_getFirst(); uState != 0;
        uState = State_getNext(uState))
      if (uSeen++ % uEvery == 0)
      {
         Damage_tryState(uState);
         uStates++;
      }
   return Damage_report(pcManager, uStates);
}
