/*--------------------------------------------------------------------*/
/* remote.c: the manager is in another process                        */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "remote.h"
#include "host.h"
#include "memory.h"
#include "steps.h"
#include "verdict.h"
#include "watch.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
   PAGE_BYTES = 4096,
   WAIT_SECONDS = 60, /* for an answer */
   REPORT_BYTES = 200,
   COPY_BYTES = 1 << 20, /* of a heap, to be compared */
   LIBC_MARGIN_BYTES = 135168,
   RESULT_BASE = 64,
   PAYLOAD_AT = 16, /* in the first chunk of the kit's layout */
   FAULT_BYTES = 100,
   FAILURE_BYTES = 100,
   FD_REPORT = 5 /* in the sandbox */
};

/* A closer look may take so many steps; then it ends. */

static const uint64_t uMostCloserSteps = 1000000000;

static const char acCpuSeconds[] = "10";
static const char acMegabytes[] = "640"; /* the whole heap, and some */

static const char acRefused[] =
   "the system refused the program a process, or the heap";

size_t Steps_uCount = 0;

const char Remote_acOutOfTime[] = "used up its time";

static const char *pcSandboxFile;
static const char *pcTierName;
static const char *pcRunnerFile;
static int iSaidFile = -1;

static pid_t iSandbox = 0; /* 0 before the first call */
static int iTalk = -1;
static int iReport = -1;
static int iHeap = -1;
static bool bDead = false;
static bool bCloser = false;
static uint64_t uCloserSteps = 0;

/* How the test ended, for the parent process to see. */

struct Ended
{
   int iSignal;                   /* that ended the runner, or 0 */
   char acFailure[FAILURE_BYTES]; /* of the grader, or "" */
};

static struct Ended *psEnded = NULL;

/* The address that the runner says it has crashed at. */

static bool bFault = false;
static uint64_t uFault;

/* The first payload of the heap, or 0. */

static uint64_t uFirstPayload = 0;
static enum Remote_Trust eTrust = REMOTE_ASK;

/* The break, and how far it may go. */

static uintptr_t uBreak = HEAP_BASE;
static uintptr_t uBreakLimit = HEAP_BASE + HEAP_BYTES;

/* What the last walks have found. */

static struct WalkPiece asPieces[MAX_WALK];
static size_t uPieces;
static uint64_t uPiecesEnd;
static struct Link asLinks[MAX_WALK];
static size_t uLinks;
static uint64_t uLists;
static bool bListsKnown = false;

/*--------------------------------------------------------------------*/
/* The break: watch.c calls these where the system's would be         */
/*--------------------------------------------------------------------*/

int __wrap_brk(void *pvBreak);
int __real_brk(void *pvBreak);
void *__real_sbrk(intptr_t iBytes);
void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __real_munmap(void *pv, size_t uBytes);

int __real_brk(void *pvBreak)
{
   uintptr_t uNew = (uintptr_t)pvBreak;
   uintptr_t uLength = uNew - HEAP_BASE;

   if (uNew < HEAP_BASE || uNew > uBreakLimit)
   {
      errno = ENOMEM;
      return -1;
   }
   uLength = (uLength + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
   if (ftruncate(iHeap, (off_t)uLength) != 0)
      return -1;
   uBreak = uNew;
   return 0;
}

void *__real_sbrk(intptr_t iBytes)
{
   uintptr_t uOld = uBreak;

   if (iBytes != 0
       && __real_brk((void *)(uOld + (uintptr_t)iBytes)) != 0)
      return (void *)-1;
   return (void *)uOld;
}

/* A submission has no mappings. */

void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset)
{
   (void)pv;
   (void)uBytes;
   (void)iProtection;
   (void)iFlags;
   (void)iFile;
   (void)iOffset;
   return MAP_FAILED;
}

int __real_munmap(void *pv, size_t uBytes)
{
   (void)pv;
   (void)uBytes;
   return -1;
}

/*--------------------------------------------------------------------*/
/* The end of a runner                                                */
/*--------------------------------------------------------------------*/

/* Return what a process did that was ended by signal iSignal. */

