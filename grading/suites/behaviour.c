/*--------------------------------------------------------------------*/
/* behaviour.c: what every manager does that uses memory again        */
/*                                                                    */
/* Nothing here depends on where a manager looks first, which end of  */
/* a chunk it hands out, or how it orders its lists.                  */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "host.h"
#include "inputs.h"
#include "picture.h"
#include "rng.h"
#include "suite.h"
#include "verdict.h"
#include "watch.h"
#include <stdint.h>
#include <string.h>

enum
{
   SOME_BYTES = 96, /* multiples of 16: no rounding */
   MOST_BYTES = 256,
   ROW = 9,
   OVERHEAD_BYTES = 64, /* no header and footer are larger */
   BIG_BYTES = 4096,
   STEADY_ROUNDS = 200,
   BATCH_COUNT = 1000,
   BATCH_CALLS = 250, /* system calls for so many small payloads */
   WALK_SLOTS = 80,
   WALK_OPERATIONS = 3000,
   MAX_CHAIN = 6,
   CHAIN_BYTES = 400, /* longer than any leftover that isn't split */
   MOST_CHAIN_BYTES = 800,
   UNIT_BYTES = 16,         /* sizes in such steps need no rounding */
   BIG_STEP_BYTES = 256,    /* between two sizes that may be drawn */
   SMALL_MORE_BYTES = 48,   /* a drawn size may be so much longer */
   LARGE_MORE_BYTES = 2800, /* the same, for large chunks */
   BORDER_FIRST_BYTES = 16288, /* sizes on both sides of the border */
   BORDER_LAST_BYTES = 16416,  /* of a last bin at 1023 units */
   WALK_MOST_BYTES = 700,      /* the largest payload in a random run */
   WALK_SEED = 4711,           /* of that run */
   WALK_CHECK_EVERY = 5,       /* operations in it */
   ALL_ONE_MOST_BYTES = 900,   /* the largest of many sizes */
   SIZE_STRIDE = 61,           /* has no factor in common with that */
   SLOT_STRIDE = 37            /* has none with WALK_SLOTS */
};

enum
{
   BEHAVIOUR = TAG_BEHAVIOUR,
   STAGES_REUSE = STAGES_LIST | STAGE_OTHER
};

/*--------------------------------------------------------------------*/

/* End the test as failed if one of the iCount payloads at psPayloads
   lies in a chunk that says it is free, or two in the same chunk. */

static void SuiteBehaviour_mustHaveChunks(
   const struct Payload *psPayloads, int iCount)
{
   struct HeapMgr_Piece sPiece = {0};
   int i;

   while (HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_PIECE)
   {
      const char *pcOther = NULL;

      for (i = 0; i < iCount; i++)
      {
         const char *pc = (const char *)psPayloads[i].pc;

         if (!Arrange_isWithin(pc, 1, sPiece.pcStart, sPiece.uBytes))
            continue;
         Verdict_noteHeap(pc);
         if (sPiece.eKind == HEAPMGR_FREE)
            Verdict_fail("the payload at %s is in use, but its chunk is"
                         " free by its status, or by the list; expected"
                         " in use",
               Verdict_place(pc));
         if (pcOther != NULL && sPiece.eKind == HEAPMGR_INUSE)
            Verdict_fail("by its header, the chunk at %s has %zu bytes,"
                         " and both the payload at %s and the one at %s"
                         " in it; expected a chunk for each.  When a"
                         " chunk is split, what does its header say?",
               Verdict_place(sPiece.pcStart), sPiece.uBytes,
               Verdict_place(pcOther), Verdict_place(pc));
         pcOther = pc;
      }
   }
}

/* Of chunks that come from new memory, and of one that was free. */

static void SuiteBehaviour_marksUsed(void)
{
   struct Payload asPayloads[ROW];
   int i;

   for (i = 0; i < ROW; i++)
   {
      Arrange_mustGet(&asPayloads[i], SOME_BYTES, (size_t)i);
      SuiteBehaviour_mustHaveChunks(asPayloads, i + 1);
   }
   Arrange_give(&asPayloads[4]);
   Arrange_mustGet(&asPayloads[4], SOME_BYTES, 4);
   SuiteBehaviour_mustHaveChunks(asPayloads, ROW);
}

/* Return a size for the chunks of a row. */

static size_t SuiteBehaviour_drawBytes(void)
{
   return Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
}

