/*--------------------------------------------------------------------*/
/* inspection.h: a second run, to look into the heap                  */
/*--------------------------------------------------------------------*/

#ifndef INSPECTION_INCLUDED
#define INSPECTION_INCLUDED

#include "options.h"
#include "result.h"
#include "source.h"

/* Play oSource a second time, in a child process, and fill in
   psResult->sSpace (see space.h).  *psResult must have come from
   Guard_run, which has played oSource in a child process too, so that
   neither oSource nor the heap has been touched in this process.  If
   that run found a fault, or the manager does not survive being looked
   into, psResult->sSpace.bDone stays false. */

void Inspection_run(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult);

#endif
