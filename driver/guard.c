/*--------------------------------------------------------------------*/
/* guard.c: running a heap manager that may do anything               */
/*--------------------------------------------------------------------*/

#include "guard.h"
#include "player.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
   /* A manager that waits instead of computing uses no CPU time: it is
      given this many times its limit by the clock on the wall, and a
      little more for a busy machine. */
   WALL_FACTOR = 4,
   WALL_EXTRA_SECONDS = 10,
   MESSAGE_BYTES = 200
};

/*--------------------------------------------------------------------*/

/* How the child ended. */

struct End
{
   int iStatus;   /* its wait status */
   bool bWaited;  /* it was killed for taking too long by the clock */
   bool bCpuUsed; /* it was killed, with its CPU time used up */
};

/*--------------------------------------------------------------------*/

/* Return how many seconds by the clock the child has. */

static unsigned Guard_getPatience(const struct Options *psOptions)
{
   return WALL_FACTOR * psOptions->uCpuSeconds + WALL_EXTRA_SECONDS;
}

/*--------------------------------------------------------------------*/

/* Write to pcWhere, which has uBytes bytes, what was going on when the
   run ended. */

static void Guard_describePlace(
   const struct Result *psResult, char *pcWhere, size_t uBytes)
{
   static const char *const apcPhases[] = {"in the driver",
      "in HeapMgr_malloc", "in HeapMgr_free", "in HeapMgr_isValid"};
   static const char *const apcVerbs[] = {
      "malloc", "free", "realloc", "write"}; /* as in enum OpKind */
   const struct Op *psOp = &psResult->sOp;
   char acLine[MESSAGE_BYTES] = "";

   if (psOp->uLine != 0)
      snprintf(acLine, sizeof acLine, " (line %zu)", psOp->uLine);
   if (psOp->eKind == OP_FREE)
      snprintf(pcWhere, uBytes, "%s, operation %zu%s: free of id %zd",
         apcPhases[psResult->ePhase], psResult->uOperation, acLine,
         (ssize_t)psOp->uId);
   else
      snprintf(pcWhere, uBytes,
         "%s, operation %zu%s: %s of %zu bytes for id %zu",
         apcPhases[psResult->ePhase], psResult->uOperation, acLine,
         apcVerbs[psOp->eKind], psOp->uBytes, psOp->uId);
}

/*--------------------------------------------------------------------*/

/* Describe the fault that the run ended as *psEnd says, which is not
   how a run should end. */

static void Guard_describeEnd(const struct Options *psOptions,
   struct Result *psResult, const struct End *psEnd)
{
   struct Fault *psFault = &psResult->sFault;
   char acWhere[MESSAGE_BYTES];
   int iSignal = WIFSIGNALED(psEnd->iStatus) ? WTERMSIG(psEnd->iStatus)
                                             : 0;

   Guard_describePlace(psResult, acWhere, sizeof acWhere);
   if (psEnd->bWaited || psEnd->bCpuUsed)
   {
      snprintf(psFault->acWord, FAULT_WORD_BYTES, "> %u s",
         psOptions->uCpuSeconds);
      snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "not done after %u s %s, given up %s",
         psEnd->bWaited ? Guard_getPatience(psOptions)
                        : psOptions->uCpuSeconds,
         psEnd->bWaited ? "by the clock" : "of CPU time", acWhere);
   }
   else if (iSignal != 0)
   {
      snprintf(psFault->acWord, FAULT_WORD_BYTES, "%s",
         (iSignal == SIGABRT) ? "aborted" : "crashed");
      snprintf(psFault->acText, FAULT_TEXT_BYTES, "signal %d (%s) %s%s",
         iSignal, strsignal(iSignal), acWhere,
         (iSignal == SIGABRT) ? " (what it says stands above)" : "");
   }
   else
   {
      snprintf(psFault->acWord, FAULT_WORD_BYTES, "exited");
      snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "exit status %d %s: a heap manager must not exit",
         WEXITSTATUS(psEnd->iStatus), acWhere);
   }
}