/* Nothing here needs chunks to be split: each may be all the memory
   that the system gave at once. */

static void SuiteBehaviour_reuse(void)
{
   size_t uBytes = SuiteBehaviour_drawBytes();
   unsigned char *apc[ROW];
   int i;

   for (i = 0; i < ROW; i++)
   {
      struct Payload sPayload;

      Arrange_mustGet(&sPayload, uBytes, (size_t)i);
      apc[i] = sPayload.pc;
   }
   Arrange_plug();
   Verdict_noteHeap(apc[4]);
   Host_free(apc[4]);
   (void)Arrange_mustFit(uBytes, apc[4], apc[4] + uBytes,
      "a chunk of just this size has been freed there");
   Arrange_mustNotFit(uBytes,
      "the only free chunk was handed out by the call before.  Is it"
      " still on the list?");
}

/* The same two sizes for ever need no more memory than the first time,
   even if the system would give it. */

static void SuiteBehaviour_steady(void)
{
   size_t uSmall = SuiteBehaviour_drawBytes();
   size_t uLarge = Inputs_draw(3 * BIG_BYTES, 5 * BIG_BYTES, 1);
   struct Payload sSmall;
   struct Payload sLarge;
   size_t uBytes = 0;
   size_t u;

   for (u = 0; u < STEADY_ROUNDS; u++)
   {
      Arrange_mustGet(&sSmall, uSmall, u);
      Arrange_mustGet(&sLarge, uLarge, u);
      Arrange_give(&sSmall);
      Arrange_give(&sLarge);
      if (u == 0)
         uBytes = Watch_getHeapBytes();
   }
   if (Watch_getHeapBytes() > uBytes)
      Verdict_fail(
         "%d times HeapMgr_malloc(%zu), HeapMgr_malloc(%zu) and"
         " HeapMgr_free of both made the heap grow from %zu to %zu"
         " bytes; expected no growth after the first time",
         STEADY_ROUNDS, uSmall, uLarge, uBytes, Watch_getHeapBytes());
}

/*--------------------------------------------------------------------*/

/* A large free chunk serves several small requests. */

static void SuiteBehaviour_split(void)
{
   size_t uBytes = Inputs_draw(
      BIG_BYTES, 2 * BIG_BYTES, BIG_STEP_BYTES);
   unsigned char *apc[3];
   int i;

   Arrange_getRow(apc, 3, uBytes);
   Arrange_plug();
   Verdict_noteHeap(apc[1]);
   Host_free(apc[1]);
   for (i = 0; i < 8; i++)
   {
      unsigned char *pc = Arrange_mustFit(uBytes / 16, apc[1],
         apc[1] + uBytes, "most of the chunk freed there is left");

      memset(pc, i, uBytes / 16);
   }
}

/* Ask for all sizes up to that of a free chunk, and give back: what is
   left over must neither be lost nor be a chunk too short to be one. */

static void SuiteBehaviour_leftovers(void)
{
   size_t uBytes = Inputs_draw(2 * SOME_BYTES, MOST_BYTES, 16);
   unsigned char *apc[3];
   size_t uLess;

   Arrange_getRow(apc, 3, uBytes);
   Arrange_plug();
   Host_free(apc[1]);
   for (uLess = 0; uLess < uBytes; uLess++)
   {
      unsigned char *pc;

      Verdict_noteHeap(apc[1]);
      pc = Arrange_mustFit(uBytes - uLess, apc[1], apc[1] + uBytes,
         "all of the chunk there is free again");
      memset(pc, 0xff, uBytes - uLess);
      Host_free(pc);
   }
   Host_free(apc[0]);
   Host_free(apc[2]);
}

/*--------------------------------------------------------------------*/

/* Free the chunks at iFirst, iSecond, ... of a row, in this order, with
   nothing else free; then all of them must be one chunk. */

static void SuiteBehaviour_coalesce(
   const int *piOrder, int iCount, const char *pcWhy)
{
   size_t uBytes = SuiteBehaviour_drawBytes();
   unsigned char *apc[ROW];
   int iLow = ROW;
   int i;

   Arrange_getRow(apc, ROW, uBytes);
   Arrange_plug();
   for (i = 0; i < iCount; i++)
   {
      if (i == iCount - 1)
         Verdict_noteHeap(apc[piOrder[i]]);
      Host_free(apc[piOrder[i]]);
      if (piOrder[i] < iLow)
         iLow = piOrder[i];
   }
   (void)Arrange_mustFit((size_t)iCount * uBytes, apc[iLow],
      apc[iLow + iCount - 1] + uBytes, pcWhy);
}

