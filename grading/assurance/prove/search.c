/*--------------------------------------------------------------------*/
/* search.c: breadth first search over the states of a heap           */
/*                                                                    */
/* Every step is made twice, from two images of the state that differ */
/* in the dead bytes only (see enum Dead), and must have the same     */
/* outcome.  If it hasn't, or if a rule is broken, the sequence of    */
/* calls is replayed from the start.  If the fault shows up there     */
/* too, it is one.  Otherwise the manager does use some bytes that    */
/* were taken for dead, as it may if it keeps them in a way of its    */
/* own; the search starts anew with fewer of them.                    */
/*--------------------------------------------------------------------*/

#include "search.h"
#include "arena.h"
#include "mute.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum
{
   JUNK_KINDS = 2,
   MAX_STATE_BYTES = 1 << 20,
   OP_KIND_BITS = 3,
   WORD_BYTES = 8,
   NOBODY = MAX_PIECES, /* no entry of an Owns */
   PROGRESS_SECONDS = 10,
   MANY_CALLS = 60 /* no small heap takes so many to fill */
};

/* A step.  An op is a kind, and a number in the bits above. */

enum OpKind
{
   OP_MALLOC,     /* size number n */
   OP_FREE,       /* payload number n in address order */
   OP_IMPOSSIBLE, /* malloc of a size that can't be served, number n */
   OP_FREE_NULL,
   OP_FOREIGN /* another part of the program moves the break */
};

/* What no heap can serve.  The heap must stay as it is. */

static const size_t auImpossible[] = {
   0, PTRDIFF_MAX, SIZE_MAX - 31, SIZE_MAX};

enum
{
   IMPOSSIBLE_COUNT = sizeof auImpossible / sizeof auImpossible[0]
};

/* The state that is expanded: its heap and statics with all dead bytes
   zero, and the two images. */

struct Image
{
   char *pcHeap;
   char *pcStatics;
};

static struct Image sState;
static struct Image asJunk[JUNK_KINDS];
static struct Image asAfter[JUNK_KINDS];
static struct Owns sOwns;
static struct Pieces sPieces;

/* The same after a step. */

static struct Owns sOwnsAfter;
static struct Pieces sPiecesAfter;
static size_t uBreakBefore;

static unsigned char *pcCode;
static enum Dead eLevel;
static size_t uTransitions;
static size_t uTailRefusals; /* see Search_countTailRefusal */

/*--------------------------------------------------------------------*/

static void *Search_get(size_t uBytes)
{
   void *pv = calloc(uBytes + 1, 1);

   if (pv == NULL)
   {
      fputs("prove: no memory\n", stderr);
      exit(2);
   }
   return pv;
}

static void Search_getImage(struct Image *psImage)
{
   psImage->pcHeap = Search_get(Arena_getLimit());
   psImage->pcStatics = Search_get(Arena_countStatics());
}

static void Search_getImages(void)
{
   int i;

   pcCode = Search_get(MAX_STATE_BYTES);
   Search_getImage(&sState);
   for (i = 0; i < JUNK_KINDS; i++)
   {
      Search_getImage(&asJunk[i]);
      Search_getImage(&asAfter[i]);
   }
}

/* Put *psImage into place, the break at uBreak. */

static void Search_load(const struct Image *psImage, size_t uBreak)
{
   memcpy(Arena_getBase(), psImage->pcHeap, Arena_getLimit());
   if (Arena_countStatics() != 0)
      memcpy(
         Arena_getStatics(), psImage->pcStatics, Arena_countStatics());
   Arena_setBreak(uBreak);
}

/*--------------------------------------------------------------------*/

static unsigned Search_makeOp(enum OpKind eKind, size_t uNumber)
{
   return (unsigned)(uNumber << OP_KIND_BITS) | (unsigned)eKind;
}

static enum OpKind Search_getKind(unsigned uOp)
{
   return (enum OpKind)(uOp & ((1u << OP_KIND_BITS) - 1));
}

static size_t Search_getNumber(unsigned uOp)
{
   return uOp >> OP_KIND_BITS;
}

