/*--------------------------------------------------------------------*/
/* practice.c: the process in which the manager lives: this one       */
/*--------------------------------------------------------------------*/

#include "host.h"
#include "picture.h"
#include "steps.h"
#include "verdict.h"
#include "watch.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
   TRY_SECONDS = 2,
   RESULT_BASE = 64, /* exit status: 64 false, 65 true */
   LIBC_BLOCKS = 4000
};

/*--------------------------------------------------------------------*/
/* Calls                                                              */
/*--------------------------------------------------------------------*/

void *Host_malloc(size_t uBytes)
{
   void *pv;

   Verdict_noteCall("HeapMgr_malloc", uBytes, NULL);
   Watch_enter();
   pv = HeapMgr_malloc(uBytes);
   Watch_leave();
   Verdict_noteReturn(pv);
   return pv;
}

void Host_free(void *pv)
{
   Verdict_noteCall("HeapMgr_free", 0, pv);
   Watch_enter();
   HeapMgr_free(pv);
   Watch_leave();
   Verdict_noteReturn(NULL);
}

bool Host_isValid(void)
{
   bool bIsValid;

   Verdict_noteCall("HeapMgr_isValid", 0, NULL);
   Watch_enter();
   bIsValid = HeapMgr_isValid();
   Watch_leave();
   Verdict_noteReturn(NULL);
   return bIsValid;
}

void Host_mallocMany(void **ppv, size_t uCount, size_t uBytes)
{
   size_t u;

   for (u = 0; u < uCount; u++)
      ppv[u] = Host_malloc(uBytes);
}

void Host_freeMany(void **ppv, size_t uCount)
{
   size_t u;

   for (u = 0; u < uCount; u++)
      Host_free(ppv[u]);
}

void Host_setCheckRate(unsigned int uRate)
{
   char acRate[16];

   snprintf(acRate, sizeof acRate, "%u", uRate);
   setenv("HEAPMGR_CHECK", acRate, 1);
}

/*--------------------------------------------------------------------*/
/* Calls that may end badly                                           */
/*--------------------------------------------------------------------*/

/* In a child process: have its stderr go to iPipe, make the call, and
   exit. */

static _Noreturn void Host_tryInChild(int iPipe, bool bFree, void *pv)
{
   bool bResult = false;

   dup2(iPipe, STDERR_FILENO);
   alarm(TRY_SECONDS);
   if (bFree)
      HeapMgr_free(pv);
   else
      bResult = HeapMgr_isValid();
   _exit(RESULT_BASE + bResult);
}

/* Keep what comes out of iPipe in pcSaid, as much as fits. */

static void Host_readSaid(int iPipe, char *pcSaid)
{
   char acMore[256];
   size_t uLength = 0;
   ssize_t iRead;

   while ((iRead = read(iPipe, acMore, sizeof acMore)) > 0)
   {
      ssize_t i;

      for (i = 0; i < iRead && uLength + 1 < HOST_SAID_BYTES; i++)
         pcSaid[uLength++] = acMore[i];
   }
   pcSaid[uLength] = '\0';
}

/* Make the call in a child process, and tell how it ended. */

static void Host_try(
   bool bFree, void *pv, struct Host_Outcome *psOutcome)
{
   int aiPipe[2];
   int iStatus = 0;
   pid_t iChild;

   if (pipe(aiPipe) != 0 || (iChild = fork()) < 0)
      Verdict_fail("the test itself got no pipe or no process");
   if (iChild == 0)
      Host_tryInChild(aiPipe[1], bFree, pv);
   close(aiPipe[1]);
   Host_readSaid(aiPipe[0], psOutcome->acSaid);
   close(aiPipe[0]);
   waitpid(iChild, &iStatus, 0);

   psOutcome->bResult = false;
   if (WIFSIGNALED(iStatus))
      psOutcome->eEnd = WTERMSIG(iStatus) == SIGABRT   ? HOST_ABORTED
                        : WTERMSIG(iStatus) == SIGALRM ? HOST_HUNG
                                                       : HOST_CRASHED;
   else if (WEXITSTATUS(iStatus) == RESULT_BASE
            || WEXITSTATUS(iStatus) == RESULT_BASE + 1)
   {
      psOutcome->eEnd = HOST_RETURNED;
      psOutcome->bResult = (WEXITSTATUS(iStatus) != RESULT_BASE);
   }
   else
      psOutcome->eEnd = HOST_EXITED;
}