static const char *Remote_nameSignal(int iSignal)
{
   switch (iSignal)
   {
   case SIGSEGV:
      return "used an address where there is no memory (segmentation"
             " fault)";
   case SIGBUS:
      return "used memory above the program break (bus error)";
   case SIGABRT:
      return "was aborted: an assertion failed, or it found a mistake"
             " itself";
   case SIGFPE:
      return "divided by zero";
   case SIGILL:
   case SIGTRAP:
      return "came to an instruction that stops a program";
   case SIGXCPU:
      return "did not come to an end: 100,000,000 steps and more in one"
             " call";
   case SIGSYS:
      return "made a system call that is forbidden here";
   case SIGKILL:
      return Remote_acOutOfTime;
   default:
      return "was ended by a signal";
   }
}

/* Write to pcText, of FAULT_BYTES bytes, what kind of address the one is
   for which signal iSignal came.  The runner said so: these words decide
   nothing. */

static void Remote_describeFault(int iSignal, char *pcText)
{
   uint64_t uLow = HEAP_BASE - HEAP_BYTES;
   uint64_t uHigh = HEAP_BASE + HEAP_BYTES;

   if (!bFault)
      snprintf(pcText, FAULT_BYTES, "%s",
         iSignal == SIGSEGV ? ", or its stack is full" : "");
   else if (uFault == FAULT_NO_ADDRESS)
      snprintf(pcText, FAULT_BYTES, ": what it used is no address");
   else if (uFault == 0)
      snprintf(pcText, FAULT_BYTES, ": NULL");
   else if (uFault < PAGE_BYTES)
      snprintf(pcText, FAULT_BYTES, ": %llu bytes above NULL",
         (unsigned long long)uFault);
   else if (uFault >= uBreak && uFault < uHigh)
      snprintf(pcText, FAULT_BYTES, ": %llu bytes above the break",
         (unsigned long long)(uFault - uBreak));
   else if (uFault >= uLow && uFault < HEAP_BASE)
      snprintf(pcText, FAULT_BYTES, ": %llu bytes below the heap",
         (unsigned long long)(HEAP_BASE - uFault));
   else if (uFault >= HEAP_BASE && uFault < uBreak)
      snprintf(pcText, FAULT_BYTES, ": within the heap");
   else
      snprintf(pcText, FAULT_BYTES, ": far from the heap");
}

/* The heap can't be walked any more.  Have places be told from where it
   starts all the same: where the last walk began, or else before the first
   payload. */

static void Remote_noteGone(void)
{
   uint64_t uStart = (uPieces > 0) ? asPieces[0].uStart
                                   : uFirstPayload - PAYLOAD_AT;

   if (uPieces > 0 || uFirstPayload != 0)
      Verdict_noteGone((const void *)(uintptr_t)uStart);
   else
      Verdict_noteGone(NULL);
}

/* Read what the sandbox has to report, and wait for its end.  Return
   false if there is no report. */

static bool Remote_readReport(
   char *pcHow, int *piNumber, long *plMicroseconds)
{
   char acReport[REPORT_BYTES] = "";
   ssize_t iRead = 0;
   size_t uLength = 0;
   int iStatus;

   while (uLength + 1 < sizeof acReport
          && (iRead = read(iReport, acReport + uLength,
                 sizeof acReport - 1 - uLength))
                > 0)
      uLength += (size_t)iRead;
   acReport[uLength] = '\0';
   waitpid(iSandbox, &iStatus, 0);
   return sscanf(acReport, "%*s %9s %d cpu_us %ld", pcHow, piNumber,
             plMicroseconds)
          == 3;
}

/* The grader itself has failed: pcWhat says at what.  Leave the test
   without a verdict. */

static _Noreturn void Remote_abort(const char *pcWhat)
{
   snprintf(psEnded->acFailure, FAILURE_BYTES, "%s", pcWhat);
   fprintf(stderr, "judge: %s\n", pcWhat);
   abort();
}

/* The runner is of no use any more.  Say why, and end the test. */

