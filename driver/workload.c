/*--------------------------------------------------------------------*/
/* workload.c: the tests that the driver makes up itself              */
/*                                                                    */
/* The seven tests are those of Princeton's heap manager assignment.  */
/* One thing differs: here a random size is drawn anew for every call */
/* of malloc; there each place kept its size for ever.  The other     */
/* tests are in adversary.c.                                          */
/*--------------------------------------------------------------------*/

#include "workload.h"
#include "adversary.h"
#include "memory.h"
#include "rng.h"
#include <assert.h>
#include <string.h>

typedef bool (*Workload_Next)(Workload_T oWorkload, struct Op *psOp);

struct Kind
{
   const char *pcName;
   const char *pcSummary;
   Workload_Next pfNext;
   bool bRandomSize;
};

struct Workload
{
   Adversary_T oAdversary; /* if not NULL, it makes all
                              operations */
   const struct Kind *psKind;
   size_t uCount;
   size_t uSize;
   struct Rng sRng;
   size_t uDone;   /* operations so far */
   size_t uPlaces; /* Random tests: how many chunks there may be */
   size_t uPlace;  /* Random tests: where the next chunk goes */
   bool *abTaken;  /* Random tests: whether a place has a chunk */
};

/*--------------------------------------------------------------------*/

/* Make *psOp an operation of kind eKind on uId. */

static void Workload_setOp(
   struct Op *psOp, enum OpKind eKind, size_t uId, size_t uBytes)
{
   psOp->eKind = eKind;
   psOp->uId = uId;
   psOp->uBytes = uBytes;
   psOp->uLine = 0;
}

/*--------------------------------------------------------------------*/

/* Return the size that the next call of malloc asks for. */

static size_t Workload_drawSize(Workload_T oWorkload)
{
   if (!oWorkload->psKind->bRandomSize)
      return oWorkload->uSize;
   return 1 + (size_t)Rng_below(&oWorkload->sRng, oWorkload->uSize);
}

/*--------------------------------------------------------------------*/

/* Allocate all chunks, then free the last one first. */

static bool Workload_nextLifo(Workload_T oWorkload, struct Op *psOp)
{
   size_t u = oWorkload->uDone;

   if (u < oWorkload->uCount)
      Workload_setOp(psOp, OP_MALLOC, u, Workload_drawSize(oWorkload));
   else
      Workload_setOp(psOp, OP_FREE, 2 * oWorkload->uCount - 1 - u, 0);
   return u < 2 * oWorkload->uCount;
}

/*--------------------------------------------------------------------*/

/* Allocate all chunks, then free the first one first. */

static bool Workload_nextFifo(Workload_T oWorkload, struct Op *psOp)
{
   size_t u = oWorkload->uDone;

   if (u < oWorkload->uCount)
      Workload_setOp(psOp, OP_MALLOC, u, Workload_drawSize(oWorkload));
   else
      Workload_setOp(psOp, OP_FREE, u - oWorkload->uCount, 0);
   return u < 2 * oWorkload->uCount;
}

/*--------------------------------------------------------------------*/

/* COUNT times: allocate a chunk for a place, and pick a random place
   for the next one, which is freed if it is taken.  In the end free all
   chunks.  There is a place for every three calls of malloc. */

static bool Workload_nextRandom(Workload_T oWorkload, struct Op *psOp)
{
   if (oWorkload->uDone < 2 * oWorkload->uCount)
   {
      if (oWorkload->uDone % 2 == 0)
      {
         oWorkload->abTaken[oWorkload->uPlace] = true;
         Workload_setOp(psOp, OP_MALLOC, oWorkload->uPlace,
            Workload_drawSize(oWorkload));
         return true;
      }
      oWorkload->uPlace = (size_t)Rng_below(
         &oWorkload->sRng, oWorkload->uPlaces);
      if (!oWorkload->abTaken[oWorkload->uPlace])
      {
         oWorkload->uDone++; /* nothing to free this time */
         return Workload_nextRandom(oWorkload, psOp);
      }
   }
   else
   {
      if (oWorkload->uDone == 2 * oWorkload->uCount)
         oWorkload->uPlace = 0;
      while (oWorkload->uPlace < oWorkload->uPlaces
             && !oWorkload->abTaken[oWorkload->uPlace])
         oWorkload->uPlace++;
      if (oWorkload->uPlace == oWorkload->uPlaces)
         return false;
   }

   oWorkload->abTaken[oWorkload->uPlace] = false;
   Workload_setOp(psOp, OP_FREE, oWorkload->uPlace, 0);
   return true;
}

/*--------------------------------------------------------------------*/

/* The worst order for a manager with a single list.  Allocate chunks of
   growing sizes, a dummy of 1 byte after each; free them, the largest
   first, so that the list has the smallest in front; allocate them
   again, the largest first, so that each search goes to the list's end;
   free everything. */

