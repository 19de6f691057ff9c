/*--------------------------------------------------------------------*/
/* refusals_test.c: what happens when the host has no memory          */
/*                                                                    */
/* Usage: test-machine-refusals 4_dlist.elf                           */
/*                                                                    */
/* Linked with --wrap for malloc, calloc and realloc.  In one child   */
/* process after the other, one allocation more succeeds than before, */
/* and then none, until all that there is to do has been done.  Each  */
/* child must end by itself or abort, with a sentence.                */
/*--------------------------------------------------------------------*/

#include "admit.h"
#include "expect.h"
#include "machine.h"
#include "storelog.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum
{
   STATUS_DONE = 0,
   STATUS_SAID = 3,    /* a sentence came back */
   STATUS_ABORTED = 4, /* abort was called */
   MAX_ALLOCATIONS = 500,
   PAYLOADS = 600, /* more than the table of payloads begins with */
   SNAPSHOTS = 3,
   LIMIT_BYTES = 1 << 30
};

void *__real_malloc(size_t uBytes);
void *__real_calloc(size_t uCount, size_t uBytes);
void *__real_realloc(void *pv, size_t uBytes);
void *__wrap_malloc(size_t uBytes);
void *__wrap_calloc(size_t uCount, size_t uBytes);
void *__wrap_realloc(void *pv, size_t uBytes);

static int iLeft = -1; /* allocations that succeed; -1: all */

static const char *pcProgram;

/*--------------------------------------------------------------------*/

static bool IsRefused(void)
{
   if (iLeft == 0)
      return true;
   iLeft -= (iLeft > 0);
   return false;
}

void *__wrap_malloc(size_t uBytes)
{
   return IsRefused() ? NULL : __real_malloc(uBytes);
}

void *__wrap_calloc(size_t uCount, size_t uBytes)
{
   return IsRefused() ? NULL : __real_calloc(uCount, uBytes);
}

void *__wrap_realloc(void *pv, size_t uBytes)
{
   return IsRefused() ? NULL : __real_realloc(pv, uBytes);
}

/* End in a way in which what was reached is written down. */

static void HandleAbort(int iSignal)
{
   (void)iSignal;
   iLeft = -1;
   exit(STATUS_ABORTED);
}

/* Do it in a child, which says nothing.  Return its exit status, or -1
   if it was killed. */

static int RunChild(int (*pfDo)(void))
{
   int iStatus;
   pid_t iChild;

   fflush(stdout);
   iChild = fork();
   if (iChild == 0)
   {
      signal(SIGABRT, HandleAbort);
      freopen("/dev/null", "w", stderr);
      iStatus = pfDo();
      iLeft = -1;
      exit(iStatus);
   }
   waitpid(iChild, &iStatus, 0);
   return WIFEXITED(iStatus) ? WEXITSTATUS(iStatus) : -1;
}

/*--------------------------------------------------------------------*/

/* Have a program run, with many payloads, in a snapshot, logged. */

static int DoMachine(void)
{
   struct Machine_Outcome s;
   uint64_t u, uSize = 40;

   if (Machine_loadFile(pcProgram) != NULL)
      return STATUS_SAID;
   Memory_snapshot();
   StoreLog_start();
   for (u = 0; u < PAYLOADS; u++)
   {
      Machine_call(
         Machine_find("HeapMgr_malloc"), 1, &uSize, 100000, &s);
      Memory_markLive(s.uResult, uSize);
      if (u < SNAPSHOTS)
      {
         Memory_snapshot();
         Memory_write(s.uResult, "x", 1);
         Memory_restore();
      }
   }
   Memory_moveBreakForeign(8);
   Memory_restore();
   return STATUS_DONE;
}

static int DoAdmit(void)
{
   static const char acText[] =
      "\t.text\n\t.file 1 \"x.c\"\nname:\n\t.loc 1 1\n\tnop\n";
   static const char *const apcNone[] = {NULL};
   static const struct Admit_Rules sRules = {apcNone, apcNone};
   struct Admit_Result s;
   bool bAdmitted = Admit_read(acText, strlen(acText), &sRules, &s);

   free(s.pcText);
   return bAdmitted ? STATUS_DONE : STATUS_SAID;
}

#ifndef __SANITIZE_ADDRESS__

/* Have no more addresses than a few. */

static int DoLimited(void)
{
   const struct rlimit sLimit = {LIMIT_BYTES, LIMIT_BYTES};

   setrlimit(RLIMIT_AS, &sLimit);
   if (Memory_open() == NULL)
      return STATUS_DONE;
   Expect_in("addresses at 0x", Memory_open());
   return Machine_loadFile(pcProgram) != NULL ? STATUS_SAID
                                              : STATUS_DONE;
}

#endif

/* Do it with ever more allocations until it is done. */

static void Test_allocations(const char *pcName, int (*pfDo)(void))
{
   int i, iStatus = -1;

   Expect_begin(pcName);
   for (i = 0; i < MAX_ALLOCATIONS && iStatus != STATUS_DONE; i++)
   {
      iLeft = i;
      iStatus = RunChild(pfDo);
      Expect_true(iStatus == STATUS_DONE || iStatus == STATUS_SAID
                     || iStatus == STATUS_ABORTED,
         "the child has crashed");
   }
   iLeft = -1;
   Expect_equal((uint64_t)iStatus, STATUS_DONE, "the last status");
   Expect_true(i > 1, "nothing was refused");
}

int main(int argc, char *argv[])
{
   if (argc != 2)
   {
      fputs("usage: test-machine-refusals 4_dlist.elf\n", stderr);
      return EXIT_FAILURE;
   }
   pcProgram = argv[1];
   Test_allocations("no memory for a program", DoMachine);
   Test_allocations("no memory for an assembler text", DoAdmit);
   /* AddressSanitizer itself can't do with few addresses. */
#ifndef __SANITIZE_ADDRESS__
   Expect_begin("no addresses");
   Expect_equal((uint64_t)RunChild(DoLimited), STATUS_SAID, "status");
#endif
   return Expect_end();
}