static _Noreturn void Remote_die(const char *pcWhy)
{
   char acHow[10];
   char acCall[200];
   char acFault[FAULT_BYTES];
   int iNumber;
   long lMicroseconds;

   bDead = true;
   Remote_noteGone();
   Verdict_describeCall(acCall, sizeof acCall);
   if (pcWhy != NULL)
   {
      kill(iSandbox, SIGKILL);
      Verdict_fail("%s, %s", pcWhy, acCall);
   }
   if (!Remote_readReport(acHow, &iNumber, &lMicroseconds))
      Remote_abort("the sandbox could not start the program");
   if (strcmp(acHow, "signal") == 0)
   {
      psEnded->iSignal = iNumber;
      acFault[0] = '\0';
      if (iNumber == SIGSEGV || iNumber == SIGBUS)
         Remote_describeFault(iNumber, acFault);
      Verdict_fail("The program %s%s, %s", Remote_nameSignal(iNumber),
         acFault, acCall);
   }
   if (iNumber == EXIT_REFUSED)
      Remote_abort(acRefused);
   Verdict_fail("The program ended itself with exit status %d, %s;"
                " expected that the call returns",
      iNumber, acCall);
}

/*--------------------------------------------------------------------*/
/* Talking                                                            */
/*--------------------------------------------------------------------*/

static void Remote_write(const void *pv, size_t uBytes)
{
   const char *pc = pv;

   while (uBytes > 0)
   {
      ssize_t iWritten = send(iTalk, pc, uBytes, MSG_NOSIGNAL);

      if (iWritten <= 0)
         Remote_die(NULL);
      pc += iWritten;
      uBytes -= (size_t)iWritten;
   }
}

static void Remote_read(void *pv, size_t uBytes)
{
   char *pc = pv;

   while (uBytes > 0)
   {
      ssize_t iRead = recv(iTalk, pc, uBytes, 0);

      if (iRead > 0)
      {
         pc += iRead;
         uBytes -= (size_t)iRead;
         continue;
      }
      if (iRead == 0 || (errno != EAGAIN && errno != EINTR))
         Remote_die(NULL);
      if (errno == EAGAIN)
         Remote_die("The program used up its time");
   }
}

/* The runner wants the break at uWanted. */

static void Remote_moveBreak(uint64_t uWanted)
{
   struct Request sRequest = {REQUEST_BREAK, 0, 0, 0};

   Watch_enter();
   sRequest.uValue = (__wrap_brk((void *)(uintptr_t)uWanted) == 0) ? 1
                                                                   : 0;
   Watch_leave();
   sRequest.uBreak = uBreak;
   Remote_write(&sRequest, sizeof sRequest);
}

/* Read the answer to a request, whose parts, at most uMost of uPartBytes
   bytes each, go to pvParts. */

static struct Answer Remote_receive(
   void *pvParts, size_t uMost, size_t uPartBytes)
{
   struct Answer sAnswer;

   bFault = false;
   for (;;)
   {
      Remote_read(&sAnswer, sizeof sAnswer);
      if (sAnswer.uKind == ANSWER_BREAK)
         Remote_moveBreak(sAnswer.uValue);
      else if (sAnswer.uKind == ANSWER_FAULT)
      {
         bFault = true;
         uFault = sAnswer.uValue;
      }
      else
         break;
   }
   if (sAnswer.uKind != ANSWER_DONE || sAnswer.uCount > uMost)
      Remote_die("The program's answer makes no sense");
   Remote_read(pvParts, sAnswer.uCount * uPartBytes);
   return sAnswer;
}

static void Remote_start(void);

/* Send a request of kind eKind, and return the answer. */

static struct Answer Remote_ask(enum RequestKind eKind, uint64_t uValue,
   void *pvParts, size_t uMost, size_t uPartBytes)
{
   struct Request sRequest = {eKind, 0, uValue, 0};
   struct Answer sAnswer;

   Remote_start();
   sRequest.uBreak = uBreak;
   bListsKnown = false;
   Remote_write(&sRequest, sizeof sRequest);
   sAnswer = Remote_receive(pvParts, uMost, uPartBytes);
   if (sAnswer.uSteps <= uMostCloserSteps)
      uCloserSteps += sAnswer.uSteps;
   if (bCloser && uCloserSteps > uMostCloserSteps)
      Verdict_fail("the closer look takes too long");
   return sAnswer;
}

/*--------------------------------------------------------------------*/
/* The start of a runner                                              */
/*--------------------------------------------------------------------*/

/* The judge has touched heap memory that isn't there any more: the
   manager has taken it away from a payload. */

static void Remote_handleFault(int iSignal, siginfo_t *psInfo, void *pv)
{
   uintptr_t uAddress = (uintptr_t)psInfo->si_addr;

   (void)pv;
   signal(iSignal, SIG_DFL);
   if (uAddress < HEAP_BASE || uAddress >= HEAP_BASE + HEAP_BYTES)
      return; /* the judge's own mistake: it happens again */
   Verdict_fail("memory of the heap at +%zu is in use, but the manager"
                " has given it back to the system",
      (size_t)(uAddress - HEAP_BASE));
}

