/*--------------------------------------------------------------------*/
/* guard.h: running a heap manager that may do anything               */
/*--------------------------------------------------------------------*/

#ifndef GUARD_INCLUDED
#define GUARD_INCLUDED

#include "options.h"
#include "result.h"
#include "source.h"

/* Play oSource as *psOptions asks, in a child process, and fill in
   *psResult, which must be memory that the two share.  If the manager
   crashes, hangs or exits, psResult->sFault says so, and in which
   operation.  With psOptions->bInProcess there is no child, and a crash
   is a crash. */

void Guard_run(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult);

#endif
