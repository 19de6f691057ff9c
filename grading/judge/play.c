/*--------------------------------------------------------------------*/
/* play.c: a workload played on a manager on the machine              */
/*--------------------------------------------------------------------*/

#include "play.h"
#include "host.h"
#include "oracle.h"
#include "steps.h"
#include "verdict.h"
#include "watch.h"
#include "workload.h"
#include <stdbool.h>

/*--------------------------------------------------------------------*/

/* End the test, which the oracle says has failed. */

static void Play_fail(const struct Fault *psFault)
{
   Verdict_fail("%s: %s", psFault->acWord, psFault->acText);
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

/* Do operation uOperation, *psOp, and look at what comes of it. */

static void Play_do(Oracle_T oOracle, const struct Fault *psFault,
   size_t uOperation, const struct Op *psOp)
{
   size_t uRefusals = Watch_getRefusals();
   void *pv;

   if (psOp->eKind == OP_FREE)
   {
      if (!Oracle_checkContents(oOracle, uOperation, 0, psOp->uId))
         Play_fail(psFault);
      Host_free(Oracle_getLive(oOracle, psOp->uId)->pcPayload);
      Oracle_noteFree(oOracle, psOp->uId);
      return;
   }
   pv = Host_malloc(psOp->uBytes);
   if (!Oracle_checkMalloc(oOracle, uOperation, psOp, pv,
          Watch_getRefusals() > uRefusals))
      Play_fail(psFault);
}

void Play_run(
   const struct Play_Wish *psWish, struct Play_Measured *psMeasured)
{
   struct Fault sFault = {"", ""};
   Workload_T oWorkload = Workload_new(
      psWish->acWorkload, psWish->uCount, psWish->uSize, psWish->uSeed);
   Oracle_T oOracle;
   size_t uOperation = 0;
   struct Op sOp;

   if (oWorkload == NULL)
      Verdict_fail("there is no workload %s", psWish->acWorkload);
   oOracle = Oracle_new(Workload_getIds(oWorkload), true, &sFault);
   *psMeasured = (struct Play_Measured){0};
   while (Workload_next(oWorkload, &sOp))
   {
      size_t uBefore = Steps_uCount;

      Play_do(oOracle, &sFault, ++uOperation, &sOp);
      Play_count(psMeasured, sOp.eKind, Steps_uCount - uBefore);
      if (Oracle_getLiveBytes(oOracle) > psMeasured->uPeakPayloadBytes)
         psMeasured->uPeakPayloadBytes = Oracle_getLiveBytes(oOracle);
   }
   psMeasured->uPeakHeapBytes = Watch_getPeakHeapBytes();
   psMeasured->uSystemCalls = Watch_getCalls();
   (void)Host_isValid();
}
