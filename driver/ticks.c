/*--------------------------------------------------------------------*/
/* ticks.c: time, finely                                              */
/*--------------------------------------------------------------------*/

#include "ticks.h"
#include <time.h>

enum
{
   TRIES = 1000,
   GAUGE_NANOSECONDS = 5000000 /* gauge over at least this time */
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
   } while (dPassed < (double)GAUGE_NANOSECONDS);
   return dPassed / (double)uTicks;
}

/*--------------------------------------------------------------------*/

/* Do nothing, but be called. */

static void __attribute__((noinline)) Ticks_doNothing(void *pv)
{
   __asm__ volatile("" : : "r"(pv) : "memory");
}

/*--------------------------------------------------------------------*/

/* Return the ticks that a call of nothing takes. */

static uint64_t Ticks_timeNothing(void)
{
   uint64_t uTicks = Ticks_now();

   Ticks_doNothing(&uTicks);
   return Ticks_now() - uTicks;
}

/*--------------------------------------------------------------------*/

double Ticks_getOverhead(void)
{
   uint64_t uLeast = UINT64_MAX;
   uint64_t uSum = 0;
   int iCounted = 0;
   int i;

   /* STEP 1: find the least. */
   for (i = 0; i < TRIES; i++)
   {
      uint64_t uTicks = Ticks_timeNothing();

      if (uTicks < uLeast)
         uLeast = uTicks;
   }

   /* STEP 2: find the mean of those that were not interrupted. */
   for (i = 0; i < TRIES || iCounted == 0; i++)
   {
      uint64_t uTicks = Ticks_timeNothing();

      if (uTicks <= 2 * uLeast)
      {
         uSum += uTicks;
         iCounted++;
      }
   }
   return (double)uSum / iCounted;
}
