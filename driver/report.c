/*--------------------------------------------------------------------*/
/* report.c: printing the result of a run                             */
/*--------------------------------------------------------------------*/

#include "report.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum
{
   CELL_BYTES = 80
};

/* A line of the table: text in the columns. */

enum Column
{
   COLUMN_MANAGER,
   COLUMN_TEST,
   COLUMN_COUNT,
   COLUMN_SIZE,
   COLUMN_SEED,
   COLUMN_STATUS,
   COLUMN_MALLOC_NS,
   COLUMN_FREE_NS,
   COLUMN_SYSCALLS,
   COLUMN_PEAK_HEAP,
   COLUMN_END_HEAP,
   COLUMN_PEAK_PAYLOAD,
   COLUMN_UTILIZATION,
   COLUMN_MEAN_UTILIZATION,
   COLUMN_RUN_NS,
   COLUMN_OPERATIONS,
   COLUMN_REFUSED,
   COLUMN_MALLOCS,
   COLUMN_FREES,
   COLUMN_FREE_SYSCALLS,
   COLUMN_MALLOC_STEPS_MEAN,
   COLUMN_MALLOC_STEPS_MAX,
   COLUMN_FREE_STEPS_MEAN,
   COLUMN_FREE_STEPS_MAX,
   COLUMN_MALLOC_STEPS_P99,
   COLUMN_MALLOC_STEPS_MAX_OP,
   COLUMN_MALLOC_STEPS_MAX_BYTES,
   COLUMN_FREE_STEPS_P99,
   COLUMN_FREE_STEPS_MAX_OP,
   COLUMN_FREE_STEPS_MAX_BYTES,
   COLUMN_PEAK_OP,
   COLUMN_PAYLOAD_AT_PEAK,
   COLUMN_INTERNAL,
   COLUMN_OVERHEAD,
   COLUMN_EXTERNAL,
   COLUMN_UNKNOWN,
   COLUMN_UNFIT,
   COLUMN_MEAN_HEAP,
   COLUMN_MEAN_PAYLOAD,
   COLUMN_MEAN_INTERNAL,
   COLUMN_MEAN_OVERHEAD,
   COLUMN_MEAN_EXTERNAL,
   COLUMN_MEAN_UNKNOWN,
   COLUMN_FORCED,
   COLUMN_BOUND,
   COLUMN_NUMBER
};

static const char *const apcColumns[COLUMN_NUMBER] = {"manager", "test",
   "count", "size", "seed", "status", "malloc_ns", "free_ns",
   "syscalls", "peak_heap_bytes", "end_heap_bytes",
   "peak_payload_bytes", "utilization", "mean_utilization", "run_ns",
   "operations", "refused_syscalls", "mallocs", "frees",
   "free_syscalls", "malloc_steps_mean", "malloc_steps_max",
   "free_steps_mean", "free_steps_max", "malloc_steps_p99",
   "malloc_steps_max_op", "malloc_steps_max_bytes", "free_steps_p99",
   "free_steps_max_op", "free_steps_max_bytes", "peak_op",
   "payload_at_peak_bytes", "internal_bytes", "overhead_bytes",
   "external_bytes", "unknown_bytes", "unfit_bytes", "mean_heap_bytes",
   "mean_payload_bytes", "mean_internal_bytes", "mean_overhead_bytes",
   "mean_external_bytes", "mean_unknown_bytes", "forced_bytes",
   "bound_bytes"};

/*--------------------------------------------------------------------*/

/* Write dValue to pcCell with iDigits behind the point, or - if there
   is no such value. */

static void Report_setNumber(
   char *pcCell, bool bKnown, double dValue, int iDigits)
{
   if (bKnown)
      snprintf(pcCell, CELL_BYTES, "%.*f", iDigits, dValue);
   else
      snprintf(pcCell, CELL_BYTES, "-");
}