static void SuiteBehaviour_coalesceNext(void)
{
   static const int aiOrder[] = {5, 4};

   SuiteBehaviour_coalesce(aiOrder, 2,
      "the chunk freed last and the free one after it are one");
}

static void SuiteBehaviour_coalescePrev(void)
{
   static const int aiOrder[] = {4, 5};

   SuiteBehaviour_coalesce(aiOrder, 2,
      "the chunk freed last and the free one before it are one");
}

static void SuiteBehaviour_coalesceBoth(void)
{
   static const int aiOrder[] = {3, 5, 4};

   SuiteBehaviour_coalesce(aiOrder, 3,
      "the chunk freed last closes the gap between two free ones");
}

/* Neighbours in use stay as they are, with contents and all. */

static void SuiteBehaviour_coalesceNeither(void)
{
   size_t uBytes = SuiteBehaviour_drawBytes();
   unsigned char *apc[ROW];
   unsigned char acOld[MOST_BYTES];

   Arrange_getRow(apc, ROW, uBytes);
   Arrange_plug();
   memset(apc[3], 3, uBytes);
   memset(apc[5], 3, uBytes);
   memset(acOld, 3, uBytes);
   Verdict_noteHeap(apc[4]);
   Host_free(apc[4]);
   if (memcmp(apc[3], acOld, uBytes) != 0
       || memcmp(apc[5], acOld, uBytes) != 0)
      Verdict_fail("HeapMgr_free has changed the payload of a neighbour"
                   " in use; expected it to stay as it was");
   Arrange_mustNotFit(uBytes + OVERHEAD_BYTES,
      "the free chunk is shorter, and its neighbours are in use");
   (void)Arrange_mustFit(uBytes, apc[4], apc[4] + uBytes,
      "the chunk freed there is free by itself");
}

/* Six neighbours freed in many orders. */

static void SuiteBehaviour_coalesceChain(void)
{
   size_t uBytes = Inputs_draw(CHAIN_BYTES, MOST_CHAIN_BYTES, 16);
   unsigned char *apc[ROW];
   struct Rng sRng;
   int iRound;

   Inputs_seed(&sRng, 6);
   Arrange_getRow(apc, ROW, uBytes);
   Arrange_plug();
   for (iRound = 0; iRound < 40; iRound++)
   {
      size_t auOrder[MAX_CHAIN] = {0, 1, 2, 3, 4, 5};
      unsigned char *pcAll;
      size_t u;

      for (u = MAX_CHAIN; u > 1; u--)
      {
         size_t uOther = (size_t)Rng_below(&sRng, u);
         size_t uSwap = auOrder[u - 1];

         auOrder[u - 1] = auOrder[uOther];
         auOrder[uOther] = uSwap;
      }
      for (u = 0; u < MAX_CHAIN; u++)
      {
         Verdict_noteHeap(apc[1 + auOrder[u]]);
         Host_free(apc[1 + auOrder[u]]);
         Arrange_checkValid(
            "after one of several neighbours was freed");
      }
      pcAll = Arrange_mustFit(MAX_CHAIN * uBytes, apc[1],
         apc[MAX_CHAIN] + uBytes,
         "six neighbours have been freed there, and are one");
      Host_free(pcAll);
      for (u = 0; u < MAX_CHAIN; u++)
      {
         apc[1 + u] = Host_malloc(uBytes);
         if (apc[1 + u] == NULL)
            Verdict_fail("of the memory of six chunks, freed and"
                         " coalesced, only %zu can be had again;"
                         " expected six.  After a split, is the rest"
                         " free, by its status and by the list?",
               u);
      }
      Arrange_sort(&apc[1], MAX_CHAIN);
   }
}

/*--------------------------------------------------------------------*/

/* The last chunk is free but too short.  Whatever the manager asks the
   system for, the new memory and the free chunk are one. */

