/*--------------------------------------------------------------------*/
/* player.c: the loop that plays a client of the heap manager         */
/*--------------------------------------------------------------------*/

#include "player.h"
#include "heapmgr.h"
#include "oracle.h"
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
   uint64_t uMallocTicks;
   uint64_t uFreeTicks;
};

/*--------------------------------------------------------------------*/

/* Add a call to *psCost, which took uSteps in operation uOperation. */

static void Player_addCall(
   struct Cost *psCost, size_t uSteps, size_t uOperation)
{
   psCost->uCalls++;
   psCost->uSteps += uSteps;
   if (uSteps > psCost->uMaxSteps)
   {
      psCost->uMaxSteps = uSteps;
      psCost->uMaxStepsOperation = uOperation;
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
   Player_addCall(&psResult->sMalloc, uSteps, psResult->uOperation);
   return pv;
}

/*--------------------------------------------------------------------*/

/* Have the manager free pv, and measure it. */

static void Player_callFree(struct Player *psPlayer, void *pv)
{
   struct Result *psResult = psPlayer->psResult;
   size_t uSteps;
   uint64_t uTicks;

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
   Player_addCall(&psResult->sFree, uSteps, psResult->uOperation);
}

/*--------------------------------------------------------------------*/

/* Play a malloc, or a realloc's first half. */

static bool Player_malloc(
   struct Player *psPlayer, const struct Op *psOp)
{
   size_t uRefusals = Watch_getRefusals();
   void *pv = Player_callMalloc(psPlayer, psOp->uBytes);

   return Oracle_checkMalloc(psPlayer->oOracle,
      psPlayer->psResult->uOperation, psOp, pv,
      Watch_getRefusals() > uRefusals);
}

/*--------------------------------------------------------------------*/

/* Play a free. */

static bool Player_free(struct Player *psPlayer, size_t uId)
{
   void *pv = NULL;

   if (uId != NO_ID)
   {
      pv = Oracle_getLive(psPlayer->oOracle, uId)->pcPayload;
      if (!Oracle_checkContents(
             psPlayer->oOracle, psPlayer->psResult->uOperation, uId))
         return false;
      Oracle_noteFree(psPlayer->oOracle, uId);
   }
   Player_callFree(psPlayer, pv);
   return true;
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

   if (!Player_malloc(psPlayer, psOp))
      return false;

   /* Otherwise the oracle has filled the new payload. */
   if (psPlayer->psOptions->bFast)
      memcpy(psNew->pcPayload, psOld->pcPayload,
         (psNew->uBytes < psOld->uBytes) ? psNew->uBytes
                                         : psOld->uBytes);
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
      Oracle_touch(psPlayer->oOracle, psOp->uId, psOp->uBytes);
      return true;
   }
}

/*--------------------------------------------------------------------*/

/* Have the manager look over its heap. */

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
      "operation %zu: HeapMgr_isValid finds its own heap invalid after"
      " it (what it says stands above)",
      psResult->uOperation);
   return false;
}

/*--------------------------------------------------------------------*/

/* Check what is to be checked after an operation.  The manager looks
   over its heap after operations 1, 2, 4, 8 ... and whenever the
   payloads are verified. */

static bool Player_checkAfter(struct Player *psPlayer)
{
   const struct Options *psOptions = psPlayer->psOptions;
   size_t uOperation = psPlayer->psResult->uOperation;
   bool bDue = psOptions->uCheckEvery != 0
               && uOperation % psOptions->uCheckEvery == 0;

   if (bDue && !Oracle_checkAll(psPlayer->oOracle, uOperation))
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
                   - (double)uCalls * (double)Ticks_getOverhead();

   return (dTicks < 0) ? 0 : dTicks * Ticks_getNanoseconds();
}

/*--------------------------------------------------------------------*/

void Player_play(Source_T oSource, const struct Options *psOptions,
   struct Result *psResult)
{
   struct Player sPlayer = {psOptions, psResult, NULL, 0, 0};
   double dStart;
   bool bGood = true;

   sPlayer.oOracle = Oracle_new(
      Source_getIds(oSource), !psOptions->bFast, &psResult->sFault);
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
       && Oracle_checkAll(sPlayer.oOracle, psResult->uOperation))
      (void)Player_checkValidity(&sPlayer);
   psResult->bFinished = true;
}