/*--------------------------------------------------------------------*/

/* A call of the manager. */

struct Call
{
   bool bIsMalloc;
   size_t uBytes;
   void *pv;
};

static void Search_makeCall(void *pv)
{
   struct Call *psCall = pv;

   if (psCall->bIsMalloc)
      psCall->pv = HeapMgr_malloc(psCall->uBytes);
   else
      HeapMgr_free(psCall->pv);
}

/* Set *psCall to the call that uOp is. */

static void Search_prepareCall(const struct Scope *psScope,
   unsigned uOp, const struct Owns *psOwns, struct Call *psCall)
{
   size_t uNumber = Search_getNumber(uOp);

   psCall->bIsMalloc = true;
   psCall->uBytes = 0;
   psCall->pv = NULL;
   switch (Search_getKind(uOp))
   {
   case OP_MALLOC:
      psCall->uBytes = psScope->auSizes[uNumber];
      break;
   case OP_IMPOSSIBLE:
      psCall->uBytes = auImpossible[uNumber];
      break;
   case OP_FREE:
      psCall->pv = Arena_getBase() + psOwns->as[uNumber].uStart;
      psCall->bIsMalloc = false;
      break;
   default:
      psCall->bIsMalloc = false;
   }
}

/*--------------------------------------------------------------------*/

/* malloc(uBytes) was refused.  A manager that would lengthen its last
   chunk, if that is free, by what is missing could have served it.
   That is no fault, but worth a note. */

static void Search_countTailRefusal(
   const struct Pieces *psPieces, size_t uBytes)
{
   const struct Piece *psLast;
   size_t uHas = Arena_getLimit() - Arena_getBreak();

   if (psPieces->uCount == 0)
      return;
   psLast = &psPieces->as[psPieces->uCount - 1];
   uHas += psLast->uBytes - psLast->uHeaderBytes - psLast->uFooterBytes;
   if (psLast->eKind == HEAPMGR_FREE && uHas >= uBytes)
      uTailRefusals++;
}

/* Check what came of the malloc *psCall in a heap of *psPieces, and
   enter it into *psOwns. */

static bool Search_checkMalloc(const struct Scope *psScope,
   const struct Call *psCall, bool bImpossible, struct Owns *psOwns,
   const struct Pieces *psPieces, struct Fault *psFault)
{
   struct Own sOwn;

   if (psCall->pv == NULL && bImpossible)
      return true;
   if (psCall->pv == NULL)
   {
      if (!Rules_checkRefusal(psOwns, psPieces, psScope->sPromises,
             psCall->uBytes, psFault))
         return false;
      Search_countTailRefusal(psPieces, psCall->uBytes);
      return true;
   }
   if (bImpossible)
      return Rules_fail(psFault, "served the impossible",
         "malloc(%zu) returned %p, expected NULL", psCall->uBytes,
         psCall->pv);
   if (!Rules_checkPlace(psOwns, psCall->uBytes, psCall->pv, psFault))
      return false;
   sOwn.uStart =
      (uint32_t)((uintptr_t)psCall->pv - (uintptr_t)Arena_getBase());
   sOwn.uBytes = (uint32_t)psCall->uBytes;
   sOwn.bForeign = false;
   Heap_insertOwn(psOwns, &sOwn);
   return true;
}

/* Let another part of the program move the break, if it can. */

static void Search_moveBreak(
   const struct Scope *psScope, struct Owns *psOwns, int iJunk)
{
   struct Own sOwn = {
      (uint32_t)Arena_getBreak(), (uint32_t)psScope->uForeign, true};

   if (psScope->uForeign > Arena_getLimit() - Arena_getBreak())
      return;
   Arena_moveBreak(psScope->uForeign);
   Heap_insertOwn(psOwns, &sOwn);
   Heap_fillOwn(&sOwn, iJunk);
}

/* Where nothing but the payloads in use is dead, what a client leaves
   in a payload that it frees would tell states apart for ever.  The
   words of it that free doesn't write are set to zero. */

static char acPayload[MAX_HEAP_BYTES + WORD_BYTES];

