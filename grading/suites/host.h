/*--------------------------------------------------------------------*/
/* host.h: where the manager lives                                    */
/*                                                                    */
/* All that a test does to a manager, or to the system around it, it  */
/* does by these functions.  In practice.c the manager is in this very*/
/* process; in judge/guest.c it is a program on a machine.            */
/*--------------------------------------------------------------------*/

#ifndef HOST_INCLUDED
#define HOST_INCLUDED

#include "heapmgr.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*--------------------------------------------------------------------*/
/* Calls, which the watch sees and the record notes                   */
/*--------------------------------------------------------------------*/

void *Host_malloc(size_t uBytes);
void Host_free(void *pv);
bool Host_isValid(void);

/* The same for many: set ppv[u], for u below uCount, to what
   HeapMgr_malloc(uBytes) returns, uBytes being at least 1; free them
   all. */

void Host_mallocMany(void **ppv, size_t uCount, size_t uBytes);
void Host_freeMany(void **ppv, size_t uCount);

/* Have the manager's own assertions look over the heap every uRate
   calls, never if that is 0.  Call it before the first malloc. */

void Host_setCheckRate(unsigned int uRate);

/*--------------------------------------------------------------------*/
/* Calls that may end badly                                           */
/*--------------------------------------------------------------------*/

enum Host_End
{
   HOST_RETURNED,
   HOST_ABORTED, /* abort was called, by an assertion perhaps */
   HOST_CRASHED, /* another signal */
   HOST_HUNG,    /* no end in sight after two seconds */
   HOST_EXITED   /* exit was called */
};

enum
{
   HOST_SAID_BYTES = 1200
};

struct Host_Outcome
{
   enum Host_End eEnd;
   bool bResult;                 /* of HeapMgr_isValid */
   char acSaid[HOST_SAID_BYTES]; /* on stderr, as much as fits */
};

/* Do the call on a copy of the heap, which is gone afterwards, and set
   *psOutcome to how it ended. */

void Host_tryFree(void *pv, struct Host_Outcome *psOutcome);
void Host_tryIsValid(struct Host_Outcome *psOutcome);

/* Return eEnd in words: "returned", ... */

const char *Host_nameEnd(enum Host_End eEnd);

/*--------------------------------------------------------------------*/
/* The system around the manager                                      */
/*--------------------------------------------------------------------*/

/* Move the break by iBytes as somebody else would, unseen by the watch.
   Return the break before; end the test as failed if the system
   refuses. */

char *Host_moveBreak(intptr_t iBytes);

/* Have the C library's malloc take memory until it has moved the break,
   or give up.  Return one block of uBytes bytes of it, or NULL. */

void *Host_getLibcBlock(size_t uBytes);

/* Return an address of the program's that is in no heap, a multiple of
   16: in its data, or on its stack if bStack. */

void *Host_getElsewhere(bool bStack);

/* Have the system itself refuse all memory beyond uBytes more than the
   process has now.  Return false if it can't. */

bool Host_limitSystem(size_t uBytes);

/* Lift that limit. */

void Host_unlimitSystem(void);

/*--------------------------------------------------------------------*/
/* What can be seen                                                   */
/*--------------------------------------------------------------------*/

bool Host_canWalk(void);
bool Host_canList(void);
bool Host_canCount(void); /* are steps counted? */

/* Return how many steps about uBlocks basic blocks are: the steps that
   are counted (driver/steps.h) are blocks in one host, and instructions
   in another. */

size_t Host_blocksToSteps(size_t uBlocks);

#endif
