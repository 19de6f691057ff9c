/*--------------------------------------------------------------------*/
/* ticks.c: time, finely                                              */
/*--------------------------------------------------------------------*/

#include "ticks.h"
#include <time.h>

enum
{
   TRIES = 1000,
   GAUGE_NANOSECONDS = 5000000 /* gauge over no less than this */
};

static uint64_t uStartTicks;
static double dStartNanoseconds;

double Ticks_getCpuNanoseconds(void)
{
   struct timespec sNow;

   clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &sNow);
   return (double)sNow.tv_sec * 1e9 + (double)sNow.tv_nsec;
}

void Ticks_start(void)
{
   dStartNanoseconds = Ticks_getCpuNanoseconds();
   uStartTicks = Ticks_now();
}

double Ticks_getNanoseconds(void)
{
   double dPassed;
   uint64_t uTicks;

   do
   {
      dPassed = Ticks_getCpuNanoseconds() - dStartNanoseconds;
      uTicks = Ticks_now() - uStartTicks;
   } while (dPassed < GAUGE_NANOSECONDS);
   return dPassed / (double)uTicks;
}

uint64_t Ticks_getOverhead(void)
{
   uint64_t uLeast = UINT64_MAX;
   int i;

   for (i = 0; i < TRIES; i++)
   {
      uint64_t uBefore = Ticks_now();
      uint64_t uTicks = Ticks_now() - uBefore;

      if (uTicks < uLeast)
         uLeast = uTicks;
   }
   return uLeast;
}