static void Search_rememberPayload(const struct Own *psOwn)
{
   memcpy(acPayload, Arena_getBase() + psOwn->uStart, psOwn->uBytes);
}

static void Search_clearPayload(const struct Own *psOwn)
{
   char *pc = Arena_getBase() + psOwn->uStart;
   size_t u;

   for (u = 0; u < psOwn->uBytes; u += WORD_BYTES)
   {
      size_t uBytes = (psOwn->uBytes - u < WORD_BYTES)
                         ? psOwn->uBytes - u
                         : WORD_BYTES;

      if (memcmp(pc + u, acPayload + u, uBytes) == 0)
         memset(pc + u, 0, uBytes);
   }
}

/*--------------------------------------------------------------------*/

/* Make step uOp in the heap as it is now, and bring *psOwns up to date.
   The heap's pieces are *psPieces.  Check all but the state that comes
   out.  Set *ppv to what a malloc returned. */

static bool Search_step(const struct Scope *psScope, unsigned uOp,
   struct Owns *psOwns, const struct Pieces *psPieces, int iJunk,
   void **ppv, struct Fault *psFault)
{
   enum OpKind eKind = Search_getKind(uOp);
   size_t uFreed = (eKind == OP_FREE) ? Search_getNumber(uOp) : NOBODY;
   struct Call sCall;
   enum Trap eTrap;

   *ppv = NULL;
   if (eKind == OP_FOREIGN)
   {
      Search_moveBreak(psScope, psOwns, iJunk);
      return true;
   }

   Search_prepareCall(psScope, uOp, psOwns, &sCall);
   if (eKind == OP_FREE && eLevel == DEAD_PAYLOADS)
      Search_rememberPayload(&psOwns->as[uFreed]);
   Arena_forgetRefusals();
   eTrap = Trap_call(Search_makeCall, &sCall, CALL_STEPS);
   if (eTrap != TRAP_NONE)
      return Rules_fail(psFault, Trap_getName(eTrap), "%s(%zu) %s%s",
         sCall.bIsMalloc ? "malloc" : "free",
         sCall.bIsMalloc ? sCall.uBytes : (size_t)uFreed,
         Trap_getName(eTrap),
         (eTrap == TRAP_ABORT && !sCall.bIsMalloc)
            ? ": it took a right call for a client's mistake, or an"
              " assertion failed"
            : "");
   if (!Rules_checkContents(psOwns, uFreed, iJunk, psFault))
      return false;
   if (eKind == OP_FREE && eLevel == DEAD_PAYLOADS)
      Search_clearPayload(&psOwns->as[uFreed]);
   if (eKind == OP_FREE)
      Heap_removeOwn(psOwns, uFreed);
   *ppv = sCall.pv;
   return !sCall.bIsMalloc
          || Search_checkMalloc(psScope, &sCall, eKind == OP_IMPOSSIBLE,
             psOwns, psPieces, psFault);
}

/*--------------------------------------------------------------------*/

/* Save the heap as it is now, with *psOwns and *psPieces, to *psImage,
   its dead bytes zero. */

static void Search_save(struct Image *psImage,
   const struct Owns *psOwns, const struct Pieces *psPieces)
{
   memcpy(psImage->pcHeap, Arena_getBase(), Arena_getLimit());
   if (Arena_countStatics() != 0)
      memcpy(
         psImage->pcStatics, Arena_getStatics(), Arena_countStatics());
   Heap_clearDead(eLevel, psOwns, psPieces, psImage->pcHeap);
}

static bool Search_isSame(
   const struct Image *psOne, const struct Image *psOther)
{
   return memcmp(psOne->pcHeap, psOther->pcHeap, Arena_getLimit()) == 0
          && memcmp(psOne->pcStatics, psOther->pcStatics,
                Arena_countStatics())
                == 0;
}

/* Make step uOp from image iJunk; save what comes out to
   asAfter[iJunk]. */

