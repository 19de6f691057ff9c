/*--------------------------------------------------------------------*/
/* workload.h: the tests that the driver makes up itself              */
/*                                                                    */
/* A workload is a sequence of operations that COUNT, SIZE and a seed */
/* determine: the same on every machine.  All of them are played by   */
/* the one loop in player.c.                                          */
/*--------------------------------------------------------------------*/

#ifndef WORKLOAD_INCLUDED
#define WORKLOAD_INCLUDED

#include "op.h"
#include "oracle.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Workload *Workload_T;

/* Return the name, or what the workload does in one sentence, of the
   workload at uIndex in the table; NULL beyond its end. */

const char *Workload_getName(size_t uIndex);
const char *Workload_getSummary(size_t uIndex);

/* Return a new workload by name, for uCount calls of malloc and chunks
   of uSize bytes, or up to uSize bytes.  Both are at least 1.  Return
   NULL if there is none of this name. */

Workload_T Workload_new(
   const char *pcName, size_t uCount, size_t uSize, uint64_t uSeed);

/* Return a number that is larger than any id in oWorkload. */

size_t Workload_getIds(const struct Workload *oWorkload);

/* Let oWorkload see in oOracle where the payloads are that the manager
   has returned: some adversaries act on that.  Without a view they act
   as if the payloads lay one right after the other. */

void Workload_setView(Workload_T oWorkload, Oracle_T oOracle);

/* Return the number of bytes that this workload makes the heap of any
   manager have at least, if it doesn't move chunks; or at most, and
   about, that of a manager that takes the first fit.  The manager's
   overhead is not counted.  Return 0 if nothing is proved. */

size_t Workload_getForcedBytes(const struct Workload *oWorkload);
size_t Workload_getBoundBytes(const struct Workload *oWorkload);

/* Set *psOp to the next operation and return true, or return false if
   there is none. */

bool Workload_next(Workload_T oWorkload, struct Op *psOp);

#endif
