/*--------------------------------------------------------------------*/
/* client.c: the demo's side of a heap manager's host                 */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE /* memfd_create */
#include "client.h"
#include "memory.h"
#include "share.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
   WORDS_BYTES = 400,
   TITLE_BYTES = 80,
   PATIENCE_MILLISECONDS = 120000, /* for all of a long trace */
   TURN_MILLISECONDS = 150,        /* a search: between two questions */
   SEARCH_TURNS = 1 << 20,
   SAFE_FILE = 20 /* files above this number don't clash */
};

/* What the names of those begin with that demo.mk made of a file of
   one's own. */

static const char acOwn[] = "own_";

struct Client
{
   char *pcManager;
   char acTitle[TITLE_BYTES];
   struct Share *psShare;
   pid_t iHost;
   bool bHasAnswered; /* to any command */
   int iCommand;
   int iAnswer;
   int iGo;
   int iWords; /* a file with what the manager prints */
   bool bPlaying;
   bool bPictured;
   char acWords[WORDS_BYTES];
};

/*--------------------------------------------------------------------*/

static void Client_fail(const char *pcWhat)
{
   fprintf(stderr, "demo: %s: %s\n", pcWhat, strerror(errno));
   exit(2);
}

/* Return a new file in memory. */

static int Client_makeFile(void)
{
   int iFile = memfd_create("demo", MFD_CLOEXEC);

   if (iFile == -1)
      Client_fail("no memory to share with the manager's host");
   return iFile;
}

/* Return shared memory with the steps of *psScenario, and its file. */

static struct Share *Client_makeShare(
   const struct Scenario *psScenario, int *piFile)
{
   size_t uStepBytes = psScenario->uSteps * sizeof(struct Step);
   size_t uBytes = sizeof(struct Share) + uStepBytes;
   struct Share *psShare;

   *piFile = Client_makeFile();
   if (ftruncate(*piFile, (off_t)uBytes) != 0)
      Client_fail("no memory to share with the manager's host");
   psShare = mmap(NULL, uBytes, PROT_READ | PROT_WRITE,
      MAP_SHARED | MAP_NORESERVE, *piFile, 0);
   if (psShare == MAP_FAILED)
      Client_fail("no memory to share with the manager's host");
   psShare->uSteps = psScenario->uSteps;
   psShare->uPayloads = psScenario->uPayloads;
   psShare->bExact = psScenario->bExact;
   memcpy(psShare->asSteps, psScenario->asSteps, uStepBytes);
   return psShare;
}

/*--------------------------------------------------------------------*/

/* Become host pcProgram, with its files where it expects them. */

static void Client_becomeHost(
   const char *pcProgram, const int aiFiles[4], int iWords)
{
   int aiSafe[4];
   int iWordsSafe = fcntl(iWords, F_DUPFD, SAFE_FILE);
   int i;

   for (i = 0; i < 4; i++)
      aiSafe[i] = fcntl(aiFiles[i], F_DUPFD_CLOEXEC, SAFE_FILE);
   for (i = 0; i < 4; i++)
      (void)dup2(aiSafe[i], FILE_SHARE + i);
   (void)dup2(iWordsSafe, STDOUT_FILENO);
   (void)dup2(iWordsSafe, STDERR_FILENO);
   (void)close(iWordsSafe);
   (void)execl(pcProgram, pcProgram, (char *)NULL);
   _exit(127);
}

