/*--------------------------------------------------------------------*/
/* inspection.c: a second run, to look into the heap                  */
/*--------------------------------------------------------------------*/

#include "inspection.h"
#include "player.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
   /* The inspection looks into the heap at every operation, but fills
      and verifies no payload: it has this many times the CPU time of
      the first run, and as many seconds on top; by the clock, on a busy
      machine, as much again. */
   CPU_FACTOR = 8,
   CPU_EXTRA_SECONDS = 10,
   WALL_FACTOR = 8
};

/*--------------------------------------------------------------------*/

/* Be the child.  What the manager prints is dropped: it has been shown
   in the first run. */

static void Inspection_beChild(Source_T oSource,
   const struct Options *psOptions, struct Result *psResult)
{
   rlim_t uSeconds =
      CPU_EXTRA_SECONDS
      + (rlim_t)(psResult->dRunNanoseconds / 1e9 * (double)CPU_FACTOR);
   struct rlimit sLimit = {uSeconds, uSeconds + 1};
   int iNull = open("/dev/null", O_WRONLY);

   (void)setrlimit(RLIMIT_CPU, &sLimit);
   (void)alarm((unsigned)(WALL_FACTOR * uSeconds));
   (void)dup2(iNull, STDOUT_FILENO);
   (void)dup2(iNull, STDERR_FILENO);
   Player_inspect(oSource, psOptions, psResult);
   _exit(EXIT_OK);
}

/*--------------------------------------------------------------------*/

void Inspection_run(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult)
{
   struct SpaceResult *psSpace = &psResult->sSpace;
   pid_t iChild;
   int iStatus = 0;

   if (!psResult->bFinished || psResult->sFault.acWord[0] != '\0')
      return;

   (void)fflush(NULL);
   iChild = fork();
   if (iChild == 0)
      Inspection_beChild(oSource, psOptions, psResult);
   if (iChild == -1)
   {
      snprintf(psSpace->acRemark, SPACE_REMARK_BYTES,
         "can't start a process to look into the heap: %s",
         strerror(errno));
      return;
   }
   while (waitpid(iChild, &iStatus, 0) == -1 && errno == EINTR)
      ;

   if (WIFSIGNALED(iStatus))
      snprintf(psSpace->acRemark, SPACE_REMARK_BYTES,
         "the manager crashed while its heap was inspected (signal %d,"
         " %s): the heap's parts are unknown",
         WTERMSIG(iStatus), strsignal(WTERMSIG(iStatus)));
   else if (!psSpace->bDone)
      snprintf(psSpace->acRemark, SPACE_REMARK_BYTES,
         "when the run was played again, the manager behaved"
         " differently: the heap's parts are unknown");
}
