/*--------------------------------------------------------------------*/
/* player.c: the loop that plays a client of the heap manager         */
/*--------------------------------------------------------------------*/

#include "player.h"
#include "heapmgr.h"
#include "memory.h"
#include "oracle.h"
#include "space.h"
#include "steps.h"
#include "ticks.h"
#include "watch.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A manager written for another course may lack this function. */

#pragma weak HeapMgr_isValid

struct Player
{
   const struct Options *psOptions;
   struct Result *psResult;
   Oracle_T oOracle;
   Space_T oSpace; /* NULL unless this is the inspection */
   uint64_t uMallocTicks;
   uint64_t uFreeTicks;
};

/*--------------------------------------------------------------------*/

/* Add to *psCost a call for a payload of uBytes bytes, which took
   uSteps. */

static void Player_addCall(struct Player *psPlayer, struct Cost *psCost,
   size_t uSteps, size_t uBytes)
{
   psCost->uCalls++;
   if (!psPlayer->psOptions->bSteps)
      return;

   psCost->uSteps += uSteps;
   Histogram_add(&psCost->sSteps, uSteps);
   if (uSteps > psCost->uMaxSteps)
   {
      psCost->uMaxSteps = uSteps;
      psCost->uMaxStepsOperation = psPlayer->psResult->uOperation;
      psCost->uMaxStepsBytes = uBytes;
   }
}

/*--------------------------------------------------------------------*/

/* Have the manager allocate uBytes bytes, and measure it. */

static void *Player_callMalloc(struct Player *psPlayer, size_t uBytes)
{
   struct Result *psResult = psPlayer->psResult;
   size_t uSteps;
   uint64_t uTicks;
   void *pv;

   if (psPlayer->oSpace != NULL)
      Space_beforeMalloc(psPlayer->oSpace, uBytes);

   psResult->ePhase = PHASE_MALLOC;
   Watch_enter();
   uSteps = Steps_uCount;
   uTicks = Ticks_now();
   pv = HeapMgr_malloc(uBytes);
   uTicks = Ticks_now() - uTicks;
   uSteps = Steps_uCount - uSteps;
   Watch_leave();
   psResult->ePhase = PHASE_DRIVER;

   psPlayer->uMallocTicks += uTicks;
   Player_addCall(psPlayer, &psResult->sMalloc, uSteps, uBytes);
   if (Watch_getHeapBytes() > psResult->uPeakMallocBytes)
   {
      psResult->uPeakMalloc = psResult->sMalloc.uCalls;
      psResult->uPeakMallocBytes = Watch_getHeapBytes();
   }
   return pv;
}

/*--------------------------------------------------------------------*/

/* Have the manager free pv, a payload of uBytes bytes, and measure
   it. */

static void Player_callFree(
   struct Player *psPlayer, void *pv, size_t uBytes)
{
   struct Result *psResult = psPlayer->psResult;
   size_t uSteps;
   uint64_t uTicks;
   size_t uSystemCalls = Watch_getCalls();

   psResult->ePhase = PHASE_FREE;
   Watch_enter();
   uSteps = Steps_uCount;
   uTicks = Ticks_now();
   HeapMgr_free(pv);
   uTicks = Ticks_now() - uTicks;
   uSteps = Steps_uCount - uSteps;
   Watch_leave();
   psResult->ePhase = PHASE_DRIVER;

   psPlayer->uFreeTicks += uTicks;
   psResult->uFreeSystemCalls += Watch_getCalls() - uSystemCalls;
   Player_addCall(psPlayer, &psResult->sFree, uSteps, uBytes);
}

/*--------------------------------------------------------------------*/

/* Play a malloc, or a realloc's first half. */

static bool Player_malloc(
   struct Player *psPlayer, const struct Op *psOp)
{
   size_t uRefusals = Watch_getRefusals();
   size_t uOperation = psPlayer->psResult->uOperation;
   void *pv = Player_callMalloc(psPlayer, psOp->uBytes);

   if (!Oracle_checkMalloc(psPlayer->oOracle, uOperation, psOp, pv,
          Watch_getRefusals() > uRefusals))
      return false;
   if (psPlayer->oSpace != NULL)
      Space_noteMalloc(
         psPlayer->oSpace, uOperation, psOp->uId, pv, psOp->uBytes);
   return true;
}

/*--------------------------------------------------------------------*/

/* Play a free. */

