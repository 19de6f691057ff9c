/*--------------------------------------------------------------------*/
/* cost.c: what malloc and free cost, in steps                        */
/*                                                                    */
/* Steps are exact (see driver/steps.h), so growth shows as growth on */
/* the busiest machine.  A manager is measured with its assertions    */
/* not looking over the heap.                                         */
/*--------------------------------------------------------------------*/

#include "arrange.h"
#include "host.h"
#include "inputs.h"
#include "steps.h"
#include "suite.h"
#include "verdict.h"
#include "watch.h"
#include <stdint.h>

enum
{
   FEW = 10,
   MANY = 10000,
   PROBES = 8,
   SOME_BYTES = 96, /* multiples of 16: no rounding */
   MOST_BYTES = 256,

   /* In basic blocks, see Host_blocksToSteps. */
   SLACK_BLOCKS = 12, /* that two equal tasks may differ by */
   BIN_SEARCH_BLOCKS =
      400,               /* over a thousand empty bins, by a map, even
                               if a word is looked at bit by bit */
   BLOCKS_PER_CHUNK = 8, /* that a search may take */
   FIXED_BLOCKS = 200,   /* besides that */

   FIRST_CALLS = 1000, /* are compared with as many last ones */
   FAR_BYTES = 16000,  /* about a thousand units */
   MOST_FAR_BYTES = 16256,
   UNIT_BYTES = 16,
   LESS_BYTES = 100 /* than a free chunk has, to be cut from it */
};

static void *apvChunks[2 * MANY];
static size_t uChunkBytes; /* of each */

/*--------------------------------------------------------------------*/

/* Begin: draw the chunks' size, and keep the manager's assertions from
   looking over the heap. */

static void SuiteCost_begin(void)
{
   uChunkBytes = Inputs_draw(SOME_BYTES, MOST_BYTES, 16);
   Host_setCheckRate(0);
}

/* Have uWanted free chunks, each between two in use, where there were
   uHave; they are the ones with an even number. */

static void SuiteCost_makeFree(size_t uHave, size_t uWanted)
{
   static void *apvEven[MANY];
   size_t u;

   Host_mallocMany(
      &apvChunks[2 * uHave], 2 * (uWanted - uHave), uChunkBytes);
   for (u = 2 * uHave; u < 2 * uWanted; u++)
      if (apvChunks[u] == NULL)
         Verdict_fail("HeapMgr_malloc(%zu) returned NULL; expected a"
                      " payload: the system has memory to give",
            uChunkBytes);
   for (u = uHave; u < uWanted; u++)
      apvEven[u - uHave] = apvChunks[2 * u];
   Host_freeMany(apvEven, uWanted - uHave);
}

/* Return the steps of HeapMgr_free(pv). */

static size_t SuiteCost_measureFree(void *pv)
{
   size_t uBefore = Steps_uCount;

   Host_free(pv);
   return Steps_uCount - uBefore;
}

/* Return the steps of HeapMgr_malloc(uBytes), and set *ppv to what it
   returned. */

static size_t SuiteCost_measureMalloc(size_t uBytes, void **ppv)
{
   size_t uBefore = Steps_uCount;

   *ppv = Host_malloc(uBytes);
   return Steps_uCount - uBefore;
}

/*--------------------------------------------------------------------*/

/* Return the largest number of steps that a few calls take with so many
   free chunks in the heap: free of a chunk whose neighbours are free
   (even and odd numbers), and of one whose neighbours are in use. */

static size_t SuiteCost_probeFree(size_t uFree)
{
   void *apv[PROBES];
   size_t uMost = 0;
   size_t u;

   for (u = 0; u < PROBES; u++)
      apv[u] = Host_malloc(uChunkBytes / 2);
   for (u = 0; u < PROBES; u += 2)
   {
      size_t uSteps = SuiteCost_measureFree(apv[u]);

      if (uSteps > uMost)
         uMost = uSteps;
   }
   for (u = 1; u < FEW; u += 4)
   {
      size_t uSteps = SuiteCost_measureFree(
         apvChunks[2 * uFree - 2 - u]);

      if (uSteps > uMost)
         uMost = uSteps;
      apvChunks[2 * uFree - 2 - u] = NULL;
   }
   return uMost;
}

