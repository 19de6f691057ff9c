/*--------------------------------------------------------------------*/
/* trap.h: calls that come back even if they crash                    */
/*                                                                    */
/* The manager is compiled with -fsanitize-coverage=trace-pc and      */
/* linked with -Wl,--wrap=abort,--wrap=exit,--wrap=_exit.             */
/*--------------------------------------------------------------------*/

#ifndef PROVE_TRAP_INCLUDED
#define PROVE_TRAP_INCLUDED

#include <stddef.h>

/* How a call came back. */

enum Trap
{
   TRAP_NONE,  /* it returned */
   TRAP_CRASH, /* it touched what it may not, or divided by zero */
   TRAP_ABORT, /* it called abort, or an assertion failed */
   TRAP_EXIT,  /* it called exit */
   TRAP_HANG   /* it went through more basic blocks than allowed, or
                  took seconds of CPU time */
};

/* Call pfCall(pv), and tell how it came back.  It may go through uSteps
   basic blocks of the manager. */

enum Trap Trap_call(void (*pfCall)(void *), void *pv, size_t uSteps);

/* Return a word or two for eTrap. */

const char *Trap_getName(enum Trap eTrap);

#endif