static bool Player_free(struct Player *psPlayer, size_t uId)
{
   void *pv = NULL;
   size_t uBytes = 0;

   if (uId != NO_ID)
   {
      pv = Oracle_getLive(psPlayer->oOracle, uId)->pcPayload;
      uBytes = Oracle_getLive(psPlayer->oOracle, uId)->uBytes;
      if (!Oracle_checkContents(psPlayer->oOracle,
             psPlayer->psResult->uOperation,
             psPlayer->psResult->sOp.uLine, uId))
         return false;
      Oracle_noteFree(psPlayer->oOracle, uId);
   }
   Player_callFree(psPlayer, pv, uBytes);
   if (psPlayer->oSpace != NULL && uId != NO_ID)
      Space_noteFree(psPlayer->oSpace, uId);
   return true;
}

/*--------------------------------------------------------------------*/

/* Copy to the payload of *psNew what it has room for of *psOld. */

static void Player_copy(
   const struct Live *psNew, const struct Live *psOld)
{
   size_t uBytes = (psNew->uBytes < psOld->uBytes) ? psNew->uBytes
                                                   : psOld->uBytes;

   /* A payload of 0 bytes is NULL, which memcpy must not be given. */
   if (uBytes != 0)
      memcpy(psNew->pcPayload, psOld->pcPayload, uBytes);
}

/*--------------------------------------------------------------------*/

/* Play a realloc as malloc, copy, free. */

static bool Player_realloc(
   struct Player *psPlayer, const struct Op *psOp)
{
   size_t uOldId = Oracle_setAside(psPlayer->oOracle, psOp->uId);
   const struct Live *psOld = Oracle_getLive(psPlayer->oOracle, uOldId);
   const struct Live *psNew = Oracle_getLive(
      psPlayer->oOracle, psOp->uId);

   if (psPlayer->oSpace != NULL)
      Space_noteMove(psPlayer->oSpace, psOp->uId, uOldId);
   if (!Player_malloc(psPlayer, psOp)
       || !Oracle_checkHeld(psPlayer->oOracle,
          psPlayer->psResult->uOperation, psOp->uLine, uOldId))
      return false;

   /* Otherwise the oracle has filled the new payload. */
   if (psPlayer->psOptions->bFast)
      Player_copy(psNew, psOld);
   return Player_free(psPlayer, uOldId);
}

/*--------------------------------------------------------------------*/

/* Play *psOp.  Return false if the oracle has found a fault. */

static bool Player_playOp(
   struct Player *psPlayer, const struct Op *psOp)
{
   switch (psOp->eKind)
   {
   case OP_MALLOC:
      return Player_malloc(psPlayer, psOp);
   case OP_FREE:
      return Player_free(psPlayer, psOp->uId);
   case OP_REALLOC:
      return Player_realloc(psPlayer, psOp);
   default:
      if (!Oracle_checkHeld(psPlayer->oOracle,
             psPlayer->psResult->uOperation, psOp->uLine, psOp->uId))
         return false;
      Oracle_touch(psPlayer->oOracle, psOp->uId, psOp->uBytes);
      return true;
   }
}

/*--------------------------------------------------------------------*/

/* Have the manager check its heap. */

static bool Player_checkValidity(struct Player *psPlayer)
{
   struct Result *psResult = psPlayer->psResult;
   bool bValid;

   if (HeapMgr_isValid == NULL)
      return true;

   psResult->ePhase = PHASE_VALID;
   bValid = HeapMgr_isValid();
   psResult->ePhase = PHASE_DRIVER;
   if (bValid)
      return true;

   snprintf(psResult->sFault.acWord, FAULT_WORD_BYTES, "invalid heap");
   snprintf(psResult->sFault.acText, FAULT_TEXT_BYTES,
      "operation %zu: HeapMgr_isValid finds the heap invalid after it"
      " (its own message is above)",
      psResult->uOperation);
   return false;
}

/*--------------------------------------------------------------------*/

/* Check what is to be checked after an operation.  The manager checks
   its heap after operations 1, 2, 4, 8 ... and whenever the
   payloads are verified. */

static bool Player_checkAfter(struct Player *psPlayer)
{
   const struct Options *psOptions = psPlayer->psOptions;
   size_t uOperation = psPlayer->psResult->uOperation;
   bool bDue = psOptions->uCheckEvery != 0
               && uOperation % psOptions->uCheckEvery == 0;

   if (bDue
       && !Oracle_checkAll(
          psPlayer->oOracle, uOperation, psPlayer->psResult->sOp.uLine))
      return false;
   if (bDue
       || (!psOptions->bFast && (uOperation & (uOperation - 1)) == 0))
      return Player_checkValidity(psPlayer);
   return true;
}

