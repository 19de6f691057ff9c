/*--------------------------------------------------------------------*/
/* remote.h: the manager is in another process                        */
/*                                                                    */
/* remote.c has all that practice.c has and the manager's interface too,*/
/* so that a suite can't tell the difference: each call becomes a     */
/* request to a runner (see protocol.h), which is started in a        */
/* sandbox by the first one.  What the runner answers is looked at    */
/* before anybody uses it as an address.                              */
/*                                                                    */
/* When the runner is gone, or talks nonsense, the test has failed;   */
/* but if it could not be started, or the system has refused it what  */
/* it needs, this process is aborted: that says nothing of the        */
/* submission.                                                        */
/*--------------------------------------------------------------------*/

#ifndef REMOTE_INCLUDED
#define REMOTE_INCLUDED

#include "protocol.h"
#include <stdbool.h>
#include <stddef.h>

/* Use pcRunner as the runner, and pcSandbox with tier pcTier to start
   it.  What the runner prints goes to iSaid.  Call this before the
   first test. */

void Remote_configure(const char *pcSandbox, const char *pcTier,
   const char *pcRunner, int iSaid);

/* What Host_isValid does: ask the submission, or look at the heap from
   here, and end the test as failed if it isn't sound.  So a mistake in
   HeapMgr_isValid costs no other test. */

enum Remote_Trust
{
   REMOTE_ASK,
   REMOTE_ASK_PURE,     /* and see that nothing changes */
   REMOTE_CHECK_FILLED, /* chunks fill the heap */
   REMOTE_CHECK_ALL     /* and no two free ones are neighbours, and they
                           are what the free lists have */
};

void Remote_setTrust(enum Remote_Trust eNew);

/* Do uCount calls, at most MAX_BATCH, and set psReturned[u] to what came
   of psCalls[u].  No call may free what an earlier one of them
   allocates. */

void Remote_doBatch(const struct Call *psCalls, size_t uCount,
   struct Returned *psReturned);

/* These words are in the message of a test that took all the time it
   has.  They are the same for CPU time and for real time: which comes
   first depends on what else the machine does. */

extern const char Remote_acOutOfTime[];

/* Return the signal that ended the runner of the last test by itself, or
   0. */

int Remote_getSignal(void);

/* Return what the grader failed at in the last test, or "" if it did
   not. */

const char *Remote_getFailure(void);

/* If bCloser, the manager's own assertions look over the heap at every
   call of the tests that follow, as far as a test does not turn them off,
   and a test ends when that has taken too many steps. */

void Remote_lookCloser(bool bCloser);

/* Let the runner end.  Return the CPU time that it took in
   microseconds. */

long Remote_stop(void);

#endif
