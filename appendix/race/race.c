/*--------------------------------------------------------------------*/
/* race.c: play one workload or trace as fast as can be               */
/*                                                                    */
/* Usage: race cold|warm|memory TEST COUNT SIZE SEED                  */
/*        race cold|warm|memory FILE                                  */
/*                                                                    */
/* TEST is one of the driver's tests or a pattern of pattern.h.       */
/*                                                                    */
/* race cold prints one line of numbers, a tab between them:          */
/*                                                                    */
/*    1  CPU nanoseconds (user and system) for a malloc and its free  */
/*    2  page faults for 1000 mallocs                                 */
/*                                                                    */
/* What takes less than MIN_OPS operations is played again and again  */
/* in the same process; each time ends with all payloads freed.       */
/*                                                                    */
/* race warm prints the same, but plays everything WARM_TIMES times   */
/* or more, and doesn't count the first.                              */
/*                                                                    */
/* race memory plays everything once, and prints                      */
/*                                                                    */
/*    1  peak memory in KiB: how far the process's resident set was   */
/*       ever above what it was before the first operation (VmRSS in  */
/*       /proc/self/status, read SAMPLES times during the run and     */
/*       when the payloads' sum is highest)                           */
/*    2  peak of the payloads' sum in KiB                             */
/*                                                                    */
/* The system keeps a peak of its own, VmHWM, but for a process that  */
/* gives memory back that is off by up to 64 pages per processor.     */
/*                                                                    */
/* testheapmgr measures more and checks everything, at the price of   */
/* many times what a call of malloc costs.  Here nothing is checked,  */
/* the operations lie ready in memory, and nothing but the manager    */
/* comes between two of them, except that each payload's first byte,  */
/* last byte, and one in every page between are written, as a client  */
/* would: memory that is never written needs no page.                 */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include "memory.h"
#include "op.h"
#include "pattern.h"
#include "trace.h"
#include "workload.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum
{
   MIN_OPS = 400000,
   WARM_TIMES = 6,
   SAMPLES = 500,
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

/* The operation with which the payloads' sum was highest. */

static size_t uPeakOp = 0;

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

/* Say that there is no test with these arguments, and exit. */

static _Noreturn void Race_rejectTest(char **ppcArguments)
{
   fprintf(stderr, "race: there is no test %s %s %s\n", ppcArguments[0],
      ppcArguments[1], ppcArguments[2]);
   exit(2);
}

/*--------------------------------------------------------------------*/

/* Make the pattern, or the workload of the driver, that the four
   arguments name what is played. */

static void Race_makeWorkload(char **ppcArguments)
{
   size_t uCount = strtoul(ppcArguments[1], NULL, 10);
   size_t uSize = strtoul(ppcArguments[2], NULL, 10);
   Workload_T oWorkload;
   struct Op sOp;

   if (uCount == 0 || uSize == 0)
      Race_rejectTest(ppcArguments);
   asOps = Memory_get((4 * uCount + 8) * sizeof *asOps);
   uOps = Pattern_make(ppcArguments[0], uCount, uSize, asOps, &uIds);
   if (uOps > 0)
      return;

   oWorkload = Workload_new(ppcArguments[0], uCount, uSize,
      strtoul(ppcArguments[3], NULL, 10));
   if (oWorkload == NULL)
      Race_rejectTest(ppcArguments);
   uIds = Workload_getIds(oWorkload);
   while (Workload_next(oWorkload, &sOp))
      Race_addOp(&sOp);
}

/*--------------------------------------------------------------------*/

/* Write a byte in each page of *psPayload, and its last one. */

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

/* Play operation uOp. */

static void Race_playOp(size_t uOp)
{
   struct Payload *psPayload = &asPayloads[asOps[uOp].uId];
   size_t uBytes = asOps[uOp].uBytes;

   switch (asOps[uOp].eKind)
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

/*--------------------------------------------------------------------*/

/* Play everything once, and free what is left. */

static void Race_play(void)
{
   size_t u;

   for (u = 0; u < uOps; u++)
      Race_playOp(u);
   for (u = 0; u < uIds; u++)
      Race_free(&asPayloads[u]);
}

/*--------------------------------------------------------------------*/

/* Return the resident set's size in KiB. */

static long Race_getResident(void)
{
   static char acBuffer[8192];
   int iFile = open("/proc/self/status", O_RDONLY);
   char *pcFound = NULL;
   ssize_t iRead;

   if (iFile < 0)
      return 0;
   iRead = read(iFile, acBuffer, sizeof acBuffer - 1);
   (void)close(iFile);
   if (iRead > 0)
   {
      acBuffer[iRead] = '\0';
      pcFound = strstr(acBuffer, "VmRSS:");
   }
   return (pcFound == NULL) ? 0 : strtol(pcFound + 6, NULL, 10);
}

/*--------------------------------------------------------------------*/

/* Find out with which operation the payloads' sum is highest, without
   the manager. */

static void Race_findPeak(void)
{
   size_t uLive = 0;
   size_t u;

   for (u = 0; u < uOps; u++)
   {
      struct Payload *psPayload = &asPayloads[asOps[u].uId];

      if (asOps[u].eKind == OP_TOUCH)
         continue;
      uLive -= psPayload->uBytes;
      psPayload->uBytes = asOps[u].uBytes;
      uLive += psPayload->uBytes;
      if (uLive > uPeakLiveBytes)
      {
         uPeakLiveBytes = uLive;
         uPeakOp = u;
      }
   }
   for (u = 0; u < uIds; u++)
      asPayloads[u].uBytes = 0;
}

/*--------------------------------------------------------------------*/

/* Print what race memory prints. */

static void Race_measureMemory(void)
{
   size_t uStride = uOps / SAMPLES + 1;
   long lPeak = 0;
   long lStart;
   size_t u;

   (void)Race_getResident(); /* so that its own pages are there */
   lStart = Race_getResident();
   for (u = 0; u < uOps; u++)
   {
      Race_playOp(u);
      if (u % uStride == 0 || u == uPeakOp || u == uOps - 1)
      {
         long lKib = Race_getResident() - lStart;

         if (lKib > lPeak)
            lPeak = lKib;
      }
   }
   printf("%ld\t%zu\n", lPeak, uPeakLiveBytes / 1024);
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

/* Print what race cold prints, or race warm. */

static void Race_measureTime(bool bWarm)
{
   size_t uTimes = (MIN_OPS + uOps) / (uOps + 1);
   long lFaults;
   double dTime;
   size_t u;

   if (bWarm)
   {
      Race_play();
      uMallocs = 0;
      if (uTimes < WARM_TIMES)
         uTimes = WARM_TIMES;
   }
   lFaults = Race_getFaults();
   dTime = Race_getTime();
   for (u = 0; u < uTimes; u++)
      Race_play();
   dTime = Race_getTime() - dTime;
   lFaults = Race_getFaults() - lFaults;

   if (uMallocs == 0)
      uMallocs = 1;
   printf("%.2f\t%.2f\n", dTime / (double)uMallocs,
      1000.0 * (double)lFaults / (double)uMallocs);
}

/*--------------------------------------------------------------------*/

/* Say how race is called, and exit. */

static _Noreturn void Race_rejectCall(void)
{
   fprintf(stderr, "usage: race cold|warm|memory TEST COUNT SIZE SEED\n"
                   "       race cold|warm|memory FILE\n");
   exit(2);
}

/*--------------------------------------------------------------------*/

int main(int argc, char **argv)
{
   bool bWarm;

   if (argc != 3 && argc != 6)
      Race_rejectCall();
   bWarm = (strcmp(argv[1], "warm") == 0);
   if (!bWarm && strcmp(argv[1], "cold") != 0
       && strcmp(argv[1], "memory") != 0)
      Race_rejectCall();

   if (argc == 6)
      Race_makeWorkload(argv + 2);
   else
      Race_readTrace(argv[2]);
   asPayloads = Memory_get((uIds + 1) * sizeof *asPayloads);
   Race_findPeak();

   if (strcmp(argv[1], "memory") == 0)
      Race_measureMemory();
   else
      Race_measureTime(bWarm);
   return 0;
}
