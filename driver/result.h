/*--------------------------------------------------------------------*/
/* result.h: the result of a run                                      */
/*                                                                    */
/* The run goes on in a child process, which may crash at any time;   */
/* its parent sees the same record, with all that was known by then.  */
/*--------------------------------------------------------------------*/

#ifndef RESULT_INCLUDED
#define RESULT_INCLUDED

#include "histogram.h"
#include "op.h"
#include "oracle.h"
#include "space.h"
#include <stdbool.h>
#include <stddef.h>

/* Whose code is running. */

enum Phase
{
   PHASE_DRIVER,
   PHASE_MALLOC,
   PHASE_FREE,
   PHASE_VALID
};

/* What all calls of malloc, or of free, cost. */

struct Cost
{
   size_t uCalls;
   double dNanoseconds;       /* CPU time; 0 until the run is over */
   size_t uSteps;             /* 0 in a build that doesn't count */
   size_t uMaxSteps;          /* of one call */
   size_t uMaxStepsOperation; /* the first operation that took these */
   size_t uMaxStepsBytes;     /* that it asked for, or freed */
   struct Histogram sSteps;   /* of all calls */
};

struct Result
{
   /* Where the run is. */
   size_t uOperation; /* the current one; the first is 1 */
   struct Op sOp;
   enum Phase ePhase;
   bool bFinished;

   /* What went wrong, if sFault.acWord isn't empty. */
   struct Fault sFault;

   /* What was measured. */
   struct Cost sMalloc;
   struct Cost sFree;
   double dRunNanoseconds; /* CPU time of the whole run */
   size_t uSystemCalls;
   size_t uFreeSystemCalls; /* of these, the ones in HeapMgr_free */
   size_t uRefusals;        /* system calls refused */
   size_t uPeakHeapBytes;
   size_t uPeakMalloc;      /* the call of malloc (the first is 1) after
                               which the heap first was largest */
   size_t uPeakMallocBytes; /* how large it was then */
   size_t uEndHeapBytes;
   size_t uPeakPayloadBytes;
   double dUtilizationSum; /* live payload / heap, over operations */
   struct SpaceResult sSpace;

   /* What theory says of the workload's heap; 0 where it says
      nothing. */
   size_t uForcedBytes; /* every manager needs at least this */
   size_t uBoundBytes;  /* a first fit needs at most this */
};

#endif
