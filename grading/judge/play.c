/*--------------------------------------------------------------------*/
/* play.c: a workload played on a manager in another process          */
/*                                                                    */
/* The calls go to the runner in batches.  A batch ends before a call */
/* that frees what an earlier call of the same batch allocates: so    */
/* each payload can be filled, and looked at before it is freed, from */
/* here, while the runner is between two batches.                     */
/*--------------------------------------------------------------------*/

#include "play.h"
#include "host.h"
#include "oracle.h"
#include "remote.h"
#include "verdict.h"
#include "watch.h"
#include "workload.h"
#include <stdbool.h>

struct Batch
{
   struct Op asOps[MAX_BATCH];
   struct Call asCalls[MAX_BATCH];
   struct Returned asReturned[MAX_BATCH];
   size_t uCount;
   size_t uFirst; /* operation; the first of all is 1 */
};

static struct Batch sBatch;

/*--------------------------------------------------------------------*/

/* End the test, which the oracle says has failed. */

static void Play_fail(const struct Fault *psFault)
{
   Verdict_fail("%s: %s", psFault->acWord, psFault->acText);
}

/* Return true if the batch allocates uId. */

static bool Play_allocates(size_t uId)
{
   size_t u;

   for (u = 0; u < sBatch.uCount; u++)
      if (sBatch.asOps[u].eKind == OP_MALLOC
          && sBatch.asOps[u].uId == uId)
         return true;
   return false;
}

/* Add *psOp to the batch. */

static void Play_add(Oracle_T oOracle, const struct Op *psOp)
{
   struct Call sCall = {psOp->uBytes, 0};

   if (psOp->eKind == OP_FREE)
   {
      sCall.uMalloc = 0;
      sCall.uFree = (uint64_t)(uintptr_t)Oracle_getLive(
         oOracle, psOp->uId)
                       ->pcPayload;
   }
   sBatch.asOps[sBatch.uCount] = *psOp;
   sBatch.asCalls[sBatch.uCount] = sCall;
   sBatch.uCount++;
}

/*--------------------------------------------------------------------*/

/* Look at what is about to be freed. */

static void Play_checkBefore(
   Oracle_T oOracle, const struct Fault *psFault)
{
   size_t u;

   for (u = 0; u < sBatch.uCount; u++)
      if (sBatch.asOps[u].eKind == OP_FREE
          && !Oracle_checkContents(
             oOracle, sBatch.uFirst + u, 0, sBatch.asOps[u].uId))
         Play_fail(psFault);
}

/* Count what a call cost. */

static void Play_count(
   struct Play_Measured *psMeasured, enum OpKind eKind, size_t uSteps)
{
   size_t *puSum = (eKind == OP_FREE) ? &psMeasured->uFreeSteps
                                      : &psMeasured->uMallocSteps;
   size_t *puMost = (eKind == OP_FREE) ? &psMeasured->uMostFreeSteps
                                       : &psMeasured->uMostMallocSteps;

   psMeasured->uCalls++;
   *puSum += uSteps;
   if (uSteps > *puMost)
      *puMost = uSteps;
}

/* Look at what came of the calls, in their order. */

static void Play_checkAfter(Oracle_T oOracle,
   const struct Fault *psFault, bool bRefused,
   struct Play_Measured *psMeasured)
{
   size_t u;

   for (u = 0; u < sBatch.uCount; u++)
   {
      const struct Op *psOp = &sBatch.asOps[u];

      Play_count(psMeasured, psOp->eKind, sBatch.asReturned[u].uSteps);
      if (psOp->eKind == OP_FREE)
         Oracle_noteFree(oOracle, psOp->uId);
      else if (!Oracle_checkMalloc(oOracle, sBatch.uFirst + u, psOp,
                  (void *)(uintptr_t)sBatch.asReturned[u].uPayload,
                  bRefused))
         Play_fail(psFault);
      if (Oracle_getLiveBytes(oOracle) > psMeasured->uPeakPayloadBytes)
         psMeasured->uPeakPayloadBytes = Oracle_getLiveBytes(oOracle);
   }
}

/* Have the batch done, and empty it. */

static void Play_flush(Oracle_T oOracle, const struct Fault *psFault,
   struct Play_Measured *psMeasured)
{
   size_t uRefusals = Watch_getRefusals();

   if (sBatch.uCount == 0)
      return;
   Play_checkBefore(oOracle, psFault);
   Verdict_noteCall("a workload's operation", sBatch.uFirst, NULL);
   Remote_doBatch(sBatch.asCalls, sBatch.uCount, sBatch.asReturned);
   Verdict_noteReturn(NULL);
   Play_checkAfter(
      oOracle, psFault, Watch_getRefusals() > uRefusals, psMeasured);
   sBatch.uFirst += sBatch.uCount;
   sBatch.uCount = 0;
}

/*--------------------------------------------------------------------*/

void Play_run(
   const struct Play_Wish *psWish, struct Play_Measured *psMeasured)
{
   struct Fault sFault = {"", ""};
   Workload_T oWorkload = Workload_new(
      psWish->acWorkload, psWish->uCount, psWish->uSize, psWish->uSeed);
   Oracle_T oOracle;
   struct Op sOp;

   if (oWorkload == NULL)
      Verdict_fail("there is no workload %s", psWish->acWorkload);
   oOracle = Oracle_new(Workload_getIds(oWorkload), true, &sFault);
   *psMeasured = (struct Play_Measured){0};
   sBatch.uCount = 0;
   sBatch.uFirst = 1;
   while (Workload_next(oWorkload, &sOp))
   {
      if (sBatch.uCount == MAX_BATCH
          || (sOp.eKind == OP_FREE && Play_allocates(sOp.uId)))
         Play_flush(oOracle, &sFault, psMeasured);
      Play_add(oOracle, &sOp);
   }
   Play_flush(oOracle, &sFault, psMeasured);
   psMeasured->uPeakHeapBytes = Watch_getPeakHeapBytes();
   psMeasured->uSystemCalls = Watch_getCalls();
   (void)Host_isValid();
   psMeasured->lMicroseconds = Remote_stop();
}
