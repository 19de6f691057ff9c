/*--------------------------------------------------------------------*/
/* demohost.c: a heap manager on stage                                */
/*                                                                    */
/* This program is linked with one heap manager.  It plays a demo's   */
/* steps and describes the heap, as share.h says.                     */
/*                                                                    */
/* To show any moment at once, of a long trace too, the host keeps    */
/* processes that stopped at some moments:                            */
/*                                                                    */
/*    keeper 0 ......... keeper 1 ......... keeper 2 ......           */
/*    before step 1      after uEvery       after 2 * uEvery steps    */
/*                          |                                         */
/*                          +--> worker: plays on from there, shows,  */
/*                               and ends                             */
/*                                                                    */
/* A keeper never calls the manager.  For each command it forks a     */
/* worker, which does, and leaves keepers behind on its way.  If the  */
/* worker crashes or hangs, its keeper says so.                       */
/*--------------------------------------------------------------------*/

#include "granules.h"
#include "heapmgr.h"
#include "inspect.h"
#include "memory.h"
#include "share.h"
#include "steps.h"
#include "watch.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak HeapMgr_isValid

enum
{
   MIN_EVERY = 64, /* steps from one keeper to the next, at least */
   PATIENCE_SECONDS = 4, /* for one call */
   EXIT_HUNG = 113,
   EXIT_DONE = 114,
   SEARCHED_PAYLOADS = 4096, /* for who was where; more take too long */
   FILL_STEP = 37
};

static struct Share *psShare;
static size_t uEvery;
static int aaiSaved[MAX_SAVED + 1][2]; /* pipes to the keepers */

/* The two moments that an explanation compares. */

static struct Snapshot *psBefore;
static struct Snapshot *psAfter;

static size_t uPlayed = 0; /* steps, in this process */
static bool bLifted = false;
static size_t uGrowths = 0;
static size_t uFailures = 0;
static char *pcOverrun = NULL; /* what was written past a payload */
static size_t uOverrunBytes = 0;

static void Host_keep(size_t uSlot);

/*--------------------------------------------------------------------*/

/* Read or write all uBytes bytes, or end: the demo is gone. */

static void Host_read(int iFile, void *pv, size_t uBytes)
{
   ssize_t iDone;

   while ((iDone = read(iFile, pv, uBytes)) == -1 && errno == EINTR)
      ;
   if (iDone != (ssize_t)uBytes)
   {
      (void)kill(0, SIGKILL);
      _exit(1);
   }
}

static void Host_answer(enum Answer eAnswer)
{
   char c = (char)eAnswer;

   while (write(FILE_ANSWER, &c, 1) == -1 && errno == EINTR)
      ;
}

/*--------------------------------------------------------------------*/

/* Write a pattern over the first uBytes bytes at pv.  It doesn't matter
   whose they are: a demo may show an overrun. */

static void Host_fill(char *pc, size_t uBytes, size_t uPayload)
{
   memset(pc, (int)('A' + uPayload * FILL_STEP % 26), uBytes);
}

/*--------------------------------------------------------------------*/

/* Have the manager allocate uBytes bytes.  In exact growth, it may grow
   by hardly more than that at once; if it can't live with that, the
   limit goes for good. */

static void *Host_callMalloc(size_t uBytes)
{
   void *pv;
   size_t uRefusals = Watch_getRefusals();

   if (psShare->bExact && !bLifted)
      Watch_setGrowthLimit(uBytes + Memory_getPageBytes() * 3 / 2);
   Watch_enter();
   pv = HeapMgr_malloc(uBytes);
   Watch_leave();
   Watch_setGrowthLimit(SIZE_MAX);
   if (pv != NULL || !psShare->bExact || bLifted
       || Watch_getRefusals() == uRefusals || uBytes > PTRDIFF_MAX)
      return pv;

   bLifted = true;
   Watch_enter();
   pv = HeapMgr_malloc(uBytes);
   Watch_leave();
   return pv;
}

