/*--------------------------------------------------------------------*/
/* system.c: a long run, a system that refuses, and others who        */
/* use it too                                                         */
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
   SOME_BYTES = 1000,
   MOST_BYTES = 1200,
   LIMIT_BYTES = 1 << 20,
   SYSTEM_LIMIT_BYTES = 4 << 20,
   SYSTEM_PAYLOAD_BYTES = 65536,
   MAX_PAYLOADS = 1200, /* more than LIMIT_BYTES holds of SOME_BYTES */
   FRESH_SLOTS = 300,
   FRESH_OPERATIONS = 20000,
   FRESH_MAX_BYTES = 2000,
   FRESH_CHECK_EVERY = 250,
   FOREIGN_SLOTS = 60,
   FOREIGN_OPERATIONS = 2500,
   FOREIGN_MOVES = 40,
   FOREIGN_BYTE = 0xA5,
   FOREIGN_MAX_BYTES = 3000, /* the largest payload between the moves */
   FOREIGN_EVERY = 60,       /* operations from move to move */
   FRESH_SEED = 20240229,    /* of the long run */
   FRESH_LONG_EVERY = 40,    /* payloads: one is very long, */
   FRESH_LONG_FACTOR = 20,   /* by this factor */
   AGAIN_COUNT = 100,        /* payloads once the limit is lifted */
   GROW_BYTES = 9000,        /* more than a pad of 8 KiB */
   MOST_GROW_BYTES = 12000
};

static struct Payload asPayloads[MAX_PAYLOADS];

/*--------------------------------------------------------------------*/
/* A long run                                                         */
/*--------------------------------------------------------------------*/

/* Make random calls, with a new size each time: that finds managers
   which work as long as each place keeps its size.  The heap is checked
   only now and then, so that the run can be long. */

static void SuiteSystem_runFresh(void)
{
   struct Rng sRng;
   size_t u;
   size_t v;

   Host_setCheckRate(0);
   Inputs_seed(&sRng, FRESH_SEED);
   for (u = 0; u < FRESH_OPERATIONS; u++)
   {
      size_t uSlot = (size_t)Rng_below(&sRng, FRESH_SLOTS);
      size_t uMax = (Rng_below(&sRng, FRESH_LONG_EVERY) == 0)
                       ? FRESH_LONG_FACTOR * FRESH_MAX_BYTES
                       : FRESH_MAX_BYTES;

      if (asPayloads[uSlot].pc != NULL)
         Arrange_give(&asPayloads[uSlot]);
      else
         Arrange_mustGet(
            &asPayloads[uSlot], 1 + (size_t)Rng_below(&sRng, uMax), u);
      if (u % FRESH_CHECK_EVERY != 0)
         continue;
      Arrange_checkValid("in a random run");
      for (v = 0; v < FRESH_SLOTS; v++)
         if (asPayloads[v].pc != NULL)
            Arrange_verify(&asPayloads[v]);
   }
   for (v = 0; v < FRESH_SLOTS; v++)
      if (asPayloads[v].pc != NULL)
         Arrange_give(&asPayloads[v]);
   Arrange_checkValid("after all chunks of a random run were freed");
}

/*--------------------------------------------------------------------*/
/* Refusals                                                           */
/*--------------------------------------------------------------------*/

/* Get payloads of uBytes bytes until there are no more.  Return how
   many. */

static size_t SuiteSystem_exhaust(size_t uBytes)
{
   size_t u = 0;

   while (u < MAX_PAYLOADS && Arrange_get(&asPayloads[u], uBytes, u))
      u++;
   if (u == MAX_PAYLOADS)
      Verdict_fail(
         "%zu payloads of %zu bytes were handed out, more than"
         " the system gives in all; expected NULL before that",
         u, uBytes);
   return u;
}

/* Free the first uCount payloads, all sound still. */

static void SuiteSystem_giveAll(size_t uCount)
{
   size_t u;

   for (u = 0; u < uCount; u++)
      Arrange_give(&asPayloads[u]);
}

static void SuiteSystem_refuse(void)
{
   size_t uHeapBytes;
   void *pv;

   Arrange_mustGet(&asPayloads[0], SOME_BYTES, 0);
   uHeapBytes = Watch_getHeapBytes();
   Watch_setLimit(uHeapBytes);
   Verdict_noteHeap(NULL);
   pv = Host_malloc(LIMIT_BYTES);
   if (pv != NULL)
      Verdict_fail("HeapMgr_malloc(%d) returned %s though the system"
                   " refused; expected NULL",
         LIMIT_BYTES, Verdict_place(pv));
   if (Watch_getHeapBytes() != uHeapBytes)
      Verdict_fail(
         "HeapMgr_malloc(%d) returned NULL, but has changed the"
         " heap from %zu to %zu bytes; expected a heap as it"
         " was",
         LIMIT_BYTES, uHeapBytes, Watch_getHeapBytes());
   Arrange_checkValid("after the system has refused");
   Watch_setLimit(SIZE_MAX);
   Arrange_mustGet(&asPayloads[1], LIMIT_BYTES, 1);
   SuiteSystem_giveAll(2);
}

