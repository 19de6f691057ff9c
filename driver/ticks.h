/*--------------------------------------------------------------------*/
/* ticks.h: measuring short times                                     */
/*                                                                    */
/* A call of malloc takes a few nanoseconds, and asking the system    */
/* for the CPU time takes hundreds.  So single calls are timed by the */
/* processor's own counter (on other processors than x86-64 by the    */
/* system's fastest clock).  Reading it twice costs something, which  */
/* must be subtracted.  The counter also ticks while other programs   */
/* run.  So a tick stands for the run's CPU time divided by the run's */
/* ticks: that takes out the time of others, evenly over all calls.   */
/*--------------------------------------------------------------------*/

#ifndef TICKS_INCLUDED
#define TICKS_INCLUDED

#include <stdint.h>

#if defined(__x86_64__)

#include <x86intrin.h>

/* The fences wait for earlier instructions to end, and keep later ones
   from beginning: so a call of free that does nothing isn't charged
   with the cache misses of the oracle. */

static inline uint64_t Ticks_now(void)
{
   uint64_t uTicks;

   _mm_lfence();
   uTicks = __rdtsc();
   _mm_lfence();
   return uTicks;
}

#else

#include <time.h>

static inline uint64_t Ticks_now(void)
{
   struct timespec sNow;

   clock_gettime(CLOCK_MONOTONIC, &sNow);
   return (uint64_t)sNow.tv_sec * 1000000000u + (uint64_t)sNow.tv_nsec;
}

#endif

/* Begin: ticks are gauged against the CPU time from here on. */

void Ticks_start(void);

/* Return the nanoseconds of CPU time that a tick is worth. */

double Ticks_getNanoseconds(void);

/* Return the ticks that pass between two calls of Ticks_now when a
   function that does nothing is called between them: the mean of many
   tries, without those that were interrupted. */

double Ticks_getOverhead(void);

/* Return the CPU time of this process in nanoseconds. */

double Ticks_getCpuNanoseconds(void);

#endif