static void Report_setCount(char *pcCell, uint64_t uValue)
{
   snprintf(pcCell, CELL_BYTES, "%" PRIu64, uValue);
}

/*--------------------------------------------------------------------*/

/* Return dSum / uNumber, and 0 if uNumber is 0. */

static double Report_getMean(double dSum, size_t uNumber)
{
   return (uNumber == 0) ? 0 : dSum / (double)uNumber;
}

/*--------------------------------------------------------------------*/

/* Fill in what the run was: manager, test, and how it ended. */

static void Report_setTitle(char aacCells[][CELL_BYTES],
   const struct Options *psOptions, const struct Result *psResult)
{
   const char *pcTest = psOptions->pcTest;

   if (psOptions->pcTrace != NULL)
   {
      const char *pcSlash = strrchr(psOptions->pcTrace, '/');

      pcTest = (pcSlash == NULL) ? psOptions->pcTrace : pcSlash + 1;
   }
   snprintf(
      aacCells[COLUMN_MANAGER], CELL_BYTES, "%s", psOptions->pcManager);
   snprintf(aacCells[COLUMN_TEST], CELL_BYTES, "%s", pcTest);
   Report_setNumber(aacCells[COLUMN_COUNT], psOptions->pcTest != NULL,
      (double)psOptions->uCount, 0);
   Report_setNumber(aacCells[COLUMN_SIZE], psOptions->pcTest != NULL,
      (double)psOptions->uSize, 0);
   Report_setCount(aacCells[COLUMN_SEED], psOptions->uSeed);
   if (psResult->sFault.acWord[0] == '\0')
      snprintf(aacCells[COLUMN_STATUS], CELL_BYTES, "ok");
   else
      snprintf(aacCells[COLUMN_STATUS], CELL_BYTES,
         "%s at operation %zu", psResult->sFault.acWord,
         psResult->uOperation);
   Report_setCount(aacCells[COLUMN_OPERATIONS], psResult->uOperation);
}

/*--------------------------------------------------------------------*/

/* Fill in time.  A fast run is timed as a whole, others by the call;
   a run that didn't come to its end isn't timed. */

static void Report_setTime(char aacCells[][CELL_BYTES],
   const struct Options *psOptions, const struct Result *psResult)
{
   const struct Cost *psMalloc = &psResult->sMalloc;
   const struct Cost *psFree = &psResult->sFree;
   bool bByCall = psResult->bFinished && !psOptions->bFast;

   Report_setNumber(aacCells[COLUMN_MALLOC_NS], bByCall,
      Report_getMean(psMalloc->dNanoseconds, psMalloc->uCalls), 1);
   Report_setNumber(aacCells[COLUMN_FREE_NS], bByCall,
      Report_getMean(psFree->dNanoseconds, psFree->uCalls), 1);
   Report_setNumber(aacCells[COLUMN_RUN_NS], psResult->bFinished,
      psResult->dRunNanoseconds, 0);
   Report_setCount(aacCells[COLUMN_SYSCALLS], psResult->uSystemCalls);
   Report_setCount(aacCells[COLUMN_REFUSED], psResult->uRefusals);
   Report_setCount(aacCells[COLUMN_MALLOCS], psMalloc->uCalls);
   Report_setCount(aacCells[COLUMN_FREES], psFree->uCalls);
   Report_setCount(
      aacCells[COLUMN_FREE_SYSCALLS], psResult->uFreeSystemCalls);
}

/*--------------------------------------------------------------------*/

/* Fill in steps: of calls of malloc or of free, whose columns begin at
   aacMean, in two places. */