static bool Search_stepFrom(const struct Scope *psScope, unsigned uOp,
   int iJunk, void **ppv, struct Fault *psFault)
{
   const char *pcWhy;

   Search_load(&asJunk[iJunk], uBreakBefore);
   Heap_copyOwns(&sOwnsAfter, &sOwns);
   if (!Search_step(
          psScope, uOp, &sOwnsAfter, &sPieces, iJunk, ppv, psFault))
      return false;
   if (!Heap_walk(&sPiecesAfter, &pcWhy))
      return Rules_fail(psFault, "walk broken",
         "HeapMgr_nextPiece %s after piece %zu, at byte %zu of the"
         " heap: a size or a place is wrong there",
         pcWhy, sPiecesAfter.uCount, sPiecesAfter.uEnd);
   Search_save(&asAfter[iJunk], &sOwnsAfter, &sPiecesAfter);
   return true;
}

/* Make step uOp from state oState, from both its images, and check the
   state that comes out if it is new. */

static bool Search_take(const struct Scope *psScope, StateId oState,
   unsigned uOp, struct Fault *psFault)
{
   void *apv[JUNK_KINDS];
   size_t uBreak;
   size_t uBytes;
   bool bIsNew;

   uTransitions++;
   if (!Search_stepFrom(psScope, uOp, 0, &apv[0], psFault))
      return false;
   uBreak = Arena_getBreak();
   uBytes = Heap_encode(asAfter[0].pcHeap, asAfter[0].pcStatics,
      &sOwnsAfter, pcCode, MAX_STATE_BYTES);
   if (Search_getKind(uOp) != OP_FREE && apv[0] == NULL
       && Search_getKind(uOp) != OP_FOREIGN)
   {
      if ((psScope->sPromises.bUnchanged
             || Search_getKind(uOp) == OP_FREE_NULL)
          && (!Search_isSame(&asAfter[0], &sState)
              || uBreak != uBreakBefore))
         return Rules_fail(psFault, "changed without effect",
            "%s, but the heap is no longer as it was",
            Search_getKind(uOp) == OP_FREE_NULL
               ? "free(NULL) has nothing to do"
               : "malloc returned NULL");
      if (psScope->sPromises.bUnchanged
          && Search_getKind(uOp) != OP_MALLOC)
         return true;
   }

   bIsNew = States_add(pcCode, uBytes, oState, uOp);
   if (bIsNew
       && !Rules_checkState(
          &sOwnsAfter, &sPiecesAfter, psScope->sPromises, psFault))
      return false;
   if (!Search_stepFrom(psScope, uOp, 1, &apv[1], psFault))
      return false;
   if (apv[0] != apv[1] || uBreak != Arena_getBreak()
       || !Search_isSame(&asAfter[0], &asAfter[1]))
      return Rules_fail(psFault, "depends on contents",
         "what the call does depends on bytes that are not the"
         " manager's: what clients wrote to their payloads");
   return !bIsNew
          || Rules_checkState(
             &sOwnsAfter, &sPiecesAfter, psScope->sPromises, psFault);
}

/*--------------------------------------------------------------------*/

enum Dead Search_enter(StateId oState, struct Owns *psOwns)
{
   size_t uBytes;
   const unsigned char *pc = States_getBytes(oState, &uBytes);
   size_t u;

   Heap_decode(pc, sState.pcHeap, sState.pcStatics, psOwns);
   Search_load(&sState, Arena_getBreak());
   for (u = 0; u < psOwns->uCount; u++)
      Heap_fillOwn(&psOwns->as[u], 0);
   return eLevel;
}

/* Take every step from oState.  If one breaks a rule, set *puOp to it,
   and return false. */

