/*--------------------------------------------------------------------*/
/* policy.c: how the lecture's managers do it                         */
/*                                                                    */
/* Other managers do otherwise and are right.  These tests keep the   */
/* code and what the lecture says about it together.                  */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "chunk.h"
#include "host.h"
#include "picture.h"
#include "suite.h"
#include "verdict.h"
#include "watch.h"
#include <stdint.h>

enum
{
   SOME_BYTES = 96,
   ROW = 9,
   MIN_GROWTH_BYTES = 131072, /* as in the managers */
   LAST_BYTES = 4 << 20,      /* free, at the heap's end */
   LONGER_BYTES = 6 << 20,    /* longer than that */
   OVERHEAD_BYTES = 128,      /* headers, footers, the margin */
   MAX_BIN = 1023             /* as in stage 5 */
};

/*--------------------------------------------------------------------*/

/* Return the number of payload bytes in a chunk of uUnits units. */

static size_t SuitePolicy_getPayloadBytes(size_t uUnits)
{
   return Chunk_unitsToBytes(uUnits + 1 - Chunk_bytesToUnits(1));
}

/* End the test as failed unless free list uList begins with the chunks
   of the uCount payloads at apc, and ends there if bAll. */

static void SuitePolicy_checkList(
   size_t uList, unsigned char **apc, size_t uCount, bool bAll)
{
   void *pv = HeapMgr_nextInList(uList, NULL);
   size_t u;

   for (u = 0; u < uCount; u++)
   {
      if (pv != (void *)Chunk_fromPayload(apc[u]))
         Verdict_fail("number %zu on free list %zu is the chunk at %s;"
                      " expected the one at %s",
            u + 1, uList, Verdict_place(pv),
            Verdict_place(Chunk_fromPayload(apc[u])));
      pv = HeapMgr_nextInList(uList, pv);
   }
   if (bAll && pv != NULL)
      Verdict_fail(
         "free list %zu goes on with the chunk at %s; expected"
         " its end after %zu chunks",
         uList, Verdict_place(pv), uCount);
}

/* Call HeapMgr_malloc(uBytes), which must return pcWanted. */

static void SuitePolicy_mustReturn(
   size_t uBytes, unsigned char *pcWanted, const char *pcWhy)
{
   unsigned char *pc = Host_malloc(uBytes);

   if (pc != pcWanted)
      Verdict_fail("HeapMgr_malloc(%zu) returned %s; expected %s: %s",
         uBytes, Verdict_place(pc), Verdict_place(pcWanted), pcWhy);
}

/* Return a payload whose chunk has uUnits units, and lies between two
   in use. */

static unsigned char *SuitePolicy_getLonely(size_t uUnits)
{
   unsigned char *apc[3];

   Arrange_getRow(apc, 3, SuitePolicy_getPayloadBytes(uUnits));
   return apc[1];
}

/* Arrange a plugged row and free its chunks 5, 1, 7 and 3. */

static void SuitePolicy_freeFour(unsigned char **apc)
{
   static const int aiOrder[] = {5, 1, 7, 3};
   int i;

   Arrange_getRow(apc, ROW, SOME_BYTES);
   Arrange_plug();
   for (i = 0; i < 4; i++)
      Host_free(apc[aiOrder[i]]);
   Verdict_noteHeap(NULL);
}

/*--------------------------------------------------------------------*/
/* All with a list                                                    */
/*--------------------------------------------------------------------*/

/* The first growth is MIN_GROWTH_BYTES and a margin of a unit or two; a
   large request has the heap grow by what it takes. */

static void SuitePolicy_growth(void)
{
   struct Payload sPayload;
   size_t uBefore;

   Arrange_mustGet(&sPayload, 1, 1);
   uBefore = Watch_getHeapBytes();
   if (uBefore < MIN_GROWTH_BYTES || uBefore > MIN_GROWTH_BYTES + 64)
      Verdict_fail(
         "the first HeapMgr_malloc(1) made a heap of %zu bytes;"
         " expected %d and up to 64 more",
         uBefore, MIN_GROWTH_BYTES);
   Arrange_mustGet(&sPayload, 10 * MIN_GROWTH_BYTES, 2);
   if (Watch_getHeapBytes() - uBefore > 10 * MIN_GROWTH_BYTES + 64)
      Verdict_fail("HeapMgr_malloc(%d) had the heap grow by %zu bytes;"
                   " expected %d and up to 64 more",
         10 * MIN_GROWTH_BYTES, Watch_getHeapBytes() - uBefore,
         10 * MIN_GROWTH_BYTES);
}

