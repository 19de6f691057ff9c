/*--------------------------------------------------------------------*/
/* crash.h: where in the source a test crashes, or loops              */
/*                                                                    */
/* The test's process notes the calls under way when a signal ends    */
/* it.  Its parent, which is sound, looks up their lines.             */
/*--------------------------------------------------------------------*/

#ifndef CRASH_INCLUDED
#define CRASH_INCLUDED

#include <stdbool.h>

/* Clear the record.  The parent calls this before each test. */

void Crash_startTest(void);

/* Have SIGPROF end this process when it has computed for longer than a
   test may. */

void Crash_limitTime(void);

/* From now on, if this process or one that it starts crashes, aborts,
   or computes for longer than a test may (Crash_limitTime), note where.
   The test's process calls this. */

void Crash_watch(void);

/* Return the signal that was noted last, or 0. */

int Crash_getSignal(void);

/* Return in words how signal iSignal ends a test. */

const char *Crash_describe(int iSignal);

/* Return a question that leads on from there. */

const char *Crash_ask(int iSignal);

/* Print the line of the manager where that was, and who called it, as
   far as debug information tells; print nothing if it doesn't. */

void Crash_print(void);

#endif