static bool Search_expand(const struct Scope *psScope, StateId oState,
   unsigned *puOp, struct Fault *psFault)
{
   unsigned auOps[MAX_SIZES + IMPOSSIBLE_COUNT + MAX_PIECES + 2];
   size_t uOps = 0;
   const char *pcWhy;
   size_t u;
   int i;

   (void)Search_enter(oState, &sOwns);
   (void)Heap_walk(&sPieces, &pcWhy);
   uBreakBefore = Arena_getBreak();
   for (i = 0; i < JUNK_KINDS; i++)
   {
      memcpy(asJunk[i].pcHeap, sState.pcHeap, Arena_getLimit());
      memcpy(
         asJunk[i].pcStatics, sState.pcStatics, Arena_countStatics());
      Heap_fillDead(eLevel, &sOwns, &sPieces, asJunk[i].pcHeap, i);
   }

   for (u = 0; u < psScope->uSizes; u++)
      auOps[uOps++] = Search_makeOp(OP_MALLOC, u);
   for (u = 0; u < sOwns.uCount; u++)
      if (!sOwns.as[u].bForeign)
         auOps[uOps++] = Search_makeOp(OP_FREE, u);
   for (u = 0; u < IMPOSSIBLE_COUNT; u++)
      auOps[uOps++] = Search_makeOp(OP_IMPOSSIBLE, u);
   auOps[uOps++] = Search_makeOp(OP_FREE_NULL, 0);
   if (psScope->uForeign != 0)
      auOps[uOps++] = Search_makeOp(OP_FOREIGN, 0);

   for (u = 0; u < uOps; u++)
      if (!Search_take(psScope, oState, auOps[u], psFault))
      {
         *puOp = auOps[u];
         return false;
      }
   return true;
}

/*--------------------------------------------------------------------*/

/* Write step uOp to psFile.  auNames has a number for each entry of
   *psOwns. */

static void Search_writeOp(const struct Scope *psScope, unsigned uOp,
   const unsigned *auNames, unsigned uNextName, FILE *psFile)
{
   size_t uNumber = Search_getNumber(uOp);

   switch (Search_getKind(uOp))
   {
   case OP_MALLOC:
      fprintf(psFile, "p%u = malloc(%zu)\n", uNextName,
         psScope->auSizes[uNumber]);
      break;
   case OP_IMPOSSIBLE:
      if (auImpossible[uNumber] == SIZE_MAX)
         fprintf(psFile, "p%u = malloc(SIZE_MAX)\n", uNextName);
      else
         fprintf(psFile, "p%u = malloc(%zu)\n", uNextName,
            auImpossible[uNumber]);
      break;
   case OP_FREE:
      fprintf(psFile, "free p%u\n", auNames[uNumber]);
      break;
   case OP_FREE_NULL:
      fprintf(psFile, "free NULL\n");
      break;
   default:
      fprintf(psFile,
         "## another part of the program moves the break up by %zu\n",
         psScope->uForeign);
   }
}

/* Bring the names up to date: *psBefore has become *psAfter. */

static void Search_rename(const struct Owns *psBefore,
   const struct Owns *psAfter, unsigned *auNames, unsigned *puNextName)
{
   size_t u = 0;
   size_t uLast = psAfter->uCount;

   while (u < psBefore->uCount && u < psAfter->uCount
          && psBefore->as[u].uStart == psAfter->as[u].uStart)
      u++;
   if (psAfter->uCount < psBefore->uCount)
      memmove(&auNames[u], &auNames[u + 1],
         (psAfter->uCount - u) * sizeof *auNames);
   else if (psAfter->uCount > psBefore->uCount)
   {
      memmove(&auNames[u + 1], &auNames[u],
         (uLast - 1 - u) * sizeof *auNames);
      auNames[u] = (*puNextName)++;
   }
}

/* Return the number of steps to oState, and set *pauOps to them. */

static size_t Search_getPath(StateId oState, unsigned **pauOps)
{
   size_t uOps = 0;
   StateId o;
   size_t u;

   for (o = oState; States_getParent(o) != NO_STATE;
        o = States_getParent(o))
      uOps++;
   *pauOps = Search_get((uOps + 1) * sizeof **pauOps);
   for (u = uOps, o = oState; u > 0; o = States_getParent(o))
      (*pauOps)[--u] = States_getOp(o);
   return uOps;
}

/* Play the uOps steps auOps from the start, with a client that fills
   its payloads, and write those from step uFirst on to psFile unless it
   is NULL.  Return true if they break no rule. */