/* The system refuses the very first request of all. */

static void SuiteSystem_refuseFirst(void)
{
   void *pv;

   Watch_setLimit(0);
   pv = Host_malloc(SOME_BYTES);
   if (pv != NULL)
      Verdict_fail("HeapMgr_malloc(%d) returned %p though the system"
                   " refused; expected NULL",
         SOME_BYTES, pv);
   Arrange_checkValid("after the system has refused the first request");
   Watch_setLimit(SIZE_MAX);
   Arrange_mustGet(&asPayloads[0], SOME_BYTES, 0);
   Arrange_give(&asPayloads[0]);
}

/* Exhaustion and recovery, under the watch's limit. */

static void SuiteSystem_exhaustLimit(void)
{
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 1);
   size_t uFirst;
   size_t uCount;

   Watch_setLimit(LIMIT_BYTES);
   uFirst = SuiteSystem_exhaust(uBytes);
   Arrange_checkValid("with all memory in use");
   SuiteSystem_giveAll(uFirst);
   Arrange_checkValid("after all of it was freed");
   Watch_setLimit(SIZE_MAX);
   for (uCount = 0; uCount < AGAIN_COUNT; uCount++)
      Arrange_mustGet(&asPayloads[uCount], uBytes, uCount);
   SuiteSystem_giveAll(uCount);
}

/* Most of the memory is payload when there is no more. */

static void SuiteSystem_useAll(void)
{
   size_t uBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 1);
   size_t uFirst;
   size_t uSecond;

   Watch_setLimit(LIMIT_BYTES);
   uFirst = SuiteSystem_exhaust(uBytes);
   if (uFirst < LIMIT_BYTES / uBytes * 3 / 4)
      Verdict_fail(
         "HeapMgr_malloc(%zu) gave %zu payloads of the %d bytes"
         " that the system would give; expected at least %zu",
         uBytes, uFirst, LIMIT_BYTES, LIMIT_BYTES / uBytes * 3 / 4);
   SuiteSystem_giveAll(uFirst);
   uSecond = SuiteSystem_exhaust(uBytes);
   if (uSecond < uFirst)
      Verdict_fail(
         "HeapMgr_malloc(%zu) gave %zu payloads up to the limit,"
         " but only %zu after all of them were freed; expected"
         " as many",
         uBytes, uFirst, uSecond);
}

/* Same, under a limit of the system's own. */

static void SuiteSystem_exhaustSystem(void)
{
   size_t uCount;

   Arrange_mustGet(&asPayloads[0], SOME_BYTES, 0);
   if (!Host_limitSystem(SYSTEM_LIMIT_BYTES))
      return; /* such a system can't be had here */
   uCount = SuiteSystem_exhaust(SYSTEM_PAYLOAD_BYTES);
   Host_unlimitSystem();
   Arrange_checkValid("after the system itself has refused");
   SuiteSystem_giveAll(uCount);
   Arrange_mustGet(&asPayloads[0], SYSTEM_LIMIT_BYTES, 0);
   Arrange_give(&asPayloads[0]);
}

/*--------------------------------------------------------------------*/
/* Others who move the break, such as the C library: a manager must   */
/* not write to their memory                                          */
/*--------------------------------------------------------------------*/

struct Foreign
{
   unsigned char *pc;
   size_t uBytes;
};

/* End the test as failed if a foreign byte has changed. */

static void SuiteSystem_checkForeign(
   const struct Foreign *psForeign, size_t uCount)
{
   size_t u;
   size_t v;

   for (u = 0; u < uCount; u++)
      for (v = 0; v < psForeign[u].uBytes; v++)
         if (psForeign[u].pc[v] != FOREIGN_BYTE)
            Verdict_fail(
               "somebody else took %zu bytes by sbrk, and the manager"
               " has written to byte %zu of them (now %d); expected"
               " that it touches only what it got itself",
               psForeign[u].uBytes, v, psForeign[u].pc[v]);
}

/* Take uBytes bytes at the break, as somebody else. */

