/*--------------------------------------------------------------------*/
/* guest.c: the manager is a program on the machine                   */
/*--------------------------------------------------------------------*/

#include "guest.h"
#include "host.h"
#include "look.h"
#include "steps.h"
#include "verdict.h"
#include "watch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   CALL_BUDGET = 50000000, /* the references' dearest call takes
                              less than a hundredth of it */
   LOOK_BUDGET = 1000000,  /* of a step of a walk */
   LIBC_MARGIN_BYTES = 135168,
   COPY_BYTES = 1 << 20, /* of a heap, to be compared */
   CALL_TEXT_BYTES = 200,
   BLOCK_INSTRUCTIONS = 5 /* of a basic block, about */
};

size_t Steps_uCount = 0;

const char Guest_acEndless[] = "did not come to an end";

static const char *const apcFunctions[GUEST_FUNCTIONS] = {
   [GUEST_MALLOC] = "HeapMgr_malloc",
   [GUEST_FREE] = "HeapMgr_free",
   [GUEST_IS_VALID] = "HeapMgr_isValid",
   [GUEST_NEXT_PIECE] = "HeapMgr_nextPiece",
   [GUEST_COUNT_LISTS] = "HeapMgr_countLists",
   [GUEST_NEXT_IN_LIST] = "HeapMgr_nextInList"};

/* Where they are in the program; 0 if it hasn't got one. */

static uint64_t auFunctions[GUEST_FUNCTIONS];

static struct Guest_Left *psLeft;
static enum Guest_Trust eTrust = GUEST_ASK;
static uint64_t uBudgetLeft;

/* Where the program has room for what it and the judge tell each other,
   see within.c. */

static uint64_t uRoom;

/* Calls of HeapMgr_isValid from the program itself are skipped but for
   each uCheckRate-th; never all that a test wants to see. */

static unsigned int uCheckRate = 0;

/*--------------------------------------------------------------------*/
/* The start                                                          */
/*--------------------------------------------------------------------*/

void Guest_leaveIn(struct Guest_Left *ps)
{
   psLeft = ps;
   *ps = (struct Guest_Left){0, MACHINE_RETURNED, ""};
}

/* The grader itself has failed: leave the test without a verdict. */

static _Noreturn void Guest_abort(const char *pcWhy)
{
   fprintf(stderr, "judge: %s\n", pcWhy);
   abort();
}

void Guest_start(const char *pcFile, enum Guest_Trust eNewTrust,
   uint64_t uBudget, bool bCloser)
{
   const char *pcWrong = Machine_loadFile(pcFile);
   const struct Symbol *psRoom;
   size_t u;

   if (pcWrong != NULL)
      Guest_abort(pcWrong);
   psRoom = Program_findSymbol(Machine_getProgram(), "Within_sPiece");
   if (psRoom == NULL)
      Guest_abort("the program has no Within_sPiece");
   uRoom = psRoom->uStart;
   for (u = 0; u < GUEST_FUNCTIONS; u++)
      auFunctions[u] = Machine_find(apcFunctions[u]);
   eTrust = eNewTrust;
   uBudgetLeft = uBudget;
   Ledger_start();
   Host_setCheckRate(bCloser ? 1 : 0);
}

void Host_setCheckRate(unsigned int uRate)
{
   uCheckRate = uRate;
   Machine_skip(auFunctions[GUEST_IS_VALID], 1, uCheckRate);
}

/*--------------------------------------------------------------------*/
/* Calls                                                              */
/*--------------------------------------------------------------------*/

/* Append pcText to what the program has printed. */

static void Guest_keepSaid(const char *pcText)
{
   size_t uLength = strlen(psLeft->acSaid);

   snprintf(psLeft->acSaid + uLength, sizeof psLeft->acSaid - uLength,
      "%s", pcText);
}

/* Call eFunction with uCount arguments, for uBudget instructions at
   most.  Write what it printed to pcSaid, of HOST_SAID_BYTES bytes. */

static void Guest_call(enum Guest_Function eFunction, size_t uCount,
   const uint64_t auArguments[], uint64_t uBudget,
   struct Machine_Outcome *psOutcome, char *pcSaid)
{
   if (uBudget > uBudgetLeft)
      uBudget = uBudgetLeft;
   Machine_clearSaid();
   Machine_call(
      auFunctions[eFunction], uCount, auArguments, uBudget, psOutcome);
   uBudgetLeft -= psOutcome->sCost.uInstructions < uBudgetLeft
                     ? psOutcome->sCost.uInstructions
                     : uBudgetLeft;
   psLeft->uInstructions += psOutcome->sCost.uInstructions;
   pcSaid[0] = '\0';
   if (Machine_getSaid(NULL)[0] != '\0')
      snprintf(pcSaid, HOST_SAID_BYTES, "%s", Machine_getSaid(NULL));
   if (psOutcome->eEnd == MACHINE_FAILED_ASSERT)
      snprintf(pcSaid + strlen(pcSaid),
         HOST_SAID_BYTES - strlen(pcSaid), "%s\n", psOutcome->acWhat);
   if (pcSaid[0] != '\0')
      Guest_keepSaid(pcSaid);
}

