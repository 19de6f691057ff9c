/*--------------------------------------------------------------------*/
/* race.c: play one workload or trace as fast as can be               */
/*                                                                    */
/* Usage: race TEST COUNT SIZE SEED                                   */
/*        race FILE                                                   */
/*                                                                    */
/* Prints one line of numbers, tabs between them:                     */
/*                                                                    */
/*    1  CPU nanoseconds (user and system) for a malloc and its free  */
/*    2  peak memory in KiB: how far the process's resident set was   */
/*       ever above what it was before the first operation (the       */
/*       system's own count, VmHWM less VmRSS in /proc/self/status)   */
/*    3  page faults, for each of 1000 mallocs                        */
/*    4  peak of the payloads' sizes in KiB                           */
/*                                                                    */
/* testheapmgr measures more and checks everything, at the price of   */
/* many times what a call of malloc costs.  Here nothing is checked,  */
/* the operations lie ready in memory, and nothing but the manager    */
/* comes between two of them, except that each payload's first byte,  */
/* last byte, and one in every page between are written, as a client  */
/* would: memory that is never written needs no page.                 */
/*                                                                    */
/* What takes less than MIN_OPS operations is played again and again  */
/* in the same process; each time ends with all payloads freed.       */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "memory.h"
#include "op.h"
#include "trace.h"
#include "workload.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum
{
   MIN_OPS = 400000,
   PAGE_BYTES = 4096
};

struct Payload
{
   char *pc; /* NULL while there is none of this id */
   size_t uBytes;
};

/* What is played, and the payloads by their ids. */

static struct Op *asOps;
static size_t uOps = 0;
static struct Payload *asPayloads;
static size_t uIds;

static size_t uMallocs = 0;
static size_t uLiveBytes = 0;
static size_t uPeakLiveBytes = 0;

/*--------------------------------------------------------------------*/

/* Append *psOp to the operations, for which there is room. */

static void Race_addOp(const struct Op *psOp)
{
   if (psOp->uId != NO_ID)
      asOps[uOps++] = *psOp;
}

/*--------------------------------------------------------------------*/

/* Make the trace in pcFile what is played. */

static void Race_readTrace(const char *pcFile)
{
   Trace_T oTrace = Trace_read(pcFile);
   struct Op sOp;

   if (oTrace == NULL)
      exit(2);
   uIds = Trace_getIds(oTrace);
   asOps = Memory_get((Trace_getOps(oTrace) + 1) * sizeof *asOps);
   while (Trace_next(oTrace, &sOp))
      Race_addOp(&sOp);
}

/*--------------------------------------------------------------------*/

/* Make the workload of the driver that the four arguments name what is
   played. */

static void Race_makeWorkload(char **ppcArguments)
{
   size_t uCount = strtoul(ppcArguments[1], NULL, 10);
   size_t uSize = strtoul(ppcArguments[2], NULL, 10);
   Workload_T oWorkload = NULL;
   struct Op sOp;

   if (uCount > 0 && uSize > 0)
      oWorkload = Workload_new(ppcArguments[0], uCount, uSize,
         strtoul(ppcArguments[3], NULL, 10));
   if (oWorkload == NULL)
   {
      fprintf(stderr, "race: there is no test %s %s %s\n",
         ppcArguments[0], ppcArguments[1], ppcArguments[2]);
      exit(2);
   }
   uIds = Workload_getIds(oWorkload);
   asOps = Memory_get((4 * uCount + 8) * sizeof *asOps);
   while (Workload_next(oWorkload, &sOp))
      Race_addOp(&sOp);
}

/*--------------------------------------------------------------------*/

/* Return uBytes bytes, the pages of which have been written. */

static void Race_touch(struct Payload *psPayload)
{
   size_t u;

   for (u = 0; u < psPayload->uBytes; u += PAGE_BYTES)
      psPayload->pc[u] = 1;
   psPayload->pc[psPayload->uBytes - 1] = 1;
}

/*--------------------------------------------------------------------*/

/* Give *psPayload, which has none, a payload of uBytes bytes. */

static void Race_malloc(struct Payload *psPayload, size_t uBytes)
{
   psPayload->pc = HeapMgr_malloc(uBytes);
   if (psPayload->pc == NULL)
   {
      fprintf(stderr, "race: no memory for %zu bytes\n", uBytes);
      exit(2);
   }
   psPayload->uBytes = uBytes;
   Race_touch(psPayload);

   uMallocs++;
   uLiveBytes += uBytes;
   if (uLiveBytes > uPeakLiveBytes)
      uPeakLiveBytes = uLiveBytes;
}

/*--------------------------------------------------------------------*/

