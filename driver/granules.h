/*--------------------------------------------------------------------*/
/* granules.h: a set of addresses, in granules of equal size          */
/*                                                                    */
/* A bit for every granule of the whole address space, kept only where */
/* bits have been set: a table of leaves, each a bitmap of 65,536     */
/* granules, found through a hash table.  Setting, clearing and       */
/* testing a range cost its length in granules, divided by 64.        */
/*--------------------------------------------------------------------*/

#ifndef GRANULES_INCLUDED
#define GRANULES_INCLUDED

#include <stdbool.h>
#include <stddef.h>

typedef struct Granules *Granules_T;

/* Return a new, empty set of granules of uGranuleBytes bytes, which must
   be a power of 2.  It is kept until the process ends. */

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
