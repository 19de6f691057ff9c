/*--------------------------------------------------------------------*/
/* live.c: the payloads that clients have                             */
/*                                                                    */
/* A hash table with open addressing: a payload is in the first slot  */
/* after its own that was empty, so a search ends at an empty slot.   */
/* To remove one, those after it move up.                             */
/*--------------------------------------------------------------------*/

#include "live.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   MIN_SLOTS = 1024 /* a power of two, as all sizes are */
};

struct Slot
{
   uint64_t uStart; /* 0: empty */
   uint64_t uBytes;
};

static struct Slot *psSlots;
static size_t uSlots, uUsed;

/*--------------------------------------------------------------------*/

/* Return the slot where the search for uStart begins. */

static size_t Live_hash(uint64_t uStart)
{
   return (size_t)((uStart >> 4) * 0x9e3779b97f4a7c15u >> 32)
          & (uSlots - 1);
}

/* Return the slot that holds uStart, or the empty one that ends the
   search for it. */

static size_t Live_search(uint64_t uStart)
{
   size_t u = Live_hash(uStart);

   while (psSlots[u].uStart != 0 && psSlots[u].uStart != uStart)
      u = (u + 1) & (uSlots - 1);
   return u;
}

/* Have uNew empty slots, and put into them what psOld has. */

static void Live_resize(size_t uNew)
{
   struct Slot *psOld = psSlots;
   size_t u, uOld = uSlots;

   psSlots = calloc(uNew, sizeof *psSlots);
   if (psSlots == NULL)
   {
      fputs("machine: the host has no memory left\n", stderr);
      abort();
   }
   uSlots = uNew;
   for (u = 0; u < uOld; u++)
      if (psOld[u].uStart != 0)
         psSlots[Live_search(psOld[u].uStart)] = psOld[u];
   free(psOld);
}

void Live_clear(void)
{
   free(psSlots);
   psSlots = NULL;
   uSlots = 0;
   uUsed = 0;
}

void Live_add(uint64_t uStart, uint64_t uBytes)
{
   size_t u;

   assert(uStart != 0);

   if (2 * (uUsed + 1) > uSlots)
      Live_resize(uSlots == 0 ? MIN_SLOTS : 2 * uSlots);
   u = Live_search(uStart);
   uUsed += (psSlots[u].uStart == 0);
   psSlots[u].uStart = uStart;
   psSlots[u].uBytes = uBytes;
}

uint64_t Live_get(uint64_t uStart)
{
   size_t u;

   if (uUsed == 0 || uStart == 0)
      return 0;

   u = Live_search(uStart);
   return psSlots[u].uStart == 0 ? 0 : psSlots[u].uBytes;
}

uint64_t Live_remove(uint64_t uStart)
{
   uint64_t uBytes = Live_get(uStart);
   size_t uHole, u;

   if (uBytes == 0)
      return 0;

   uHole = Live_search(uStart);
   psSlots[uHole].uStart = 0;
   uUsed--;
   for (u = (uHole + 1) & (uSlots - 1); psSlots[u].uStart != 0;
        u = (u + 1) & (uSlots - 1))
   {
      struct Slot sMoved = psSlots[u];

      psSlots[u].uStart = 0;
      psSlots[Live_search(sMoved.uStart)] = sMoved;
   }
   return uBytes;
}

uint64_t Live_find(uint64_t uStart, uint64_t uEnd, uint64_t *puBytes)
{
   size_t u;

   for (u = 0; u < uSlots; u++)
      if (psSlots[u].uStart != 0 && psSlots[u].uStart < uEnd
          && uStart < psSlots[u].uStart + psSlots[u].uBytes)
      {
         *puBytes = psSlots[u].uBytes;
         return psSlots[u].uStart;
      }
   return 0;
}

void Live_visit(void (*pfVisit)(uint64_t uStart, uint64_t uEnd))
{
   size_t u;

   for (u = 0; u < uSlots; u++)
      if (psSlots[u].uStart != 0)
         pfVisit(
            psSlots[u].uStart, psSlots[u].uStart + psSlots[u].uBytes);
}