static void SuiteBehaviour_growJoins(void)
{
   size_t uMore = SuiteBehaviour_drawBytes();
   struct Payload sPayload;
   size_t uBefore;
   size_t uTop;
   size_t uGrowth;
   size_t uLargest;

   Arrange_mustGet(
      &sPayload, Inputs_draw(2 * BIG_BYTES, 3 * BIG_BYTES, 1), 1);
   Arrange_give(&sPayload);
   Arrange_plug();
   Arrange_unplugTop(BIG_BYTES);
   uTop = Arrange_findLargest(Watch_getHeapBytes());
   uBefore = Watch_getHeapBytes();
   Watch_setLimit(SIZE_MAX);
   Verdict_noteHeap(Host_moveBreak(0) - uMore);
   Arrange_mustGet(&sPayload, uTop + uMore, 2);
   Arrange_checkValid("after the heap has grown");
   uGrowth = Watch_getHeapBytes() - uBefore;
   Watch_setLimit(Watch_getHeapBytes());
   uLargest = Arrange_findLargest(Watch_getHeapBytes());
   if (uLargest + 4 * OVERHEAD_BYTES + uMore < uGrowth)
      Verdict_fail(
         "%zu bytes at the heap's end were free when"
         " HeapMgr_malloc(%zu) had the heap grow by %zu bytes; of the"
         " %zu bytes left, only %zu can be had in one piece; expected"
         " nearly all: the new memory and the free chunk before it are"
         " one",
         uTop, uTop + uMore, uGrowth, uGrowth - uMore, uLargest);
}

/* The system is not asked for each small payload. */

static void SuiteBehaviour_batch(void)
{
   size_t uBytes = Inputs_draw(32, 48, 1);
   struct Payload sPayload;
   size_t uCalls = Watch_getCalls();
   size_t u;

   for (u = 0; u < BATCH_COUNT; u++)
      Arrange_mustGet(&sPayload, uBytes, u);
   uCalls = Watch_getCalls() - uCalls;
   if (uCalls > BATCH_CALLS)
      Verdict_fail(
         "%d calls of HeapMgr_malloc(%zu) made %zu system calls;"
         " expected at most %d",
         BATCH_COUNT, uBytes, uCalls, BATCH_CALLS);
}

/*--------------------------------------------------------------------*/

/* Set apc to chunks of uCount different sizes, none beside another, and
   free them in the order puOrder, with nothing else free. */

static void SuiteBehaviour_freeMany(unsigned char **apc,
   const size_t *puBytes, size_t uCount, const size_t *puOrder)
{
   size_t u;

   Watch_setLimit(SIZE_MAX);
   for (u = 0; u < uCount; u++)
   {
      unsigned char *apcSame[3];

      Arrange_getRow(apcSame, 3, puBytes[u]);
      apc[u] = apcSame[1];
   }
   Arrange_plug();
   for (u = 0; u < uCount; u++)
      Host_free(apc[puOrder[u]]);
}

/* Each size, asked for from the largest down, has its chunk.  The sizes
   are puBytes, which go up, or drawn from uMore bytes above each. */

static void SuiteBehaviour_findAny(const size_t *puBytes, size_t uCount,
   const size_t *puOrder, size_t uMore)
{
   unsigned char *apc[ROW];
   size_t auBytes[ROW];
   size_t u;

   for (u = 0; u < uCount; u++)
      auBytes[u] = Inputs_draw(
         puBytes[u], puBytes[u] + uMore, UNIT_BYTES);
   SuiteBehaviour_freeMany(apc, auBytes, uCount, puOrder);
   for (u = uCount; u-- > 0;)
   {
      Verdict_noteHeap(apc[u]);
      (void)Arrange_mustFit(auBytes[u], apc[u], apc[u] + auBytes[u],
         "a chunk of just this size is free there, and no other is long"
         " enough");
   }
}

static void SuiteBehaviour_findSmall(void)
{
   static const size_t auBytes[] = {
      64, 128, 192, 256, 320, 384, 448, 512};
   static const size_t auOrder[] = {3, 7, 0, 5, 1, 6, 2, 4};

   SuiteBehaviour_findAny(auBytes, 8, auOrder, SMALL_MORE_BYTES);
}

/* Beyond the last bin of a manager that has bins of one size each.  All
   chunks are on one list there, and the first one may be too short. */

static void SuiteBehaviour_findLarge(void)
{
   static const size_t auBytes[] = {
      17024, 20000, 24000, 30016, 40000, 60000};
   static const size_t auOrder[] = {4, 5, 1, 3, 0, 2};

   SuiteBehaviour_findAny(auBytes, 6, auOrder, LARGE_MORE_BYTES);
}

