/*--------------------------------------------------------------------*/
/* misuse.c: what does a manager do about its client's mistakes? */
/*--------------------------------------------------------------------*/

#include "misuse.h"
#include "arena.h"
#include "mute.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum
{
   UNIT = 16,
   OVERRUN_BYTES = 48
};

enum Mistake
{
   MISTAKE_TWICE,   /* free of what is free, or has just been freed */
   MISTAKE_MIDDLE,  /* free of an address in a payload */
   MISTAKE_WILD,    /* free of an address elsewhere */
   MISTAKE_OVERRUN, /* a write past a payload's end, and its free */
   MISTAKE_OVERRUN_NEXT, /* the same, and the free of the next one */
   MISTAKE_BREAK,        /* the break taken down, and malloc */
   MISTAKE_COUNT
};

enum Answer
{
   ANSWER_ABORTED,
   ANSWER_BROKEN, /* it returned, and isValid says no */
   ANSWER_VALID,  /* it returned, and isValid says yes */
   ANSWER_CRASHED,
   ANSWER_HUNG,
   ANSWER_COUNT
};

static size_t auAnswers[MISTAKE_COUNT][ANSWER_COUNT];
static struct Owns sOwns;
static struct Pieces sPieces;

/*--------------------------------------------------------------------*/

/* What is called in the end: free(pv), or malloc(uBytes) if uBytes
   isn't 0; and then isValid. */

struct Try
{
   void *pv;
   size_t uBytes;
   bool bIsValid;
};

static void Misuse_call(void *pv)
{
   struct Try *psTry = pv;

   if (psTry->uBytes != 0)
      (void)HeapMgr_malloc(psTry->uBytes);
   else
      HeapMgr_free(psTry->pv);
}

static void Misuse_askIsValid(void *pv)
{
   ((struct Try *)pv)->bIsValid = (HeapMgr_isValid == NULL)
                                  || HeapMgr_isValid();
}

/* Call free(pv) or malloc(uBytes), note what came of it, and go back to
   oState. */

static void Misuse_try(
   StateId oState, enum Mistake eMistake, void *pv, size_t uBytes)
{
   struct Try sTry = {pv, uBytes, false};
   enum Trap eTrap;
   enum Answer eAnswer = ANSWER_CRASHED;

   Mute_forget();
   eTrap = Trap_call(Misuse_call, &sTry, CALL_STEPS);
   if (eTrap == TRAP_NONE)
   {
      eTrap = Trap_call(Misuse_askIsValid, &sTry, CALL_STEPS);
      if (eTrap == TRAP_NONE)
         eAnswer = sTry.bIsValid ? ANSWER_VALID : ANSWER_BROKEN;
   }
   if (eTrap == TRAP_ABORT || eTrap == TRAP_EXIT)
      eAnswer = ANSWER_ABORTED;
   else if (eTrap == TRAP_HANG)
      eAnswer = ANSWER_HUNG;
   auAnswers[eMistake][eAnswer]++;
   (void)Search_enter(oState, &sOwns);
}

/*--------------------------------------------------------------------*/

/* Let the client of payload u write past its end. */

static void Misuse_overrun(size_t u)
{
   size_t uEnd = sOwns.as[u].uStart + sOwns.as[u].uBytes;
   size_t uBytes = Arena_getBreak() - uEnd;

   memset(Arena_getBase() + uEnd, 'X',
      (uBytes < OVERRUN_BYTES) ? uBytes : OVERRUN_BYTES);
}

/* Free pc, whose chunk may then be one with its neighbours, and free it
   once more. */

static void Misuse_freeTwice(StateId oState, char *pc)
{
   struct Try sTry = {pc, 0, false};

   if (Trap_call(Misuse_call, &sTry, CALL_STEPS) == TRAP_NONE)
      Misuse_try(oState, MISTAKE_TWICE, pc, 0);
   else
      (void)Search_enter(oState, &sOwns);
}

/* Make the mistakes that have to do with payload u. */

static void Misuse_tryPayload(StateId oState, size_t u)
{
   char *pc = Arena_getBase() + sOwns.as[u].uStart;

   if (sOwns.as[u].bForeign)
      return;
   Misuse_freeTwice(oState, pc);
   Misuse_try(oState, MISTAKE_MIDDLE, pc + UNIT, 0);
   Misuse_try(oState, MISTAKE_MIDDLE, pc + UNIT / 2, 0);
   Misuse_overrun(u);
   Misuse_try(oState, MISTAKE_OVERRUN, pc, 0);
   if (u + 1 < sOwns.uCount && !sOwns.as[u + 1].bForeign)
   {
      Misuse_overrun(u);
      Misuse_try(oState, MISTAKE_OVERRUN_NEXT,
         Arena_getBase() + sOwns.as[u + 1].uStart, 0);
   }
}

static void Misuse_tryState(const struct Scope *psScope, StateId oState)
{
   char acElsewhere[2 * UNIT];
   const char *pcWhy;
   size_t u;

   (void)Search_enter(oState, &sOwns);
   (void)Heap_walk(&sPieces, &pcWhy);
   for (u = 0; u < sPieces.uCount; u++)
      if (sPieces.as[u].eKind == HEAPMGR_FREE)
         Misuse_try(oState, MISTAKE_TWICE,
            Arena_getBase() + sPieces.as[u].uStart
               + sPieces.as[u].uHeaderBytes,
            0);
   for (u = 0; u < sOwns.uCount; u++)
      Misuse_tryPayload(oState, u);
   memset(acElsewhere, 0, sizeof acElsewhere);
   Misuse_try(oState, MISTAKE_WILD, acElsewhere + UNIT, 0);
   Misuse_try(
      oState, MISTAKE_WILD, Arena_getBase() + Arena_getLimit(), 0);
   for (u = 0; u < psScope->uSizes && Arena_getBreak() >= UNIT; u++)
   {
      Arena_setBreak(Arena_getBreak() - UNIT);
      Misuse_try(oState, MISTAKE_BREAK, NULL, psScope->auSizes[u]);
   }
}

/*--------------------------------------------------------------------*/

void Misuse_run(const struct Scope *psScope)
{
   static const char *const apcMistakes[] = {"free twice",
      "free inside a payload", "free of another address",
      "overrun, its free", "overrun, next one's free",
      "break lowered, malloc"};
   StateId oState = States_getFirst();
   size_t u;
   size_t v;

   Mute_begin();
   for (; oState != NO_STATE; oState = States_getNext(oState))
      Misuse_tryState(psScope, oState);
   Mute_end();

   printf("%s: clients' mistakes in %zu states\n   %-26s %11s %11s %11s"
          " %11s %11s\n",
      psScope->pcName, States_count(), "mistake", "aborted", "broken",
      "still valid", "crashed", "hung");
   for (u = 0; u < MISTAKE_COUNT; u++)
   {
      printf("   %-26s", apcMistakes[u]);
      for (v = 0; v < ANSWER_COUNT; v++)
         printf(" %11zu", auAnswers[u][v]);
      putchar('\n');
   }
}