static bool Search_replayFrom(const struct Scope *psScope,
   const unsigned *auOps, size_t uOps, size_t uFirst, FILE *psFile,
   struct Fault *psFault)
{
   static unsigned auNames[MAX_PIECES];
   static struct Owns sBefore;
   unsigned uNextName = 1;
   const char *pcWhy;
   bool bIsRight = true;
   size_t u;
   size_t v;

   Heap_reset();
   sOwnsAfter.uCount = 0;
   (void)Heap_walk(&sPiecesAfter, &pcWhy);
   for (u = 0; u < uOps && bIsRight; u++)
   {
      void *pv;

      if (psFile != NULL && u >= uFirst)
         Search_writeOp(psScope, auOps[u], auNames, uNextName, psFile);
      Heap_copyOwns(&sBefore, &sOwnsAfter);
      bIsRight = Search_step(psScope, auOps[u], &sOwnsAfter,
         &sPiecesAfter, 0, &pv, psFault);
      if (!bIsRight)
         break;
      Search_rename(&sBefore, &sOwnsAfter, auNames, &uNextName);
      for (v = 0; v < sOwnsAfter.uCount; v++)
         Heap_fillOwn(&sOwnsAfter.as[v], 0);
      if (!Heap_walk(&sPiecesAfter, &pcWhy))
         bIsRight = Rules_fail(psFault, "walk broken",
            "HeapMgr_nextPiece %s after piece %zu, at byte %zu of the"
            " heap: a size or a place is wrong there",
            pcWhy, sPiecesAfter.uCount, sPiecesAfter.uEnd);
      else
         bIsRight = Rules_checkState(
            &sOwnsAfter, &sPiecesAfter, psScope->sPromises, psFault);
   }
   return bIsRight;
}

/*--------------------------------------------------------------------*/

/* The same, and write all steps. */

static bool Search_replay(const struct Scope *psScope,
   const unsigned *auOps, size_t uOps, FILE *psFile,
   struct Fault *psFault)
{
   return Search_replayFrom(psScope, auOps, uOps, 0, psFile, psFault);
}

/*--------------------------------------------------------------------*/

void Search_tell(
   const struct Scope *psScope, StateId oState, FILE *psFile)
{
   unsigned *auOps;
   size_t uOps = Search_getPath(oState, &auOps);
   struct Fault sFault;

   (void)Search_replay(psScope, auOps, uOps, psFile, &sFault);
   free(auOps);
}

/* Write the uOps steps auOps, the last of which breaks a rule, to
   psFile: a scenario that the demo plays (demo/scenarios/README.md). */

static void Search_writeScenario(const struct Scope *psScope,
   const unsigned *auOps, size_t uOps, const struct Fault *psFault,
   FILE *psFile)
{
   struct Fault sAgain = *psFault;

   fprintf(psFile,
      "title: %s: %s\ngrowth exact\n"
      "## The shortest sequence of calls that breaks a rule, in a heap\n"
      "## that may have %zu bytes.\n",
      psScope->pcName, psFault->acRule, psScope->uBytes);
   if (uOps == 0)
      return;
   if (uOps > 1)
      (void)Search_replay(psScope, auOps, uOps - 1, psFile, &sAgain);
   fprintf(psFile, "# %s: %s\n", psFault->acRule, psFault->acText);
   (void)Search_replayFrom(
      psScope, auOps, uOps, uOps - 1, psFile, &sAgain);
}

/* Say what the fault *psFault is and how to get there. */

static void Search_reportFault(const struct Scope *psScope,
   const unsigned *auOps, size_t uOps, const struct Fault *psFault)
{
   FILE *psFile;

   printf("%s: %s: %s\n", psScope->pcName, psFault->acRule,
      psFault->acText);
   printf("%s: %zu calls lead there:\n", psScope->pcName, uOps);
   fflush(stdout);
   Search_writeScenario(psScope, auOps, uOps, psFault, stdout);
   fflush(stdout);
   if (psScope->pcScenario == NULL)
      return;
   psFile = fopen(psScope->pcScenario, "w");
   if (psFile == NULL)
   {
      fprintf(stderr, "prove: %s: %s\n", psScope->pcScenario,
         strerror(errno));
      return;
   }
   Search_writeScenario(psScope, auOps, uOps, psFault, psFile);
   fclose(psFile);
   printf("%s: written to %s\n", psScope->pcName, psScope->pcScenario);
}

