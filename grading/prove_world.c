/*--------------------------------------------------------------------*/
/* prove_world.c: a small world in which a manager lives              */
/*--------------------------------------------------------------------*/

#include "prove_world.h"
#include "checkrate.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum
{
   PAGE = 4096,
   CALL_STEPS = 2000000, /* basic blocks; then a call has hung */
   NOBODYS_BYTES = 64,   /* below the arena */
   NOBODYS_BYTE = 0xC5,
   STACK_BYTES = 65536 /* for the signal handler */
};

/* Where arenas end: far from the program, the C library and its
   break, and the same in every run. */

static const uintptr_t uArenaEnd = (uintptr_t)0x200000000;

char *World_pcArena = NULL;
char *World_pcLimit = NULL;
char *World_pcBreak = NULL;
uint64_t *World_puStatics = NULL;
static size_t uStartBytes = 0;
uint64_t World_auFirst[WORLD_MAX_STATICS / sizeof(uint64_t)];
size_t World_uStatics = 0;
bool World_bMapped = false;
size_t World_uRefused = 0;

/* The statics: sections that prove.sh renames, named by the linker. */

#pragma weak __start_mgr_statics
#pragma weak __stop_mgr_statics
extern char __start_mgr_statics[];
extern char __stop_mgr_statics[];

#pragma weak HeapMgr_nextPiece
#pragma weak HeapMgr_countLists
#pragma weak HeapMgr_nextInList

/* A call in progress: where it goes when it ends badly, and the steps
   it has left. */

static sigjmp_buf sEscape;
static volatile sig_atomic_t bInCall = 0;
static size_t uStepsLeft;

static FILE *psNowhere = NULL;
static FILE *psErrors = NULL;

/*--------------------------------------------------------------------*/
/* What the manager calls                                             */
/*--------------------------------------------------------------------*/

int __wrap_brk(void *pv);
void *__wrap_sbrk(intptr_t iBytes);
void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
_Noreturn void __wrap_exit(int iStatus);
_Noreturn void __wrap__exit(int iStatus);
_Noreturn void __real__exit(int iStatus);
void __sanitizer_cov_trace_pc(void);

int __wrap_brk(void *pv)
{
   uintptr_t uNew = (uintptr_t)pv;
   uintptr_t uBreak = (uintptr_t)World_pcBreak;

   if (uNew < (uintptr_t)World_pcArena
       || uNew > (uintptr_t)World_pcLimit)
   {
      if (uNew > uBreak
          && (World_uRefused == 0 || uNew - uBreak < World_uRefused))
         World_uRefused = uNew - uBreak;
      errno = ENOMEM;
      return -1;
   }
   if (uNew < uBreak)
      memset(pv, 0, uBreak - uNew);
   World_pcBreak = pv;
   return 0;
}

void *__wrap_sbrk(intptr_t iBytes)
{
   char *pcBreak = World_pcBreak;

   if (iBytes == 0)
      return pcBreak;
   if (__wrap_brk((void *)((uintptr_t)pcBreak + (uintptr_t)iBytes))
       != 0)
      return (void *)-1;
   return pcBreak;
}

void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset)
{
   if (!bInCall)
      return __real_mmap(
         pv, uBytes, iProtection, iFlags, iFile, iOffset);
   World_bMapped = true;
   errno = ENOMEM;
   return MAP_FAILED;
}

/* Leave the call in progress, which has ended as eEnd. */

static _Noreturn void World_escape(enum World_End eEnd)
{
   siglongjmp(sEscape, (int)eEnd);
}

void __wrap_exit(int iStatus)
{
   if (bInCall)
      World_escape(WORLD_EXITED);
   fflush(NULL);
   __real__exit(iStatus);
}

void __wrap__exit(int iStatus)
{
   if (bInCall)
      World_escape(WORLD_EXITED);
   __real__exit(iStatus);
}

/* What the compiler has every basic block of the manager call. */

void __sanitizer_cov_trace_pc(void)
{
   if (uStepsLeft-- == 0 && bInCall)
      World_escape(WORLD_HUNG);
}