Client_T Client_start(const char *pcProgram, const char *pcManager,
   const struct Scenario *psScenario)
{
   Client_T oClient = calloc(1, sizeof *oClient);
   int aiCommand[2];
   int aiAnswer[2];
   int aiGo[2];
   int aiFiles[4];

   if (oClient == NULL || pipe2(aiCommand, O_CLOEXEC) != 0
       || pipe2(aiAnswer, O_CLOEXEC) != 0
       || pipe2(aiGo, O_CLOEXEC) != 0)
      Client_fail("can't start the manager's host");
   if (access(pcProgram, X_OK) != 0)
   {
      fprintf(stderr,
         "demo: there is no %s: say \"make demo MANAGER=...\", which"
         " builds it\n",
         pcProgram);
      exit(2);
   }
   (void)signal(SIGPIPE, SIG_IGN);
   oClient->pcManager = strdup(pcManager);
   if (strncmp(pcManager, acOwn, sizeof acOwn - 1) == 0)
      snprintf(oClient->acTitle, TITLE_BYTES, "%s",
         pcManager + sizeof acOwn - 1);
   else
      snprintf(oClient->acTitle, TITLE_BYTES, "heapmgr%s", pcManager);
   oClient->psShare = Client_makeShare(psScenario, &aiFiles[0]);
   oClient->iWords = Client_makeFile();
   (void)fcntl(oClient->iWords, F_SETFL, O_APPEND);
   aiFiles[1] = aiCommand[0];
   aiFiles[2] = aiAnswer[1];
   aiFiles[3] = aiGo[0];

   oClient->iHost = fork();
   if (oClient->iHost == -1)
      Client_fail("can't start the manager's host");
   if (oClient->iHost == 0)
      Client_becomeHost(pcProgram, aiFiles, oClient->iWords);
   oClient->iCommand = aiCommand[1];
   oClient->iAnswer = aiAnswer[0];
   oClient->iGo = aiGo[1];
   (void)close(aiCommand[0]);
   (void)close(aiAnswer[1]);
   (void)close(aiGo[0]);
   (void)close(aiFiles[0]);
   return oClient;
}

void Client_end(Client_T oClient)
{
   (void)kill(-oClient->iHost, SIGKILL);
   (void)kill(oClient->iHost, SIGKILL);
   (void)waitpid(oClient->iHost, NULL, 0);
   (void)close(oClient->iCommand);
   (void)close(oClient->iAnswer);
   (void)close(oClient->iGo);
   (void)close(oClient->iWords);
   free(oClient->pcManager);
   free(oClient);
}

const char *Client_getManager(const struct Client *oClient)
{
   return oClient->pcManager;
}

const char *Client_getTitle(const struct Client *oClient)
{
   return oClient->acTitle;
}

/*--------------------------------------------------------------------*/

/* Return the host's next answer.  If it has gone, or is silent for too
   long, that is an end, too. */

static char Client_await(Client_T oClient)
{
   struct pollfd sPoll = {oClient->iAnswer, POLLIN, 0};
   char c = ANSWER_END;
   int iReady;

   while ((iReady = poll(&sPoll, 1, PATIENCE_MILLISECONDS)) == -1
          && errno == EINTR)
      ;
   if (iReady == 0 || read(oClient->iAnswer, &c, 1) != 1)
   {
      oClient->psShare->sSnapshot.eHealth =
         (iReady == 0) ? HEALTH_HUNG : HEALTH_EXITED;
      oClient->psShare->sSnapshot.uFailedStep =
         oClient->psShare->uCurrent;
      return ANSWER_END;
   }
   oClient->bHasAnswered = true;
   return c;
}

static void Client_send(Client_T oClient, enum CommandKind eKind,
   size_t uFrom, size_t uTo, size_t uStride, int iEvents)
{
   struct Command sCommand = {eKind, uFrom, uTo, uStride, iEvents};

   /* A host that ends before its first answer says why: keep that. */
   if (oClient->bHasAnswered)
      (void)!ftruncate(oClient->iWords, 0);
   oClient->psShare->sSnapshot.eHealth = HEALTH_GOOD;
   (void)!write(oClient->iCommand, &sCommand, sizeof sCommand);
}

/*--------------------------------------------------------------------*/

const struct Snapshot *Client_show(Client_T oClient, size_t uStep)
{
   Client_send(oClient, COMMAND_SHOW, uStep, uStep, 1, 0);
   (void)Client_await(oClient);
   return &oClient->psShare->sSnapshot;
}

