/*--------------------------------------------------------------------*/
/* runner.c: the process with a submission in it                      */
/*                                                                    */
/* It does what the judge asks (see protocol.h): it calls the         */
/* submission's functions and tells what they return.  It judges      */
/* nothing, for whatever is in this process may be the submission's   */
/* doing.                                                             */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include "heapmgr.h"
#include "protocol.h"
#include "steps.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* A submission need not have these. */

#pragma weak HeapMgr_nextPiece
#pragma weak HeapMgr_countLists
#pragma weak HeapMgr_nextInList

enum
{
   TRY_SECONDS = 2,
   EXIT_LOST = 90, /* the judge is gone, or speaks another language */
   RESULT_BASE = 64
};

/* No call takes so many steps unless it never ends. */

static const size_t uMostSteps = 100000000;

size_t Steps_uCount = 0;

static size_t uStepsLimit = SIZE_MAX;
static uint64_t uBreak;

/* What a request or an answer carries. */

static struct Call asCalls[MAX_BATCH];
static union
{
   struct Returned asReturned[MAX_BATCH];
   struct WalkPiece asPieces[MAX_WALK];
   struct Link asLinks[MAX_WALK];
} uParts;

/*--------------------------------------------------------------------*/
/* Steps                                                              */
/*--------------------------------------------------------------------*/

/* What the compiler has every basic block of the submission call. */

void __sanitizer_cov_trace_pc(void);

void __sanitizer_cov_trace_pc(void)
{
   if (++Steps_uCount > uStepsLimit)
      raise(SIGXCPU);
}

/*--------------------------------------------------------------------*/
/* Talking                                                            */
/*--------------------------------------------------------------------*/

/* Read uBytes bytes from the judge. */

static void Runner_read(void *pv, size_t uBytes)
{
   char *pc = pv;

   while (uBytes > 0)
   {
      ssize_t iRead = read(FD_TALK, pc, uBytes);

      if (iRead <= 0)
         _exit(EXIT_LOST);
      pc += iRead;
      uBytes -= (size_t)iRead;
   }
}

static void Runner_write(const void *pv, size_t uBytes)
{
   const char *pc = pv;

   while (uBytes > 0)
   {
      ssize_t iWritten = write(FD_TALK, pc, uBytes);

      if (iWritten <= 0)
         _exit(EXIT_LOST);
      pc += iWritten;
      uBytes -= (size_t)iWritten;
   }
}

/* Answer, with uCount parts of uPartBytes bytes each. */

static void Runner_answer(
   uint64_t uValue, size_t uSteps, size_t uCount, size_t uPartBytes)
{
   struct Answer sAnswer = {
      ANSWER_DONE, (uint32_t)uCount, uValue, uSteps};

   Runner_write(&sAnswer, sizeof sAnswer);
   Runner_write(&uParts, uCount * uPartBytes);
}

/*--------------------------------------------------------------------*/

/* Tell the judge which address the submission has used that is no memory,
   and end by the same signal.  On a full stack this is never called. */

static void Runner_handleFault(int iSignal, siginfo_t *psInfo, void *pv)
{
   struct Answer sAnswer = {ANSWER_FAULT, 0, FAULT_NO_ADDRESS, 0};

   (void)pv;
   signal(iSignal, SIG_DFL);
   if (psInfo->si_code != SI_KERNEL)
      sAnswer.uValue = (uint64_t)(uintptr_t)psInfo->si_addr;
   if (psInfo->si_code > 0) /* else somebody has called raise */
      Runner_write(&sAnswer, sizeof sAnswer);
   raise(iSignal);
}

static void Runner_watchFaults(void)
{
   struct sigaction sAction = {0};

   sAction.sa_sigaction = Runner_handleFault;
   sAction.sa_flags = SA_SIGINFO | SA_NODEFER;
   sigaction(SIGSEGV, &sAction, NULL);
   sigaction(SIGBUS, &sAction, NULL);
}

/*--------------------------------------------------------------------*/
/* The break: what the submission's brk and sbrk are linked to        */
/*--------------------------------------------------------------------*/

int __wrap_brk(void *pvBreak);
void *__wrap_sbrk(intptr_t iBytes);