static bool Workload_nextWorst(Workload_T oWorkload, struct Op *psOp)
{
   size_t uPairs = (oWorkload->uCount + 1) / 2;
   size_t u = oWorkload->uDone;

   if (u < 2 * uPairs)
      Workload_setOp(psOp, OP_MALLOC, u,
         (u % 2 == 1) ? 1
                      : u * oWorkload->uSize / oWorkload->uCount + 1);
   else if (u < 3 * uPairs)
      Workload_setOp(psOp, OP_FREE, 2 * (3 * uPairs - 1 - u), 0);
   else if (u < 4 * uPairs)
   {
      size_t uId = 2 * (4 * uPairs - 1 - u);

      Workload_setOp(psOp, OP_MALLOC, uId,
         uId * oWorkload->uSize / oWorkload->uCount + 1);
   }
   else
      Workload_setOp(psOp, OP_FREE, u - 4 * uPairs, 0);
   return u < 6 * uPairs;
}

/*--------------------------------------------------------------------*/

static const struct Kind asKinds[] = {
   {"LifoFixed", "COUNT chunks of SIZE bytes, freed last in, first out",
      Workload_nextLifo, false},
   {"FifoFixed",
      "COUNT chunks of SIZE bytes, freed first in, first out",
      Workload_nextFifo, false},
   {"LifoRandom",
      "COUNT chunks of 1 to SIZE bytes, freed last in, first out",
      Workload_nextLifo, true},
   {"FifoRandom",
      "COUNT chunks of 1 to SIZE bytes, freed first in, first out",
      Workload_nextFifo, true},
   {"RandomFixed",
      "COUNT chunks of SIZE bytes, allocated and freed in turn",
      Workload_nextRandom, false},
   {"RandomRandom",
      "COUNT chunks of 1 to SIZE bytes, allocated and freed in turn",
      Workload_nextRandom, true},
   {"Worst",
      "sizes up to SIZE in the worst order for a single free list",
      Workload_nextWorst, false}};

enum
{
   KIND_COUNT = sizeof asKinds / sizeof asKinds[0]
};

/*--------------------------------------------------------------------*/

const char *Workload_getName(size_t uIndex)
{
   return (uIndex < KIND_COUNT)
             ? asKinds[uIndex].pcName
             : Adversary_getName(uIndex - KIND_COUNT);
}

const char *Workload_getSummary(size_t uIndex)
{
   return (uIndex < KIND_COUNT)
             ? asKinds[uIndex].pcSummary
             : Adversary_getSummary(uIndex - KIND_COUNT);
}

/*--------------------------------------------------------------------*/

Workload_T Workload_new(
   const char *pcName, size_t uCount, size_t uSize, uint64_t uSeed)
{
   Workload_T oWorkload = Memory_get(sizeof *oWorkload);
   size_t u = 0;

   assert(uCount >= 1 && uSize >= 1);

   while (u < KIND_COUNT && strcmp(asKinds[u].pcName, pcName) != 0)
      u++;
   if (u == KIND_COUNT)
   {
      oWorkload->oAdversary = Adversary_new(
         pcName, uCount, uSize, uSeed);
      return (oWorkload->oAdversary == NULL) ? NULL : oWorkload;
   }

   oWorkload->psKind = &asKinds[u];
   oWorkload->uCount = uCount;
   oWorkload->uSize = uSize;
   Rng_seed(&oWorkload->sRng, uSeed);
   oWorkload->uPlaces = uCount / 3 + 1;
   oWorkload->abTaken = Memory_get(oWorkload->uPlaces);
   return oWorkload;
}

/*--------------------------------------------------------------------*/

size_t Workload_getIds(const struct Workload *oWorkload)
{
   if (oWorkload->oAdversary != NULL)
      return Adversary_getIds(oWorkload->oAdversary);
   return oWorkload->uCount + 1;
}

/*--------------------------------------------------------------------*/

void Workload_setView(Workload_T oWorkload, Oracle_T oOracle)
{
   if (oWorkload->oAdversary != NULL)
      Adversary_setView(oWorkload->oAdversary, oOracle);
}

size_t Workload_getForcedBytes(const struct Workload *oWorkload)
{
   return (oWorkload->oAdversary == NULL)
             ? 0
             : Adversary_getForcedBytes(oWorkload->oAdversary);
}

size_t Workload_getBoundBytes(const struct Workload *oWorkload)
{
   return (oWorkload->oAdversary == NULL)
             ? 0
             : Adversary_getBoundBytes(oWorkload->oAdversary);
}

/*--------------------------------------------------------------------*/

bool Workload_next(Workload_T oWorkload, struct Op *psOp)
{
   if (oWorkload->oAdversary != NULL)
      return Adversary_next(oWorkload->oAdversary, psOp);
   if (!oWorkload->psKind->pfNext(oWorkload, psOp))
      return false;
   oWorkload->uDone++;
   return true;
}