/* If the system refuses the usual growth, what is needed will do. */

static void SuitePolicy_lessGrowth(void)
{
   struct Payload sPayload;

   Arrange_mustGet(&sPayload, 1, 1);
   Arrange_plug();
   Watch_setLimit(Watch_getHeapBytes() + 10 * SOME_BYTES + 64);
   if (!Arrange_get(&sPayload, 10 * SOME_BYTES, 2))
      Verdict_fail(
         "HeapMgr_malloc(%d) returned NULL when the system would"
         " give %d bytes, but not %d; expected a payload",
         10 * SOME_BYTES, 10 * SOME_BYTES + 64, MIN_GROWTH_BYTES);
}

/* Have a free chunk for LAST_BYTES bytes at the heap's end. */

static void SuitePolicy_arrangeLast(void)
{
   struct Payload sPayload;

   Arrange_mustGet(&sPayload, LAST_BYTES, 1);
   Arrange_give(&sPayload);
}

/* The last chunk is free, but too short.  Only what it lacks is asked
   for. */

static void SuitePolicy_missingGrowth(void)
{
   size_t uMost = LONGER_BYTES + OVERHEAD_BYTES;
   struct Payload sPayload;

   SuitePolicy_arrangeLast();
   Watch_setLimit(uMost);
   if (!Arrange_get(&sPayload, LONGER_BYTES, 2))
      Verdict_fail(
         "%d bytes at the heap's end were free when"
         " HeapMgr_malloc(%d) returned NULL; expected a"
         " payload: the system would have let the heap grow to"
         " %zu bytes",
         LAST_BYTES, LONGER_BYTES, uMost);
   Arrange_checkValid("after the heap has grown");
}

/* The same when somebody else has memory above the free chunk: new
   memory can't continue it. */

static void SuitePolicy_missingAcross(void)
{
   struct Payload sPayload;

   SuitePolicy_arrangeLast();
   (void)Host_moveBreak(SOME_BYTES);
   Arrange_mustGet(&sPayload, LONGER_BYTES, 2);
   Arrange_checkValid("after the heap has grown over foreign memory");
   Arrange_give(&sPayload);
   Arrange_checkValid("after the new memory was freed");
}

/* A leftover that is just long enough to be a chunk becomes one. */

static void SuitePolicy_leastLeftover(void)
{
   size_t uLeast = Chunk_bytesToUnits(1);
   unsigned char *pc = SuitePolicy_getLonely(10 + uLeast);

   Arrange_plug();
   Verdict_noteHeap(pc);
   Host_free(pc);
   (void)Arrange_mustFit(SuitePolicy_getPayloadBytes(10), pc,
      pc + SuitePolicy_getPayloadBytes(10 + uLeast),
      "the chunk freed there is longer");
   (void)Arrange_mustFit(1, pc,
      pc + SuitePolicy_getPayloadBytes(10 + uLeast),
      "what was left over is as long as the smallest chunk");
}

/*--------------------------------------------------------------------*/
/* Stage 3                                                            */
/*--------------------------------------------------------------------*/

static void SuitePolicy_addressOrder(void)
{
   unsigned char *apc[ROW];
   unsigned char *apcWanted[4];

   SuitePolicy_freeFour(apc);
   apcWanted[0] = apc[1];
   apcWanted[1] = apc[3];
   apcWanted[2] = apc[5];
   apcWanted[3] = apc[7];
   SuitePolicy_checkList(0, apcWanted, 4, true);
}

static void SuitePolicy_firstFit(void)
{
   unsigned char *apc[ROW];

   SuitePolicy_freeFour(apc);
   SuitePolicy_mustReturn(
      SOME_BYTES, apc[1], "the first chunk on the list that fits");
   SuitePolicy_mustReturn(
      SOME_BYTES, apc[3], "the first chunk on the list that fits");
   Host_free(apc[1]);
   SuitePolicy_mustReturn(
      SOME_BYTES, apc[1], "the search begins at the list's front");
}

/* Have two free chunks only: one of three neighbours, apc[1] to apc[3],
   and behind it apc[6]. */

static void SuitePolicy_freeThreeAndOne(unsigned char *apc[ROW])
{
   Arrange_getRow(apc, ROW, SOME_BYTES);
   Arrange_plug();
   Host_free(apc[1]);
   Host_free(apc[2]);
   Host_free(apc[3]);
   Host_free(apc[6]);
   Verdict_noteHeap(apc[1]);
}

/* First fit, not best fit; and what is cut off is the tail, so that the
   front stays on the list and no link changes. */

