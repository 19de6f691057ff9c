/*--------------------------------------------------------------------*/
/* watch.h: what a heap manager gets from the system                  */
/*                                                                    */
/* A program that is linked with                                      */
/*                                                                    */
/*    -Wl,--wrap=brk,--wrap=sbrk,--wrap=mmap,--wrap=munmap            */
/*                                                                    */
/* makes these calls through the watch, which passes them on to the   */
/* system and counts them.  Only calls between Watch_enter and        */
/* Watch_leave are the manager's; all others are passed on unseen.    */
/*--------------------------------------------------------------------*/

#ifndef WATCH_INCLUDED
#define WATCH_INCLUDED

#include <stdbool.h>
#include <stddef.h>

/* Before, and after, every call of the manager. */

void Watch_enter(void);
void Watch_leave(void);

/* Return the heap's size in bytes: what the manager's calls have moved
   the break by, and the pages it has mapped. */

size_t Watch_getHeapBytes(void);

/* Return the largest that size ever was. */

size_t Watch_getPeakHeapBytes(void);

/* Return the number of system calls: brk, and sbrk of another argument
   than 0 (which asks the C library, not the system), mmap and
   munmap. */

size_t Watch_getCalls(void);

/* Return the number of these that were refused. */

size_t Watch_getRefusals(void);

/* Return how often the manager moved the break from elsewhere than it
   had left it: somebody else had moved it since. */

size_t Watch_getGaps(void);

/* Return true if the uBytes bytes from pv on lie in the heap. */

bool Watch_isInHeap(const void *pv, size_t uBytes);

/* Return how many of the uBytes bytes from pv on lie in the heap. */

size_t Watch_countInHeap(const void *pv, size_t uBytes);

/* Return true if all the uBytes bytes from pv on have been mapped. */

bool Watch_isMapped(const void *pv, size_t uBytes);

/* From now on refuse all that would make the heap larger than uBytes
   bytes: a way to run out of memory that is the same on every machine.
   SIZE_MAX lifts the limit. */

void Watch_setLimit(size_t uBytes);

/* From now on refuse every call that would make the heap grow by more
   than uBytes bytes at once.  A manager that asks for much and,
   refused, for just what it needs then grows in small steps: good for
   pictures of small heaps.  SIZE_MAX lifts the limit. */

void Watch_setGrowthLimit(size_t uBytes);

#endif
