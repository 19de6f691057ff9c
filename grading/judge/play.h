/*--------------------------------------------------------------------*/
/* play.h: a workload played on a manager on the machine              */
/*--------------------------------------------------------------------*/

#ifndef PLAY_INCLUDED
#define PLAY_INCLUDED

#include <stddef.h>
#include <stdint.h>

/* What is played: a test of driver/workload.h. */

struct Play_Wish
{
   char acWorkload[32];
   size_t uCount;
   size_t uSize;
   uint64_t uSeed;
};

/* What was measured on the way, while everything was checked. */

struct Play_Measured
{
   size_t uCalls;
   size_t uMallocSteps;
   size_t uFreeSteps;
   size_t uMostMallocSteps;
   size_t uMostFreeSteps;
   size_t uPeakHeapBytes;
   size_t uPeakPayloadBytes;
   size_t uSystemCalls;
};

/* Play *psWish in the test that runs, which fails if the manager does.
   Set *psMeasured. */

void Play_run(
   const struct Play_Wish *psWish, struct Play_Measured *psMeasured);

#endif