/*--------------------------------------------------------------------*/

static void Host_playMalloc(
   const struct Step *psStep, struct Snapshot *psSnapshot)
{
   char *pc = Host_callMalloc(psStep->uBytes);
   size_t uCopied = psStep->uCopied;

   psSnapshot->bHasResult = (pc != NULL);
   if (pc == NULL)
      return;
   Inspect_noteMalloc(psStep->uPayload, pc, psStep->uBytes);
   psSnapshot->iResult = Inspect_getPlace(pc, &psSnapshot->bMapped);
   if (uCopied != NO_PAYLOAD && Inspect_getPayload(uCopied) != NULL)
   {
      size_t uOld = Inspect_getPayloadBytes(uCopied);

      memcpy(pc, Inspect_getPayload(uCopied),
         (uOld < psStep->uBytes) ? uOld : psStep->uBytes);
   }
   else
      Host_fill(pc, psStep->uBytes, psStep->uPayload);
}

/*--------------------------------------------------------------------*/

/* Have the client write uBytes bytes from pc on, where payload uPayload
   starts. */

static void Host_playWrite(char *pc, size_t uBytes, size_t uPayload)
{
   size_t uOwn = Inspect_getPayloadBytes(uPayload);

   Host_fill(pc, uBytes, uPayload);
   if (uBytes <= uOwn)
      return;
   pcOverrun = pc + uOwn;
   uOverrunBytes = uBytes - uOwn;
}

/* Note the overrun in *psSnapshot.  A malloc or free puts an end to it:
   who knows what is there after that? */

static void Host_noteOverrun(
   const struct Step *psStep, struct Snapshot *psSnapshot)
{
   if (psStep->eKind == STEP_MALLOC || psStep->eKind == STEP_FREE)
      uOverrunBytes = 0;
   psSnapshot->uOverrunBytes = uOverrunBytes;
   if (uOverrunBytes != 0)
      psSnapshot->iOverrun = Inspect_getPlace(
         pcOverrun, &psSnapshot->bOverrunMapped);
}

/*--------------------------------------------------------------------*/

/* Play *psStep, and note what came of it in *psSnapshot. */

static void Host_playStep(
   const struct Step *psStep, struct Snapshot *psSnapshot)
{
   size_t uSteps = Steps_uCount;
   size_t uCalls = Watch_getCalls();
   size_t uRefusals = Watch_getRefusals();
   char *pc = NULL;

   psSnapshot->bHasResult = false;
   psSnapshot->bValid = true;
   if (psStep->uPayload != NO_PAYLOAD)
      pc = Inspect_getPayload(psStep->uPayload);
   psSnapshot->bHasFreed = (psStep->eKind == STEP_FREE && pc != NULL);
   if (psSnapshot->bHasFreed)
      psSnapshot->iFreed = Inspect_getPlace(
         pc, &psSnapshot->bFreedMapped);

   if (psStep->eKind == STEP_MALLOC)
      Host_playMalloc(psStep, psSnapshot);
   else if (psStep->eKind == STEP_FREE)
   {
      if (pc != NULL)
         Inspect_noteFree(psStep->uPayload);
      Watch_enter();
      HeapMgr_free(pc);
      Watch_leave();
   }
   else if (psStep->eKind == STEP_WRITE)
   {
      if (pc != NULL)
         Host_playWrite(pc, psStep->uBytes, psStep->uPayload);
   }
   else if (HeapMgr_isValid != NULL)
      psSnapshot->bValid = HeapMgr_isValid();
   Host_noteOverrun(psStep, psSnapshot);

   psSnapshot->uStepSteps = Steps_uCount - uSteps;
   psSnapshot->uStepCalls = Watch_getCalls() - uCalls;
   psSnapshot->uStepRefusals = Watch_getRefusals() - uRefusals;
}

/*--------------------------------------------------------------------*/

/* Play the next step.  Leave a keeper behind where one is due. */