static void SuiteSystem_takeForeign(
   struct Foreign *psForeign, size_t uBytes)
{
   psForeign->pc = (unsigned char *)Host_moveBreak((intptr_t)uBytes);
   psForeign->uBytes = uBytes;
   memset(psForeign->pc, FOREIGN_BYTE, uBytes);
}

static void SuiteSystem_shareBreak(void)
{
   static const size_t auBytes[] = {1, 8, 16, 17, 24, 100, 4096, 5};
   struct Foreign asForeign[FOREIGN_MOVES];
   size_t uMoves = 0;
   struct Rng sRng;
   size_t u;

   Inputs_seed(&sRng, 77);
   for (u = 0; u < FOREIGN_OPERATIONS; u++)
   {
      struct Payload *psPayload =
         &asPayloads[Rng_below(&sRng, FOREIGN_SLOTS)];

      if (psPayload->pc != NULL)
         Arrange_give(psPayload);
      else
         Arrange_mustGet(psPayload,
            1 + (size_t)Rng_below(&sRng, FOREIGN_MAX_BYTES), u);
      if (u % FOREIGN_EVERY == FOREIGN_EVERY / 2
          && uMoves < FOREIGN_MOVES)
      {
         SuiteSystem_takeForeign(
            &asForeign[uMoves], auBytes[uMoves % 8]);
         uMoves++;
         Arrange_checkValid("after somebody else moved the break");
      }
      if (u % FOREIGN_EVERY == FOREIGN_EVERY - 1)
      {
         Arrange_checkValid("with foreign memory in the heap");
         SuiteSystem_checkForeign(asForeign, uMoves);
      }
   }
   for (u = 0; u < FOREIGN_SLOTS; u++)
      if (asPayloads[u].pc != NULL)
         Arrange_give(&asPayloads[u]);
   Arrange_checkValid("after all chunks were freed");
   SuiteSystem_checkForeign(asForeign, uMoves);
}

/* Each payload needs growth, and each time the break has moved. */

static void SuiteSystem_growAcross(void)
{
   struct Foreign asForeign[FOREIGN_MOVES];
   size_t uBytes = Inputs_draw(GROW_BYTES, MOST_GROW_BYTES, 1);
   size_t u;

   for (u = 0; u < FOREIGN_MOVES; u++)
   {
      Arrange_mustGet(&asPayloads[u], uBytes + 16 * u, u);
      SuiteSystem_takeForeign(&asForeign[u], 1 + u);
   }
   SuiteSystem_checkForeign(asForeign, FOREIGN_MOVES);
   for (u = 0; u < FOREIGN_MOVES; u++)
   {
      Arrange_give(&asPayloads[u]);
      Arrange_checkValid(
         "after a chunk beside foreign memory was freed");
   }
   SuiteSystem_checkForeign(asForeign, FOREIGN_MOVES);
   for (u = 0; u < FOREIGN_MOVES; u++)
      Arrange_mustGet(&asPayloads[u], uBytes, u);
   SuiteSystem_checkForeign(asForeign, FOREIGN_MOVES);
   SuiteSystem_giveAll(FOREIGN_MOVES);
}

/* The C library's malloc grows the same break. */

static void SuiteSystem_shareWithLibc(void)
{
   enum
   {
      LIBC_BYTES = 100000
   };
   unsigned char *apcBlocks[4];
   size_t u;
   size_t v;

   for (u = 0; u < 4; u++)
   {
      Arrange_mustGet(&asPayloads[2 * u], 10 * SOME_BYTES, u);
      apcBlocks[u] = Host_getLibcBlock(LIBC_BYTES);
      if (apcBlocks[u] != NULL)
         memset(apcBlocks[u], FOREIGN_BYTE, LIBC_BYTES);
      Arrange_mustGet(&asPayloads[2 * u + 1], 30 * SOME_BYTES, u);
   }
   Arrange_checkValid("with memory of the C library in the heap");
   SuiteSystem_giveAll(8);
   Arrange_checkValid("after all chunks were freed");
   for (u = 0; u < 4; u++)
      for (v = 0; apcBlocks[u] != NULL && v < LIBC_BYTES; v++)
         if (apcBlocks[u][v] != FOREIGN_BYTE)
            Verdict_fail(
               "the manager has written to byte %zu of a block"
               " that the C library's malloc gave to somebody"
               " else",
               v);
}

/*--------------------------------------------------------------------*/

/* The break need not be aligned when the first malloc comes. */

static void SuiteSystem_startAt(size_t uBytes)
{
   struct Foreign sForeign;
   size_t uFirst = Inputs_draw(1, 100, 1);
   size_t u;

   SuiteSystem_takeForeign(&sForeign, uBytes);
   for (u = 0; u < FOREIGN_SLOTS; u++)
      Arrange_mustGet(&asPayloads[u], uFirst + 37 * u, u);
   Arrange_checkValid("on a heap whose start was not aligned");
   SuiteSystem_giveAll(FOREIGN_SLOTS);
   SuiteSystem_checkForeign(&sForeign, 1);
}

