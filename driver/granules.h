/*--------------------------------------------------------------------*/
/* granules.h: a set of addresses, in granules of equal size          */
/*                                                                    */
/* There is a bit for every granule of the address space, but bits    */
/* are kept only where some have been set.  A leaf is a bitmap of     */
/* 65,536 granules, and a hash table finds the leaves.  To set, clear */
/* or test a range takes a step for every 64 granules.                */
/*--------------------------------------------------------------------*/

#ifndef GRANULES_INCLUDED
#define GRANULES_INCLUDED

#include <stdbool.h>
#include <stddef.h>

typedef struct Granules *Granules_T;

/* Return a new, empty set of granules of uGranuleBytes bytes, which
   must be a power of 2.  It is kept until the process ends. */

Granules_T Granules_new(size_t uGranuleBytes);

/* A range is the granules that the uBytes bytes from pv on lie in, at
   least in part.  uBytes is at least 1. */

/* Put a range into the set.  Return how many of its granules were not
   in it before. */

size_t Granules_add(Granules_T oSet, const void *pv, size_t uBytes);

/* Take a range out of the set.  Return how many of its granules were in
   it before. */

size_t Granules_remove(Granules_T oSet, const void *pv, size_t uBytes);

/* Return how many granules of a range are in the set. */

size_t Granules_count(Granules_T oSet, const void *pv, size_t uBytes);

/* Return true if every granule of a range is in the set. */

bool Granules_hasAll(Granules_T oSet, const void *pv, size_t uBytes);

#endif