/*--------------------------------------------------------------------*/

/* Be the child: play, and end without a trace of the parent's business.
   What the manager prints must not get among the results.  The child
   leads a process group, so that what it starts can be ended with it,
   and dies with its parent, which the terminal's keys go to. */

static void Guard_beChild(Source_T oSource,
   const struct Options *psOptions, struct Result *psResult)
{
   (void)setpgid(0, 0);
   (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
   if (psOptions->uCpuSeconds != 0)
   {
      struct rlimit sLimit = {
         psOptions->uCpuSeconds, psOptions->uCpuSeconds + 1};

      (void)setrlimit(RLIMIT_CPU, &sLimit);
   }
   (void)dup2(STDERR_FILENO, STDOUT_FILENO);
   Player_play(oSource, psOptions, psResult);
   _exit(EXIT_OK);
}

/*--------------------------------------------------------------------*/

/* Wait for child iChild to end, and set *psEnd.  If it takes far longer
   than its CPU time, kill it.  Kill whatever it has started. */

static void Guard_awaitChild(
   pid_t iChild, const struct Options *psOptions, struct End *psEnd)
{
   struct timespec sPatience = {
      (time_t)Guard_getPatience(psOptions), 0};
   struct rusage sUsage;
   struct timeval sUsed;
   sigset_t sChildSignal;
   siginfo_t sInfo;
   int iResult;

   /* STEP 1: wait, but leave the child a zombie: so its process group
      can't be anybody else's. */
   (void)sigemptyset(&sChildSignal);
   (void)sigaddset(&sChildSignal, SIGCHLD);
   do
      iResult = (psOptions->uCpuSeconds == 0)
                   ? waitid(
                      P_PID, (id_t)iChild, &sInfo, WEXITED | WNOWAIT)
                   : sigtimedwait(&sChildSignal, NULL, &sPatience);
   while (iResult == -1 && errno == EINTR);
   psEnd->bWaited = (iResult == -1);

   /* STEP 2: end what still runs. */
   (void)kill(iChild, SIGKILL);
   (void)kill(-iChild, SIGKILL);

   /* STEP 3: hear how it was. */
   while (wait4(iChild, &psEnd->iStatus, 0, &sUsage) == -1
          && errno == EINTR)
      ;
   timeradd(&sUsage.ru_utime, &sUsage.ru_stime, &sUsed);
   psEnd->bCpuUsed =
      WIFSIGNALED(psEnd->iStatus) && psOptions->uCpuSeconds != 0
      && (WTERMSIG(psEnd->iStatus) == SIGXCPU
          || sUsed.tv_sec >= (time_t)psOptions->uCpuSeconds);
}

/*--------------------------------------------------------------------*/

void Guard_run(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult)
{
   sigset_t sChildSignal;
   struct sigaction sAction;
   struct End sEnd;
   pid_t iChild;

   if (psOptions->bInProcess)
   {
      Player_play(oSource, psOptions, psResult);
      return;
   }

   /* The signal must come only when the child ends, not when it is
      stopped. */
   memset(&sAction, 0, sizeof sAction);
   sAction.sa_handler = SIG_DFL;
   sAction.sa_flags = SA_NOCLDSTOP;
   (void)sigaction(SIGCHLD, &sAction, NULL);
   (void)sigemptyset(&sChildSignal);
   (void)sigaddset(&sChildSignal, SIGCHLD);
   (void)sigprocmask(SIG_BLOCK, &sChildSignal, NULL);
   (void)fflush(NULL);

   iChild = fork();
   if (iChild == 0)
      Guard_beChild(oSource, psOptions, psResult);
   if (iChild == -1)
   {
      perror("testheapmgr: can't start the process to run the test in");
      exit(EXIT_USAGE);
   }

   Guard_awaitChild(iChild, psOptions, &sEnd);
   if (!psResult->bFinished)
      Guard_describeEnd(psOptions, psResult, &sEnd);
}