/* The step uOp from oState broke a rule: *psFault.  If it does so too
   when it is replayed from the start, or nothing is left that could
   have been taken for dead wrongly, report it and return true. */

static bool Search_confirm(const struct Scope *psScope, StateId oState,
   unsigned uOp, struct Fault *psFault)
{
   unsigned *auOps;
   size_t uOps = Search_getPath(oState, &auOps);
   struct Fault sFault = *psFault;
   bool bConfirmed;

   auOps[uOps++] = uOp;
   bConfirmed = !Search_replay(psScope, auOps, uOps, NULL, &sFault);
   if (!bConfirmed)
      sFault = *psFault;
   if (bConfirmed || eLevel == DEAD_PAYLOADS)
      Search_reportFault(psScope, auOps, uOps, &sFault);
   free(auOps);
   return bConfirmed || eLevel == DEAD_PAYLOADS;
}

/*--------------------------------------------------------------------*/

/* Return the processor time used: the machine may be busy with other
   work. */

static double Search_getSeconds(void)
{
   struct timespec sTime;

   clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &sTime);
   return (double)sTime.tv_sec + (double)sTime.tv_nsec / 1e9;
}

/* Add the state before the first call. */

static bool Search_addFirst(
   const struct Scope *psScope, struct Fault *psFault)
{
   const char *pcWhy;
   size_t uBytes;

   Heap_reset();
   sOwnsAfter.uCount = 0;
   if (!Heap_walk(&sPiecesAfter, &pcWhy))
      return Rules_fail(psFault, "walk broken",
         "HeapMgr_nextPiece %s before the first call", pcWhy);
   Search_save(&asAfter[0], &sOwnsAfter, &sPiecesAfter);
   uBytes = Heap_encode(asAfter[0].pcHeap, asAfter[0].pcStatics,
      &sOwnsAfter, pcCode, MAX_STATE_BYTES);
   (void)States_add(pcCode, uBytes, NO_STATE, 0);
   return Rules_checkState(
      &sOwnsAfter, &sPiecesAfter, psScope->sPromises, psFault);
}

/* Search all states at eLevel.  Set *puDepth to the number of calls
   that the farthest state takes, *poState and *puOp to a step that
   breaks a rule. */

static enum SearchEnd Search_close(const struct Scope *psScope,
   size_t *puDepth, StateId *poState, unsigned *puOp,
   struct Fault *psFault)
{
   double dNext = Search_getSeconds() + (double)PROGRESS_SECONDS;
   double dEnd = Search_getSeconds() + (double)psScope->uSeconds;
   StateId oState = States_getFirst();
   size_t uSeen = 0;
   size_t uLevelEnd = 1; /* states up to this depth */

   *puDepth = 0;
   for (; oState != NO_STATE; oState = States_getNext(oState))
   {
      if (uSeen == uLevelEnd)
      {
         (*puDepth)++;
         uLevelEnd = States_count();
      }
      uSeen++;
      *poState = oState;
      if (!Search_expand(psScope, oState, puOp, psFault))
         return SEARCH_FAULT;
      if (States_isFull()
          || (uSeen % 64 == 0 && Search_getSeconds() > dEnd))
         return SEARCH_OPEN;
      if (uSeen % 64 == 0 && Search_getSeconds() > dNext)
      {
         fprintf(Mute_getStderr(),
            "%s: %zu states so far, %zu to look at\n", psScope->pcName,
            States_count(), States_count() - uSeen);
         dNext += (double)PROGRESS_SECONDS;
      }
   }
   return SEARCH_CLOSED;
}

/*--------------------------------------------------------------------*/

/* Print the scope: for what exactly the result holds. */