/*--------------------------------------------------------------------*/

/* Note how much the manager holds after an operation. */

static void Player_noteSpace(struct Player *psPlayer)
{
   struct Result *psResult = psPlayer->psResult;
   size_t uPayloadBytes = Oracle_getLiveBytes(psPlayer->oOracle);

   psResult->uSystemCalls = Watch_getCalls();
   psResult->uRefusals = Watch_getRefusals();
   psResult->uEndHeapBytes = Watch_getHeapBytes();
   psResult->uPeakHeapBytes = Watch_getPeakHeapBytes();
   if (uPayloadBytes > psResult->uPeakPayloadBytes)
      psResult->uPeakPayloadBytes = uPayloadBytes;
   if (psResult->uEndHeapBytes != 0)
      psResult->dUtilizationSum += (double)uPayloadBytes
                                   / (double)psResult->uEndHeapBytes;
}

/*--------------------------------------------------------------------*/

/* Turn the ticks of uCalls calls into nanoseconds. */

static double Player_getNanoseconds(uint64_t uTicks, size_t uCalls)
{
   double dTicks = (double)uTicks
                   - (double)uCalls * Ticks_getOverhead();

   return (dTicks < 0) ? 0 : dTicks * Ticks_getNanoseconds();
}

/*--------------------------------------------------------------------*/

void Player_play(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult)
{
   struct Player sPlayer = {
      .psOptions = psOptions, .psResult = psResult};
   double dStart;
   bool bGood = true;

   sPlayer.oOracle = Oracle_new(
      Source_getIds(oSource), !psOptions->bFast, &psResult->sFault);
   Source_setView(oSource, sPlayer.oOracle);
   psResult->uForcedBytes = Source_getForcedBytes(oSource);
   psResult->uBoundBytes = Source_getBoundBytes(oSource);
   Watch_setLimit(psOptions->uHeapLimit);
   Ticks_start();
   dStart = Ticks_getCpuNanoseconds();

   while (bGood && Source_next(oSource, &psResult->sOp))
   {
      psResult->uOperation++;
      bGood = Player_playOp(&sPlayer, &psResult->sOp);
      Player_noteSpace(&sPlayer);
      bGood = bGood && Player_checkAfter(&sPlayer);
   }

   psResult->dRunNanoseconds = Ticks_getCpuNanoseconds() - dStart;
   psResult->sMalloc.dNanoseconds = Player_getNanoseconds(
      sPlayer.uMallocTicks, psResult->sMalloc.uCalls);
   psResult->sFree.dNanoseconds = Player_getNanoseconds(
      sPlayer.uFreeTicks, psResult->sFree.uCalls);

   if (bGood && !psOptions->bFast
       && Oracle_checkAll(
          sPlayer.oOracle, psResult->uOperation, psResult->sOp.uLine))
      (void)Player_checkValidity(&sPlayer);
   psResult->bFinished = true;
}

/*--------------------------------------------------------------------*/

void Player_inspect(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult)
{
   struct SpacePlan sPlan = {.uIds = Source_getIds(oSource),
      .uOperations = psResult->uOperation,
      .uPeakMalloc = psResult->uPeakMalloc,
      .uPeakHeapBytes = psResult->uPeakMallocBytes,
      .uCheckEvery = psOptions->uCheckEvery};
   struct Options sOptions = *psOptions;
   struct Result *psScratch = Memory_get(sizeof *psScratch);
   struct Player sPlayer = {
      .psOptions = &sOptions, .psResult = psScratch};
   bool bGood = true;

   sOptions.bFast = true;
   sOptions.bSteps = false;
   sPlayer.oOracle = Oracle_new(sPlan.uIds, false, &psScratch->sFault);
   Source_setView(oSource, sPlayer.oOracle);
   sPlayer.oSpace = Space_new(&sPlan, &psResult->sSpace);
   Watch_setLimit(psOptions->uHeapLimit);

   while (bGood && Source_next(oSource, &psScratch->sOp))
   {
      psScratch->uOperation++;
      bGood = Player_playOp(&sPlayer, &psScratch->sOp);
      Space_noteOperation(sPlayer.oSpace, psScratch->uOperation);
   }
   if (bGood)
      Space_finish(sPlayer.oSpace);
}