/* In a child process: become the sandbox. */

static _Noreturn void Remote_becomeSandbox(int iItsTalk, int iItsReport)
{
   char acReport[4];
   char acKeep[4];
   int iNull = open("/dev/null", O_RDONLY);

   /* Out of the way of the numbers wanted. */
   int iTalk2 = fcntl(iItsTalk, F_DUPFD, 20);
   int iHeap2 = fcntl(iHeap, F_DUPFD, 20);
   int iReport2 = fcntl(iItsReport, F_DUPFD, 20);
   int iSaid2 = fcntl(iSaidFile, F_DUPFD, 20);

   dup2(iNull, STDIN_FILENO);
   dup2(iSaid2, STDOUT_FILENO);
   dup2(iTalk2, FD_TALK);
   dup2(iHeap2, FD_HEAP);
   dup2(iReport2, FD_REPORT);
   snprintf(acReport, sizeof acReport, "%d", FD_REPORT);
   snprintf(acKeep, sizeof acKeep, "%d", FD_KEPT);
   dup2(iSaid2, STDERR_FILENO);
   execl(pcSandboxFile, "sandbox", "--tier", pcTierName, "--cpu",
      acCpuSeconds, "--memory", acMegabytes, "--report", acReport,
      "--keep", acKeep, pcRunnerFile, (char *)NULL);
   _exit(127);
}

/* Start a runner, if there is none yet. */

static void Remote_start(void)
{
   static const struct timeval sWait = {WAIT_SECONDS, 0};
   struct sigaction sAction = {0};
   int aiTalk[2];
   int aiReport[2];

   if (bDead)
      Verdict_fail("the program has ended");
   if (iSandbox != 0)
      return;

   iHeap = memfd_create("heap", MFD_CLOEXEC);
   if (iHeap < 0
       || mmap((void *)HEAP_BASE, HEAP_BYTES, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_FIXED_NOREPLACE | MAP_NORESERVE, iHeap, 0)
             != (void *)HEAP_BASE
       || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, aiTalk)
             != 0
       || pipe2(aiReport, O_CLOEXEC) != 0)
      Remote_abort("no memory for the heap, or no way to talk");
   if (ftruncate(iHeap, (off_t)(uBreak - HEAP_BASE)) != 0)
      Remote_abort("no memory for the heap");
   fflush(NULL);
   iSandbox = fork();
   if (iSandbox < 0)
      Remote_abort("no process for the sandbox");
   if (iSandbox == 0)
      Remote_becomeSandbox(aiTalk[1], aiReport[1]);
   close(aiTalk[1]);
   close(aiReport[1]);
   iTalk = aiTalk[0];
   setsockopt(iTalk, SOL_SOCKET, SO_RCVTIMEO, &sWait, sizeof sWait);
   iReport = aiReport[0];
   sAction.sa_sigaction = Remote_handleFault;
   sAction.sa_flags = SA_SIGINFO | SA_NODEFER;
   sigaction(SIGSEGV, &sAction, NULL);
   sigaction(SIGBUS, &sAction, NULL);
   if (bCloser)
      Host_setCheckRate(1);
}

void Remote_configure(const char *pcSandbox, const char *pcTier,
   const char *pcRunner, int iSaid)
{
   pcSandboxFile = pcSandbox;
   pcTierName = pcTier;
   pcRunnerFile = pcRunner;
   iSaidFile = iSaid;
   if (psEnded == NULL)
      psEnded = Memory_getShared(sizeof *psEnded);
   *psEnded = (struct Ended){0};
}

int Remote_getSignal(void)
{
   return psEnded->iSignal;
}

const char *Remote_getFailure(void)
{
   return psEnded->acFailure;
}

void Remote_lookCloser(bool bNew)
{
   bCloser = bNew;
}

void Remote_setTrust(enum Remote_Trust eNew)
{
   eTrust = eNew;
}

long Remote_stop(void)
{
   char acHow[10];
   int iNumber;
   long lMicroseconds = -1;

   if (iSandbox == 0 || bDead)
      return -1;
   close(iTalk);
   bDead = true;
   if (!Remote_readReport(acHow, &iNumber, &lMicroseconds))
      return -1;
   return lMicroseconds;
}