static void Host_advance(struct Snapshot *psSnapshot)
{
   const struct Step *psStep = &psShare->asSteps[uPlayed];
   size_t uSlot = uPlayed / uEvery;
   size_t uHeapBytes = Watch_getHeapBytes();
   size_t uSteps;

   if (uPlayed % uEvery == 0 && uSlot != 0 && uSlot <= MAX_SAVED
       && !psShare->abSaved[uSlot])
   {
      pid_t iKeeper = fork();

      if (iKeeper == 0)
         Host_keep(uSlot);
      psShare->abSaved[uSlot] = (iKeeper > 0);
   }
   psShare->uCurrent = uPlayed + 1;
   uSteps = psSnapshot->uSteps;
   Host_playStep(psStep, psSnapshot);
   psSnapshot->uSteps = uSteps + psSnapshot->uStepSteps;
   psSnapshot->bLifted = bLifted;
   if (Watch_getHeapBytes() > uHeapBytes)
      uGrowths++;
   if (!psSnapshot->bValid
       || (psStep->eKind == STEP_MALLOC && !psSnapshot->bHasResult
           && psStep->uBytes != 0))
      uFailures++;
   psSnapshot->uGrowths = uGrowths;
   psSnapshot->uFailures = uFailures;
   uPlayed++;
   psSnapshot->uStep = uPlayed;
   psSnapshot->eHealth = HEALTH_GOOD;
}

/* Look at the heap and put all that is seen into *psSnapshot. */

static void Host_inspect(struct Snapshot *psSnapshot)
{
   size_t uSteps = Steps_uCount;

   psShare->bInspecting = true;
   Inspect_look(psSnapshot);
   psShare->bInspecting = false;
   Steps_uCount = uSteps;
}

/*--------------------------------------------------------------------*/

/* Return the number of a freed payload that *psStep's new one lies on,
   or NO_PAYLOAD. */

static size_t Host_findFormer(const struct Step *psStep)
{
   if (psStep->eKind != STEP_MALLOC
       || psShare->uPayloads > SEARCHED_PAYLOADS)
      return NO_PAYLOAD;
   return Inspect_findFormer(psStep->uPayload);
}

/* Play one step, from the moment *psBefore to *psAfter, and explain. */

static void Host_advanceAndExplain(void)
{
   const struct Step *psStep = &psShare->asSteps[uPlayed];

   /* The running totals go on from one record to the other. */
   psAfter->uSteps = psBefore->uSteps;
   Host_advance(psAfter);
   Host_inspect(psAfter);
   Explain_compare(psBefore, psAfter, psStep, Host_findFormer(psStep));
}

static void Host_swap(void)
{
   struct Snapshot *psOld = psBefore;

   psBefore = psAfter;
   psAfter = psOld;
}

/* Play up to uStep steps. */

static void Host_advanceTo(size_t uStep)
{
   while (uPlayed < uStep)
      Host_advance(psBefore);
}

/*--------------------------------------------------------------------*/

/* Show the heap after uStep steps.  Before the last of them is played,
   publish the picture before it: should the call crash, this is what
   remains. */

static void Host_show(size_t uStep)
{
   if (uStep == 0)
   {
      Host_inspect(psBefore);
      Snapshot_copy(&psShare->sSnapshot, psBefore);
      return;
   }
   Host_advanceTo(uStep - 1);
   Host_inspect(psBefore);
   Snapshot_copy(&psShare->sSnapshot, psBefore);
   Host_advanceAndExplain();
   Snapshot_copy(&psShare->sSnapshot, psAfter);
}

/* Publish *psSnapshot, and wait until it has been seen. */

static void Host_publish(const struct Snapshot *psSnapshot)
{
   char c;

   Snapshot_copy(&psShare->sSnapshot, psSnapshot);
   psShare->bWaiting = true;
   Host_answer(ANSWER_PICTURE);
   Host_read(FILE_GO, &c, 1);
   psShare->bWaiting = false;
}