void Host_tryFree(void *pv, struct Host_Outcome *psOutcome)
{
   Verdict_noteCall("HeapMgr_free", 0, pv);
   Host_try(true, pv, psOutcome);
   Verdict_noteReturn(NULL);
}

void Host_tryIsValid(struct Host_Outcome *psOutcome)
{
   Verdict_noteCall("HeapMgr_isValid", 0, NULL);
   Host_try(false, NULL, psOutcome);
   Verdict_noteReturn(NULL);
}

const char *Host_nameEnd(enum Host_End eEnd)
{
   static const char *const apcEnds[] = {[HOST_RETURNED] = "returned",
      [HOST_ABORTED] = "aborted",
      [HOST_CRASHED] = "crashed",
      [HOST_HUNG] = "didn't return within two seconds",
      [HOST_EXITED] = "called exit"};

   return apcEnds[eEnd];
}

/*--------------------------------------------------------------------*/
/* The system around the manager                                      */
/*--------------------------------------------------------------------*/

char *Host_moveBreak(intptr_t iBytes)
{
   char *pcOld = sbrk(iBytes);

   if (pcOld == (char *)-1)
      Verdict_fail("the test itself could not move the break by %td",
         (ptrdiff_t)iBytes);
   return pcOld;
}

void *Host_getLibcBlock(size_t uBytes)
{
   char *pcBreak = sbrk(0);
   void *pv = NULL;
   int i;

   for (i = 0; i < LIBC_BLOCKS && sbrk(0) == (void *)pcBreak; i++)
      pv = malloc(uBytes);
   return (sbrk(0) == (void *)pcBreak) ? NULL : pv;
}

void *Host_getElsewhere(bool bStack)
{
   static _Alignas(16) unsigned char aucStatic[256];
   _Alignas(16) unsigned char aucStack[16];
   uintptr_t uStack = (uintptr_t)aucStack;

   return bStack ? (void *)uStack : (void *)(aucStatic + 64);
}

/* Return the bytes of address space that this process has. */

static size_t Host_getSpaceBytes(void)
{
   FILE *psFile = fopen("/proc/self/statm", "r");
   size_t uPages = 0;

   if (psFile == NULL)
      return 0;
   if (fscanf(psFile, "%zu", &uPages) != 1)
      uPages = 0;
   fclose(psFile);
   return uPages * (size_t)sysconf(_SC_PAGESIZE);
}

bool Host_limitSystem(size_t uBytes)
{
   struct rlimit sLimit;
   size_t uNow = Host_getSpaceBytes();
   void *pv;

   if (uNow == 0 || getrlimit(RLIMIT_AS, &sLimit) != 0)
      return false;
   sLimit.rlim_cur = uNow + uBytes;
   if (setrlimit(RLIMIT_AS, &sLimit) != 0)
      return false;

   /* Not every system that takes a limit also keeps it. */
   pv = mmap(NULL, 2 * uBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pv == MAP_FAILED)
      return true;
   munmap(pv, 2 * uBytes);
   return false;
}

void Host_unlimitSystem(void)
{
   struct rlimit sLimit;

   if (getrlimit(RLIMIT_AS, &sLimit) != 0)
      return;
   sLimit.rlim_cur = sLimit.rlim_max;
   setrlimit(RLIMIT_AS, &sLimit);
}

/*--------------------------------------------------------------------*/
/* What can be seen                                                   */
/*--------------------------------------------------------------------*/

bool Host_canWalk(void)
{
   return Picture_canTake();
}

bool Host_canList(void)
{
   return HeapMgr_countLists != NULL && HeapMgr_nextInList != NULL;
}

size_t Host_blocksToSteps(size_t uBlocks)
{
   return uBlocks;
}

bool Host_canCount(void)
{
   size_t uBefore = Steps_uCount;

   (void)Host_isValid();
   return Steps_uCount > uBefore;
}