/* End the test unless the call has returned: say how it ended. */

static void Guest_mustReturn(const struct Machine_Outcome *psOutcome)
{
   char acCall[CALL_TEXT_BYTES];

   psLeft->eEnd = psOutcome->eEnd;
   if (psOutcome->eEnd == MACHINE_RETURNED)
      return;
   Verdict_noteGone(NULL);
   Verdict_describeCall(acCall, sizeof acCall);
   if (psOutcome->eEnd == MACHINE_ENDLESS)
      Verdict_fail("The program %s, %s: %llu instructions, and at last"
                   " it was in %s",
         Guest_acEndless, acCall,
         (unsigned long long)psOutcome->sCost.uInstructions,
         Look_namePlace(psOutcome->uPc));
   Verdict_fail("%s, %s", Machine_explain(psOutcome), acCall);
}

/* Call eFunction with one argument, which it need not take.  Return
   the result. */

static uint64_t Guest_mustCall(
   enum Guest_Function eFunction, uint64_t uArgument)
{
   struct Machine_Outcome sOutcome;
   char acSaid[HOST_SAID_BYTES];

   Guest_call(eFunction, 1, &uArgument, CALL_BUDGET, &sOutcome, acSaid);
   Steps_uCount += sOutcome.sCost.uInstructions;
   Guest_mustReturn(&sOutcome);
   return sOutcome.uResult;
}

/* End the test unless pv can be the result of HeapMgr_malloc(uBytes):
   the judge is going to use that memory.  From now on the program may
   not. */

static void Guest_checkPayload(void *pv, size_t uBytes)
{
   uint64_t uStart = (uint64_t)(uintptr_t)pv;

   if (pv == NULL || uBytes == 0)
      return;
   if (!Watch_isInHeap(pv, uBytes))
      Verdict_fail("HeapMgr_malloc(%zu) returned %s (%p); not all of"
                   " these bytes are memory that the manager has from"
                   " the system: its heap is %zu bytes",
         uBytes, Verdict_place(pv), pv, Watch_getHeapBytes());
   if (!Memory_markLive(uStart, uBytes))
      Verdict_fail("HeapMgr_malloc(%zu) returned %s, but of these bytes"
                   " some are in use: %s; expected a place that"
                   " overlaps nothing",
         uBytes, Verdict_place(pv), Look_describeUsed(uStart, uBytes));
   Memory_prepare(uStart, uBytes);
}

void *Host_malloc(size_t uBytes)
{
   void *pv;

   Verdict_noteCall("HeapMgr_malloc", uBytes, NULL);
   pv = (void *)(uintptr_t)Guest_mustCall(GUEST_MALLOC, uBytes);
   Verdict_noteReturn(pv);
   Guest_checkPayload(pv, uBytes);
   return pv;
}