/* In the last bin, with the shorter chunk freed last, and first. */

static void SuiteBehaviour_skipShort(void)
{
   static const size_t aauOrders[][2] = {{1, 0}, {0, 1}};
   size_t auBytes[2];
   size_t uBetween = Inputs_draw(30000, 35000, 1);
   unsigned char *apc[2];
   int i;

   auBytes[0] = Inputs_draw(20000, 29008, 16);
   auBytes[1] = Inputs_draw(40000, 50000, 16);

   for (i = 0; i < 2; i++)
   {
      SuiteBehaviour_freeMany(apc, auBytes, 2, aauOrders[i]);
      Verdict_noteHeap(apc[1]);
      (void)Arrange_mustFit(uBetween, apc[1], apc[1] + auBytes[1],
         "the other free chunk is too short");
   }
}

/* Each size around the last bin's border is found again. */

static void SuiteBehaviour_findBorder(void)
{
   size_t uBytes;

   for (uBytes = BORDER_FIRST_BYTES; uBytes <= BORDER_LAST_BYTES;
        uBytes += UNIT_BYTES)
   {
      unsigned char *apc[3];

      Watch_setLimit(SIZE_MAX);
      Arrange_getRow(apc, 3, uBytes);
      Arrange_plug();
      Verdict_noteHeap(apc[1]);
      Host_free(apc[1]);
      Arrange_mustNotFit(
         uBytes + OVERHEAD_BYTES, "the only free chunk is shorter");
      (void)Arrange_mustFit(uBytes, apc[1], apc[1] + uBytes,
         "a chunk of just this size has been freed there");
   }
}

/*--------------------------------------------------------------------*/
/* List and memory                                                    */
/*--------------------------------------------------------------------*/

/* Return true if the chunk pvChunk is among the first uLimit on one of
   the free lists. */

static bool SuiteBehaviour_isListed(const void *pvChunk, size_t uLimit)
{
   size_t uList;

   for (uList = 0; uList < HeapMgr_countLists(); uList++)
   {
      size_t uSeen = 0;
      void *pv = HeapMgr_nextInList(uList, NULL);

      for (; pv != NULL && uSeen < uLimit; uSeen++)
      {
         if (pv == pvChunk)
            return true;
         pv = HeapMgr_nextInList(uList, pv);
      }
   }
   return false;
}

/* Return the first free chunk in memory, of uFree, that is on no free
   list, or NULL. */

static const char *SuiteBehaviour_findUnlisted(size_t uFree)
{
   struct HeapMgr_Piece sPiece = {0};

   while (HeapMgr_nextPiece(&sPiece) == HEAPMGR_WALK_PIECE)
      if (sPiece.eKind == HEAPMGR_FREE
          && !SuiteBehaviour_isListed(sPiece.pcStart, uFree))
         return sPiece.pcStart;
   return NULL;
}

/* Return how many chunks all free lists have together, but no more than
   uLimit + 1. */

static size_t SuiteBehaviour_countListed(size_t uLimit)
{
   size_t uListed = 0;
   size_t uList;

   for (uList = 0; uList < HeapMgr_countLists(); uList++)
   {
      void *pv = HeapMgr_nextInList(uList, NULL);

      for (; pv != NULL && uListed <= uLimit;
           pv = HeapMgr_nextInList(uList, pv))
         uListed++;
   }
   return uListed;
}

/* End the test as failed unless the free lists have as many chunks as
   are free in memory, which is uFree. */

static void SuiteBehaviour_checkLists(size_t uFree)
{
   size_t uListed;

   if (!Host_canList() || HeapMgr_countLists() == 0)
      return;
   uListed = SuiteBehaviour_countListed(uFree);
   if (uListed > uFree)
      Verdict_fail("%zu chunks are free, but the free lists have %zu or"
                   " more; expected each free chunk, once",
         uFree, uListed);
   if (uListed < uFree)
   {
      const char *pcUnlisted = SuiteBehaviour_findUnlisted(uFree);

      Verdict_mark(pcUnlisted);
      Verdict_fail("%zu chunks are free, but the free lists have %zu;"
                   " expected each free chunk, once.  The one at %s is"
                   " on none",
         uFree, uListed, Verdict_place(pcUnlisted));
   }
}