/*--------------------------------------------------------------------*/
/* What can be seen                                                   */
/*--------------------------------------------------------------------*/

/* Return true if uBytes bytes from uStart on are below the break. */

static bool Remote_isBelowBreak(uint64_t uStart, uint64_t uBytes)
{
   return uStart >= HEAP_BASE && uStart <= uBreak
          && uBytes <= uBreak - uStart;
}

/* Have the runner walk over the heap. */

static void Remote_walkHeap(void)
{
   struct Answer sAnswer = Remote_ask(
      REQUEST_PIECES, 0, asPieces, MAX_WALK, sizeof asPieces[0]);

   uPieces = sAnswer.uCount;
   uPiecesEnd = sAnswer.uValue;
}

/* The walk's steps are found again by their addresses.  A piece outside
   the heap ends the walk. */

enum HeapMgr_Walk HeapMgr_nextPiece(struct HeapMgr_Piece *psPiece)
{
   const struct WalkPiece *psFound;
   size_t u = (size_t)(uintptr_t)psPiece->pvCursor;

   if (bDead)
      return HEAPMGR_WALK_BROKEN;
   if (psPiece->pcStart == NULL)
   {
      Remote_walkHeap();
      u = 0;
   }
   if (u >= uPieces)
   {
      psPiece->pcStart += psPiece->uBytes;
      return (uPiecesEnd == HEAPMGR_WALK_END) ? HEAPMGR_WALK_END
                                              : HEAPMGR_WALK_BROKEN;
   }
   psFound = &asPieces[u];
   psPiece->pcStart = (char *)(uintptr_t)psFound->uStart;
   if (!Remote_isBelowBreak(psFound->uStart, psFound->uBytes)
       || psFound->uBytes == 0)
      return HEAPMGR_WALK_BROKEN;
   psPiece->uBytes = psFound->uBytes;
   psPiece->uHeaderBytes = psFound->uHeaderBytes;
   psPiece->uFooterBytes = psFound->uFooterBytes;
   psPiece->eKind = (enum HeapMgr_Kind)psFound->uKind;
   psPiece->pvCursor = (void *)(uintptr_t)(u + 1);
   return HEAPMGR_WALK_PIECE;
}

/* Have the runner walk over the lists, unless it is known what it would
   find. */

static void Remote_walkLists(void)
{
   struct Answer sAnswer;

   if (bListsKnown)
      return;
   sAnswer = Remote_ask(
      REQUEST_LISTS, 0, asLinks, MAX_WALK, sizeof asLinks[0]);
   uLinks = sAnswer.uCount;
   uLists = sAnswer.uValue;
   bListsKnown = true;
   if (uLists > MAX_LISTS && uLists != WALK_LACKING)
      Verdict_fail("HeapMgr_countLists() returned %zu; expected at most"
                   " %d free lists",
         (size_t)uLists, MAX_LISTS);
}

size_t HeapMgr_countLists(void)
{
   if (bDead)
      return 0;
   Remote_walkLists();
   return (uLists == WALK_LACKING) ? 0 : uLists;
}

void *HeapMgr_nextInList(size_t uList, void *pvChunk)
{
   size_t u = 0;
   uint64_t uChunk = (uint64_t)(uintptr_t)pvChunk;

   if (bDead)
      return NULL;
   if (uList == 0 && pvChunk == NULL)
      bListsKnown = false; /* a test may have changed links itself */
   Remote_walkLists();
   while (u < uLinks && asLinks[u].uList < uList)
      u++;
   if (pvChunk != NULL)
   {
      while (u < uLinks && asLinks[u].uList == uList
             && asLinks[u].uChunk != uChunk)
         u++;
      u++;
   }
   if (u >= uLinks || asLinks[u].uList != uList)
      return NULL;
   if (!Remote_isBelowBreak(asLinks[u].uChunk, 2 * sizeof(size_t)))
      Verdict_fail("free list %zu leads to %p; expected an address in"
                   " the heap",
         uList, (void *)(uintptr_t)asLinks[u].uChunk);
   return (void *)(uintptr_t)asLinks[u].uChunk;
}

/*--------------------------------------------------------------------*/
/* Is the heap sound?                                                 */
/*--------------------------------------------------------------------*/

