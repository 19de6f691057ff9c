/*--------------------------------------------------------------------*/
/* trap.c: calls that come back even if they crash                    */
/*--------------------------------------------------------------------*/

#include "trap.h"
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/time.h>

enum
{
   STACK_BYTES = 1 << 16, /* for the handler: the own one may be full */
   LONG_SECONDS = 2       /* of CPU time, too many for one call */
};

static sigjmp_buf oBack;
static bool bInside = false;
static size_t uStepsLeft = 0;
static volatile size_t uCalls = 0; /* that were made so far */
static char acStack[STACK_BYTES];

void __sanitizer_cov_trace_pc(void);
_Noreturn void __real_exit(int iStatus);
_Noreturn void __real__exit(int iStatus);
_Noreturn void __real_abort(void);
_Noreturn void __wrap_exit(int iStatus);
_Noreturn void __wrap__exit(int iStatus);
_Noreturn void __wrap_abort(void);

/*--------------------------------------------------------------------*/

/* Leave the call that is under way for eTrap. */

static _Noreturn void Trap_leave(enum Trap eTrap)
{
   bInside = false;
   siglongjmp(oBack, (int)eTrap);
}

/* A signal of the call under way ends it; one of the prover's own is a
   bug of the prover, and takes its usual course. */

static void Trap_handle(int iSignal)
{
   if (bInside)
      Trap_leave((iSignal == SIGABRT) ? TRAP_ABORT : TRAP_CRASH);
   (void)signal(iSignal, SIG_DFL);
   (void)raise(iSignal);
}

/* LONG_SECONDS have passed.  A call that was under way when they began
   hangs where there are no basic blocks to count: a compiler may make a
   loop of none. */

static void Trap_tick(int iSignal)
{
   static size_t uCallsBefore = 0;

   (void)iSignal;
   if (bInside && uCalls == uCallsBefore)
      Trap_leave(TRAP_HANG);
   uCallsBefore = uCalls;
}

/*--------------------------------------------------------------------*/

/* Called in every basic block of the manager. */

void __sanitizer_cov_trace_pc(void)
{
   if (!bInside)
      return;
   if (uStepsLeft == 0)
      Trap_leave(TRAP_HANG);
   uStepsLeft--;
}

void __wrap_exit(int iStatus)
{
   if (bInside)
      Trap_leave(TRAP_EXIT);
   __real_exit(iStatus);
}

void __wrap__exit(int iStatus)
{
   if (bInside)
      Trap_leave(TRAP_EXIT);
   __real__exit(iStatus);
}

void __wrap_abort(void)
{
   if (bInside)
      Trap_leave(TRAP_ABORT);
   __real_abort();
}

/*--------------------------------------------------------------------*/

/* Have SIGPROF every LONG_SECONDS of CPU time. */

static void Trap_startTicks(void)
{
   static const struct itimerval sTicks = {
      .it_interval = {.tv_sec = LONG_SECONDS},
      .it_value = {.tv_sec = LONG_SECONDS}};
   struct sigaction sAction = {.sa_handler = Trap_tick,
      .sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESTART};

   (void)sigemptyset(&sAction.sa_mask);
   (void)sigaction(SIGPROF, &sAction, NULL);
   (void)setitimer(ITIMER_PROF, &sTicks, NULL);
}

static void Trap_install(void)
{
   static const int aiSignals[] = {
      SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
   static bool bInstalled = false;
   stack_t sStack = {.ss_sp = acStack, .ss_size = STACK_BYTES};
   struct sigaction sAction = {
      .sa_handler = Trap_handle, .sa_flags = SA_ONSTACK | SA_NODEFER};
   size_t u;

   if (bInstalled)
      return;
   (void)sigaltstack(&sStack, NULL);
   (void)sigemptyset(&sAction.sa_mask);
   for (u = 0; u < sizeof aiSignals / sizeof aiSignals[0]; u++)
      (void)sigaction(aiSignals[u], &sAction, NULL);
   Trap_startTicks();
   bInstalled = true;
}

/*--------------------------------------------------------------------*/

enum Trap Trap_call(void (*pfCall)(void *), void *pv, size_t uSteps)
{
   int iTrap;

   Trap_install();
   iTrap = sigsetjmp(oBack, 0);
   if (iTrap != 0)
      return (enum Trap)iTrap;

   uStepsLeft = uSteps;
   uCalls++;
   bInside = true;
   pfCall(pv);
   bInside = false;
   return TRAP_NONE;
}

/*--------------------------------------------------------------------*/

const char *Trap_getName(enum Trap eTrap)
{
   static const char *const apcNames[] = {
      "returned", "crashed", "aborted", "called exit", "hung"};

   return apcNames[eTrap];
}