void Host_free(void *pv)
{
   Verdict_noteCall("HeapMgr_free", 0, pv);
   (void)Memory_unmarkLive((uint64_t)(uintptr_t)pv);
   (void)Guest_mustCall(GUEST_FREE, (uint64_t)(uintptr_t)pv);
   Verdict_noteReturn(NULL);
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

/*--------------------------------------------------------------------*/
/* Looking                                                            */
/*--------------------------------------------------------------------*/

uint64_t Guest_look(enum Guest_Function eFunction, size_t uCount,
   uint64_t auArguments[], void *pv, size_t uBytes, bool *pbReturned)
{
   struct Machine_Outcome sOutcome;
   char acSaid[HOST_SAID_BYTES];

   Memory_snapshot();
   if (uBytes > 0)
   {
      auArguments[0] = uRoom;
      (void)Memory_write(uRoom, pv, uBytes);
   }
   Guest_call(
      eFunction, uCount, auArguments, LOOK_BUDGET, &sOutcome, acSaid);
   if (uBytes > 0)
      (void)Memory_read(uRoom, pv, uBytes);
   Memory_restore();
   *pbReturned = (sOutcome.eEnd == MACHINE_RETURNED);
   return sOutcome.uResult;
}

/* End the test as failed if the heap isn't as it was when its first
   uBytes bytes were copied to pcBefore. */

static void Guest_checkUnchanged(const char *pcBefore, size_t uBytes)
{
   const char *pcHeap = (const char *)MEMORY_HEAP;
   size_t u = 0;

   if (memcmp(pcHeap, pcBefore, uBytes) == 0)
      return;
   while (pcHeap[u] == pcBefore[u])
      u++;
   Verdict_fail("HeapMgr_isValid() has changed the heap, the byte at %s"
                " for one; expected that it changes nothing",
      Verdict_place(pcHeap + u));
}

/* Return what the submission says of its heap.  Nothing of what it does
   is kept, but that it changes the heap may be a failure. */

static bool Guest_askIsValid(bool bPure)
{
   static char acBefore[COPY_BYTES];
   size_t uBytes = Memory_getBreak() - MEMORY_HEAP;
   bool bIsValid;

   if (uBytes > COPY_BYTES)
      uBytes = COPY_BYTES;
   if (bPure)
      memcpy(acBefore, (const char *)MEMORY_HEAP, uBytes);
   Verdict_noteCall("HeapMgr_isValid", 0, NULL);
   Memory_snapshot();
   bIsValid = (Guest_mustCall(GUEST_IS_VALID, 0) & 0xff) != 0;
   if (bPure)
      Guest_checkUnchanged(acBefore, uBytes);
   Memory_restore();
   Verdict_noteReturn(NULL);
   return bIsValid;
}

bool Host_isValid(void)
{
   if (eTrust == GUEST_ASK || eTrust == GUEST_ASK_PURE)
      return Guest_askIsValid(eTrust == GUEST_ASK_PURE);
   Look_checkHeap(eTrust == GUEST_CHECK_ALL);
   return true;
}

/*--------------------------------------------------------------------*/
/* Calls that may end badly                                           */
/*--------------------------------------------------------------------*/

/* Try a call.  What looks like a header may lie in a payload: here a
   manager may look. */

static void Guest_try(enum Guest_Function eFunction, void *pv,
   struct Host_Outcome *psOutcome)
{
   static const enum Host_End aeEnds[] = {
      [MACHINE_RETURNED] = HOST_RETURNED,
      [MACHINE_ABORTED] = HOST_ABORTED,
      [MACHINE_FAILED_ASSERT] = HOST_ABORTED,
      [MACHINE_EXITED] = HOST_EXITED,
      [MACHINE_ENDLESS] = HOST_HUNG,
      [MACHINE_FAULT] = HOST_CRASHED};
   uint64_t uArgument = (uint64_t)(uintptr_t)pv;
   struct Machine_Outcome sOutcome;

   Verdict_noteCall(apcFunctions[eFunction], 0, pv);
   Memory_snapshot();
   Memory_openLive();
   Guest_call(eFunction, 1, &uArgument, CALL_BUDGET, &sOutcome,
      psOutcome->acSaid);
   Memory_restore();
   Verdict_noteReturn(NULL);
   psOutcome->eEnd = aeEnds[sOutcome.eEnd];
   psOutcome->bResult = (sOutcome.eEnd == MACHINE_RETURNED
                         && (sOutcome.uResult & 0xff) != 0);
}

void Host_tryFree(void *pv, struct Host_Outcome *psOutcome)
{
   Guest_try(GUEST_FREE, pv, psOutcome);
}

void Host_tryIsValid(struct Host_Outcome *psOutcome)
{
   Guest_try(GUEST_IS_VALID, NULL, psOutcome);
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
   uint64_t uOld = Memory_getBreak();

   if (!Memory_moveBreakForeign(iBytes))
      Verdict_fail("the test itself could not move the break by %td",
         (ptrdiff_t)iBytes);
   if (iBytes > 0)
      Memory_prepare(uOld, (uint64_t)iBytes);
   return (char *)(uintptr_t)uOld;
}

/* To the manager a block of the C library is foreign memory. */

void *Host_getLibcBlock(size_t uBytes)
{
   char *pcOld = Host_moveBreak(
      (intptr_t)(uBytes / PAGE_BYTES * PAGE_BYTES + LIBC_MARGIN_BYTES));

   return pcOld + 2 * sizeof(size_t);
}

void *Host_getElsewhere(bool bStack)
{
   uint64_t uAddress = bStack ? MEMORY_STACK_TOP - 64 : uRoom / 16 * 16;

   return (void *)(uintptr_t)uAddress;
}

/*--------------------------------------------------------------------*/
/* What can be seen                                                   */
/*--------------------------------------------------------------------*/

bool Host_canWalk(void)
{
   return auFunctions[GUEST_NEXT_PIECE] != 0;
}

bool Host_canList(void)
{
   return auFunctions[GUEST_COUNT_LISTS] != 0
          && auFunctions[GUEST_NEXT_IN_LIST] != 0;
}

size_t Host_blocksToSteps(size_t uBlocks)
{
   return uBlocks * BLOCK_INSTRUCTIONS;
}

bool Host_canCount(void)
{
   return true;
}