static void Search_printScope(const struct Scope *psScope)
{
   static const char *const apcKept[] = {
      "every byte but those of payloads in use",
      "free chunks whole, chunks in use up to their payload",
      "the first 16 bytes of free chunks' payloads, too",
      "headers and footers, whole",
      "headers and footers, links of free chunks only"};
   size_t u;

   printf("   scope: a heap of at most %zu bytes from %zu past a"
          " multiple of 16;\n"
          "      a client that at any time asks for ",
      psScope->uBytes, psScope->uOffset);
   for (u = 0; u < psScope->uSizes; u++)
      printf("%s%zu", u == 0 ? "" : ", ", psScope->auSizes[u]);
   printf(" bytes,\n"
          "      for 0, PTRDIFF_MAX or more, or frees a payload or"
          " NULL;\n");
   if (psScope->uForeign != 0)
      printf(
         "      another part of the program may move the break up by"
         " %zu bytes;\n",
         psScope->uForeign);
   printf("      states told apart by: %s\n", apcKept[eLevel]);
   if (HeapMgr_nextPiece == NULL)
      printf("      not checked, for it has no HeapMgr_nextPiece: the"
             " parts of the heap\n");
   else if (!psScope->sPromises.bCoalesced)
      printf("      not checked, for it isn't promised: free"
             " neighbours\n");
   if (!psScope->sPromises.bUnchanged)
      printf("      not checked, for it isn't promised: that a malloc"
             " that is refused\n"
             "      changes nothing\n");
   if (!psScope->sPromises.bExact)
      printf(
         "      not checked, for it isn't promised: that it asks the"
         " system for no more\n"
         "      than it needs before it gives up\n");
   if (HeapMgr_isValid == NULL)
      printf("      not checked, for there is none: HeapMgr_isValid\n");
   if (Arena_wasAskedToMap())
      printf("      the manager wanted to map memory, which was"
             " refused\n");
   if (uTailRefusals != 0)
      printf("   note: %zu refusals could have been served by"
             " lengthening the last, free chunk\n",
         uTailRefusals);
}

static void Search_print(const struct Scope *psScope,
   enum SearchEnd eEnd, size_t uDepth, double dSeconds)
{
   static const char *const apcEnds[] = {
      "closed", "a rule is broken", "NOT closed"};

   printf("%s: %s: %zu bytes, %zu sizes: %zu states, %zu transitions,"
          " depth %zu, %.1f CPU s, %.0f MB\n",
      psScope->pcName, apcEnds[eEnd], psScope->uBytes, psScope->uSizes,
      States_count(), uTransitions, uDepth, dSeconds,
      (double)States_countBytes() / 1e6);
   if (eEnd == SEARCH_OPEN)
      printf(
         "%s: %s: ask for fewer bytes or sizes, or give it more%s\n",
         psScope->pcName,
         States_isFull() ? "the memory for states is full"
                         : "the time is up",
         (uDepth > MANY_CALLS) ? "; or the manager counts something"
                                 " that can grow for ever"
                               : "");
   if (eEnd != SEARCH_FAULT)
      Search_printScope(psScope);
   fflush(stdout);
}

/*--------------------------------------------------------------------*/

enum SearchEnd Search_run(const struct Scope *psScope)
{
   double dStart = Search_getSeconds();
   enum SearchEnd eEnd;
   struct Fault sFault;
   size_t uDepth = 0;
   StateId oState;
   unsigned uOp = 0;

   Arena_open(psScope->uBytes, psScope->uOffset);
   Heap_begin();
   Search_getImages();
   Mute_begin();
   for (eLevel = DEAD_LINKS;; eLevel--)
   {
      States_clear(psScope->uMemoryBytes);
      uTransitions = 0;
      uTailRefusals = 0;
      if (!Search_addFirst(psScope, &sFault))
      {
         Search_reportFault(psScope, &uOp, 0, &sFault);
         eEnd = SEARCH_FAULT;
         break;
      }
      eEnd = Search_close(psScope, &uDepth, &oState, &uOp, &sFault);
      if (eEnd != SEARCH_FAULT
          || Search_confirm(psScope, oState, uOp, &sFault))
         break;
   }
   Mute_end();
   Search_print(psScope, eEnd, uDepth, Search_getSeconds() - dStart);
   return eEnd;
}
