/*--------------------------------------------------------------------*/
/* forgery.h: heaps in which several fields agree on a lie            */
/*                                                                    */
/* A single wrong field is easy to see: others contradict it.  A bug  */
/* of a manager leaves worse heaps, in which the fields agree and     */
/* only one invariant is false.  They are made here from sound heaps, */
/* by a reference's means (reference.h).                              */
/*--------------------------------------------------------------------*/

#ifndef PROVE_FORGERY_INCLUDED
#define PROVE_FORGERY_INCLUDED

#include "heap.h"
#include <stdbool.h>
#include <stddef.h>

enum Forgery
{
   FORGERY_SPLIT,    /* free neighbours, both on a list */
   FORGERY_UNLISTED, /* a free chunk on no list */
   FORGERY_LISTED,   /* a chunk in use on a list */
   FORGERY_RING,     /* a list whose last chunk leads to its first */
   FORGERY_MOVED,    /* a free chunk in the next bin, or the list out of
                        address order */
   FORGERY_UNMARKED, /* a bin with chunks, its bit cleared */
   FORGERY_MARKED,   /* a bin without chunks, its bit set */
   FORGERY_SHORT,    /* chunks of one unit, and the rest */
   FORGERY_FAKE, /* a payload that looks like a free chunk, listed */
   FORGERY_COUNT
};

const char *Forgery_getName(enum Forgery eForgery);

/* Forge the heap at piece u of *psPieces.  Return false if that makes
   no sense there; the heap may then be half done. */

bool Forgery_make(enum Forgery eForgery, const struct Pieces *psPieces,
   size_t u, bool bFooters);

#endif
