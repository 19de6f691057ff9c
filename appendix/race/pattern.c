/*--------------------------------------------------------------------*/
/* pattern.c                                                          */
/*--------------------------------------------------------------------*/

#include "pattern.h"
#include "rng.h"
#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum
{
   SLOTS = 100,
   BATCH = 5000,
   FIFO_SHARE = 4 /* one of so many is freed oldest first */
};

/* The operations made so far. */

struct Pattern
{
   struct Op *asOps;
   size_t uOps;
};

/*--------------------------------------------------------------------*/

/* Append to *psPattern a malloc of uBytes bytes for uId. */

static void Pattern_addMalloc(
   struct Pattern *psPattern, size_t uId, size_t uBytes)
{
   struct Op sOp = {.eKind = OP_MALLOC, .uId = uId, .uBytes = uBytes};

   psPattern->asOps[psPattern->uOps++] = sOp;
}

/*--------------------------------------------------------------------*/

/* Append to *psPattern that uId is freed. */

static void Pattern_addFree(struct Pattern *psPattern, size_t uId)
{
   struct Op sOp = {.eKind = OP_FREE, .uId = uId};

   psPattern->asOps[psPattern->uOps++] = sOp;
}

/*--------------------------------------------------------------------*/

/* Append uCount mallocs of uSize bytes to *psPattern, in bursts of
   uBurst, each freed before the next. */

static void Pattern_addBursts(struct Pattern *psPattern, size_t uCount,
   size_t uSize, size_t uBurst)
{
   size_t uMade;

   for (uMade = 0; uMade + uBurst <= uCount; uMade += uBurst)
   {
      size_t u;

      for (u = 0; u < uBurst; u++)
         Pattern_addMalloc(psPattern, u, uSize);
      for (u = uBurst; u > 0; u--)
         Pattern_addFree(psPattern, u - 1);
   }
}

/*--------------------------------------------------------------------*/

/* Append uCount mallocs of up to uSize bytes to *psPattern, for a slot
   each, whose old payload is freed first. */

static void Pattern_addSlots(
   struct Pattern *psPattern, size_t uCount, size_t uSize)
{
   bool abTaken[SLOTS] = {false};
   struct Rng sRng;
   size_t u;

   Rng_seed(&sRng, 1);
   for (u = 0; u < uCount; u++)
   {
      size_t uSlot = Rng_below(&sRng, SLOTS);

      if (abTaken[uSlot])
         Pattern_addFree(psPattern, uSlot);
      abTaken[uSlot] = true;
      Pattern_addMalloc(psPattern, uSlot, 1 + Rng_below(&sRng, uSize));
   }
}

/*--------------------------------------------------------------------*/

/* Append uCount mallocs of up to uSize bytes to *psPattern, in batches:
   most of a batch is freed last one first, the rest then in the order
   it was got. */

static void Pattern_addBatches(
   struct Pattern *psPattern, size_t uCount, size_t uSize)
{
   struct Rng sRng;
   size_t uMade;

   Rng_seed(&sRng, 1);
   for (uMade = 0; uMade + BATCH <= uCount; uMade += BATCH)
   {
      size_t u;

      for (u = 0; u < BATCH; u++)
         Pattern_addMalloc(psPattern, u, 1 + Rng_below(&sRng, uSize));
      for (u = BATCH; u > 0; u--)
         if ((u - 1) % FIFO_SHARE != 0)
            Pattern_addFree(psPattern, u - 1);
      for (u = 0; u < BATCH; u += FIFO_SHARE)
         Pattern_addFree(psPattern, u);
   }
}

/*--------------------------------------------------------------------*/

size_t Pattern_make(const char *pcName, size_t uCount, size_t uSize,
   struct Op *asOps, size_t *puIds)
{
   struct Pattern sPattern = {.asOps = asOps};

   assert(uSize > 0);

   *puIds = BATCH;
   if (strcmp(pcName, "Burst6") == 0)
      Pattern_addBursts(&sPattern, uCount, uSize, 6);
   else if (strcmp(pcName, "Burst64") == 0)
      Pattern_addBursts(&sPattern, uCount, uSize, 64);
   else if (strcmp(pcName, "Slots") == 0)
      Pattern_addSlots(&sPattern, uCount, uSize);
   else if (strcmp(pcName, "Batches") == 0)
      Pattern_addBatches(&sPattern, uCount, uSize);
   return sPattern.uOps;
}