int __wrap_brk(void *pvBreak)
{
   struct Answer sAnswer = {
      ANSWER_BREAK, 0, (uint64_t)(uintptr_t)pvBreak, 0};
   struct Request sRequest;

   Runner_write(&sAnswer, sizeof sAnswer);
   Runner_read(&sRequest, sizeof sRequest);
   uBreak = sRequest.uBreak;
   if (sRequest.uValue != 0)
      return 0;
   errno = ENOMEM;
   return -1;
}

void *__wrap_sbrk(intptr_t iBytes)
{
   uint64_t uOld = uBreak;

   if (iBytes != 0
       && __wrap_brk((void *)(uintptr_t)(uOld + (uint64_t)iBytes)) != 0)
      return (void *)-1;
   return (void *)(uintptr_t)uOld;
}

/*--------------------------------------------------------------------*/
/* Requests                                                           */
/*--------------------------------------------------------------------*/

/* Call the submission, and count its steps from here on. */

static void Runner_startSteps(void)
{
   Steps_uCount = 0;
   uStepsLimit = uMostSteps;
}

static size_t Runner_stopSteps(void)
{
   uStepsLimit = SIZE_MAX;
   return Steps_uCount;
}

/* Do the calls of a batch, one after the other. */

static void Runner_doBatch(size_t uCount)
{
   size_t u;

   if (uCount > MAX_BATCH)
      _exit(EXIT_LOST);
   Runner_read(asCalls, uCount * sizeof asCalls[0]);
   for (u = 0; u < uCount; u++)
   {
      struct Call *psCall = &asCalls[u];
      uint64_t uPayload = psCall->uFree;

      Runner_startSteps();
      if (psCall->uMalloc != 0)
         uPayload = (uint64_t)(uintptr_t)HeapMgr_malloc(
            psCall->uMalloc);
      else
         HeapMgr_free((void *)(uintptr_t)uPayload);
      uParts.asReturned[u].uSteps = Runner_stopSteps();
      uParts.asReturned[u].uPayload = uPayload;
   }
   Runner_answer(0, 0, uCount, sizeof(struct Returned));
}

/*--------------------------------------------------------------------*/

/* In a child process: have a heap of its own, which begins as a copy,
   do the call, and exit. */

static _Noreturn void Runner_doInChild(const struct Request *psRequest)
{
   struct itimerval sTime = {{0, 0}, {TRY_SECONDS, 0}};
   int iResult = 0;

   signal(SIGSEGV, SIG_DFL); /* only the parent talks to the judge */
   signal(SIGBUS, SIG_DFL);
   setitimer(ITIMER_PROF, &sTime, NULL);
   if (mmap((void *)HEAP_BASE, HEAP_BYTES, PROT_READ | PROT_WRITE,
          MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, FD_HEAP, 0)
       == MAP_FAILED)
      _exit(EXIT_REFUSED);
   Runner_startSteps();
   if (psRequest->uKind == REQUEST_TRY_FREE)
      HeapMgr_free((void *)(uintptr_t)psRequest->uValue);
   else
      iResult = HeapMgr_isValid();
   (void)Runner_stopSteps();
   _exit(RESULT_BASE + iResult);
}

/* Try a call that may end badly. */

static void Runner_try(const struct Request *psRequest)
{
   int iStatus = -1;
   pid_t iChild = fork();

   if (iChild == 0)
      Runner_doInChild(psRequest);
   if (iChild < 0)
      _exit(EXIT_REFUSED);
   if (waitpid(iChild, &iStatus, 0) != iChild)
      _exit(EXIT_LOST);
   Runner_answer((uint64_t)iStatus, 0, 0, 0);
}

/*--------------------------------------------------------------------*/