static void Host_play(const struct Command *psCommand)
{
   size_t uNext = psCommand->uFrom;

   if (uNext > 0)
      Host_advanceTo(uNext - 1);
   Host_inspect(psBefore);
   Snapshot_copy(&psShare->sSnapshot, psBefore);
   if (uNext == 0)
   {
      Host_publish(psBefore);
      uNext += psCommand->uStride;
   }
   for (; uNext <= psCommand->uTo; uNext += psCommand->uStride)
   {
      if (psCommand->uStride > 1)
      {
         Host_advanceTo(uNext - 1);
         Host_inspect(psBefore);
      }
      Host_advanceAndExplain();
      Host_publish(psAfter);
      Host_swap();
   }
}

/*--------------------------------------------------------------------*/

/* Find the first step after psCommand->uFrom with one of the events.
   Growth and failure can be seen without looking at the whole heap. */

static void Host_find(const struct Command *psCommand)
{
   bool bLook = (psCommand->iEvents & ~(EVENT_GROW | EVENT_FAILURE))
                != 0;

   Host_advanceTo(psCommand->uFrom);
   if (bLook)
      Host_inspect(psBefore);
   psShare->uFound = psShare->uSteps + 1;
   while (uPlayed < psShare->uSteps && !psShare->bStop)
   {
      size_t uGrowthsBefore = uGrowths;
      size_t uFailuresBefore = uFailures;
      int iEvents = 0;

      if (bLook)
      {
         Host_advanceAndExplain();
         iEvents = psAfter->sExplanation.iEvents;
         Host_swap();
      }
      else
      {
         Host_advance(psBefore);
         if (uGrowths > uGrowthsBefore)
            iEvents |= EVENT_GROW;
         if (uFailures > uFailuresBefore)
            iEvents |= EVENT_FAILURE;
      }
      if ((iEvents & psCommand->iEvents) != 0)
      {
         psShare->uFound = uPlayed;
         return;
      }
   }
}

/*--------------------------------------------------------------------*/

/* Every second: end if the same call is still going on after some. */

static void Host_handleAlarm(int iSignal)
{
   static size_t uSeen = 0;
   static int iSeconds = 0;

   (void)iSignal;
   if (psShare->bWaiting || psShare->uCurrent != uSeen)
      iSeconds = 0;
   uSeen = psShare->uCurrent;
   if (++iSeconds > PATIENCE_SECONDS)
      _exit(EXIT_HUNG);
}

/* Be a worker: carry out *psCommand and end. */

static void Host_work(const struct Command *psCommand)
{
   struct itimerval sEverySecond = {{1, 0}, {1, 0}};
   struct sigaction sAction;

   memset(&sAction, 0, sizeof sAction);
   sAction.sa_handler = Host_handleAlarm;
   sAction.sa_flags = SA_RESTART;
   (void)sigaction(SIGALRM, &sAction, NULL);
   (void)setitimer(ITIMER_REAL, &sEverySecond, NULL);

   psShare->bWaiting = false;
   psShare->uCurrent = uPlayed;
   if (psCommand->eKind == COMMAND_SHOW)
      Host_show(psCommand->uFrom);
   else if (psCommand->eKind == COMMAND_PLAY)
      Host_play(psCommand);
   else
      Host_find(psCommand);
   _exit(EXIT_DONE);
}

/*--------------------------------------------------------------------*/

/* A worker ended with wait status iStatus, which is not how it should.
   Describe that beside the last good picture. */

static void Host_describeEnd(int iStatus)
{
   struct Snapshot *psSnapshot = &psShare->sSnapshot;

   psSnapshot->uFailedStep = psShare->uCurrent;
   psSnapshot->bInInspection = psShare->bInspecting;
   psSnapshot->iSignal = 0;
   if (WIFSIGNALED(iStatus))
   {
      psSnapshot->eHealth = HEALTH_CRASHED;
      psSnapshot->iSignal = WTERMSIG(iStatus);
   }
   else if (WEXITSTATUS(iStatus) == EXIT_HUNG)
      psSnapshot->eHealth = HEALTH_HUNG;
   else
      psSnapshot->eHealth = HEALTH_EXITED;
   psShare->uFound = psShare->uCurrent;
}

