/*--------------------------------------------------------------------*/
/* adversary.h: workloads that bring out a manager's weakness         */
/*                                                                    */
/* They belong to the workloads (workload.h), which explains what the */
/* functions here do.  What each one is taken from, and what it       */
/* shows, is said in adversary.c.                                     */
/*--------------------------------------------------------------------*/

#ifndef ADVERSARY_INCLUDED
#define ADVERSARY_INCLUDED

#include "op.h"
#include "oracle.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Adversary *Adversary_T;

const char *Adversary_getName(size_t uIndex);
const char *Adversary_getSummary(size_t uIndex);

Adversary_T Adversary_new(
   const char *pcName, size_t uCount, size_t uSize, uint64_t uSeed);

size_t Adversary_getIds(const struct Adversary *oAdversary);

void Adversary_setView(Adversary_T oAdversary, Oracle_T oOracle);

bool Adversary_next(Adversary_T oAdversary, struct Op *psOp);

/* Return what the heap must have at least with any manager that doesn't
   move chunks, or at most (about) with a first fit, headers and the
   like not counted; 0 if nothing is proved. */

size_t Adversary_getForcedBytes(const struct Adversary *oAdversary);
size_t Adversary_getBoundBytes(const struct Adversary *oAdversary);

#endif