static void SuiteSystem_startAt8(void)
{
   SuiteSystem_startAt(8);
}

static void SuiteSystem_startAt1(void)
{
   SuiteSystem_startAt(1);
}

/* Somebody lowers the break below the heap's end: the manager can't use
   what is no longer there, and doesn't pretend to. */

static void SuiteSystem_lowerBreak(void)
{
   void *pv;

   Arrange_mustGet(&asPayloads[0], SOME_BYTES, 0);
   Host_setCheckRate(0);
   (void)Host_moveBreak(-8);
   pv = Host_malloc(LIMIT_BYTES);
   if (pv != NULL)
      Verdict_fail(
         "somebody has lowered the break below the heap's end;"
         " HeapMgr_malloc(%d) returned %s; expected NULL",
         LIMIT_BYTES, Verdict_place(pv));
   Arrange_give(&asPayloads[0]);
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuiteSystem_asTests[] = {
   {"random_run", "gives_memory", TAG_CONTRACT, STAGES_ALL, "list",
      "20,000 random calls with fresh sizes harm no payload and leave"
      " the heap sound",
      "Which case did none of the tests before this one have: a list of"
      " one chunk, the first or the last chunk of the heap, a leftover"
      " just too short?",
      SuiteSystem_runFresh},
   {"refused", "gives_memory", TAG_CONTRACT, STAGES_ALL, "minimal",
      "if the system refuses memory, malloc returns NULL and the heap"
      " is as it was",
      "If the refused call itself is wrong: what has changed by the"
      " time you learn that the system refuses?  If a later one is:"
      " which line of HeapMgr_malloc says that a chunk is in use, and"
      " which that the rest of a split one is free?",
      SuiteSystem_refuse},
   {"refused_first", "gives_memory", TAG_CONTRACT, STAGES_ALL,
      "minimal", "the system may refuse the first request of all",
      "If the refused call itself is wrong: does the heap have a start"
      " when there is no heap yet?  If a later one is: which line of"
      " HeapMgr_malloc says that a chunk is in use?",
      SuiteSystem_refuseFirst},
   {"exhausted", "gives_memory", TAG_CONTRACT, STAGES_ALL, "minimal",
      "when all memory is in use malloc returns NULL, and later goes on"
      " serving",
      "Is the result of brk looked at each time?",
      SuiteSystem_exhaustLimit},
   {"exhausted_reused", "gives_memory", TAG_BEHAVIOUR,
      STAGES_LIST | STAGE_OTHER, "list",
      "all memory can be payload, and can be so again",
      "If the system refuses the growth you would like, would less do?",
      SuiteSystem_useAll},
   {"exhausted_really", "gives_memory", TAG_CONTRACT, STAGES_ALL,
      "minimal", "the same when the system itself has no more",
      "What does brk return when it fails, and what does mmap?",
      SuiteSystem_exhaustSystem},
   {"unaligned_start_8", "gives_memory", TAG_CONTRACT, STAGES_ALL,
      "chunk",
      "payloads are aligned though the heap begins 8 bytes off",
      "Who says that the break is a multiple of 16 at first?",
      SuiteSystem_startAt8},
   {"unaligned_start_1", "gives_memory", TAG_CONTRACT, STAGES_ALL,
      "chunk", "payloads are aligned though the heap begins 1 byte off",
      "Who says that the break is a multiple of 16 at first?",
      SuiteSystem_startAt1},
   {"foreign_break", "gives_memory", TAG_CONTRACT, STAGES_ALL, "list",
      "somebody else may move the break: their memory stays theirs",
      "Is the new memory always right above the heap's end?",
      SuiteSystem_shareBreak},
   {"foreign_growth", "gives_memory", TAG_CONTRACT, STAGES_ALL, "list",
      "the heap grows over foreign memory without touching it",
      "What lies between the old end and the new memory?",
      SuiteSystem_growAcross},
   {"foreign_libc", "gives_memory", TAG_CONTRACT, STAGES_ALL, "list",
      "the C library's malloc and the manager share the break",
      "Which of your addresses is stale after somebody called malloc?",
      SuiteSystem_shareWithLibc},
   {"lowered_break", "refused", TAG_POLICY, STAGES_LIST, "list",
      "if the heap's end has been taken away, malloc returns NULL",
      "What if the break is below the heap's end?",
      SuiteSystem_lowerBreak},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