/* End the test as failed unless the pieces fill the heap, no two free
   ones are neighbours, each live payload is in a piece in use, and the
   lists have as many chunks as are free. */

static void SuiteBehaviour_checkWalk(
   const struct Payload *psPayloads, size_t uPayloads)
{
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep;
   bool bPrevIsFree = false;
   size_t uFree = 0;
   size_t uFound = 0;
   size_t uLive = 0;
   size_t u;

   while ((eStep = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      bool bIsFree = (sPiece.eKind == HEAPMGR_FREE);

      if (bIsFree && bPrevIsFree)
      {
         Verdict_mark(sPiece.pcStart);
         Verdict_fail("the free chunk at %s lies right after another"
                      " free one; expected one chunk",
            Verdict_place(sPiece.pcStart));
      }
      bPrevIsFree = bIsFree;
      uFree += bIsFree;
      for (u = 0; u < uPayloads && !bIsFree; u++)
      {
         const unsigned char *pc = psPayloads[u].pc;

         if (pc != NULL
             && Arrange_isWithin(pc, psPayloads[u].uBytes,
                sPiece.pcStart + sPiece.uHeaderBytes,
                sPiece.uBytes - sPiece.uHeaderBytes
                   - sPiece.uFooterBytes))
            uFound++;
      }
   }
   for (u = 0; u < uPayloads; u++)
      uLive += (psPayloads[u].pc != NULL);
   if (eStep != HEAPMGR_WALK_END)
      Verdict_fail("the walk over the heap breaks off at %s; expected"
                   " chunk after chunk up to the heap's end",
         Verdict_place(sPiece.pcStart));
   if (uFound != uLive)
      Verdict_fail("%zu payloads are in use, but only %zu lie in chunks"
                   " in use",
         uLive, uFound);
   SuiteBehaviour_checkLists(uFree);
}

static void SuiteBehaviour_agree(void)
{
   static struct Payload asPayloads[WALK_SLOTS];
   struct Rng sRng;
   size_t u;

   Inputs_seed(&sRng, WALK_SEED);
   for (u = 0; u < WALK_OPERATIONS; u++)
   {
      struct Payload *psPayload =
         &asPayloads[Rng_below(&sRng, WALK_SLOTS)];

      if (u % WALK_CHECK_EVERY == 0)
         Verdict_noteHeap(psPayload->pc);
      if (psPayload->pc != NULL)
         Arrange_give(psPayload);
      else
         Arrange_mustGet(psPayload,
            1 + (size_t)Rng_below(&sRng, WALK_MOST_BYTES), u);
      if (u % WALK_CHECK_EVERY == 0)
         SuiteBehaviour_checkWalk(asPayloads, WALK_SLOTS);
   }
}

/* All freed, all is one: wherever the pieces lay. */

static void SuiteBehaviour_allOne(void)
{
   static struct Payload asPayloads[WALK_SLOTS];
   size_t uFirst = Inputs_draw(0, ALL_ONE_MOST_BYTES - 1, 1);
   size_t uLargest;
   size_t u;

   for (u = 0; u < WALK_SLOTS; u++)
      Arrange_mustGet(&asPayloads[u],
         1 + (uFirst + u * SIZE_STRIDE) % ALL_ONE_MOST_BYTES, u);
   for (u = 0; u < WALK_SLOTS; u++)
   {
      Verdict_noteHeap(asPayloads[u * SLOT_STRIDE % WALK_SLOTS].pc);
      Arrange_give(&asPayloads[u * SLOT_STRIDE % WALK_SLOTS]);
   }
   Watch_setLimit(Watch_getHeapBytes());
   uLargest = Arrange_findLargest(Watch_getHeapBytes());
   if (uLargest + 4 * OVERHEAD_BYTES < Watch_getHeapBytes())
      Verdict_fail("all chunks have been freed, but of the heap's %zu"
                   " bytes only %zu can be had in one piece; expected"
                   " nearly all",
         Watch_getHeapBytes(), uLargest);
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuiteBehaviour_asTests[] = {
   {"marked_in_use", "gives_memory", BEHAVIOUR | NEEDS_WALK,
      STAGES_REUSE, "list",
      "each payload lies in a chunk of its own, which is in use",
      "Which line of HeapMgr_malloc says that the chunk is in use: one"
      " of new memory, too?",
      SuiteBehaviour_marksUsed},
   {"reuse", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "what was freed is used again",
      "Where does HeapMgr_free leave a trace of the chunk, and where"
      " does HeapMgr_malloc look for it?",
      SuiteBehaviour_reuse},
   {"split", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "a free chunk that is much too long serves several requests",
      "What becomes of the rest when a chunk is longer than what the"
      " client wants?  What is on the list then, and what isn't?",
      SuiteBehaviour_split},
   {"leftovers", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "no leftover is lost, or too short to be a chunk",
      "What is the smallest leftover that has room for a header, a"
      " payload and, if there is one, a footer?",
      SuiteBehaviour_leftovers},
   {"coalesce_next", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "a freed chunk and the free chunk after it become one",
      "Where in memory does the next chunk start, and what must happen"
      " to its place on the list?",
      SuiteBehaviour_coalesceNext},
   {"coalesce_prev", "gives_memory", BEHAVIOUR, STAGES_REUSE, "dlist",
      "a freed chunk and the free chunk before it become one",
      "How does one find out where the chunk before starts, and which"
      " of the two headers stays?",
      SuiteBehaviour_coalescePrev},
   {"coalesce_both", "coalesce_prev", BEHAVIOUR, STAGES_REUSE, "dlist",
      "a chunk freed between two free ones makes all three one",
      "After the first of two merges, which chunk is the second one"
      " about?",
      SuiteBehaviour_coalesceBoth},
   {"coalesce_neither", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "a chunk freed between two in use stays by itself",
      "How do you tell that a neighbour is free?",
      SuiteBehaviour_coalesceNeither},
   {"steady_heap", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "the heap doesn't grow as long as something free fits",
      "Is the system asked before all free chunks have been looked at,"
      " whatever their size?",
      SuiteBehaviour_steady},
   {"coalesce_chain", "coalesce_both", BEHAVIOUR, STAGES_REUSE, "dlist",
      "neighbours become one whatever the order they are freed in",
      "Draw status, header, footer and both links of all chunks before"
      " and after each merge and each split: which of them is stale, or"
      " was never set?  Does a chunk change its size while it is on a"
      " list?",
      SuiteBehaviour_coalesceChain},
   {"all_one", "coalesce_both", BEHAVIOUR, STAGES_REUSE, "list",
      "when all is freed, the heap is one free chunk",
      "Draw the list after each free: does every link lead to a chunk"
      " that is free, and the prev of that one back?  Do the heap's"
      " first and last chunk have two neighbours?",
      SuiteBehaviour_allOne},
   {"grow_joins_last", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "new memory and a free chunk at the heap's end become one",
      "What lies just below the memory that the system has just given?",
      SuiteBehaviour_growJoins},
   {"few_system_calls", "split", BEHAVIOUR, STAGE_2 | STAGES_REUSE,
      "pad",
      "the system is asked for more than one small payload at a time",
      "What does a system call cost, compared with a malloc that needs"
      " none?",
      SuiteBehaviour_batch},
   {"finds_small", "gives_memory", BEHAVIOUR, STAGES_REUSE, "list",
      "a free chunk that fits is found, wherever it is",
      "Where does the search begin, and what makes it end?  If it ends"
      " too early: which links change when a chunk comes onto the list,"
      " and when one from its middle goes?",
      SuiteBehaviour_findSmall},
   {"list_agrees", "coalesce_both", BEHAVIOUR | NEEDS_WALK,
      STAGES_REUSE, "dlist",
      "the free lists have just the chunks that are free, and no two of"
      " these are neighbours",
      "At which places does a chunk change from free to in use or back,"
      " and do list and status change together at each?",
      SuiteBehaviour_agree},
   {"finds_large", "gives_memory", BEHAVIOUR, STAGES_REUSE, "bins",
      "a free chunk that fits is found among the large ones too",
      "Which chunks are in the last bin, and is it searched at all?",
      SuiteBehaviour_findLarge},
   {"skips_short", "gives_memory", BEHAVIOUR, STAGES_REUSE, "bins",
      "a large chunk that is too short is passed over",
      "Is every chunk in the last bin as long as every other?",
      SuiteBehaviour_skipShort},
   {"finds_border", "gives_memory", BEHAVIOUR, STAGES_REUSE, "bins",
      "chunks of sizes around the last bin's border are found again",
      "Do malloc and free find the same bin for the same number of"
      " units?",
      SuiteBehaviour_findBorder},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