/* A free costs the same steps with few free chunks and with many.
   Steps are compared, because times differ from run to run. */

static void SuiteCost_freeConstant(void)
{
   size_t uFew;
   size_t uMany;

   SuiteCost_begin();
   SuiteCost_makeFree(0, FEW);
   uFew = SuiteCost_probeFree(FEW);
   SuiteCost_makeFree(FEW, MANY);
   uMany = SuiteCost_probeFree(MANY);
   if (uMany > uFew + Host_blocksToSteps(SLACK_BLOCKS))
      Verdict_fail(
         "HeapMgr_free took %zu steps with %d free chunks in"
         " the heap, and %zu with %d; expected the same number"
         " but for %zu",
         uFew, FEW, uMany, MANY, Host_blocksToSteps(SLACK_BLOCKS));
}

/*--------------------------------------------------------------------*/

/* Chunks of the wanted size are there, among many others. */

static void SuiteCost_mallocConstant(void)
{
   void *pv;
   size_t uFew;
   size_t uMany;

   SuiteCost_begin();
   SuiteCost_makeFree(0, FEW);
   uFew = SuiteCost_measureMalloc(uChunkBytes, &pv);
   Host_free(pv);
   SuiteCost_makeFree(FEW, MANY);
   uMany = SuiteCost_measureMalloc(uChunkBytes, &pv);
   if (uMany > uFew + Host_blocksToSteps(SLACK_BLOCKS))
      Verdict_fail(
         "HeapMgr_malloc(%zu) took %zu steps with %d free chunks"
         " in the heap, and %zu with %d; expected the same"
         " number but for %zu",
         uChunkBytes, uFew, FEW, uMany, MANY,
         Host_blocksToSteps(SLACK_BLOCKS));

   /* A size that no bin has: many chunks are too short. */
   Host_free(Host_malloc(50 * uChunkBytes));
   uMany = SuiteCost_measureMalloc(3 * uChunkBytes, &pv);
   if (uMany > uFew + Host_blocksToSteps(BIN_SEARCH_BLOCKS))
      Verdict_fail(
         "HeapMgr_malloc(%zu) took %zu steps with %d chunks in"
         " a bin of shorter ones, and the next free chunk in a bin"
         " hundreds of bins further on; expected at most %zu more"
         " than the %zu of a size that is there",
         3 * uChunkBytes, uMany, MANY,
         Host_blocksToSteps(BIN_SEARCH_BLOCKS), uFew);
}

/* Only a bin far away holds a chunk. */

static void SuiteCost_emptyBins(void)
{
   size_t uBytes = Inputs_draw(FAR_BYTES, MOST_FAR_BYTES, UNIT_BYTES);
   unsigned char *apc[3];
   void *pv;
   size_t uNear;
   size_t uFar;

   Host_setCheckRate(0);
   Arrange_getRow(apc, 3, uBytes);
   Arrange_plug();
   Host_free(apc[1]);
   uFar = SuiteCost_measureMalloc(UNIT_BYTES, &pv);
   Host_free(pv);
   uNear = SuiteCost_measureMalloc(uBytes - LESS_BYTES, &pv);
   if (pv == NULL)
      Verdict_fail("HeapMgr_malloc(%zu) returned NULL; expected the"
                   " free chunk of %zu bytes",
         uBytes - LESS_BYTES, uBytes);
   if (uFar > uNear + Host_blocksToSteps(BIN_SEARCH_BLOCKS))
      Verdict_fail("HeapMgr_malloc(16) took %zu steps, the only free"
                   " chunk being a thousand bins away, and"
                   " HeapMgr_malloc(%zu) %zu; expected at most %zu"
                   " more: empty bins are not walked one by one",
         uFar, uBytes - LESS_BYTES, uNear,
         Host_blocksToSteps(BIN_SEARCH_BLOCKS));
}