/* Compare two numbers, for qsort. */

static int Remote_compare(const void *pv1, const void *pv2)
{
   uint64_t u1 = *(const uint64_t *)pv1;
   uint64_t u2 = *(const uint64_t *)pv2;

   return (u1 > u2) - (u1 < u2);
}

/* End the test as failed unless the chunks on the lists are the uFree
   chunks that start at puFree, in address order. */

static void Remote_checkLists(const uint64_t *puFree, size_t uFree)
{
   static uint64_t auListed[MAX_WALK];
   size_t u;

   bListsKnown = false;
   Remote_walkLists();
   if (uLists == WALK_LACKING || uLists == 0)
      return;
   for (u = 0; u < uLinks; u++)
      auListed[u] = asLinks[u].uChunk;
   qsort(auListed, uLinks, sizeof auListed[0], Remote_compare);
   for (u = 0; u < uLinks || u < uFree; u++)
   {
      if (u < uFree && (u == uLinks || auListed[u] > puFree[u]))
         Verdict_fail("the free chunk at %s is on no free list",
            Verdict_place((void *)(uintptr_t)puFree[u]));
      if (u == uFree || auListed[u] < puFree[u])
         Verdict_fail("a free list leads to %s, where no free chunk"
                      " starts, or twice to the same one",
            Verdict_place((void *)(uintptr_t)auListed[u]));
   }
}

/* End the test as failed if the heap is not sound, as far as that can be
   seen from here. */