size_t Client_find(Client_T oClient, size_t uFrom, int iEvents,
   Client_Asker pfIsEnough, void *pvContext)
{
   struct Share *psShare = oClient->psShare;
   struct pollfd sPoll = {oClient->iAnswer, POLLIN, 0};
   int i;

   psShare->bStop = false;
   Client_send(oClient, COMMAND_FIND, uFrom, 0, 1, iEvents);
   for (i = 0; !psShare->bStop && i < SEARCH_TURNS
               && poll(&sPoll, 1, TURN_MILLISECONDS) < 1;
        i++)
      psShare->bStop = pfIsEnough(pvContext, psShare->uCurrent);
   (void)Client_await(oClient);
   if (psShare->bStop && psShare->uFound > psShare->uSteps)
      return CLIENT_STOPPED;
   if (oClient->psShare->uFound > oClient->psShare->uSteps)
      return 0;
   return oClient->psShare->uFound;
}

void Client_play(
   Client_T oClient, size_t uFrom, size_t uTo, size_t uStride)
{
   Client_send(oClient, COMMAND_PLAY, uFrom, uTo, uStride, 0);
   oClient->bPlaying = true;
   oClient->bPictured = false;
}

const struct Snapshot *Client_next(Client_T oClient)
{
   if (!oClient->bPlaying)
      return NULL;
   if (oClient->bPictured)
      (void)!write(oClient->iGo, "", 1);
   oClient->bPictured = (Client_await(oClient) == ANSWER_PICTURE);
   oClient->bPlaying = oClient->bPictured;
   return oClient->bPictured ? &oClient->psShare->sSnapshot : NULL;
}

const struct Snapshot *Client_getEnd(const struct Client *oClient)
{
   return &oClient->psShare->sSnapshot;
}

/*--------------------------------------------------------------------*/

const char *Client_getWords(Client_T oClient)
{
   off_t iEnd = lseek(oClient->iWords, 0, SEEK_END);
   off_t iStart = (iEnd > WORDS_BYTES) ? iEnd - WORDS_BYTES + 1 : 0;
   ssize_t iBytes = pread(oClient->iWords, oClient->acWords,
      (size_t)(iEnd - iStart), iStart);
   char *pc;

   oClient->acWords[(iBytes > 0) ? iBytes : 0] = '\0';
   for (pc = oClient->acWords; *pc != '\0'; pc++)
      if ((unsigned char)*pc < ' ' || (unsigned char)*pc > '~')
         *pc = (*pc == '\n') ? '\n' : '?';
   while (pc > oClient->acWords && pc[-1] == '\n')
      *--pc = '\0';
   pc = strrchr(oClient->acWords, '\n');
   return (pc == NULL) ? oClient->acWords : pc + 1;
}

void Client_describeFailure(Client_T oClient,
   const struct Snapshot *psSnapshot, char *pcText, size_t uBytes)
{
   const char *pcWords = Client_getWords(oClient);
   const char *pcWhere = psSnapshot->bInInspection
                            ? "while the demo looked at its heap"
                            : "in this call";
   size_t uLength;

   if (psSnapshot->eHealth == HEALTH_CRASHED)
      snprintf(pcText, uBytes,
         "The manager %s %s (signal %d, %s). The picture is the last"
         " good one.",
         (psSnapshot->iSignal == SIGABRT) ? "aborted" : "crashed",
         pcWhere, psSnapshot->iSignal, strsignal(psSnapshot->iSignal));
   else if (psSnapshot->eHealth == HEALTH_EXITED
            && strncmp(
                  pcWords, acMemoryRefused, strlen(acMemoryRefused))
                  == 0)
      snprintf(pcText, uBytes,
         "There is no memory left for the demo's own tables, which is"
         " not the manager's fault. The picture is the last good one.");
   else
      snprintf(pcText, uBytes,
         "The manager %s %s. The picture is the last good one.",
         (psSnapshot->eHealth == HEALTH_HUNG) ? "doesn't come back"
                                              : "ended the program",
         pcWhere);
   uLength = strlen(pcText);
   if (*pcWords != '\0')
      snprintf(
         pcText + uLength, uBytes - uLength, " It says: %s", pcWords);
}