/* Have workers carry out *psCommand.  If one fails before the step that
   it was to show, a second one shows the step it failed at. */

static void Host_serve(const struct Command *psCommand)
{
   struct Command sCommand = *psCommand;
   bool bAgain;
   int iStatus;

   do
   {
      pid_t iWorker;

      psShare->bInspecting = false;
      iWorker = fork();
      bAgain = false;
      if (iWorker == 0)
         Host_work(&sCommand);
      if (iWorker == -1)
      {
         perror("demohost: can't start a process to play in");
         psShare->sSnapshot.eHealth = HEALTH_EXITED;
         psShare->sSnapshot.uFailedStep = psShare->uCurrent;
         break;
      }
      while (waitpid(iWorker, &iStatus, 0) == -1 && errno == EINTR)
         ;
      if (!WIFEXITED(iStatus) || WEXITSTATUS(iStatus) != EXIT_DONE)
      {
         Host_describeEnd(iStatus);
         if (sCommand.eKind == COMMAND_SHOW
             && psShare->uCurrent < sCommand.uFrom)
         {
            sCommand.uFrom = psShare->uCurrent;
            bAgain = true;
         }
      }
   } while (bAgain);
   Host_answer(ANSWER_END);
}

/*--------------------------------------------------------------------*/

/* Be keeper uSlot until the demo ends. */

static void Host_keep(size_t uSlot)
{
   struct itimerval sNever = {{0, 0}, {0, 0}};
   struct Command sCommand;

   (void)setitimer(ITIMER_REAL, &sNever, NULL);
   for (;;)
   {
      Host_read(aaiSaved[uSlot][0], &sCommand, sizeof sCommand);
      Host_serve(&sCommand);
   }
}

/* Be keeper 0, which all commands go through. */

static void Host_dispatch(void)
{
   struct Command sCommand;

   for (;;)
   {
      size_t uSlot;
      size_t uPlay;

      Host_read(FILE_COMMAND, &sCommand, sizeof sCommand);
      uPlay = sCommand.uFrom;
      if (sCommand.eKind != COMMAND_FIND && uPlay > 0)
         uPlay--;
      uSlot = uPlay / uEvery;
      if (uSlot > MAX_SAVED)
         uSlot = MAX_SAVED;
      while (uSlot > 0 && !psShare->abSaved[uSlot])
         uSlot--;
      if (uSlot == 0)
         Host_serve(&sCommand);
      else if (write(aaiSaved[uSlot][1], &sCommand, sizeof sCommand)
               == -1)
         _exit(1);
   }
}

/*--------------------------------------------------------------------*/

int main(void)
{
   struct stat sStat;
   size_t u;

   if (fstat(FILE_SHARE, &sStat) != 0
       || (psShare = mmap(NULL, (size_t)sStat.st_size,
              PROT_READ | PROT_WRITE, MAP_SHARED, FILE_SHARE, 0))
             == MAP_FAILED)
   {
      static const char acMessage[] =
         "demohost: started by hand; start build/demo instead\n";

      (void)!write(STDERR_FILENO, acMessage, sizeof acMessage - 1);
      return 2;
   }
   uEvery = psShare->uSteps / MAX_SAVED + 1;
   if (uEvery < MIN_EVERY)
      uEvery = MIN_EVERY;
   for (u = 1; u <= MAX_SAVED; u++)
      if (pipe(aaiSaved[u]) != 0)
         return 2;

   psBefore = Memory_get(sizeof *psBefore);
   psAfter = Memory_get(sizeof *psAfter);
   (void)setpgid(0, 0);
   (void)prctl(PR_SET_CHILD_SUBREAPER, 1);
   Inspect_start(psShare->uPayloads);
   Host_dispatch();
}