static void Remote_checkHeap(void)
{
   static uint64_t auFree[MAX_WALK];
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep;
   bool bPrevIsFree = false;
   size_t uFree = 0;

   while ((eStep = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      bool bIsFree = (sPiece.eKind == HEAPMGR_FREE);

      if (bIsFree && bPrevIsFree && eTrust == REMOTE_CHECK_ALL)
         Verdict_fail("the free chunk at %s lies right after another"
                      " free one; expected that they are one",
            Verdict_place(sPiece.pcStart));
      if (bIsFree)
         auFree[uFree++] = (uint64_t)(uintptr_t)sPiece.pcStart;
      bPrevIsFree = bIsFree;
   }
   if (uPiecesEnd == WALK_LACKING)
      return;
   if (eStep != HEAPMGR_WALK_END)
      Verdict_fail("the chunks don't fill the heap: there is no sound"
                   " chunk at %s",
         Verdict_place(sPiece.pcStart));
   if (eTrust == REMOTE_CHECK_ALL)
      Remote_checkLists(auFree, uFree);
}

/*--------------------------------------------------------------------*/
/* Calls                                                              */
/*--------------------------------------------------------------------*/

/* End the test unless pv can be the result of HeapMgr_malloc(uBytes): the
   judge is going to use that memory. */

static void Remote_checkPayload(const void *pv, size_t uBytes)
{
   if (pv == NULL || uBytes == 0)
      return;
   if (!Watch_isInHeap(pv, uBytes))
      Verdict_fail("HeapMgr_malloc(%zu) returned %s (%p); not all of"
                   " these bytes are memory that the manager has from"
                   " the system: its heap is %zu bytes",
         uBytes, Verdict_place(pv), pv, Watch_getHeapBytes());
}

void *Host_malloc(size_t uBytes)
{
   struct Answer sAnswer;
   void *pv;

   Verdict_noteCall("HeapMgr_malloc", uBytes, NULL);
   sAnswer = Remote_ask(REQUEST_MALLOC, uBytes, NULL, 0, 0);
   Steps_uCount += sAnswer.uSteps;
   pv = (void *)(uintptr_t)sAnswer.uValue;
   if (uFirstPayload == 0)
      uFirstPayload = sAnswer.uValue;
   Verdict_noteReturn(pv);
   Remote_checkPayload(pv, uBytes);
   return pv;
}

void Host_free(void *pv)
{
   Verdict_noteCall("HeapMgr_free", 0, pv);
   Steps_uCount += Remote_ask(
      REQUEST_FREE, (uint64_t)(uintptr_t)pv, NULL, 0, 0)
                      .uSteps;
   Verdict_noteReturn(NULL);
}

void Remote_doBatch(const struct Call *psCalls, size_t uCount,
   struct Returned *psReturned)
{
   struct Request sRequest = {
      REQUEST_BATCH, (uint32_t)uCount, 0, uBreak};
   struct Answer sAnswer;

   Remote_start();
   bListsKnown = false;
   Remote_write(&sRequest, sizeof sRequest);
   Remote_write(psCalls, uCount * sizeof *psCalls);
   sAnswer = Remote_receive(psReturned, MAX_BATCH, sizeof *psReturned);
   if (sAnswer.uCount != uCount)
      Remote_die("The program's answer makes no sense");
}

/* Do uCount calls, at most MAX_BATCH: allocate uBytes bytes each, or free
   ppv if uBytes is 0.  Set ppv to what was returned.  A switch from
   process to process costs more than most calls, so many of them share
   one. */

static void Remote_doMany(void **ppv, size_t uCount, size_t uBytes)
{
   struct Call asCalls[MAX_BATCH];
   struct Returned asReturned[MAX_BATCH];
   size_t u;

   for (u = 0; u < uCount; u++)
   {
      asCalls[u].uMalloc = uBytes;
      asCalls[u].uFree = (uint64_t)(uintptr_t)ppv[u];
   }
   Remote_doBatch(asCalls, uCount, asReturned);
   for (u = 0; u < uCount; u++)
   {
      Steps_uCount += asReturned[u].uSteps;
      ppv[u] = (void *)(uintptr_t)asReturned[u].uPayload;
      Remote_checkPayload(ppv[u], uBytes);
   }
}

void Host_mallocMany(void **ppv, size_t uCount, size_t uBytes)
{
   size_t u;

   memset(ppv, 0, uCount * sizeof ppv[0]);
   Verdict_noteCall("one of many HeapMgr_malloc", uBytes, NULL);
   for (u = 0; u < uCount; u += MAX_BATCH)
      Remote_doMany(&ppv[u],
         uCount - u < MAX_BATCH ? uCount - u : MAX_BATCH, uBytes);
   Verdict_noteReturn(uCount > 0 ? ppv[0] : NULL);
}

void Host_freeMany(void **ppv, size_t uCount)
{
   size_t u;

   Verdict_noteCall("one of many HeapMgr_free", 0, NULL);
   for (u = 0; u < uCount; u += MAX_BATCH)
      Remote_doMany(
         &ppv[u], uCount - u < MAX_BATCH ? uCount - u : MAX_BATCH, 0);
   Verdict_noteReturn(NULL);
}

/* End the test as failed if the heap isn't as it was when its first
   uBytes bytes were copied to pcBefore. */

static void Remote_checkUnchanged(const char *pcBefore, size_t uBytes)
{
   const char *pcHeap = (const char *)HEAP_BASE;
   size_t u = 0;

   if (memcmp(pcHeap, pcBefore, uBytes) == 0)
      return;
   while (pcHeap[u] == pcBefore[u])
      u++;
   Verdict_fail("HeapMgr_isValid() has changed the heap, the byte at %s"
                " for one; expected that it changes nothing",
      Verdict_place(pcHeap + u));
}

/* Return what the submission says of its heap. */

static bool Remote_askIsValid(void)
{
   struct Answer sAnswer;

   Verdict_noteCall("HeapMgr_isValid", 0, NULL);
   sAnswer = Remote_ask(REQUEST_VALID, 0, NULL, 0, 0);
   Steps_uCount += sAnswer.uSteps;
   Verdict_noteReturn(NULL);
   return sAnswer.uValue == 1;
}

/* The same, and it must not change the heap. */

static bool Remote_askIsValidPure(void)
{
   static char acBefore[COPY_BYTES];
   size_t uBytes = uBreak - HEAP_BASE;
   bool bIsValid;

   Remote_start();
   if (uBytes > COPY_BYTES)
      uBytes = COPY_BYTES;
   memcpy(acBefore, (const char *)HEAP_BASE, uBytes);
   bIsValid = Remote_askIsValid();
   Remote_checkUnchanged(acBefore, uBytes);
   return bIsValid;
}

bool Host_isValid(void)
{
   switch (eTrust)
   {
   case REMOTE_ASK:
      return Remote_askIsValid();
   case REMOTE_ASK_PURE:
      return Remote_askIsValidPure();
   default:
      Remote_checkHeap();
      return true;
   }
}

void Host_setCheckRate(unsigned int uRate)
{
   (void)Remote_ask(REQUEST_RATE, uRate, NULL, 0, 0);
}

/*--------------------------------------------------------------------*/
/* Calls that may end badly                                           */
/*--------------------------------------------------------------------*/

static size_t Remote_getSaidBytes(void)
{
   struct stat sStat;

   return (fstat(iSaidFile, &sStat) == 0) ? (size_t)sStat.st_size : 0;
}

/* Have the runner try a call. */

static void Remote_try(
   enum RequestKind eKind, void *pv, struct Host_Outcome *psOutcome)
{
   size_t uSaid = Remote_getSaidBytes();
   int iStatus = (int)Remote_ask(
      eKind, (uint64_t)(uintptr_t)pv, NULL, 0, 0)
                    .uValue;
   ssize_t iRead = pread(
      iSaidFile, psOutcome->acSaid, HOST_SAID_BYTES - 1, (off_t)uSaid);

   if (WIFEXITED(iStatus) && WEXITSTATUS(iStatus) == EXIT_REFUSED)
      Remote_abort(acRefused);
   psOutcome->acSaid[iRead > 0 ? iRead : 0] = '\0';
   psOutcome->bResult = false;
   psOutcome->eEnd = HOST_EXITED;
   if (WIFSIGNALED(iStatus))
      switch (WTERMSIG(iStatus))
      {
      case SIGABRT:
         psOutcome->eEnd = HOST_ABORTED;
         break;
      case SIGXCPU:
      case SIGPROF:
         psOutcome->eEnd = HOST_HUNG;
         break;
      default:
         psOutcome->eEnd = HOST_CRASHED;
      }
   else if ((WEXITSTATUS(iStatus) & ~1) == RESULT_BASE)
   {
      psOutcome->eEnd = HOST_RETURNED;
      psOutcome->bResult = (WEXITSTATUS(iStatus) != RESULT_BASE);
   }
}

void Host_tryFree(void *pv, struct Host_Outcome *psOutcome)
{
   Verdict_noteCall("HeapMgr_free", 0, pv);
   Remote_try(REQUEST_TRY_FREE, pv, psOutcome);
   Verdict_noteReturn(NULL);
}

void Host_tryIsValid(struct Host_Outcome *psOutcome)
{
   Verdict_noteCall("HeapMgr_isValid", 0, NULL);
   Remote_try(REQUEST_TRY_VALID, NULL, psOutcome);
   Verdict_noteReturn(NULL);
}

const char *Host_nameEnd(enum Host_End eEnd)
{
   static const char *const apcEnds[] = {[HOST_RETURNED] = "returned",
      [HOST_ABORTED] = "aborted",
      [HOST_CRASHED] = "crashed",
      [HOST_HUNG] = "didn't come to an end",
      [HOST_EXITED] = "called exit"};

   return apcEnds[eEnd];
}

/*--------------------------------------------------------------------*/
/* The system around the manager                                      */
/*--------------------------------------------------------------------*/

char *Host_moveBreak(intptr_t iBytes)
{
   uintptr_t uOld;

   Remote_start();
   uOld = uBreak;
   if (__real_brk((void *)(uOld + (uintptr_t)iBytes)) != 0)
      Verdict_fail("the test itself could not move the break by %td",
         (ptrdiff_t)iBytes);
   return (char *)uOld;
}

/* To the manager a block of the C library is foreign memory. */

void *Host_getLibcBlock(size_t uBytes)
{
   char *pcOld = Host_moveBreak(
      (intptr_t)(uBytes / PAGE_BYTES * PAGE_BYTES + LIBC_MARGIN_BYTES));

   return pcOld + 2 * sizeof(size_t);
}

bool Host_limitSystem(size_t uBytes)
{
   Remote_start();
   uBreakLimit = uBreak + uBytes;
   return true;
}

void Host_unlimitSystem(void)
{
   uBreakLimit = HEAP_BASE + HEAP_BYTES;
}

/*--------------------------------------------------------------------*/

bool Host_canWalk(void)
{
   Remote_walkHeap();
   return uPiecesEnd != WALK_LACKING;
}

bool Host_canList(void)
{
   (void)HeapMgr_countLists();
   return uLists != WALK_LACKING;
}

bool Host_canCount(void)
{
   size_t uBefore = Steps_uCount;

   (void)Host_isValid();
   return Steps_uCount > uBefore;
}