static void Report_setSteps(char aacMean[][CELL_BYTES],
   char aacMore[][CELL_BYTES], const struct Options *psOptions,
   const struct Cost *psCost)
{
   bool bKnown = psOptions->bSteps && psCost->uSteps != 0;

   Report_setNumber(aacMean[0], bKnown,
      Report_getMean((double)psCost->uSteps, psCost->uCalls), 2);
   Report_setNumber(aacMean[1], bKnown, (double)psCost->uMaxSteps, 0);
   Report_setNumber(aacMore[0], bKnown,
      (double)Histogram_getPercentile(&psCost->sSteps, 99), 0);
   Report_setNumber(
      aacMore[1], bKnown, (double)psCost->uMaxStepsOperation, 0);
   Report_setNumber(
      aacMore[2], bKnown, (double)psCost->uMaxStepsBytes, 0);
}

/*--------------------------------------------------------------------*/

/* Fill in the parts of the heap: at the peak, and on the average over
   the operations. */

static void Report_setParts(
   char aacCells[][CELL_BYTES], const struct SpaceResult *psSpace)
{
   const struct Parts *psPeak = &psSpace->sPeak;
   const struct Parts *psSums = &psSpace->sSums;
   size_t auPeak[] = {psPeak->uPayloadBytes, psPeak->uInternalBytes,
      psPeak->uOverheadBytes, psPeak->uExternalBytes,
      psPeak->uUnknownBytes};
   size_t auSums[] = {psSums->uPayloadBytes, psSums->uInternalBytes,
      psSums->uOverheadBytes, psSums->uExternalBytes,
      psSums->uUnknownBytes};
   size_t u;

   Report_setNumber(aacCells[COLUMN_PEAK_OP], psSpace->bDone,
      (double)psSpace->uPeakOperation, 0);
   Report_setNumber(aacCells[COLUMN_UNFIT], psSpace->bUnfit,
      (double)psSpace->uUnfitBytes, 0);
   Report_setNumber(aacCells[COLUMN_MEAN_HEAP], psSpace->bDone,
      Report_getMean((double)psSums->uHeapBytes, psSpace->uOperations),
      3);
   for (u = 0; u < sizeof auPeak / sizeof auPeak[0]; u++)
   {
      bool bKnown = psSpace->bDone
                    && (psSpace->bSplit || u == 0 || u == 4);

      Report_setNumber(aacCells[COLUMN_PAYLOAD_AT_PEAK + u], bKnown,
         (double)auPeak[u], 0);
      Report_setNumber(aacCells[COLUMN_MEAN_PAYLOAD + u], bKnown,
         Report_getMean((double)auSums[u], psSpace->uOperations), 3);
   }
}

/*--------------------------------------------------------------------*/

/* Fill in space. */

static void Report_setSpace(
   char aacCells[][CELL_BYTES], const struct Result *psResult)
{
   Report_setCount(
      aacCells[COLUMN_PEAK_HEAP], psResult->uPeakHeapBytes);
   Report_setCount(aacCells[COLUMN_END_HEAP], psResult->uEndHeapBytes);
   Report_setCount(
      aacCells[COLUMN_PEAK_PAYLOAD], psResult->uPeakPayloadBytes);
   Report_setNumber(aacCells[COLUMN_UTILIZATION],
      psResult->uPeakHeapBytes != 0,
      (double)psResult->uPeakPayloadBytes
         / (double)psResult->uPeakHeapBytes,
      4);
   Report_setNumber(aacCells[COLUMN_MEAN_UTILIZATION],
      psResult->uOperation != 0,
      Report_getMean(psResult->dUtilizationSum, psResult->uOperation),
      4);
   Report_setNumber(aacCells[COLUMN_FORCED],
      psResult->uForcedBytes != 0, (double)psResult->uForcedBytes, 0);
   Report_setNumber(aacCells[COLUMN_BOUND], psResult->uBoundBytes != 0,
      (double)psResult->uBoundBytes, 0);
}

/*--------------------------------------------------------------------*/

/* Print the table for programs. */

