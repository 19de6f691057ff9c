/*--------------------------------------------------------------------*/
/* arrange.h: a heap that is arranged so that one thing can be seen   */
/*                                                                    */
/* Where a manager puts a chunk is its own business.  What it must do */
/* shows when there is only one place left: take all memory, forbid   */
/* growth, free just some neighbours, and ask for what fits only if   */
/* they have become one.                                              */
/*--------------------------------------------------------------------*/

#ifndef ARRANGE_INCLUDED
#define ARRANGE_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/*--------------------------------------------------------------------*/
/* Payloads with contents                                             */
/*--------------------------------------------------------------------*/

/* A payload and what it is filled with: bytes that depend on uSeed and
   on their place. */

struct Payload
{
   unsigned char *pc; /* NULL if there is none */
   size_t uBytes;
   size_t uSeed;
};

/* Have *psPayload be a new payload of uBytes bytes, checked and filled,
   and return true; or return false if HeapMgr_malloc returned NULL.
   Any other mistake ends the test as failed. */

bool Arrange_get(
   struct Payload *psPayload, size_t uBytes, size_t uSeed);

/* Same, but NULL is a mistake too. */

void Arrange_mustGet(
   struct Payload *psPayload, size_t uBytes, size_t uSeed);

/* End the test as failed if *psPayload has lost its contents. */

void Arrange_verify(const struct Payload *psPayload);

/* Verify *psPayload and free it. */

void Arrange_give(struct Payload *psPayload);

/* Return true if nothing wrong can be seen of the heap from outside:
   its chunks fill it, no two free ones are neighbours, and the lists
   have as many as are free.  Where it can't be seen, it is taken for
   sound. */

bool Arrange_isSound(void);

/* End the test as failed if HeapMgr_isValid says so of the heap, which
   is sound; pcWhen says when ("after ..."). */

void Arrange_checkValid(const char *pcWhen);

/*--------------------------------------------------------------------*/
/* Places                                                             */
/*--------------------------------------------------------------------*/

/* Set apcRow to uCount payloads of uBytes bytes, that are neighbours in
   memory, in address order.  More of this size are in use too. */

void Arrange_getRow(
   unsigned char **apcRow, size_t uCount, size_t uBytes);

/* Sort the uCount addresses from apc on. */

void Arrange_sort(unsigned char **apc, size_t uCount);

/* Take all memory that is free, so that no request can be served, and
   have the watch refuse more: what fits from now on was freed since. */

void Arrange_plug(void);

/* Free the last chunks of the plugged heap, about uBytes bytes of them,
   in the order in which each has the free ones after it. */

void Arrange_unplugTop(size_t uBytes);

/* Call HeapMgr_malloc(uBytes).  Return the payload, which must lie from
   pcLow up to pcHigh, the only free memory; pcWhy says why it fits. */

unsigned char *Arrange_mustFit(size_t uBytes,
   const unsigned char *pcLow, const unsigned char *pcHigh,
   const char *pcWhy);

/* Call HeapMgr_malloc(uBytes), which must return NULL, because of
   pcWhy. */

void Arrange_mustNotFit(size_t uBytes, const char *pcWhy);

/* Return the largest request that can be served (at most uLimit). */

size_t Arrange_findLargest(size_t uLimit);

/* Return true if all of the uBytes bytes from pv on lie among the uRoom
   bytes from pvStart on.  The addresses may be wild: they are compared
   as numbers. */

bool Arrange_isWithin(
   const void *pv, size_t uBytes, const void *pvStart, size_t uRoom);

#endif