/* The rules look over the heap; the manager's assertions need not. */

bool CheckRate_isDue(const void *pvHeapStart, const void *pvHeapEnd)
{
   (void)pvHeapStart;
   (void)pvHeapEnd;
   return false;
}

/*--------------------------------------------------------------------*/
/* The arena                                                          */
/*--------------------------------------------------------------------*/

/* End the call in progress by a signal. */

static void World_catch(int iSignal)
{
   static const char acMessage[] = "prove: a fault of its own\n";

   if (bInCall)
      World_escape(iSignal == SIGABRT ? WORLD_ABORTED : WORLD_CRASHED);
   (void)!write(STDERR_FILENO, acMessage, sizeof acMessage - 1);
   __real__exit(3);
}

/* Have World_catch called, on a stack of its own. */

static void World_catchSignals(void)
{
   static const int aiSignals[] = {
      SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
   static char acStack[STACK_BYTES];
   stack_t sStack = {0};
   struct sigaction sAction = {0};
   size_t u;

   sStack.ss_sp = acStack;
   sStack.ss_size = sizeof acStack;
   sigaltstack(&sStack, NULL);
   sAction.sa_handler = World_catch;
   sAction.sa_flags = SA_ONSTACK | SA_NODEFER;
   for (u = 0; u < sizeof aiSignals / sizeof aiSignals[0]; u++)
      sigaction(aiSignals[u], &sAction, NULL);
}

void World_create(size_t uBytes, size_t uStart)
{
   size_t uPages = (uBytes + NOBODYS_BYTES + PAGE - 1) / PAGE * PAGE;
   char *pcMemory = mmap((void *)(uArenaEnd - uPages), uPages,
      PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   World_uStatics = (size_t)(__stop_mgr_statics - __start_mgr_statics)
                    / sizeof(uint64_t);
   if (pcMemory != (char *)(uArenaEnd - uPages)
       || World_uStatics * 8 > WORLD_MAX_STATICS)
   {
      fprintf(stderr,
         "prove: the manager's statics are %zu bytes, at most"
         " %d can be handled, or the arena can't be had\n",
         World_uStatics * 8, WORLD_MAX_STATICS);
      exit(2);
   }
   World_pcLimit = (char *)uArenaEnd;
   World_pcArena = World_pcLimit - uBytes;
   uStartBytes = uStart;
   World_pcBreak = World_pcArena + uStart;
   memset(World_pcArena - NOBODYS_BYTES, NOBODYS_BYTE, NOBODYS_BYTES);
   World_puStatics = (uint64_t *)(void *)__start_mgr_statics;
   memcpy(World_auFirst, World_puStatics, World_uStatics * 8);

   psNowhere = fopen("/dev/null", "w");
   psErrors = stderr;
   stderr = psNowhere;
   World_catchSignals();
}

void World_reset(void)
{
   memset(World_pcArena, 0, (size_t)(World_pcLimit - World_pcArena));
   memcpy(World_puStatics, World_auFirst, World_uStatics * 8);
   World_pcBreak = World_pcArena + uStartBytes;
}

bool World_isOutsideTouched(void)
{
   const char *pc;
   const char *pcBreak = World_pcBreak;
   const char *pcEnd = World_pcLimit;

   for (pc = World_pcArena - NOBODYS_BYTES; pc < World_pcArena; pc++)
      if ((unsigned char)*pc != NOBODYS_BYTE)
         return true;
   return pcEnd > pcBreak
          && (*pcBreak != 0
              || memcmp(
                    pcBreak, pcBreak + 1, (size_t)(pcEnd - pcBreak) - 1)
                    != 0);
}

void World_showErrors(bool bShown)
{
   fflush(stderr);
   stderr = bShown ? psErrors : psNowhere;
}

/*--------------------------------------------------------------------*/
/* Calls                                                              */
/*--------------------------------------------------------------------*/

/* A call: what to do, and with what. */

struct Call
{
   size_t uNumber;
   void *pv;
   void *pvResult;
   bool bResult;
};

/* Do *pfDo with psCall, and return how it ended. */

static enum World_End World_call(
   void (*pfDo)(struct Call *), struct Call *psCall)
{
   enum World_End eEnd = (enum World_End)sigsetjmp(sEscape, 0);

   if (eEnd == WORLD_RETURNED)
   {
      uStepsLeft = CALL_STEPS;
      World_uRefused = 0;
      bInCall = 1;
      pfDo(psCall);
   }
   bInCall = 0;
   return eEnd;
}

static void World_doMalloc(struct Call *psCall)
{
   psCall->pvResult = HeapMgr_malloc(psCall->uNumber);
}

static void World_doFree(struct Call *psCall)
{
   HeapMgr_free(psCall->pv);
}

static void World_doIsValid(struct Call *psCall)
{
   psCall->bResult = HeapMgr_isValid();
}

static void World_doReadLists(struct Call *psCall)
{
   struct World_Lists *psLists = psCall->pv;
   size_t u;

   psLists->uCount = 0;
   psLists->bEndless = false;
   psLists->pcWild = NULL;
   psLists->uLists = HeapMgr_countLists();
   for (u = 0; u < psLists->uLists; u++)
   {
      char *pcChunk = NULL;

      while ((pcChunk = HeapMgr_nextInList(u, pcChunk)) != NULL)
      {
         if (pcChunk < World_pcArena || pcChunk >= World_pcBreak)
         {
            psLists->pcWild = pcChunk;
            return;
         }
         if (psLists->uCount == WORLD_MAX_PIECES)
         {
            psLists->bEndless = true;
            return;
         }
         psLists->apcChunks[psLists->uCount++] = pcChunk;
      }
   }
}

static void World_doWalk(struct Call *psCall)
{
   struct World_Pieces *psPieces = psCall->pv;
   struct HeapMgr_Piece sPiece = {0};
   enum HeapMgr_Walk eWalk;

   psPieces->uCount = 0;
   psPieces->bBroken = psPieces->bEndless = false;
   while ((eWalk = HeapMgr_nextPiece(&sPiece)) == HEAPMGR_WALK_PIECE)
   {
      if (psPieces->uCount == WORLD_MAX_PIECES || sPiece.uBytes == 0)
      {
         psPieces->bEndless = true;
         return;
      }
      psPieces->asPieces[psPieces->uCount++] = sPiece;
   }
   psPieces->bBroken = (eWalk == HEAPMGR_WALK_BROKEN);
}

enum World_End World_malloc(size_t uBytes, void **ppvResult)
{
   struct Call sCall = {.uNumber = uBytes};
   enum World_End eEnd = World_call(World_doMalloc, &sCall);

   *ppvResult = sCall.pvResult;
   return eEnd;
}

enum World_End World_free(void *pv)
{
   struct Call sCall = {.pv = pv};

   return World_call(World_doFree, &sCall);
}

enum World_End World_isValid(bool *pbResult)
{
   struct Call sCall = {0};
   enum World_End eEnd = World_call(World_doIsValid, &sCall);

   *pbResult = sCall.bResult;
   return eEnd;
}

enum World_End World_walk(struct World_Pieces *psPieces)
{
   struct Call sCall = {.pv = psPieces};

   return World_call(World_doWalk, &sCall);
}

enum World_End World_readLists(struct World_Lists *psLists)
{
   struct Call sCall = {.pv = psLists};

   return World_call(World_doReadLists, &sCall);
}

bool World_canWalk(void)
{
   return HeapMgr_nextPiece != NULL;
}

bool World_canList(void)
{
   return HeapMgr_countLists != NULL && HeapMgr_nextInList != NULL;
}

const char *World_nameEnd(enum World_End eEnd)
{
   static const char *const apcNames[] = {"returned",
      "aborted (an assertion, or abort)",
      "crashed (it read or wrote where there is no memory)",
      "hung (no end after two million steps)", "called exit"};

   return apcNames[eEnd];
}