/*--------------------------------------------------------------------*/

/* A search over all chunks takes some steps for each, not more. */

static void SuiteCost_searchLinear(void)
{
   size_t uMost = Host_blocksToSteps(
      BLOCKS_PER_CHUNK * MANY + FIXED_BLOCKS);
   void *pv;
   size_t uSteps;

   SuiteCost_begin();
   SuiteCost_makeFree(0, MANY);
   uSteps = SuiteCost_measureMalloc(50 * uChunkBytes, &pv);
   if (uSteps > uMost)
      Verdict_fail(
         "HeapMgr_malloc(%zu) took %zu steps with %d free chunks"
         " in the heap; expected at most %zu, a few for each",
         50 * uChunkBytes, uSteps, MANY, uMost);
   uSteps = SuiteCost_measureFree(apvChunks[MANY + 1]);
   if (uSteps > uMost)
      Verdict_fail("HeapMgr_free took %zu steps with %d free chunks in"
                   " the heap; expected at most %zu, a few for each",
         uSteps, MANY, uMost);
}

/* What never searches costs the same however much is in use. */

static void SuiteCost_bumpConstant(void)
{
   void *pv;
   size_t uFew = 0;
   size_t uMany = 0;
   size_t u;

   Host_setCheckRate(0);
   for (u = 0; u < MANY; u++)
   {
      size_t uSteps = SuiteCost_measureMalloc(UNIT_BYTES, &pv);

      if (u < FIRST_CALLS && uSteps > uFew)
         uFew = uSteps;
      if (u >= MANY - FIRST_CALLS && uSteps > uMany)
         uMany = uSteps;
   }
   if (uMany > uFew + Host_blocksToSteps(SLACK_BLOCKS))
      Verdict_fail("one of the first %d calls of HeapMgr_malloc(16)"
                   " took %zu steps at most, one of the last of %d %zu;"
                   " expected the same number but for %zu",
         FIRST_CALLS, uFew, MANY, uMany,
         Host_blocksToSteps(SLACK_BLOCKS));
}

/*--------------------------------------------------------------------*/

const struct Suite_Test SuiteCost_asTests[] = {
   {"cost_bump", "distinct", TAG_COST | NEEDS_STEPS,
      STAGE_1 | STAGE_2 | STAGE_6, "pad",
      "malloc costs the same however many chunks there are",
      "What does malloc look at besides the end of the heap?",
      SuiteCost_bumpConstant},
   {"cost_free", "coalesce_next", TAG_COST | NEEDS_STEPS, STAGES_FOOTER,
      "dlist", "free costs the same however many free chunks there are",
      "What does HeapMgr_free search for, and which field already knows"
      " it?",
      SuiteCost_freeConstant},
   {"cost_search", "coalesce_next", TAG_COST | NEEDS_STEPS, STAGES_LIST,
      "list", "a search looks at each free chunk once",
      "Is there a loop within the loop?", SuiteCost_searchLinear},
   {"cost_malloc", "coalesce_next", TAG_COST | NEEDS_STEPS, STAGE_5,
      "bins",
      "malloc costs the same however many free chunks there are",
      "Which bin can the search begin at, what of a bin must be looked"
      " at if all its chunks are of one size, and what of an empty"
      " bin?",
      SuiteCost_mallocConstant},
   {"cost_empty_bins", "coalesce_next", TAG_COST | NEEDS_STEPS, STAGE_5,
      "bins", "empty bins are passed over many at a time",
      "How can one word tell that 64 bins are empty?",
      SuiteCost_emptyBins},
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