static void SuitePolicy_tail(void)
{
   unsigned char *apc[ROW];
   unsigned char *apcWanted[2];

   SuitePolicy_freeThreeAndOne(apc);
   SuitePolicy_mustReturn(SOME_BYTES, apc[3],
      "the tail of the first chunk that fits, though a later one fits"
      " better");
   apcWanted[0] = apc[1];
   apcWanted[1] = apc[6];
   SuitePolicy_checkList(0, apcWanted, 2, true);
}

/*--------------------------------------------------------------------*/
/* Stage 4                                                            */
/*--------------------------------------------------------------------*/

static void SuitePolicy_lastFirst(void)
{
   unsigned char *apc[ROW];
   unsigned char *apcWanted[4];

   SuitePolicy_freeFour(apc);
   apcWanted[0] = apc[3];
   apcWanted[1] = apc[7];
   apcWanted[2] = apc[1];
   apcWanted[3] = apc[5];
   SuitePolicy_checkList(0, apcWanted, 4, true);
   SuitePolicy_mustReturn(
      SOME_BYTES, apc[3], "the first chunk on the list that fits");
   SuitePolicy_checkList(0, apcWanted + 1, 3, true);
}

/* The front is handed out, the tail goes to the list's front. */

static void SuitePolicy_front(void)
{
   unsigned char *apc[ROW];
   unsigned char *apcWanted[2];

   SuitePolicy_freeThreeAndOne(apc);
   SuitePolicy_mustReturn(
      2 * SOME_BYTES, apc[1], "the front of the only chunk that fits");
   apcWanted[0] = (unsigned char *)Chunk_toPayload(
      Chunk_getEnd(Chunk_fromPayload(apc[1])));
   apcWanted[1] = apc[6];
   SuitePolicy_checkList(0, apcWanted, 2, true);
}

/*--------------------------------------------------------------------*/
/* Stage 5                                                            */
/*--------------------------------------------------------------------*/

/* A chunk of u units goes to bin u, or to the last one. */

static void SuitePolicy_binOfSize(void)
{
   static const size_t auUnits[] = {3, 4, 5, 63, 64, 65, 127, 128, 500,
      MAX_BIN - 1, MAX_BIN, MAX_BIN + 1, 3 * MAX_BIN};
   size_t u;

   for (u = 0; u < sizeof auUnits / sizeof auUnits[0]; u++)
   {
      size_t uBin = auUnits[u] < MAX_BIN ? auUnits[u] : MAX_BIN;
      unsigned char *apc[3];

      Watch_setLimit(SIZE_MAX);
      Arrange_getRow(apc, 3, SuitePolicy_getPayloadBytes(auUnits[u]));
      Arrange_plug();
      Verdict_noteHeap(apc[1]);
      Host_free(apc[1]);
      SuitePolicy_checkList(uBin, &apc[1], 1, true);
      (void)Host_malloc(SuitePolicy_getPayloadBytes(auUnits[u]));
      SuitePolicy_checkList(uBin, NULL, 0, true);
   }
}

/* In a bin, what was freed last is first. */

static void SuitePolicy_binOrder(void)
{
   unsigned char *apc[ROW];
   unsigned char *apcWanted[4];

   SuitePolicy_freeFour(apc);
   apcWanted[0] = apc[3];
   apcWanted[1] = apc[7];
   apcWanted[2] = apc[1];
   apcWanted[3] = apc[5];
   SuitePolicy_checkList(
      Chunk_bytesToUnits(SOME_BYTES), apcWanted, 4, true);
   SuitePolicy_mustReturn(
      SOME_BYTES, apc[3], "the first chunk in its bin");
}

/* The next larger bin that holds a chunk serves, by the front of it,
   and the tail goes to the bin of its own size. */

static void SuitePolicy_nextBin(void)
{
   enum
   {
      LONG_UNITS = 200,
      SHORT_UNITS = 20,
      NEXT_UNITS = 100,
      WANTED_UNITS = 30 /* no chunk has just these */
   };
   static const size_t auUnits[] = {
      LONG_UNITS, SHORT_UNITS, NEXT_UNITS};
   unsigned char *apc[3];
   unsigned char *pcTail;
   int i;

   for (i = 0; i < 3; i++)
      apc[i] = SuitePolicy_getLonely(auUnits[i]);
   Arrange_plug();
   for (i = 0; i < 3; i++)
      Host_free(apc[i]);
   Verdict_noteHeap(apc[2]);
   SuitePolicy_mustReturn(SuitePolicy_getPayloadBytes(WANTED_UNITS),
      apc[2],
      "the front of the chunk in the next larger bin that has one");
   pcTail = Chunk_toPayload(Chunk_getEnd(Chunk_fromPayload(apc[2])));
   SuitePolicy_checkList(NEXT_UNITS - WANTED_UNITS, &pcTail, 1, true);
   SuitePolicy_checkList(SHORT_UNITS, &apc[1], 1, true);
   SuitePolicy_checkList(LONG_UNITS, &apc[0], 1, true);
}