static void Report_printTsv(
   char aacCells[][CELL_BYTES], const struct Options *psOptions)
{
   size_t u;

   if (psOptions->bHeader)
      for (u = 0; u < COLUMN_NUMBER; u++)
         printf("%s%c", apcColumns[u],
            (u == COLUMN_NUMBER - 1) ? '\n' : '\t');
   for (u = 0; u < COLUMN_NUMBER; u++)
      printf(
         "%s%c", aacCells[u], (u == COLUMN_NUMBER - 1) ? '\n' : '\t');
}

/*--------------------------------------------------------------------*/

/* Print the table for people. */

static void Report_printTable(
   char aacCells[][CELL_BYTES], const struct Options *psOptions)
{
   if (psOptions->bHeader)
      printf("%-12s %-13s %9s %8s %10s %10s %9s %13s %11s  %s\n",
         "manager", "test", "count", "size", "malloc ns", "free ns",
         "syscalls", "peak heap", "utilization", "status");
   printf("%-12s %-13s %9s %8s %10s %10s %9s %13s %11s  %s\n",
      aacCells[COLUMN_MANAGER], aacCells[COLUMN_TEST],
      aacCells[COLUMN_COUNT], aacCells[COLUMN_SIZE],
      aacCells[COLUMN_MALLOC_NS], aacCells[COLUMN_FREE_NS],
      aacCells[COLUMN_SYSCALLS], aacCells[COLUMN_PEAK_HEAP],
      aacCells[COLUMN_UTILIZATION], aacCells[COLUMN_STATUS]);
   if (psOptions->bFast)
      printf("the whole run: %s ns of CPU time for %s operations\n",
         aacCells[COLUMN_RUN_NS], aacCells[COLUMN_OPERATIONS]);
   if (psOptions->bSteps)
      printf("steps per malloc: mean %s, most %s; per free: mean %s,"
             " most %s\n",
         aacCells[COLUMN_MALLOC_STEPS_MEAN],
         aacCells[COLUMN_MALLOC_STEPS_MAX],
         aacCells[COLUMN_FREE_STEPS_MEAN],
         aacCells[COLUMN_FREE_STEPS_MAX]);
   if (psOptions->bParts)
      printf("heap at its peak: %s payload, %s internal, %s overhead,"
             " %s external, %s unknown\n",
         aacCells[COLUMN_PAYLOAD_AT_PEAK], aacCells[COLUMN_INTERNAL],
         aacCells[COLUMN_OVERHEAD], aacCells[COLUMN_EXTERNAL],
         aacCells[COLUMN_UNKNOWN]);
}

/*--------------------------------------------------------------------*/

int Report_print(
   const struct Options *psOptions, const struct Result *psResult)
{
   char aacCells[COLUMN_NUMBER][CELL_BYTES];

   Report_setTitle(aacCells, psOptions, psResult);
   Report_setTime(aacCells, psOptions, psResult);
   Report_setSteps(&aacCells[COLUMN_MALLOC_STEPS_MEAN],
      &aacCells[COLUMN_MALLOC_STEPS_P99], psOptions,
      &psResult->sMalloc);
   Report_setSteps(&aacCells[COLUMN_FREE_STEPS_MEAN],
      &aacCells[COLUMN_FREE_STEPS_P99], psOptions, &psResult->sFree);
   Report_setSpace(aacCells, psResult);
   Report_setParts(aacCells, &psResult->sSpace);
   if (psOptions->bTsv)
      Report_printTsv(aacCells, psOptions);
   else
      Report_printTable(aacCells, psOptions);

   if (psResult->sSpace.acRemark[0] != '\0')
      fprintf(stderr, "testheapmgr: %s: %s\n", psOptions->pcManager,
         psResult->sSpace.acRemark);
   if (psResult->sFault.acWord[0] == '\0')
      return EXIT_OK;
   fprintf(stderr, "testheapmgr: %s: %s: %s\n", psOptions->pcManager,
      psResult->sFault.acWord, psResult->sFault.acText);
   return EXIT_FAULT;
}
