/*--------------------------------------------------------------------*/
/* source.h: where the operations of a run come from                  */
/*--------------------------------------------------------------------*/

#ifndef SOURCE_INCLUDED
#define SOURCE_INCLUDED

#include "op.h"
#include "options.h"
#include "oracle.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct Source *Source_T;

/* Return the test or the trace that *psOptions asks for.  If a trace is
   malformed, say so on stderr and return NULL. */

Source_T Source_open(const struct Options *psOptions);

/* Return a number larger than any id in oSource. */

size_t Source_getIds(const struct Source *oSource);

/* Do for oSource what the functions of the same names do for a workload
   (workload.h).  A trace needs no view, and nothing is proved of it. */

void Source_setView(Source_T oSource, Oracle_T oOracle);
size_t Source_getForcedBytes(const struct Source *oSource);
size_t Source_getBoundBytes(const struct Source *oSource);

/* Set *psOp to the next operation and return true, or return false if
   there is none. */

bool Source_next(Source_T oSource, struct Op *psOp);

#endif