/* The last bin is searched, and the first chunk that fits is taken,
   whether or not another would fit better. */

static void SuitePolicy_lastBin(void)
{
   enum
   {
      WANTED_UNITS = 1400 /* the third chunk is the first that fits,
                             the second would fit better */
   };
   static const size_t auUnits[] = {1500, 2000, 3000, 1100};
   unsigned char *apc[4];
   int i;

   for (i = 0; i < 4; i++)
      apc[i] = SuitePolicy_getLonely(auUnits[i]);
   Arrange_plug();
   for (i = 0; i < 4; i++)
      Host_free(apc[i]);
   Verdict_noteHeap(apc[2]);
   SuitePolicy_mustReturn(SuitePolicy_getPayloadBytes(WANTED_UNITS),
      apc[2],
      "the first chunk in the last bin that fits, not the best one");
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuitePolicy_asTests[] = {
   {"policy_growth", "reuse", TAG_POLICY, STAGES_LIST, "pad",
      "the heap grows by 128 KiB, or by the request if that is more",
      "What is the larger of the two?", SuitePolicy_growth},
   {"policy_less_growth", "reuse", TAG_POLICY, STAGES_LIST, "list",
      "if the system refuses the usual growth, less is asked for",
      "How much does this request need?", SuitePolicy_lessGrowth},
   {"policy_missing_growth", "reuse", TAG_POLICY, STAGES_LIST, "list",
      "if the last chunk is free, only what it lacks is asked for",
      "What has the heap already at its end?",
      SuitePolicy_missingGrowth},
   {"policy_missing_across", "reuse", TAG_POLICY, STAGES_LIST, "list",
      "new memory that can't continue the last chunk is long enough",
      "Whose memory lies between the last chunk and the new one?",
      SuitePolicy_missingAcross},
   {"policy_least_leftover", "split", TAG_POLICY, STAGES_LIST, "list",
      "a leftover as long as the smallest chunk becomes a chunk",
      "Is it more than, or at least?", SuitePolicy_leastLeftover},
   {"policy_address_order", "reuse", TAG_POLICY | NEEDS_LISTS, STAGE_3,
      "list", "the free list is in address order",
      "After which chunk on the list does a freed chunk belong?",
      SuitePolicy_addressOrder},
   {"policy_first_fit", "reuse", TAG_POLICY, STAGE_3, "list",
      "the first chunk in address order that fits is used",
      "Where does the search begin?", SuitePolicy_firstFit},
   {"policy_tail", "split", TAG_POLICY | NEEDS_LISTS, STAGE_3, "list",
      "a split hands out the tail and changes no link",
      "Which part of a split chunk can stay on the list as it is?",
      SuitePolicy_tail},
   {"policy_last_first", "reuse", TAG_POLICY | NEEDS_LISTS, STAGE_4,
      "dlist", "what was freed last is first on the list",
      "Where on the list can a chunk be inserted without a search?",
      SuitePolicy_lastFirst},
   {"policy_front", "split", TAG_POLICY | NEEDS_LISTS, STAGE_4, "dlist",
      "a split hands out the front, the tail goes back to the list",
      "Which part of a split chunk has the old header?",
      SuitePolicy_front},
   {"policy_bin_of_size", "reuse", TAG_POLICY | NEEDS_LISTS, STAGE_5,
      "bins", "a free chunk is in the bin of its size",
      "Which bin is that for MAX_BIN - 1, MAX_BIN and MAX_BIN + 1"
      " units?",
      SuitePolicy_binOfSize},
   {"policy_bin_order", "reuse", TAG_POLICY | NEEDS_LISTS, STAGE_5,
      "bins", "what was freed last is first in its bin",
      "Where in a bin can a chunk be inserted without a search?",
      SuitePolicy_binOrder},
   {"policy_next_bin", "split", TAG_POLICY | NEEDS_LISTS, STAGE_5,
      "bins", "if a bin is empty, the next larger one serves",
      "Which bins can hold a chunk that is long enough?",
      SuitePolicy_nextBin},
   {"policy_last_bin", "finds_large", TAG_POLICY, STAGE_5, "bins",
      "in the last bin the first chunk that fits is used",
      "Where does the search in the last bin end?",
      SuitePolicy_lastBin},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