static void Runner_walkHeap(void)
{
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eStep = HEAPMGR_WALK_BROKEN;
   size_t uCount = 0;

   if (HeapMgr_nextPiece == NULL)
   {
      Runner_answer(WALK_LACKING, 0, 0, 0);
      return;
   }
   while (uCount < MAX_WALK
          && (eStep = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      struct WalkPiece *psPiece = &uParts.asPieces[uCount++];

      psPiece->uStart = (uint64_t)(uintptr_t)sPiece.pcStart;
      psPiece->uBytes = sPiece.uBytes;
      psPiece->uHeaderBytes = (uint32_t)sPiece.uHeaderBytes;
      psPiece->uFooterBytes = (uint32_t)sPiece.uFooterBytes;
      psPiece->uKind = sPiece.eKind;
   }
   Runner_answer(eStep, 0, uCount, sizeof(struct WalkPiece));
}

/* Return true if the submission can be asked what comes after pv. */

static bool Runner_isInHeap(const void *pv)
{
   return (uintptr_t)pv >= HEAP_BASE && (uintptr_t)pv + 16 <= uBreak;
}

static void Runner_walkLists(void)
{
   size_t uCount = 0;
   size_t uList;
   size_t uLists;

   if (HeapMgr_countLists == NULL || HeapMgr_nextInList == NULL)
   {
      Runner_answer(WALK_LACKING, 0, 0, 0);
      return;
   }
   uLists = HeapMgr_countLists();
   for (uList = 0; uList < uLists && uList < MAX_LISTS; uList++)
   {
      void *pv = HeapMgr_nextInList(uList, NULL);

      while (pv != NULL && uCount < MAX_WALK)
      {
         uParts.asLinks[uCount].uList = uList;
         uParts.asLinks[uCount++].uChunk = (uint64_t)(uintptr_t)pv;
         pv = Runner_isInHeap(pv) ? HeapMgr_nextInList(uList, pv)
                                  : NULL;
      }
   }
   Runner_answer(uLists, 0, uCount, sizeof(struct Link));
}

/*--------------------------------------------------------------------*/

/* Do a single call, and answer. */

static void Runner_doCall(const struct Request *psRequest)
{
   uint64_t uResult = 0;

   Runner_startSteps();
   if (psRequest->uKind == REQUEST_MALLOC)
      uResult = (uint64_t)(uintptr_t)HeapMgr_malloc(psRequest->uValue);
   else if (psRequest->uKind == REQUEST_FREE)
      HeapMgr_free((void *)(uintptr_t)psRequest->uValue);
   else
      uResult = HeapMgr_isValid();
   Runner_answer(uResult, Runner_stopSteps(), 0, 0);
}

static void Runner_setRate(uint64_t uRate)
{
   char acRate[24];

   snprintf(acRate, sizeof acRate, "%llu", (unsigned long long)uRate);
   setenv("HEAPMGR_CHECK", acRate, 1);
   Runner_answer(0, 0, 0, 0);
}

/* Do what the judge asks. */

static void Runner_serve(const struct Request *psRequest)
{
   uBreak = psRequest->uBreak;
   switch (psRequest->uKind)
   {
   case REQUEST_RATE:
      Runner_setRate(psRequest->uValue);
      break;
   case REQUEST_MALLOC:
   case REQUEST_FREE:
   case REQUEST_VALID:
      Runner_doCall(psRequest);
      break;
   case REQUEST_TRY_FREE:
   case REQUEST_TRY_VALID:
      Runner_try(psRequest);
      break;
   case REQUEST_PIECES:
      Runner_walkHeap();
      break;
   case REQUEST_LISTS:
      Runner_walkLists();
      break;
   case REQUEST_BATCH:
      Runner_doBatch(psRequest->uCount);
      break;
   default:
      _exit(EXIT_LOST);
   }
}

int main(void)
{
   struct Request sRequest;

   setenv("HEAPMGR_CHECK", "0", 1); /* until the judge wants it */
   signal(SIGXFSZ, SIG_IGN); /* too much printed: the rest is lost */
   if (mmap((void *)HEAP_BASE, HEAP_BYTES, PROT_READ | PROT_WRITE,
          MAP_SHARED | MAP_FIXED | MAP_NORESERVE, FD_HEAP, 0)
       == MAP_FAILED)
      return EXIT_REFUSED;
   Runner_watchFaults();
   for (;;)
   {
      Runner_read(&sRequest, sizeof sRequest);
      Runner_serve(&sRequest);
   }
}
