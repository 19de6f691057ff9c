/*--------------------------------------------------------------------*/
/* report.c: printing what came of a run                              */
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
   COLUMN_MALLOC_STEPS_MEAN,
   COLUMN_MALLOC_STEPS_MAX,
   COLUMN_FREE_STEPS_MEAN,
   COLUMN_FREE_STEPS_MAX,
   COLUMN_NUMBER
};

static const char *const apcColumns[COLUMN_NUMBER] = {"manager", "test",
   "count", "size", "seed", "status", "malloc_ns", "free_ns",
   "syscalls", "peak_heap_bytes", "end_heap_bytes",
   "peak_payload_bytes", "utilization", "mean_utilization", "run_ns",
   "operations", "refused_syscalls", "malloc_steps_mean",
   "malloc_steps_max", "free_steps_mean", "free_steps_max"};

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
   Report_setNumber(aacCells[COLUMN_MALLOC_STEPS_MEAN],
      psOptions->bSteps,
      Report_getMean((double)psMalloc->uSteps, psMalloc->uCalls), 2);
   Report_setNumber(aacCells[COLUMN_MALLOC_STEPS_MAX],
      psOptions->bSteps, (double)psMalloc->uMaxSteps, 0);
   Report_setNumber(aacCells[COLUMN_FREE_STEPS_MEAN], psOptions->bSteps,
      Report_getMean((double)psFree->uSteps, psFree->uCalls), 2);
   Report_setNumber(aacCells[COLUMN_FREE_STEPS_MAX], psOptions->bSteps,
      (double)psFree->uMaxSteps, 0);
   Report_setCount(aacCells[COLUMN_SYSCALLS], psResult->uSystemCalls);
   Report_setCount(aacCells[COLUMN_REFUSED], psResult->uRefusals);
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
}

/*--------------------------------------------------------------------*/

int Report_print(
   const struct Options *psOptions, const struct Result *psResult)
{
   char aacCells[COLUMN_NUMBER][CELL_BYTES];

   Report_setTitle(aacCells, psOptions, psResult);
   Report_setTime(aacCells, psOptions, psResult);
   Report_setSpace(aacCells, psResult);
   if (psOptions->bTsv)
      Report_printTsv(aacCells, psOptions);
   else
      Report_printTable(aacCells, psOptions);

   if (psResult->sFault.acWord[0] == '\0')
      return EXIT_OK;
   fprintf(stderr, "testheapmgr: %s: %s: %s\n", psOptions->pcManager,
      psResult->sFault.acWord, psResult->sFault.acText);
   return EXIT_FAULT;
}
