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
#include <sys/resource.h>
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

/* Write to pcWhere, which has uBytes bytes, what was going on when the
   run ended. */

static void Guard_describePlace(
   const struct Result *psResult, char *pcWhere, size_t uBytes)
{
   static const char *const apcPhases[] = {"in the driver",
      "in HeapMgr_malloc", "in HeapMgr_free", "in HeapMgr_isValid"};
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
         (psOp->eKind == OP_REALLOC) ? "realloc" : "malloc",
         psOp->uBytes, psOp->uId);
}

/*--------------------------------------------------------------------*/

/* Describe the fault that the run ended with wait status iStatus, which
   is not how a run should end. */

static void Guard_describeEnd(const struct Options *psOptions,
   struct Result *psResult, int iStatus, bool bWaited)
{
   struct Fault *psFault = &psResult->sFault;
   char acWhere[MESSAGE_BYTES];
   int iSignal = WIFSIGNALED(iStatus) ? WTERMSIG(iStatus) : 0;

   Guard_describePlace(psResult, acWhere, sizeof acWhere);
   if (iSignal == SIGXCPU || (iSignal == SIGKILL && bWaited))
   {
      snprintf(psFault->acWord, FAULT_WORD_BYTES, "> %u s",
         psOptions->uCpuSeconds);
      snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "not done after %u s of %s, given up %s",
         psOptions->uCpuSeconds,
         bWaited ? "CPU time nor a multiple of it by the clock"
                 : "CPU time",
         acWhere);
   }
   else if (iSignal != 0)
   {
      snprintf(psFault->acWord, FAULT_WORD_BYTES, "%s",
         (iSignal == SIGABRT) ? "aborted" : "crashed");
      snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "%s by signal %d (%s) %s%s", psFault->acWord, iSignal,
         strsignal(iSignal), acWhere,
         (iSignal == SIGABRT) ? " (what it says stands above)" : "");
   }
   else
   {
      snprintf(psFault->acWord, FAULT_WORD_BYTES, "exited");
      snprintf(psFault->acText, FAULT_TEXT_BYTES,
         "the process ended with exit status %d %s: a heap manager must"
         " not exit",
         WEXITSTATUS(iStatus), acWhere);
   }
}

/*--------------------------------------------------------------------*/

/* Be the child: play, and end without a trace of the parent's business.
   What the manager prints must not get among the results. */

static void Guard_beChild(Source_T oSource,
   const struct Options *psOptions, struct Result *psResult)
{
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

/* Wait for child iChild to end, and return its wait status.  If it takes
   far longer than its CPU time, kill it and set *pbWaited. */

static int Guard_awaitChild(
   pid_t iChild, const struct Options *psOptions, bool *pbWaited)
{
   struct timespec sPatience = {0, 0};
   sigset_t sChildSignal;
   int iStatus = 0;

   *pbWaited = false;
   if (psOptions->uCpuSeconds != 0)
   {
      sPatience.tv_sec = WALL_FACTOR * (time_t)psOptions->uCpuSeconds
                         + WALL_EXTRA_SECONDS;
      (void)sigemptyset(&sChildSignal);
      (void)sigaddset(&sChildSignal, SIGCHLD);
      while (sigtimedwait(&sChildSignal, NULL, &sPatience) == -1
             && errno == EINTR)
         ;
      if (waitpid(iChild, &iStatus, WNOHANG) == iChild)
         return iStatus;
      *pbWaited = true;
      (void)kill(iChild, SIGKILL);
   }
   while (waitpid(iChild, &iStatus, 0) == -1 && errno == EINTR)
      ;
   return iStatus;
}

/*--------------------------------------------------------------------*/

void Guard_run(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult)
{
   sigset_t sChildSignal;
   pid_t iChild;
   int iStatus;
   bool bWaited;

   if (psOptions->bInProcess)
   {
      Player_play(oSource, psOptions, psResult);
      return;
   }

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

   iStatus = Guard_awaitChild(iChild, psOptions, &bWaited);
   if (!psResult->bFinished)
      Guard_describeEnd(psOptions, psResult, iStatus, bWaited);
}