/* Free *psPayload's payload, if it has one. */

static void Race_free(struct Payload *psPayload)
{
   if (psPayload->pc == NULL)
      return;
   HeapMgr_free(psPayload->pc);
   psPayload->pc = NULL;
   uLiveBytes -= psPayload->uBytes;
}

/*--------------------------------------------------------------------*/

/* Give *psPayload uBytes bytes instead of what it has: a new payload,
   the old one's bytes, as a manager without realloc makes its client
   do. */

static void Race_realloc(struct Payload *psPayload, size_t uBytes)
{
   struct Payload sOld = *psPayload;

   if (uBytes == 0)
   {
      Race_free(psPayload);
      return;
   }
   Race_malloc(psPayload, uBytes);
   if (sOld.pc != NULL)
      memcpy(psPayload->pc, sOld.pc,
         (sOld.uBytes < uBytes) ? sOld.uBytes : uBytes);
   Race_free(&sOld);
}

/*--------------------------------------------------------------------*/

/* Play everything once, and free what is left. */

static void Race_play(void)
{
   size_t u;

   for (u = 0; u < uOps; u++)
   {
      struct Payload *psPayload = &asPayloads[asOps[u].uId];
      size_t uBytes = asOps[u].uBytes;

      switch (asOps[u].eKind)
      {
      case OP_MALLOC:
         if (uBytes > 0)
            Race_malloc(psPayload, uBytes);
         break;
      case OP_FREE:
         Race_free(psPayload);
         break;
      case OP_REALLOC:
         Race_realloc(psPayload, uBytes);
         break;
      case OP_TOUCH:
         if (psPayload->pc != NULL && uBytes <= psPayload->uBytes)
            memset(psPayload->pc, 1, uBytes);
         break;
      }
   }
   for (u = 0; u < uIds; u++)
      Race_free(&asPayloads[u]);
}

/*--------------------------------------------------------------------*/

/* Return the number of KiB that /proc/self/status has after pcKey. */

static long Race_readStatus(const char *pcKey)
{
   static char acBuffer[8192];
   FILE *psFile = fopen("/proc/self/status", "r");
   long lKib = 0;
   size_t uRead;
   char *pcFound;

   if (psFile == NULL)
      return 0;
   setvbuf(psFile, NULL, _IONBF, 0);
   uRead = fread(acBuffer, 1, sizeof acBuffer - 1, psFile);
   acBuffer[uRead] = '\0';
   pcFound = strstr(acBuffer, pcKey);
   if (pcFound != NULL)
      lKib = strtol(pcFound + strlen(pcKey), NULL, 10);
   (void)fclose(psFile);
   return lKib;
}

/*--------------------------------------------------------------------*/

/* Return the CPU time in nanoseconds. */

static double Race_getTime(void)
{
   struct timespec sTime;

   (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &sTime);
   return 1e9 * (double)sTime.tv_sec + (double)sTime.tv_nsec;
}

/*--------------------------------------------------------------------*/

/* Return the number of page faults. */

static long Race_getFaults(void)
{
   struct rusage sUsage;

   (void)getrusage(RUSAGE_SELF, &sUsage);
   return sUsage.ru_minflt + sUsage.ru_majflt;
}

/*--------------------------------------------------------------------*/

int main(int argc, char **argv)
{
   size_t uTimes;
   size_t u;
   long lKib;
   long lFaults;
   double dTime;

   if (argc == 5)
      Race_makeWorkload(argv + 1);
   else if (argc == 2)
      Race_readTrace(argv[1]);
   else
   {
      fprintf(stderr, "usage: race TEST COUNT SIZE SEED | race FILE\n");
      return 2;
   }
   uTimes = (uOps == 0) ? 0 : (MIN_OPS + uOps - 1) / uOps;
   asPayloads = Memory_get((uIds + 1) * sizeof *asPayloads);
   for (u = 0; u < uIds; u++)
      asPayloads[u].uBytes = 1; /* so that its page is there */

   lKib = Race_readStatus("VmRSS:");
   lFaults = Race_getFaults();
   dTime = Race_getTime();
   for (u = 0; u < uTimes; u++)
      Race_play();
   dTime = Race_getTime() - dTime;
   lFaults = Race_getFaults() - lFaults;
   lKib = Race_readStatus("VmHWM:") - lKib;

   if (uMallocs == 0)
      uMallocs = 1;
   printf("%.1f\t%ld\t%.1f\t%zu\n", dTime / (double)uMallocs, lKib,
      1000.0 * (double)lFaults / (double)uMallocs,
      uPeakLiveBytes / 1024);
   return 0;
}
